"""What an entry of the catalogue is: an index, its parameters and the values they may take."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.tags import ROUTE_MODES, STOP_MODES

if TYPE_CHECKING:
    from collections.abc import Mapping

Text = dict[str, str]  # by language: "en", "zh"

SIZES = frozenset({"radii", "minutes", "ranks"})  # kinds of parameters that end a column's name
DECAY_NAMES = ("exponential", "gaussian")  # the first stands in no column's name


@dataclass(frozen=True)
class Parameter:
    """A parameter of an index: its default, unit, title and the values it may take."""

    # "radii", "minutes", "ranks", "number", "modes", "categories", "sets", "decays", "departures" or "speeds"
    kind: str
    default: Any
    unit: str
    title: Text
    minimum: float = 0.0
    maximum: float = float("inf")

    def check(self, value: Any, where: str) -> Any:
        """Return the value in its proper type.

        Raises
        ------
        InputError
            The value is of the wrong type or out of range; the message begins with `where`.
        """
        value = _plain(value)
        if self.kind in SIZES:
            items = value if isinstance(value, list) else [value]
            if not items:
                message = _("{where} is empty; give at least one number ({unit}).")
                raise InputError(message.format(where=where, unit=self.unit))
            return sorted({int(self._number(item, where, whole=True)) for item in items})
        if self.kind == "number":
            return self._number(value, where)
        if self.kind == "departures":
            if not isinstance(value, dict):
                raise InputError(_("{where} must give departures per hour by mode, as bus = 6.").format(where=where))
            for mode in value:
                choose(mode, ROUTE_MODES, where)
            return {**self.default, **{mode: self._number(item, f"{where}.{mode}") for mode, item in value.items()}}
        if self.kind == "speeds":
            if not isinstance(value, dict):
                raise InputError(_("{where} must give km/h by class of street, as primary = 65.").format(where=where))
            for name in value:
                choose(name, tuple(self.default), where)
            return {**self.default, **{name: self._number(item, f"{where}.{name}") for name, item in value.items()}}
        return self._names(value, where)

    def _names(self, value: Any, where: str) -> list[str] | None:
        items = [value] if isinstance(value, str) else value
        if items is None:
            return None
        if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
            raise InputError(_("{where} must be a list of names.").format(where=where))
        if self.kind == "modes":
            items = [choose(item, STOP_MODES, where) for item in items]
        if self.kind == "decays":
            items = [choose(item, DECAY_NAMES, where) for item in items]
        return list(dict.fromkeys(items))

    def _number(self, value: Any, where: str, *, whole: bool = False) -> float:
        value = _plain(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.minimum <= value <= self.maximum:
            message = _("{where} is {value}; it must be a number from {minimum:g} to {maximum:g} ({unit}).")
            shown = f'"{value}"' if isinstance(value, str) else value  # "500" is a text, however much like a number
            raise InputError(
                message.format(where=where, value=shown, minimum=self.minimum, maximum=self.maximum, unit=self.unit)
            )
        if whole and value != int(value):
            message = _("{where} is {value}; it must be a whole number ({unit}).")
            raise InputError(message.format(where=where, value=value, unit=self.unit))
        return float(value)


@dataclass(frozen=True)
class Index:
    """A measured quantity.

    Attributes
    ----------
    id : str
        The name users type, and the beginning of its columns.
    direction : str
        ``"+"`` more is better, ``"-"`` less is better, ``"?"`` contested.
    factors : tuple of str
        The factors it speaks to.
    needs : tuple of str
        What has to be there: ``"centre"``, ``"routes"``, ``"stops"``, ``"places"``, ``"parks"``.
    parameters : dict of Parameter
        By name.
    assumes : dict
        What it takes for granted where nothing is known, by language; empty where it does not.
    package : str
        Name and version of the package that brought it, where it does not ship with Park Locus.
    """

    id: str
    title: Text
    definition: Text
    unit: str
    direction: str
    factors: tuple[str, ...]
    source: str
    needs: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    assumes: Text = field(default_factory=dict)
    package: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as JSON holds it."""
        return {
            "id": self.id,
            "title": self.title,
            "definition": self.definition,
            "unit": self.unit,
            "direction": self.direction,
            "factors": list(self.factors),
            "parameters": {
                name: {"kind": item.kind, "default": item.default, "unit": item.unit, "title": item.title}
                for name, item in self.parameters.items()
            },
            "assumes": self.assumes,
            "source": self.source,
            "needs": list(self.needs),
            **({"package": self.package} if self.package else {}),
        }


@dataclass(frozen=True)
class Request:
    """An index with checked values for all its parameters."""

    index: Index
    parameters: Mapping[str, Any]


def _plain(value: Any) -> Any:
    """Return numpy's numbers and arrays, tuples and ranges as Python's own numbers and lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [_plain(item) for item in value] if isinstance(value, list | tuple | range) else value


def choose(name: str, known: tuple[str, ...], where: str) -> str:
    """Return the name if it is known; otherwise say which one may have been meant."""
    if name in known:
        return name
    near = difflib.get_close_matches(str(name), known, n=1)
    if near:
        message = _("{where}: there is no “{name}”; did you mean “{near}”?").format(
            where=where, name=name, near=near[0]
        )
    elif known:
        message = _("{where}: there is no “{name}”; there are: {known}.")
        message = message.format(where=where, name=name, known=", ".join(known))
    else:
        message = _("{where}: there is no “{name}”, nor anything else to choose; leave it out.")
        message = message.format(where=where, name=name)
    raise InputError(message)


def radii(*default: int) -> dict[str, Parameter]:
    """Return the parameter of an index that looks within radii along the streets."""
    title = {"en": "Radii along the streets", "zh": "沿街道的半径"}
    return {"radii": Parameter("radii", list(default), "m", title, minimum=50, maximum=5000)}


def minutes(*default: int) -> dict[str, Parameter]:
    """Return the parameter of an index that looks as far as one walks in some minutes."""
    title = {"en": "Minutes on foot", "zh": "步行分钟数"}
    return {"minutes": Parameter("minutes", list(default), "min", title, minimum=1, maximum=60)}


def farthest(*default: int) -> dict[str, Parameter]:
    """Return the parameters of an index that sums weights which fall with distance."""
    title = {"en": "Farthest distance, where the weight is exp(-4)", "zh": "最远距离，此处权重为 exp(-4)"}
    decay = {"en": "Decay of the weight with distance", "zh": "权重随距离的衰减"}
    return {
        "d_max": Parameter("radii", list(default), "m", title, minimum=50, maximum=5000),
        "decays": Parameter("decays", [DECAY_NAMES[0]], "", decay),
    }
