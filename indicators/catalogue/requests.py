"""From what a user asks for to indices with checked parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parklocus.indicators.catalogue.entries import CATALOGUE
from parklocus.indicators.catalogue.model import DECAY_NAMES, SIZES, Index, Request, choose
from parklocus.indicators.catalogue.presets import preset_of
from parklocus.indicators.catalogue.third_party import check_computable, load_installed
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def resolve(names: Iterable[str] | None, parameters: Mapping[str, Mapping[str, Any]] | None = None) -> list[Request]:
    """Turn what a user asks for into indices with checked parameters.

    Parameters
    ----------
    names : iterable of str or str, optional
        Index ids, or columns such as ``stop_distance_bus``, ``amenity_density_500`` and ``amenity_count_food_800``,
        which set the variant and the radius; or the name of a preset. All of the catalogue when None.
    parameters : mapping, optional
        Values by index id and parameter.

    Raises
    ------
    InputError
        A name, a parameter or a value is not known; the message suggests the nearest.
    """
    load_installed()
    preset = preset_of(names)
    if preset is not None:
        names = preset.indices
    chosen: dict[str, dict[str, list[Any]]] = {}
    for name in CATALOGUE if names is None else [names] if isinstance(names, str) else names:
        identifier, asked = _parse(name)
        narrowed = chosen.setdefault(identifier, {})
        for parameter, value in asked.items():
            narrowed.setdefault(parameter, []).append(value)
    given = {identifier: dict(values) for identifier, values in (parameters or {}).items()}
    for identifier, values in given.items():  # those of indices that are not asked for, too
        _request(CATALOGUE[choose(identifier, tuple(CATALOGUE), _("parameters"))], values, {})
    return [_request(CATALOGUE[identifier], given.get(identifier, {}), asked) for identifier, asked in chosen.items()]


def _request(index: Index, given: dict[str, Any], asked: dict[str, list[Any]]) -> Request:
    check_computable(index)
    for name in given:
        choose(name, tuple(index.parameters), index.id)
    values = {}
    for name, parameter in index.parameters.items():
        value = asked.get(name) or given.get(name, parameter.default)
        values[name] = parameter.check(value, f"{index.id}.{name}") if value is not None else None
    return Request(index, values)


def _parse(name: str) -> tuple[str, dict[str, Any]]:
    """Split a column into the index, its variant and its radius."""
    identifier = max((one for one in CATALOGUE if f"{name}_".startswith(f"{one}_")), key=len, default="")
    if not identifier:
        return choose(name, tuple(CATALOGUE), _("indices")), {}
    parameters = CATALOGUE[identifier].parameters
    variants = next((key for key, item in parameters.items() if item.kind in {"modes", "categories", "sets"}), "")
    sizes = next((key for key, item in parameters.items() if item.kind in SIZES), "")
    of_variant = r"(?:_(?P<variant>[^\W\d_]\w*?))?" if variants else ""
    of_decay = f"(?:_(?P<decay>{'|'.join(DECAY_NAMES[1:])}))?" if "decays" in parameters else ""
    of_size = "(?:_(?P<size>[0-9]+))?" if sizes else ""
    match = re.fullmatch(identifier + of_variant + of_decay + of_size, str(name))
    if match is None:
        return choose(name, tuple(CATALOGUE), _("indices")), {}
    found = match.groupdict()
    asked: dict[str, Any] = {}
    if found.get("variant"):
        asked[variants] = found["variant"]
    if found.get("decay"):
        asked["decays"] = found["decay"]
    if found.get("size"):
        asked[sizes] = int(found["size"])
    return identifier, asked
