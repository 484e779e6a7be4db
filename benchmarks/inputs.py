"""What the jobs read: extracts, replicas of them, and what a job makes of one; each is made once and kept."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / ".venv-bench" / "inputs"
ENDINGS = (".osm.pbf", ".osm.bz2")
QUESTIONNAIRES = Path("sem", "oracles", "data")


def extract_of(name: str) -> Path:
    """Return the extract or questionnaire of this name; ``city_x9`` is a replica: 3 x 3 copies of ``city``.

    Raises
    ------
    SystemExit
        There is no such extract.
    """
    replica = re.fullmatch(r"(\w+)_x(\d+)", name)
    if replica:
        target = KEPT / f"{name}.osm.pbf"
        k = math.isqrt(int(replica[2]))
        if k**2 != int(replica[2]):
            sys.exit(f"{name}: the number of copies must be a square.")
        _make(HERE / "replicate.py", [str(extract_of(replica[1])), str(k)], target, dict(os.environ))
        return target
    folder = Path(os.environ["PARKLOCUS_DATA"], name)
    for ending in ENDINGS:
        if (folder / f"{name}{ending}").exists():
            return folder / f"{name}{ending}"
    questionnaire = folder.parent / QUESTIONNAIRES / f"{name}.csv"
    if questionnaire.exists():
        return questionnaire
    sys.exit(f"There is no extract {name}{ENDINGS[0]} in {folder}.")


def input_of(job: str, name: str, environment: dict[str, str]) -> Path:
    """Return what the participants of a job are given: the extract, or what the job's `prepare.py` makes of it."""
    extract = extract_of(name)
    script = HERE / job / "prepare.py"
    if not script.exists():
        return extract
    target = KEPT / f"{job}-{name}"
    _make(script, [str(extract)], target, environment)
    return target


def _make(script: Path, arguments: list[str], target: Path, environment: dict[str, str]) -> None:
    """Run a script that writes a target, where there is none or the script is newer."""
    if target.exists() and target.stat().st_mtime > script.stat().st_mtime:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    print(f"making {target.name}", flush=True)
    # Under another name until it is whole.
    half = target.with_name(f"half-{target.name}")
    subprocess.run([sys.executable, str(script), *arguments, str(half)], check=True, env=environment)
    half.replace(target)
    os.utime(target)
