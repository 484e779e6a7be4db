"""run_study: what a study says against what a run has."""

from __future__ import annotations

import dataclasses

import pytest

from parklocus.indicators import InputError, Study, run_study


def test_an_expected_index_that_was_not_computed_is_left_out_with_a_note(demo_dir, tmp_path):
    study = Study.open(demo_dir / "study.toml")
    expected = {"locational": {"cbd_distance": "-", "stop_distance_bus": "-"}, "office": {"amenity_density": "+"}}
    narrowed = dataclasses.replace(study, centres=(), indices=("stop_distance_bus",), expected=expected)
    result = run_study(narrowed, tmp_path / "result.gpkg")
    found = result.validation.associations
    assert found.loc[found["expected"] != "", "index"].tolist() == ["stop_distance_bus"]
    assert sum("cbd_distance" in note for note in result.notes) == 1
    assert sum("amenity_density" in note for note in result.notes) == 1


def test_an_expected_index_that_does_not_exist_stops_the_run_before_it_reads(demo_dir, tmp_path):
    study = Study.open(demo_dir / "study.toml")
    wrong = dataclasses.replace(study, expected={"locational": {"cbd_distanse": "-"}})
    with pytest.raises(InputError, match="cbd_distance"):
        run_study(wrong, tmp_path / "result.gpkg")
    assert not list(tmp_path.iterdir())
