"""What `parklocus info study.toml` says: the study as it was understood, with every key in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli_w

from parklocus.indicators.study.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType


def describe_study(file: Path) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Return a study as a table of its sections, paths relative to its folder; its files need not be there.

    Raises
    ------
    InputError
        The file is missing or not TOML; a key is unknown, missing or wrongly filled.
    """
    study = Study.open(file, check_files=False).as_mapping(file.parent)
    return {"file": str(file), "study": study}, [tomli_w.dumps(study).rstrip()], []
