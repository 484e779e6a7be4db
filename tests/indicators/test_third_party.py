"""Indices of others: the worked example of the docs as an installed package, clashes, and packages that are faulty."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from cities import grid_ways, make_city, make_parks

from parklocus.indicators import Column, Index, InputError, bounded, compute, over_the_city, register_index
from parklocus.indicators.catalogue import CATALOGUE, load_installed, resolve, third_party
from parklocus.indicators.cli.catalogue_list import list_catalogue
from parklocus.indicators.indices import INDEX_FUNCTIONS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "own_index.md").read_text(encoding="utf-8")
MODULE, POINT = (
    re.search(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[1] for language in ("python", "ini")
)
PARK = {"p": shapely.Point(200, 200)}


def install(folder: Path, name: str, module: str, point: str = "") -> None:
    """Lay a package into a folder as pip does: its module, and what says that it is installed."""
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    about = folder / f"{name}-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.2\n", "utf-8")
    (about / "entry_points.txt").write_text(point or f"[parklocus.indices]\none = {name}\n", encoding="utf-8")


def parklocus(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "parklocus.indicators", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120)


def answer(done: subprocess.CompletedProcess[str]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(autouse=True)
def catalogue_as_it_was():
    load_installed()
    before, functions = dict(CATALOGUE), dict(INDEX_FUNCTIONS)
    yield
    CATALOGUE.clear()
    CATALOGUE.update(before)
    INDEX_FUNCTIONS.clear()
    INDEX_FUNCTIONS.update(functions)


def entry(identifier="acme_count", **changed):
    given = {"title": {"en": "Acme"}, "definition": {"en": "A count."}, "unit": "n", "direction": "+", "factors": ()}
    return Index(id=identifier, source="Acme", **{**given, **changed})


@pytest.fixture(scope="module")
def acme(tmp_path_factory):
    """Return a folder with the package of the docs, by the lines that the docs give."""
    folder = tmp_path_factory.mktemp("site")
    point = re.sub(r'\[project\.entry-points\."(.*)"\]', r"[\1]", POINT).replace('"', "")
    install(folder, "acme_parks", MODULE, point)
    return folder


def test_the_packages_index_is_listed_in_ones_own_language(acme):
    shown = parklocus(acme, "indices", "--lang", "zh_CN")
    assert shown.returncode == 0, shown.stderr
    (row,) = [line for line in shown.stdout.splitlines() if "acme_culture_share" in line]
    assert "文化设施占比" in row


def test_the_packages_index_is_computed_ranked_and_written(acme, town, tmp_path):
    result = tmp_path / "result.gpkg"
    asked = ("--index", "acme_culture_share_250", "--index", "amenity_count_250")
    done = parklocus(acme, "compute", "--osm", town.osm, "--parks", town.parks, *asked, "--output", result)
    assert done.returncode == 0, done.stderr
    nodes = pyogrio.read_dataframe(result, layer="reference", read_geometry=False)
    every = nodes[[column for column in nodes if column.startswith("amenity_count_")]].sum(axis=1)
    share = nodes["amenity_count_culture_250"] / every.where(every > 0)
    np.testing.assert_allclose(nodes["acme_culture_share_250"], share)
    assert share.isna().any()
    assert share.gt(0).any()
    assert ("acme_culture_share_250" in nodes["edge_affected"][0]) == (nodes["edge_distance_m"][0] < 250)
    parks = pyogrio.read_dataframe(result, layer="parks", read_geometry=False)
    assert parks["acme_culture_share_250_pct"].between(0, 100).any()
    definitions = pyogrio.read_dataframe(result, layer="index_definitions").set_index("column")
    assert definitions.loc["acme_culture_share_250", "title_zh"] == "文化设施占比 (250 m)"
    provenance = pyogrio.read_dataframe(result, layer="provenance").set_index(["section", "key"])["value"]
    assert provenance["indices_of_others", "acme_culture_share"] == "acme-parks 1.2"


def test_faulty_packages_are_named_and_left_out_and_all_else_goes_on(tmp_path):
    faults = {
        "raise OSError('no data file')": "OSError: no data file",
        "import a_library_that_is_not_there": "ModuleNotFoundError",
        "this is no Python": "SyntaxError",
        MODULE.replace("acme_culture_share", "ptal"): "“ptal” is in the catalogue already",
        MODULE.replace("acme_culture_share", "gravity_acme"): "mistaken for a column of “gravity”",
        MODULE[: MODULE.index("def farthest")].replace("acme_culture_share", "acme_half"): "no function",
    }
    for number, module in enumerate(faults):
        install(tmp_path, f"broken_{number}", module)
    install(tmp_path, "working_acme", MODULE)
    done = parklocus(tmp_path, "indices", "--json")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    *events, last = answer(done)
    notes = [event["text"] for event in events if event["event"] == "note"]
    assert len(notes) == len(faults)
    for number, reason in enumerate(faults.values()):
        (note,) = [note for note in notes if f"broken-{number} 1.2" in note]
        assert reason in note
    listed = {one["id"]: one.get("package") for one in last["indices"]}
    assert listed["acme_culture_share"] == "working-acme 1.2"
    assert listed["ptal"] is None
    assert not {"gravity_acme", "acme_half"} & set(listed)


def test_a_function_that_fails_is_said_in_a_sentence(tmp_path, town):
    install(tmp_path, "acme_parks", MODULE.replace(".astype(float)", ".astype(float) / nothing"))
    words = ("--osm", town.osm, "--parks", town.parks, "--index", "acme_culture_share", "--output", tmp_path / "r.gpkg")
    done = parklocus(tmp_path, "compute", *words)
    assert done.returncode == 2
    for part in ("acme_culture_share", "acme-parks 1.2", "NameError"):
        assert part in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "r.gpkg").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"identifier": "ptal"}, "in the catalogue already"),
        ({"identifier": "amenity_density_900"}, "mistaken for a column of “amenity_density”"),
        ({"identifier": "amenity"}, "mistaken for a column of"),
        ({"identifier": "acme_pct"}, "mistaken for another column"),
        ({"identifier": "acme_500"}, "mistaken for another column"),
        ({"identifier": "notes"}, "mistaken for another column"),
        ({"identifier": "Acme"}, "no id of an index"),
        ({"identifier": "acme-benches"}, "no id of an index"),
        ({"title": {"zh": "只有中文"}}, "title in English"),
        ({"definition": {}}, "definition in English"),
        ({"direction": "up"}, "a direction"),
    ],
)
def test_an_entry_that_cannot_stand_is_refused(changed, said):
    before = dict(CATALOGUE)
    with pytest.raises(InputError, match=said):
        register_index(entry(**changed))
    assert before == CATALOGUE


def test_an_index_of_a_script_is_computed_for_parks_and_nodes():
    register_index(entry("acme_easting", unit="m"))

    @over_the_city("acme_easting")
    def easting(network, sources, centres, parameters):
        yield Column("acme_easting"), sources.x

    city = make_city(grid_ways(5, 100.0))
    table = compute(city, make_parks(city, PARK), ["acme_easting"])
    assert table["acme_easting"][0] == pytest.approx(200, abs=1e-6)
    assert table["acme_easting_pct"][0] == pytest.approx(50)
    assert table.definitions["title_zh"][0] == "Acme"
    assert table.provenance["indices_of_others"] == {"acme_easting": "script"}


def test_twice_is_a_clash_unless_the_own_is_to_be_replaced():
    register_index(entry())
    with pytest.raises(InputError, match="in the catalogue already"):
        register_index(entry())
    assert register_index(entry(unit="km"), replace_own=True).unit == "km"
    with pytest.raises(InputError, match="in the catalogue already"):
        register_index(entry("ptal"), replace_own=True)


def test_an_entry_without_function_and_a_function_without_entry_are_said():
    register_index(entry())
    with pytest.raises(InputError, match="no function"):
        resolve(["acme_count"])
    with pytest.raises(InputError, match="register_index it before"):
        bounded("acme_unheard_of", limit=lambda _parameters: 1.0)(lambda reach, parameters: ())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (lambda reach: (Column("acme_count"), np.zeros(len(reach.rows) + 1)), "for 25 points|for 1 points"),
        (lambda reach: (Column("ptal"), np.zeros(len(reach.rows))), "not of this index"),
        (lambda reach: (Column("acme_count"), ["many"] * len(reach.rows)), "could not convert"),
        (lambda reach: (Column("acme_count"), np.full(len(reach.rows), np.inf)), "infinite"),
        (lambda reach: (Column("acme_count"), np.ones(len(reach.rows), dtype=complex)), "infinite or complex"),
        (lambda reach: (Column("acme_count", "max"), np.ones(len(reach.rows))), "acme_count_max; what ends in"),
        (lambda reach: (Column("acme_count", limit=-1.0), np.ones(len(reach.rows))), "look -1.0 metres"),
        (lambda reach: (Column("acme_count", f"of_{len(reach.rows)}"), np.ones(len(reach.rows))), "other columns at"),
        (lambda reach: 1 / 0, "division by zero"),
    ],
)
def test_what_is_no_column_is_refused_by_name(values, said):
    register_index(entry())
    bounded("acme_count", limit=lambda _parameters: 300.0)(lambda reach, parameters: [values(reach)])
    city = make_city(grid_ways(5, 100.0))
    with pytest.raises(InputError, match=said) as caught:
        compute(city, make_parks(city, PARK), ["acme_count"])
    assert "“acme_count”" in str(caught.value)


def _fails(*_given):
    raise RuntimeError("no data")


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ([], {}, "gives no column"),
        (["", ""], {}, "comes twice"),
        ([""], {"limit": lambda _parameters: math.nan}, "look nan metres"),
        ([""], {"limit": lambda _parameters: math.inf}, "look inf metres"),
        ([""], {"limit": lambda _parameters: "300"}, "look 300 metres"),
        ([""], {"prepare": _fails}, "RuntimeError: no data"),
    ],
)
def test_a_function_that_gives_nothing_or_looks_nowhere_is_refused_by_name(columns, options, said):
    register_index(entry())
    bounded("acme_count", **{"limit": lambda _parameters: 300.0, **options})(
        lambda reach, parameters: [(Column("acme_count", one), np.ones(len(reach.rows))) for one in columns]
    )
    city = make_city(grid_ways(3, 100.0))
    with pytest.raises(InputError, match=said) as caught:
        compute(city, make_parks(city, {"a": shapely.Point(100, 100)}), ["acme_count"])
    assert "“acme_count”" in str(caught.value)


def test_missing_values_say_that_the_index_gives_none():
    register_index(entry())
    bounded("acme_count", limit=lambda _parameters: 300.0)(
        lambda reach, parameters: [(Column("acme_count", limit=300.0), np.full(len(reach.rows), np.nan))]
    )
    city = make_city(grid_ways(5, 100.0))
    table = compute(city, make_parks(city, PARK), ["acme_count"])
    assert table["notes"][0] == "acme_count: the index gives no value there"


def test_the_listing_has_every_entry_of_the_catalogue():
    register_index(entry())
    _facts, (shown, *_presets), _notes = list_catalogue(None)
    assert shown.row_count == len(CATALOGUE)
    assert third_party.is_third_party("acme_count")
