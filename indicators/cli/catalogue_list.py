"""The command `parklocus indices`: the catalogue and its presets, for people and for programs.

QGIS asks it which indices an engine has: it imports little, so that it answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

import parklocus
from parklocus.indicators.catalogue import (
    CATALOGUE,
    PRESETS,
    find_preset,
    load_installed,
    third_party_notes,
    title,
)
from parklocus.indicators.catalogue.families import UNITS, unit_title
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from parklocus.indicators.catalogue import Index


def list_catalogue(preset: str | None) -> tuple[dict[str, Any], list[RenderableType], list[str]]:
    """Return the catalogue, or a preset's part of it: as facts, as tables, and what could not be loaded.

    Raises
    ------
    InputError
        There is no such preset.
    """
    load_installed()
    ids = find_preset(preset).indices if preset else tuple(CATALOGUE)
    indices = [CATALOGUE[one] for one in ids]
    facts = {
        "version": parklocus.__version__,
        "indices": [index.as_dict() for index in indices],
        "presets": [one.as_dict() for one in PRESETS.values()],
        "units": UNITS,
    }
    return facts, [_indices(indices), *([] if preset else [_presets()])], third_party_notes()


def _indices(indices: Iterable[Index]) -> Table:
    shown = Table()
    for heading in (_("index"), _("title"), _("unit"), _("better"), _("factors"), _("parameters")):
        shown.add_column(heading)
    better = {"+": _("more"), "-": _("less"), "?": _("contested")}
    for index in indices:
        parameters = "; ".join(
            f"{name} = {_plain(parameter.default)}" if parameter.default is not None else name
            for name, parameter in index.parameters.items()
        )
        factors = ", ".join(index.factors)
        shown.add_row(
            index.id, title(index.title), unit_title(index.unit), better[index.direction], factors, parameters
        )
    return shown


def _plain(value: Any) -> str:
    """Return a default as people write it: lists and tables without their brackets, whole numbers without a point."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _presets() -> Table:
    shown = Table()
    for heading in (_("preset"), _("title"), _("indices")):
        shown.add_column(heading)
    for preset in PRESETS.values():
        shown.add_row(preset.id, title(preset.title), title(preset.definition))
    return shown
