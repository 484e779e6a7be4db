"""A result made again from its study, and compared value for value."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.differences import Difference, differences
from parklocus.indicators.export.stored_result import StoredResult
from parklocus.indicators.language import gettext as _
from parklocus.indicators.run import describe_inputs, run_study
from parklocus.indicators.study.study import Study

if TYPE_CHECKING:
    from parklocus.indicators.progress import Progress


@dataclass(frozen=True)
class Rerun:
    """What making a result again gave.

    Attributes
    ----------
    differences : list of Difference
        What is not the same; empty where every value is.
    compared : int
        How many values were compared.
    versions : list of str
        Programs whose version is another now, with both.
    """

    differences: list[Difference]
    compared: int
    versions: list[str]


def rerun(
    result: str | Path,
    study: str | Path | None = None,
    output: str | Path | None = None,
    progress: Progress | None = None,
    *,
    processes: int | None = None,
) -> Rerun:
    """Make a result again from its study and compare all values.

    Parameters
    ----------
    result : str or Path
        The GeoPackage that a study left.
    study : str or Path, optional
        The study file; the file of the name that the result knows, beside the result, without it.
    output : str or Path, optional
        Where to keep the new result; it is not kept without.
    progress : callable, optional
        Called with a fraction (0 to 1) and a text; it may raise `Cancelled`.
    processes : int, optional
        How many processes compute.

    Raises
    ------
    InputError
        The result does not come from a study file, the file is not there, or an input is not the one it was.
    """
    stored = StoredResult(result)
    path = _study_file(stored, study)
    opened = Study.open(path)
    _check_inputs(stored, opened)
    with tempfile.TemporaryDirectory(prefix="parklocus-rerun-") as folder:
        target = Path(output) if output is not None else Path(folder) / "again.gpkg"
        if target.exists() and target.samefile(stored.path):
            raise InputError(_("The output {file} is the result itself; name another file.").format(file=target))
        run_study(opened, target, progress, processes=processes)
        again = StoredResult(target)
        found, compared = differences(stored, again)
        before, now = (one.provenance.get("software", {}) for one in (stored, again))
    versions = [f"{name}: {before.get(name)} → {now.get(name)}" for name in now if before.get(name) != now.get(name)]
    return Rerun(found, compared, versions)


def _study_file(stored: StoredResult, given: str | Path | None) -> Path:
    known = stored.provenance.get("study", {}).get("file", {}).get("file")
    if known is None:
        message = _(
            "{file} was made without a study file, so it cannot be made again; its provenance has all parameters."
        )
        raise InputError(message.format(file=stored.path))
    path = Path(given) if given is not None else stored.path.parent / known
    if not path.is_file():
        message = _("There is no study file {file}; say where it is: --study FILE.")
        raise InputError(message.format(file=path))
    return path


def _check_inputs(stored: StoredResult, study: Study) -> None:
    """See that each input is, byte for byte, the file that it was."""
    before = {**stored.provenance.get("study", {}), "map": stored.provenance.get("osm", {})}
    now = {**describe_inputs(study), "map": {"sha256": _digest(study.city.osm)}}
    changed = []
    for name, facts in before.items():
        if isinstance(facts, dict) and facts.get("sha256"):
            found = now.get(name)
            if not isinstance(found, dict) or found.get("sha256") != facts["sha256"]:
                changed.append(f"{facts.get('file') or name} ({name})")
    if changed:
        message = _("These inputs are not the files that {result} was made from: {files}.")
        raise InputError(message.format(result=stored.path.name, files=", ".join(changed)))


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
