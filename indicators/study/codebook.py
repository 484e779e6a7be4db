"""The section of a study file that says where the codebook of the interviews is, and what its names mean elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.sections import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from parklocus.indicators.tomlfile import Table

LEVELS = ("space", "factor", "category", "code")


@dataclass(frozen=True)
class CodebookSource:
    """Where the codebook is.

    Attributes
    ----------
    path : Path
        A table, or a codebook of the REFI-QDA standard (``.qdc``).
    sheet : str or None
        Of a workbook.
    levels : tuple of str
        What the nested codes of a ``.qdc`` are, from the outermost on; among `LEVELS`.
    factors : mapping
        The factors' ids, as scores have them, by the names in the codebook.
    items : mapping
        The questionnaire's items by the names of the codes or categories that they were made from.
    """

    path: Path
    sheet: str | None = None
    levels: tuple[str, ...] = LEVELS
    factors: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)


def parse_codebook(table: Table, base: Path) -> CodebookSource:
    """Return what ``[codebook]`` says."""
    table.allow(*CodebookSource.__dataclass_fields__)
    levels = table.texts("levels")
    if levels is not None and (not levels or [level for level in LEVELS if level in levels] != list(levels)):
        message = _("levels must be some of {known}, in this order.")
        raise table.error(message.format(known=", ".join(LEVELS)))
    return CodebookSource(
        path=absolute(base, table.required_text("path")),
        sheet=table.text("sheet"),
        levels=levels or LEVELS,
        factors=_names(table.table("factors")),
        items=_names(table.table("items")),
    )


def codebook_mapping(source: CodebookSource, path: str) -> dict[str, object]:
    """Return the table that `parse_codebook` takes, with the path as it is to be written."""
    levels = list(source.levels) if source.levels != LEVELS else None
    kept = {"sheet": source.sheet, "levels": levels, "factors": dict(source.factors), "items": dict(source.items)}
    return {"path": path, **{key: value for key, value in kept.items() if value}}


def _names(section: Table | None) -> dict[str, str]:
    return {} if section is None else {name: section.required_text(name) for name in section.others()}
