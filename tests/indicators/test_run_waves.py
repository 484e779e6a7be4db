"""A study with an earlier wave, a composite and other parks as null, from its files to the GeoPackage."""

from __future__ import annotations

import csv
import dataclasses
from types import SimpleNamespace

import pandas as pd
import pyogrio
import pytest

from parklocus.indicators import InputError, Study, run_study
from parklocus.indicators.run_waves import with_waves
from parklocus.indicators.study.asked import CompositeSource, LocationSource, WaveSource, WavesSource
from parklocus.indicators.study.comparison import ScoreSource
from parklocus.indicators.study.sections import ReferenceSource

FACTORS = ["locational", "office"]
INDICES = ("stop_distance_bus", "stop_density_500")


@pytest.fixture(scope="module")
def study(demo_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("waves")
    with (demo_dir / "scores.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in csv.DictReader(file)]
    for name, shift in (("now.csv", 1.0), ("then.csv", 0.0)):
        rows = [
            {"id": park, **dict.fromkeys(FACTORS, 3.0 + shift * (park == ids[0]) + 0.2 * (number % 3 - 1))}
            for park in ids
            for number in range(12)
        ]
        pd.DataFrame(rows).to_csv(folder / name, index=False)
    demo = Study.open(demo_dir / "study.toml")
    return dataclasses.replace(
        demo,
        indices=INDICES,
        parameters={},
        reference=ReferenceSource(sample=300),
        survey=None,
        codebook=None,
        scores=ScoreSource(folder / "now.csv", level="respondents", answers=(1, 5), method="item_means"),
        expected={"locational": {"composite_stops": "+"}},
        composites=(CompositeSource("stops", {"stop_distance_bus": "-", "stop_density_500": "+"}),),
        location=LocationSource(parks=tuple(ids[:3])),
        waves=WavesSource("2024", (WaveSource("2015", demo.city.osm, scores=folder / "then.csv"),)),
    )


def test_paths_composites_and_other_parks_come_with_the_result(study, tmp_path):
    result = run_study(study, tmp_path / "result.gpkg")
    tables = result.validation.tables
    paths = tables["wave_paths"]
    first = paths.iloc[0]
    assert (first["path"], first["from_wave"], first["to_wave"]) == ("upgrading", "2015", "2024")
    assert first["change"] == pytest.approx(1.0)
    assert set(paths["path"].iloc[1:]) == {"no clear change"}
    indices = tables["wave_changes"].query("kind == 'index'")
    assert {"composite_stops", *INDICES[:1]} <= set(indices["variable"])
    assert (indices["change"].dropna() == 0).all()
    assert set(tables["location"]["index"]) == {"composite_stops"}
    assert set(tables["location"]["n_parks"]) == {2, 3}
    assert "composite_stops_pct" in result.table.columns
    written = {name for name, _kind in pyogrio.list_layers(tmp_path / "result.gpkg")}
    assert {"composite_weights", "composite_ranks", "wave_paths", "wave_changes", "wave_maps"} <= written
    assert any("mean nothing" in note for note in result.notes) == (study.scores.answers is None)


def test_a_field_of_closed_parks_that_is_not_there_is_refused():
    study = SimpleNamespace(waves=WavesSource("2024", (), "gone"))
    table = pd.DataFrame({"id": ["a"], "closed": ["2024"]})
    with pytest.raises(InputError, match="closed names “gone”, which is no field of the parks"):
        with_waves(SimpleNamespace(), study, ((None, table), (None, None)), measured=None, scored=None)
