"""Write resources/engine_lock.txt: the exact versions that the plugin installs, as this environment has them.

They are all that the engine and its extras need, and setuptools, which builds the engine from the plugin's folder. Run
it in an environment in which the tests pass.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "resources" / "engine_lock.txt"
SOURCES = (
    "json2html",
)  # published as source alone; all others come ready-made, for a compiler's complaints help nobody
EXTRAS = ("fetch", "gtfs", "spatial", "survey")
OLDEST = "3.11.0"  # of the Pythons that the engine runs on
HEADER = """\
# What "Install the engine" fetches: exact versions, with which the tests passed. Written by tools/lock_engine.py.
# For a computer without internet, on another with the same system and Python:
#   pip download --dest wheels -r engine_lock.txt
--only-binary :all:
"""


def asked() -> list[Requirement]:
    """Return what the engine asks for itself, with its extras and what builds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    texts = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    texts += [text for extra in EXTRAS for text in project["project"]["optional-dependencies"][extra]]
    return [Requirement(text) for text in texts]


def canonical(name: str) -> str:
    """Return a distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(requirement: Requirement) -> list[Requirement]:
    """Return what a requirement's distribution needs on some system: what only Windows needs is locked, too."""
    found = []
    for text in requires(requirement.name) or ():
        needed = Requirement(text)
        for extra in ("", *requirement.extras):
            here: dict[str, str] = {**{key: str(value) for key, value in default_environment().items()}, "extra": extra}
            on_windows = {**here, "sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
            if needed.marker is None or needed.marker.evaluate(here) or needed.marker.evaluate(on_windows):
                found.append(needed)
                break
    return found


def locked() -> dict[str, str]:
    """Return the version of every distribution that is needed, by name; what only other systems need is left to pip."""
    versions: dict[str, str] = {}
    waiting = asked()
    while waiting:
        requirement = waiting.pop()
        name = canonical(requirement.name)
        if name in versions and not requirement.extras:
            continue
        try:
            versions[name] = version(requirement.name)
        except PackageNotFoundError:
            continue
        waiting += needs(requirement)
    return dict(sorted(versions.items()))


def pin(name: str, number: str) -> str:
    """Return a distribution's line; a version that the oldest Python cannot run is pinned for those that can."""
    wanted = SpecifierSet(distribution(name).metadata["Requires-Python"] or "")
    if wanted.contains(OLDEST):
        return f"{name}=={number}\n"
    limits = " and ".join(f'python_full_version {one.operator} "{one.version}"' for one in wanted)
    return f"{name}=={number} ; {limits}\n"


def lock_text() -> str:
    """Return the text of the file."""
    sources = "".join(f"--no-binary {name}\n" for name in SOURCES)
    return HEADER + sources + "".join(pin(*one) for one in locked().items())


if __name__ == "__main__":
    LOCK.write_text(lock_text(), encoding="utf-8")
    print(f"wrote {LOCK.relative_to(ROOT)}: {len(locked())} distributions")
