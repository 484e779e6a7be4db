"""Rasters: what is refused and in what words, and what is known of those that are taken."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from cities import CRS, grid_ways, make_city, make_parks
from raster_files import write_raster

from parklocus.indicators import City, InputError, Study, compute
from parklocus.indicators.cli.main import main
from parklocus.indicators.network.raster_land import spread_rasters
from parklocus.indicators.rasters import read_rasters

PEOPLE = np.full((30, 30), 50.0)


@pytest.fixture(scope="module")
def city():
    return make_city(grid_ways(11, 100.0), margin=500.0)


def over_the_city(path, values=PEOPLE, size=100.0, **more):
    return write_raster(path, values, -1000.0, 2000.0, size, more.pop("crs", CRS), **more)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"values": np.ones((2, 30, 30))}, "2 bands"),
        ({"crs": None}, "coordinate reference system"),
        ({"transform": rasterio.Affine(70.0, 70.0, -1000.0, 70.0, -70.0, 500.0)}, "rotated"),
        ({"transform": rasterio.Affine(100.0, 0.0, 90_000.0, 0.0, -100.0, 2000.0)}, "does not lie over"),
        ({"crs": "EPSG:4326", "transform": rasterio.Affine(0.1, 0.0, 5.0, 0.0, -0.1, 50.0)}, "does not lie over"),
        ({"values": np.full((30, 30), -200.0)}, "-200.*no data"),
        ({"units": "people per km2"}, "population_density"),
        ({"tags": {"units": "persons/km²"}}, "population_density"),
        ({"values": np.full((30, 30), 9000.0)}, "population_density"),
    ],
)
def test_a_raster_that_cannot_be_used_is_refused_in_one_sentence(city, tmp_path, more, message):
    path = over_the_city(tmp_path / "people.tif", **more)
    with pytest.raises(InputError, match=message) as refusal:
        compute(
            city, make_parks(city, {"a": shapely.Point(400, 400)}), ["population_reach"], rasters={"population": path}
        )
    assert "people.tif" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_what_is_no_raster_is_refused(city, tmp_path):
    text = tmp_path / "people.tif"
    text.write_text("people", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a raster"):
        read_rasters(city, {"population": text})
    with pytest.raises(InputError, match="no raster"):
        read_rasters(city, {"population": tmp_path / "none.tif"})
    path = over_the_city(tmp_path / "p.tif")
    with pytest.raises(InputError, match="there are: population"):
        read_rasters(city, {"people": path})
    with pytest.raises(InputError, match="not both"):
        read_rasters(city, {"population": path, "population_density": path})
    damaged = tmp_path / "cut.tif"
    damaged.write_bytes(over_the_city(tmp_path / "whole.tif").read_bytes()[:2000])
    with pytest.raises(InputError, match="cannot be read as a raster"):
        read_rasters(city, {"population": damaged})


def test_only_the_cells_over_the_city_are_read(city, tmp_path):
    wide = write_raster(tmp_path / "w.tif", np.ones((400, 400)), -20_000.0, 20_000.0, 100.0, CRS)
    window = read_rasters(city, {"population": wide})["population"]
    assert max(window.values.shape) <= (1000 + 2 * 500 + 2 * 200) / 100 + 4
    column, row = window.cells_at(np.array([250.0]), np.array([250.0]))
    outline = window.polygons(window.number(column, row))[0]
    assert shapely.bounds(outline) == pytest.approx([200, 200, 300, 300], abs=1e-4)


def test_scaled_values_and_rows_from_the_south(city, tmp_path):
    south_up = rasterio.Affine(100.0, 0.0, -1000.0, 0.0, 100.0, -1000.0)
    rising = np.repeat(np.arange(30.0)[:, None], 30, axis=1)
    path = over_the_city(tmp_path / "s.tif", rising, transform=south_up)
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (2.0,), (1.0,)
    window = read_rasters(city, {"night_light": path})["night_light"]
    number = window.number(*window.cells_at(np.array([50.0]), np.array([750.0])))
    assert window.values.ravel()[number].tolist() == [2 * 17 + 1]


def test_slightly_negative_light_is_light(city, tmp_path):
    path = over_the_city(tmp_path / "l.tif", np.full((30, 30), -0.3))
    parks = make_parks(city, {"a": shapely.Point(400, 400)})
    assert compute(city, parks, ["night_light"], rasters={"night_light": path})["night_light_800"][0] == pytest.approx(
        -0.3
    )


def test_an_index_without_its_raster_is_refused_by_name_and_left_out_of_the_whole(city):
    parks = make_parks(city, {"a": shapely.Point(400, 400)})
    with pytest.raises(InputError, match="raster of people"):
        compute(city, parks, ["population_reach_500"])
    with pytest.raises(InputError, match="light at night"):
        compute(city, parks, ["night_light"])
    table = compute(city, parks)
    assert not any(name.startswith(("population", "night", "e2sfca", "walkability")) for name in table.columns)
    assert any("population_reach" in note for note in table.notes)


def test_no_value_is_missing_with_a_reason_and_nobody_is_zero(city, tmp_path):
    values = PEOPLE.copy()
    values[:] = 0.0
    values[:, :14] = -99.0  # the city's west up to x = 400
    path = over_the_city(tmp_path / "p.tif", values, nodata=-99.0)
    parks = make_parks(city, {"west": shapely.Point(0, 500), "east": shapely.Point(900, 500)})
    table = compute(city, parks, ["population_reach_200"], rasters={"population": path})
    assert np.isnan(table["population_reach_200"][0])
    assert table["population_reach_200"][1] == 0
    assert "holds no values" in table["notes"][0]
    assert table.provenance["rasters"]["population"]["land_with_data"] == pytest.approx(0.6, abs=0.06)


def test_a_raster_that_covers_the_city_in_part_marks_what_looks_past_its_edge(city, tmp_path):
    path = write_raster(tmp_path / "p.tif", np.full((30, 14), 50.0), -1000.0, 2000.0, 100.0, CRS)  # up to x = 400
    parks = make_parks(city, {"west": shapely.Point(100, 500), "east": shapely.Point(300, 500)})
    table = compute(city, parks, ["population_reach_200", "intersection_density_200"], rasters={"population": path})
    assert table["edge_affected"].tolist() == ["", "population_reach_200"]
    assert any("does not cover" in note for note in table.notes)
    reference = table.reference.to_crs(city.crs)
    marked = reference["edge_affected"].str.contains("population_reach_200")
    assert (marked == (reference.geometry.x > 200 + 1e-6)).all()
    assert not reference["edge_affected"].str.contains("intersection").any()
    assert np.isnan(reference["population_reach_200"][reference.geometry.x > 750]).all()


def test_provenance_says_what_was_spread(city, tmp_path):
    path = over_the_city(tmp_path / "p.tif")
    parks = make_parks(city, {"a": shapely.Point(400, 400)})
    table = compute(city, parks, ["population_reach"], rasters={"population": path})
    facts = table.provenance["rasters"]["population"]
    assert facts["file"] == "p.tif"
    assert len(facts["sha256"]) == 64
    assert facts["people"] == pytest.approx(50.0 * 2000**2 / 100**2)
    assert json.loads(json.dumps(table.provenance))["rasters"]["population"] == facts


def test_worldpop_lies_where_the_city_is(data_dir):
    """The people are those of the cells' parts over the extent, cut out in degrees."""
    file = data_dir / "rasters" / "worldpop2020_5arcmin_chengdu.tif"
    city = City.from_osm(data_dir / "chengdu" / "chengdu.osm.pbf")
    windows = read_rasters(city, {"population": file})
    found = spread_rasters(city.streets, city.extent, list(windows.values())).rasters[0]
    extent = gpd.GeoSeries([city.extent.segmentize(100.0)], crs=city.crs).to_crs(4326)[0]
    with rasterio.open(file) as dataset:
        people = dataset.read(1, masked=True).filled(0)
        total = 0.0
        for row, column in np.argwhere(people > 0):
            (left, top), size = (dataset.bounds.left, dataset.bounds.top), dataset.transform.a
            cell = shapely.box(
                left + column * size, top - (row + 1) * size, left + (column + 1) * size, top - row * size
            )
            total += people[row, column] * cell.intersection(extent).area / cell.area
    assert found.facts["people"] == pytest.approx(total, rel=1e-3)
    assert (found.amount * city.streets.edge_length).sum() + found.facts["people_not_reached"] == pytest.approx(
        total, rel=1e-3
    )


def test_a_study_and_the_command_line_name_rasters(demo_dir, tmp_path, capsys):
    people = write_raster(tmp_path / "people.tif", np.full((30, 30), 200.0), 13.1, 53.7, 0.01, "EPSG:4326")
    table = {
        "city": {"osm": str(demo_dir / "neubrandenburg.osm.pbf")},
        "parks": {"path": str(demo_dir / "parks.geojson")},
        "rasters": {"population": str(people)},
    }
    study = Study.from_mapping(table, folder=tmp_path)
    assert study.rasters == {"population": people.resolve()}
    study.save(tmp_path / "study.toml")
    assert 'population = "people.tif"' in (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert Study.open(tmp_path / "study.toml") == study
    with pytest.raises(InputError, match="population"):
        Study.from_mapping({**table, "rasters": {"populaton": str(people)}}, folder=tmp_path)
    both = {"population": str(people), "population_density": str(people)}
    with pytest.raises(InputError, match="not both"):
        Study.from_mapping({**table, "rasters": both}, folder=tmp_path)
    with pytest.raises(InputError, match=r"\[rasters\] night_light"):
        Study.from_mapping({**table, "rasters": {"night_light": "none.tif"}}, folder=tmp_path)

    given = ["compute", "--osm", table["city"]["osm"], "--parks", table["parks"]["path"], "--population", str(people)]
    given += ["--index", "population_reach", "--output", str(tmp_path / "r.gpkg"), "--json"]
    assert main(given) == 0
    given[given.index("--population") + 1] = str(tmp_path / "study.toml")
    assert main(given) == 2
    assert "cannot be read as a raster" in json.loads(capsys.readouterr().out.splitlines()[-1])["text"]
