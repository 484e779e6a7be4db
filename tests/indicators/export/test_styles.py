"""The styles as text, and how values are cut into classes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from parklocus.indicators.export.columns import ParkColumns, decimals
from parklocus.indicators.export.qml import STYLES, quoted
from parklocus.indicators.export.styles import (
    catchments_style,
    fifths,
    parks_style,
    places_style,
    reference_style,
    shown_index,
    stops_style,
)
from parklocus.indicators.language import in_language

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

TEMPLATES = sorted(STYLES.glob("*.qml"))


def renderer(style: str) -> ET.Element:
    found = ET.fromstring(style).find("renderer-v2")  # noqa: S314 - our own text
    assert found is not None
    return found


def classes(style: str) -> list[tuple[float, float, str]]:
    return [
        (float(one.get("lower", "")), float(one.get("upper", "")), one.get("label", ""))
        for one in renderer(style).iter("range")
    ]


def categories(style: str) -> dict[str, str]:
    return {one.get("value", ""): one.get("label", "") for one in renderer(style).iter("category")}


def colours(style: str) -> list[str]:
    """Return the colour that the last plain marker or fill of each symbol has."""
    found = []
    for symbol in renderer(style).findall("symbols/symbol"):
        values = [option.get("value", "") for option in symbol.iter("Option") if option.get("name") == "color"]
        found.append(values[-1])
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_each_class_of_a_template_has_its_symbol(template: Path) -> None:
    tree = renderer(template.read_text(encoding="utf-8"))
    used = [one.get("symbol") for one in [*tree.iter("range"), *tree.iter("category")]]
    symbols = tree.findall("symbols/symbol")
    assert [symbol.get("name") for symbol in symbols] == [str(number) for number in range(len(symbols))]
    assert set(used) <= {symbol.get("name") for symbol in symbols}


def test_there_is_a_template_for_every_layer() -> None:
    assert [path.stem for path in TEMPLATES] == [
        "catchments",
        "features",
        "grid",
        *("local_clusters", "park_points", "parks", "places", "reference", "stops"),
    ]


def test_the_first_index_with_percentiles_is_shown(example: SimpleNamespace) -> None:
    table, columns = example.table(), ParkColumns(example.definitions())
    assert shown_index(table, columns) == "cbd_distance"
    assert shown_index(table.assign(cbd_distance_pct=np.nan), columns) == "ptal"
    bare = table.drop(columns=["cbd_distance_pct", "ptal_pct"])
    assert shown_index(bare, columns) == "cbd_distance"
    assert shown_index(bare.drop(columns=["cbd_distance", "ptal"]), columns) is None


def test_parks_and_street_nodes_share_their_colours(example: SimpleNamespace) -> None:
    table, columns = example.table(), ParkColumns(example.definitions())
    parks = parks_style("parks", table, columns, "cbd_distance")
    nodes = reference_style(table.reference, columns, "cbd_distance")
    assert len(classes(nodes)) == 5
    assert colours(parks)[:5] == colours(nodes)
    assert colours(parks_style("park_points", table, columns, "cbd_distance")) == colours(parks)


def test_a_park_without_a_value_is_drawn_all_the_same(example: SimpleNamespace) -> None:
    table, columns = example.table(), ParkColumns(example.definitions())
    style = parks_style("parks", table, columns, "cbd_distance")
    assert renderer(style).get("attr") == 'coalesce("cbd_distance_pct", -1)'
    assert classes(style)[-1] == (-1.0, -1.0, "no value")
    assert [one[:2] for one in classes(style)[:5]] == [(0, 20), (20, 40), (40, 60), (60, 80), (80, 100)]
    whole = parks_style("parks", table.iloc[:2], columns, "cbd_distance")
    assert renderer(whole).get("attr") == "cbd_distance_pct"
    assert len(classes(whole)) == 5


def test_without_percentiles_the_values_are_shown(example: SimpleNamespace) -> None:
    table = example.table().iloc[:2].drop(columns=["cbd_distance_pct"])
    style = parks_style("parks", table, ParkColumns(example.definitions()), "cbd_distance")
    assert renderer(style).get("attr") == "cbd_distance"
    assert (classes(style)[0][0], classes(style)[-1][1]) == (812.4, 2390.0)


def test_without_indices_parks_look_alike(example: SimpleNamespace) -> None:
    table, columns = example.table(), ParkColumns(example.definitions().iloc[:0])
    style = renderer(parks_style("parks", table, columns, None))
    assert style.get("type") == "singleSymbol"
    assert len(style.findall("symbols/symbol")) == 1
    assert renderer(reference_style(table.reference, columns, None)).get("type") == "singleSymbol"


def test_edge_affected_nodes_do_not_move_the_classes(example: SimpleNamespace) -> None:
    reference, columns = example.reference(), ParkColumns(example.definitions())
    inside = reference.loc[reference["edge_affected"] == "", "amenity_density_500"].dropna()
    reference.loc[reference["edge_affected"] != "", "amenity_density_500"] = 99.0
    assert set(inside) == {10.0}
    # The nodes that count have one value; the others are drawn beside them, beyond the highest fifth.
    style = reference_style(reference, columns, "amenity_density_500")
    assert classes(style) == [(10.0, 10.0, "10.00"), (10.0, 99.0, "10.00 – 99.00")]


def test_fifths_hold_a_fifth_each() -> None:
    values = np.arange(1000.0)
    found = fifths(values, 0)
    assert [one.symbol for one in found] == [0, 1, 2, 3, 4]
    held = [((values > one.lower) & (values <= one.upper)).sum() for one in found]
    assert all(abs(count - 200) <= 1 for count in held)
    assert [one.upper for one in found[:-1]] == [one.lower for one in found[1:]]


def test_fifths_by_street_length_hold_a_fifth_of_the_length_each() -> None:
    rng = np.random.default_rng(3)
    values, metres = rng.normal(size=2000), rng.uniform(0, 400, 2000)
    metres[values < 0] *= 3
    found = fifths(values, 2, weights=metres)
    assert [one.symbol for one in found] == [0, 1, 2, 3, 4]
    held = [metres[(values > one.lower) & (values <= one.upper)].sum() / metres.sum() for one in found]
    assert held == pytest.approx([0.2] * 5, abs=400 / metres.sum() * 2)
    assert found[2].upper < fifths(values, 2)[2].upper  # there is more street on the low side


def test_equal_lengths_make_the_classes_of_nodes() -> None:
    values = np.array([0.0] * 50 + list(range(1, 51)))
    alike, alone = fifths(values, 1, weights=np.full(100, 7.0)), fifths(values, 1)
    assert [one.symbol for one in alike] == [one.symbol for one in alone]
    assert [one.upper for one in alike] == pytest.approx([one.upper for one in alone], abs=0.5)
    assert fifths(values, 1, weights=np.zeros(100)) == alone


def test_a_part_of_the_city_is_called_the_reference(example: SimpleNamespace) -> None:
    table, reference = example.table(), example.reference().assign(street_length_m=100.0)
    definitions = example.definitions().assign(reference_area="within old_town.gpkg", reference_weight="street_length")
    columns = ParkColumns(definitions)
    style = parks_style("parks", table, columns, "cbd_distance")
    assert classes(style)[0][2].endswith("lowest fifth of the reference")
    assert "percentile in the reference" in style
    assert "city percentile" not in style
    assert columns.title("ptal_pct") == "Transit access: percentile in the reference"
    assert ParkColumns(example.definitions()).title("ptal_pct") == "Transit access: percentile in the city"
    assert len(classes(reference_style(reference, columns, "cbd_distance"))) == 5


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # Half are zero: a park with nothing about it has percentile 25, so they take the second colour.
        ([0.0] * 50 + list(range(1, 51)), [(0.0, 1), (10.4, 2), (30.2, 3), (50.0, 4)]),
        ([3.0] * 9, [(3.0, 2)]),
        # Of two values the lower has percentile 25, the higher 75; what lies between takes the middle.
        ([1.0, 2.0], [(1.2, 1), (1.4, 2), (1.6, 2), (1.8, 2), (2.0, 3)]),
        ([], []),
    ],
)
def test_many_equal_values_make_fewer_classes(values: list[float], expected: list[tuple[float, int]]) -> None:
    found = fifths(np.array(values, dtype=float), 1)
    assert [(pytest.approx(one.upper), one.symbol) for one in found] == expected


def test_categories_are_those_that_occur_in_the_taxonomys_order(example: SimpleNamespace) -> None:
    city, columns = example.city(), ParkColumns(example.definitions())
    style = places_style(city.places, city.categories, columns)
    assert list(categories(style).items()) == [
        ("culture", "Culture"),
        ("third_places", "Third places"),
        ("alchemy", "Alchemy"),
    ]
    assert len(set(colours(style))) == 3
    with in_language("zh_CN"):
        assert list(categories(places_style(city.places, city.categories, columns)).values()) == [
            "文化",
            "第三空间",
            "炼金术",
        ]


def test_a_taxonomy_larger_than_the_palette_still_draws_every_category(example: SimpleNamespace) -> None:
    places = pd.concat([example.city().places.iloc[:1]] * 30, ignore_index=True)
    places["category"] = [f"c{number:02}" for number in range(30)]
    style = places_style(places, {}, ParkColumns(example.definitions()))
    assert list(categories(style)) == [f"c{number:02}" for number in range(30)]
    assert len(set(colours(style))) > 8


def test_stops_are_told_apart_by_mode(example: SimpleNamespace) -> None:
    style = stops_style(example.city().stops, ParkColumns(example.definitions()))
    assert categories(style) == {"tram": "Tram", "metro": "Metro"}


def test_the_innermost_catchment_is_drawn_above(example: SimpleNamespace) -> None:
    style = renderer(catchments_style(example.table().catchments, ParkColumns(example.definitions())))
    assert style.get("symbollevels") == "1"
    passes = {
        int(symbol.get("name", "")): [int(layer.get("pass", "")) for layer in symbol.findall("layer")]
        for symbol in style.findall("symbols/symbol")
    }
    assert categories(catchments_style(example.table().catchments, ParkColumns(example.definitions()))) == {
        "500": "500 m on foot",
        "800": "800 m on foot",
    }
    assert all(inner > outer for inner, outer in zip(passes[0], passes[1], strict=True))
    assert min(passes[1][1], passes[0][1]) > max(passes[0][0], passes[1][0])


def test_titles_have_unit_radius_and_language(example: SimpleNamespace) -> None:
    columns = ParkColumns(example.definitions(), ("office",), "simulated")
    assert columns.title("amenity_density_500") == "Amenity density (500 m, /km²)"
    assert columns.title("amenity_density_800_pct") == "Amenity density (800 m): percentile in the city"
    assert columns.title("score_office") == "Score, office (simulated)"
    assert columns.title("own_places_share_500") == "Share of places that lie in the park itself (500 m)"
    assert columns.title("district") == "district"
    with in_language("zh_CN"):
        assert ParkColumns(example.definitions()).title("cbd_distance") == "到市中心的距离 (m)"


def test_a_column_without_a_title_goes_by_its_name() -> None:
    definitions = pd.DataFrame({"column": ["ptal"], "index": ["ptal"], "title_en": [None], "unit": [None]})
    assert ParkColumns(definitions).title("ptal") == "ptal"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([12345.6], 0), ([-250.0], 1), ([1.0, np.nan], 2), ([0.3], 3), ([np.nan], 3), ([np.inf], 3)],
)
def test_decimals(values: list[float], expected: int) -> None:
    assert decimals(pd.Series(values)) == expected


def test_names_with_quotation_marks_stay_names() -> None:
    assert quoted('a"b') == '"a""b"'
