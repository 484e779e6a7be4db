"""QGIS styles: a template of `resources/styles`, filled with what a layer holds.

The templates are ordinary styles with example classes: open one in QGIS, change its symbols, save it again. What
depends on the data (field, classes, titles, map tip) is written into it here.
"""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STYLES = Path(__file__).resolve().parents[2] / "resources" / "styles"

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True)
class ValueClass:
    """A class of values of a graduated layer, drawn with the template's symbol of that number."""

    lower: float
    upper: float
    label: str
    symbol: int


@dataclass(frozen=True)
class Category:
    """A value of a categorised layer and what the legend calls it; the value None is any other."""

    value: str | float | None
    label: str


def quoted(column: str) -> str:
    """Return a column's name as a QGIS expression writes it."""
    return '"' + column.replace('"', '""') + '"'


class Style:
    """A style in the making."""

    def __init__(self, template: str) -> None:
        self._root = ET.parse(STYLES / f"{template}.qml").getroot()  # noqa: S314 # nosec B314

    def text(self) -> str:
        """Return the finished style."""
        ET.indent(self._root, " ")
        return _DOCTYPE + ET.tostring(self._root, encoding="unicode")

    @property
    def _renderer(self) -> ET.Element:
        return _child(self._root, "renderer-v2")

    def graduate(self, expression: str, classes: Sequence[ValueClass]) -> None:
        """Draw each class of an expression's values with its symbol."""
        renderer = self._renderer
        renderer.set("attr", expression)
        symbols = self._take_symbols()
        ranges = _child(renderer, "ranges")
        ranges.clear()
        for number, one in enumerate(classes):
            attributes = {"lower": repr(one.lower), "upper": repr(one.upper), "label": one.label}
            ET.SubElement(ranges, "range", {"symbol": str(number), "render": "true", **attributes})
            self._add_symbol(symbols[one.symbol], number)

    def categorise(self, expression: str, categories: Iterable[Category]) -> None:
        """Draw each category with the symbol that the template has for it, else with one that nothing else uses."""
        renderer = self._renderer
        renderer.set("attr", expression)
        known = {one.get("value", ""): int(one.get("symbol", "0")) for one in renderer.iter("category")}
        wanted = list(categories)
        used = {known[str(one.value)] for one in wanted if str(one.value) in known}
        other = known.get("")
        spare = [number for number in known.values() if number not in used and number != other]
        symbols = self._take_symbols()
        parent = _child(renderer, "categories")
        parent.clear()
        last = other if other is not None else max(known.values())
        for number, one in enumerate(wanted):
            if one.value is None:
                chosen = last
            elif str(one.value) in known:
                chosen = known[str(one.value)]
            else:
                chosen = spare.pop(0) if spare else last
            ET.SubElement(
                parent,
                "category",
                {
                    "value": "" if one.value is None else str(one.value),
                    "type": _qgis_type(one.value),
                    "label": one.label,
                    "symbol": str(number),
                    "render": "true",
                },
            )
            self._add_symbol(symbols[chosen], number)

    def draw_alike(self, symbol: int) -> None:
        """Draw every feature with one of the template's symbols, where there is nothing to tell them apart by."""
        renderer = self._renderer
        chosen = self._take_symbols()[symbol]
        for name in ("ranges", "categories", "orderby"):
            for part in renderer.findall(name):
                renderer.remove(part)
        for name in ("attr", "graduatedMethod"):
            renderer.attrib.pop(name, None)
        renderer.set("type", "singleSymbol")
        renderer.set("enableorderby", "0")
        self._add_symbol(chosen, 0)

    def name_fields(self, titles: Mapping[str, str]) -> None:
        """Give fields their titles."""
        aliases = ET.SubElement(self._root, "aliases")
        for number, (column, title) in enumerate(titles.items()):
            ET.SubElement(aliases, "alias", {"field": column, "index": str(number), "name": title})

    def round_fields(self, decimals: Mapping[str, int]) -> None:
        """Show numbers with so many decimals; what is stored stays whole."""
        configuration = ET.SubElement(self._root, "fieldConfiguration")
        for column, places in decimals.items():
            field = ET.SubElement(configuration, "field", {"name": column, "configurationFlags": "NoFlag"})
            config = ET.SubElement(ET.SubElement(field, "editWidget", {"type": "Range"}), "config")
            options = ET.SubElement(config, "Option", {"type": "Map"})
            for name, kind, value in (("Precision", "int", str(places)), ("AllowNull", "bool", "true")):
                ET.SubElement(options, "Option", {"name": name, "type": kind, "value": value})

    def describe(self, html: str, display: str) -> None:
        """Show `html` when the pointer rests on a feature; call a feature by the expression `display`."""
        tip = ET.SubElement(self._root, "mapTip", {"enabled": "1"})
        tip.text = html
        ET.SubElement(self._root, "previewExpression").text = display

    def _take_symbols(self) -> list[ET.Element]:
        parent = _child(self._renderer, "symbols")
        found = sorted(parent.findall("symbol"), key=lambda one: int(one.get("name", "0")))
        parent.clear()
        return found

    def _add_symbol(self, symbol: ET.Element, number: int) -> None:
        own = copy.deepcopy(symbol)
        own.set("name", str(number))
        _child(self._renderer, "symbols").append(own)


def _child(parent: ET.Element, name: str) -> ET.Element:
    found = parent.find(name)
    if found is None:
        msg = f"the style has no <{name}>"
        raise ValueError(msg)
    return found


def _qgis_type(value: str | float | None) -> str:
    if value is None:
        return "NULL"
    return "string" if isinstance(value, str) else ("long" if isinstance(value, int) else "double")
