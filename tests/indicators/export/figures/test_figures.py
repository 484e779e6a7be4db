"""Figures of a result: what stands where, that nothing covers anything, and that they are the same each time."""

from __future__ import annotations

import itertools
import re
import unicodedata
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from shapely import Point, STRtree, affinity, box

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.figures import Drawing, draw_figures
from parklocus.indicators.export.figures.draw import wanted_figures
from parklocus.indicators.export.figures.labels import placed
from parklocus.indicators.export.figures.matrix import matrix
from parklocus.indicators.export.figures.radar import radar
from parklocus.indicators.export.figures.scatter import scatter
from parklocus.indicators.export.figures.standing import standings
from parklocus.indicators.export.figures.strips import overview, strip
from parklocus.indicators.language import in_language

SVG = "{http://www.w3.org/2000/svg}"

# What Qt's SVG Tiny 1.2 draws, and what describes.
KNOWN = {"svg", "g", "path", "text", "defs", "style", "use", "metadata", "title", "RDF", "Work", "type", "format"}

DRAWINGS = {
    "radar": lambda result: radar(result, "p0"),
    "strip": lambda result: strip(result, "amenity_density_500", "p1"),
    "overview": overview,
    "overview of one": lambda result: overview(result, "p1"),
    "matrix": matrix,
    "scatter": lambda result: scatter(result, "locational", "cbd_distance", "p2"),
}


def texts_of(drawing):
    """Return the texts of the SVG with the points they are anchored at."""
    root = ET.fromstring(drawing.svg())  # noqa: S314 - our own
    return [
        (node.text, float(node.get("x")), float(node.get("y"))) for node in root.iter(f"{SVG}text") if node.get("x")
    ]


def boxes_of(drawing):
    """Return each text with the land it really covers, as matplotlib's own renderer has it."""
    renderer = FigureCanvasAgg(drawing._figure).get_renderer()
    found = []
    for text in drawing._texts:
        words = text.get_text()
        # An em dash is as wide as a Chinese letter, and every machine has it.
        text.set_text("".join("\u2014" if unicodedata.east_asian_width(one) in "WF" else one for one in words))
        anchor = text.get_transform().transform(text.get_unitless_position())
        turned = text.get_rotation()
        text.set_rotation(0)
        extent = text.get_window_extent(renderer)
        text.set_rotation(turned)
        shape = affinity.rotate(box(*extent.extents), turned, origin=tuple(anchor))
        found.append((words, shape))
    return found


@pytest.mark.parametrize(("parks", "language"), [(3, "zh_CN"), (30, "en")])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_covers_another_or_leaves_the_sheet(results, name, parks, language):
    with in_language(language):
        drawing = DRAWINGS[name](results[parks])
    sheet = box(0, 0, drawing.width * 150, drawing.height * 150).buffer(1)
    texts, shapes = zip(*boxes_of(drawing), strict=True)
    assert len(texts) > 15
    assert [text for text, shape in zip(texts, shapes, strict=True) if not sheet.covers(shape)] == []
    # The letters' boxes are higher than what is written in them.
    inner = [shape.buffer(-3) for shape in shapes]
    pairs = STRtree(inner).query(inner, predicate="intersects").T
    assert [(texts[one], texts[other]) for one, other in pairs if one < other] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_an_svg_is_the_same_each_time_and_within_what_qt_draws(results, name):
    first, again = (DRAWINGS[name](results[3]).svg() for _time in range(2))
    assert first == again
    root = ET.fromstring(first)  # noqa: S314 - our own
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= KNOWN
    assert "clip-path" not in first
    assert not re.search(r"20\d\d-\d\d-\d\dT", re.sub("Parks of.*", "", first))
    (figure,) = root.findall(f"{SVG}g")
    assert "Noto Sans CJK SC" in figure.get("font-family")
    assert not any("font-family" in node.get("style") for node in root.iter(f"{SVG}text"))


def test_percentiles_are_turned_where_less_is_better(results):
    distance, transit, blocks = standings(results[30], ["cbd_distance", "ptal", "block_length_800"])
    parks = results[30].parks
    assert np.allclose(distance.favourable, 100 - parks["cbd_distance_pct"])
    assert np.allclose(transit.favourable, parks["ptal_pct"])
    assert np.allclose(blocks.favourable, 40.0)
    assert (distance.contested, blocks.contested) == (False, True)


@pytest.mark.parametrize("column", ["cbd_distance", "ptal"])
def test_the_best_park_stands_first_and_right_is_better(results, column):
    parks = results[30].parks.sort_values(f"{column}_pct", ascending=column == "cbd_distance")
    texts = texts_of(strip(results[30], column))
    names = {text: y for text, _x, y in texts if text in set(parks["name"])}
    assert sorted(names, key=names.get) == parks["name"].tolist()
    ticks = {text: x for text, x, _y in texts if text in {"0", "100"}}
    assert (ticks["0"] > ticks["100"]) == (column == "cbd_distance")


def test_what_is_missing_is_said_and_is_not_zero(results):
    texts = [text for text, _x, _y in texts_of(strip(results[30], "amenity_density_500"))]
    assert texts.count("no percentile") == results[30].parks["amenity_density_500_pct"].isna().sum() == 1
    assert "–" in texts
    assert "0.00 /km²" not in texts
    last = [text for text, _x, _y in texts_of(radar(results[3], "p2"))]
    assert any("Density of amenities" in text for text in last)
    assert any(text.startswith("Open, dashed") for text in last)
    assert not any(text.startswith("Open, dashed") for text, _x, _y in texts_of(radar(results[3], "p1")))


def test_the_map_edge_is_marked(results):
    assert any("(PTAL)*" in text for text, _x, _y in texts_of(radar(results[3], "p0")))
    assert not any("*" in text for text, _x, _y in texts_of(radar(results[3], "p1")))


def test_three_parks_allow_no_test_and_thirty_do(results):
    few, many = (" ".join(text for text, _x, _y in texts_of(matrix(results[parks]))) for parks in (3, 30))
    assert "No test: so few parks (3) allow none of a single association" in few
    assert "Bold" not in few
    assert "two-sided p ≤ 0.05" in many
    found = results[30].table("associations").set_index(["factor", "index"])["spearman"]
    wanted = f"{found['locational', 'cbd_distance']:+.2f}".replace("-", "−")
    assert wanted in many.split()


def test_a_scatter_has_every_park_its_intervals_and_the_reading(results):
    drawing = scatter(results[30], "office", "amenity_density_500")
    words = " ".join(text for text, _x, _y in texts_of(drawing))
    names = results[30].parks["name"].tolist()
    assert all(name in words for name in names)
    assert f"Not drawn, for want of the value or the score: {names[-1]}." in words
    assert "95 % interval" in words
    assert "p = " in words
    assert "Score, Office milieu (drawn)" in words


def test_names_beside_points_leave_all_points_and_names_free():
    random = np.random.default_rng(2)
    points = [tuple(point) for point in random.uniform((1, 1), (7, 5), (30, 2))]
    sizes = [(width, 0.14) for width in random.uniform(0.5, 1.6, 30)]
    labels = placed(points, sizes, (0, 0, 8, 6))
    boxes = [
        box(label.left, label.middle - high / 2, label.left + wide, label.middle + high / 2)
        for label, (wide, high) in zip(labels, sizes, strict=True)
    ]
    assert all(one.intersection(other).area < 1e-9 for one, other in itertools.combinations(boxes, 2))
    assert all(not shape.buffer(1e-9).contains(Point(point)) for shape in boxes for point in points)
    assert all(box(0, 0, 8, 6).covers(shape) for shape in boxes)


def test_figures_are_written_with_names_of_their_own(results, tmp_path):
    written, notes = draw_figures(results[3], tmp_path / "figures")
    names = [one.path.name for one in written]
    assert names[:3] == ["radar_p0.svg", "radar_p1.svg", "radar_p2.svg"]
    assert {"strips.svg", "strips_cbd_distance.svg", "matrix.svg", "scatter_locational_ptal.svg"} <= set(names)
    assert len(names) == len(set(names)) == len(list((tmp_path / "figures").iterdir()))
    assert notes == []
    before = (tmp_path / "figures" / "matrix.svg").read_bytes()
    draw_figures(results[3], tmp_path / "figures", ["matrix"])
    assert (tmp_path / "figures" / "matrix.svg").read_bytes() == before
    png = draw_figures(results[3], tmp_path, ["scatter"], factor="office", index="sun", form="png")[0][0].path
    assert png.read_bytes().startswith(b"\x89PNG")


def test_without_scores_there_are_radars_and_strips(unscored, tmp_path):
    assert {one.kind for one in wanted_figures(unscored)} == {"radar", "strips"}
    with pytest.raises(InputError, match="holds no factor scores"):
        draw_figures(unscored, tmp_path, ["matrix"])
    with pytest.raises(InputError, match="holds no factor scores"):
        matrix(unscored)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"kinds": ["pie"]}, "no figure “pie”; there are radar"),
        ({"park": "p7"}, "no park “p7”; there are p0, p1, p2"),
        ({"index": "ptl"}, "no index “ptl”; did you mean “ptal”"),
        ({"factor": "ofice"}, "no factor “ofice”; did you mean “office”"),
        ({"form": "gif"}, "svg / png, not as “gif”"),
    ],
)
def test_what_is_not_there_is_said(results, tmp_path, asked, answer):
    with pytest.raises(InputError, match=answer):
        draw_figures(results[3], tmp_path, **asked)


def test_a_file_that_is_no_result_is_named(tmp_path):
    other = tmp_path / "other.gpkg"
    with pytest.raises(InputError, match="no file"):
        draw_figures(other, tmp_path)
    other.write_text("no database")
    with pytest.raises(InputError, match=r"cannot be read as a GeoPackage"):
        draw_figures(other, tmp_path)
    with pytest.raises(InputError, match=r"must end in \.svg or \.png"):
        Drawing(2, 1, "Empty").save(tmp_path / "x.pdf")
