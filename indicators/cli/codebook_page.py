"""The command `parklocus codebook`: the way from a code of the interviews to item, factor score and index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from rich.tree import Tree

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.codebook import LEVELS
from parklocus.indicators.study.study import Study
from parklocus.indicators.survey.codebook import of_factors, titled
from parklocus.indicators.survey.study_codebook import study_codebook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import RenderableType

    from parklocus.indicators.survey.codebook import Codebook


def show_codebook(file: Path) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Return a study's codebook for programs and for people, and what lacks its counterpart.

    Parameters
    ----------
    file : Path
        The study file; of the files it names the codebook alone has to be there.

    Raises
    ------
    InputError
        The study has no codebook, or it cannot be read or contradicts the study.
    """
    codebook = study_codebook(Study.open(file, check_files=False))
    if codebook is None:
        raise InputError(_("The study has no [codebook]: name the file of your codes there."))
    rows = codebook.table.astype(object).where(codebook.table.notna(), None).to_dict("records")
    return {"codebook": rows}, [_tree(codebook)], list(codebook.notes)


def _tree(codebook: Codebook) -> Tree:
    tree = Tree(Text(codebook.source))
    facts = {row["factor"]: row for row in of_factors(codebook.table).to_dict("records")}
    branches: dict[tuple[str, ...], Tree] = {}
    for row in codebook.table.to_dict("records"):
        path: tuple[str, ...] = ()
        here = tree
        for level in LEVELS:
            if not row[level]:
                continue
            path = (*path, f"{level}:{row[level]}")
            if path not in branches:
                branches[path] = here.add(Text(_branch(level, row, facts)))
            here = branches[path]
    return tree


def _branch(level: str, row: Mapping[Any, Any], facts: Mapping[str, Mapping[Any, Any]]) -> str:
    """Return what is said of a name at its level: of a factor its links, of a code its count and an example."""
    if level == "factor":
        own = facts[row["factor"]]
        more = [own.get("score") or _("no score"), own.get("indices") or _("no index expected")]
        return f"{titled(own)} → " + " → ".join(more)
    said = str(row[level])
    lowest = next((name for name in reversed(LEVELS) if row[name]), "")
    if level != lowest:
        return said
    if _is_known(row["count"]):
        said += f" ({row['count']})"
    if row["item"]:
        said += f" → {row['item']}"
    if row["example"]:
        said += f" “{row['example']}”"
    return said


def _is_known(count: object) -> bool:
    return isinstance(count, int)
