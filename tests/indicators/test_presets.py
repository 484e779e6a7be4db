"""Presets: choices of indices by name, the same for the command line, a study, QGIS and a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from parklocus.indicators.catalogue import CATALOGUE, PRESETS, find_preset, resolve
from parklocus.indicators.cli.main import main
from parklocus.indicators.compute import compute
from parklocus.indicators.errors import InputError
from parklocus.indicators.study.study import Study
from parklocus.indicators.summary.summarise import summarise_city

if TYPE_CHECKING:
    from town import Town


def asked(names: object) -> list[str]:
    return [request.index.id for request in resolve(names)]  # type: ignore[arg-type]


def test_presets_name_indices_that_there_are() -> None:
    assert {"all", "paper", "transit"} <= set(PRESETS)
    assert not PRESETS.keys() & CATALOGUE.keys(), "a preset's name and an index's must not be mistaken"
    for preset in PRESETS.values():
        assert set(preset.chosen) <= set(CATALOGUE)
        assert len(set(preset.chosen)) == len(preset.chosen)
        assert asked(preset.id) == list(preset.indices)
        for text in (preset.title, preset.definition):
            assert set(text) == {"en", "zh"}
            assert all(text.values())
    assert asked("all") == asked(None) == list(CATALOGUE)
    assert asked("ptal") == ["ptal"]
    assert set(asked("transit")) == {"stop_distance", "stop_density", "transit_lines", "transit_frequency", "ptal"}
    with pytest.raises(InputError, match="did you mean “transit”"):
        find_preset("transti")


def test_a_preset_leaves_out_what_it_cannot_have_and_a_name_does_not(town: Town) -> None:
    from parklocus.indicators.city.city import City
    from parklocus.indicators.sites import read_parks

    city, parks = City.from_osm(town.osm, cache=False), read_parks(town.parks)
    table = compute(city, parks, "paper", processes=1)
    assert "cbd_distance" not in table
    assert any("No centre is given" in note and "cbd_distance" in note for note in table.notes)
    assert set(table.definitions["index"]) == set(PRESETS["paper"].chosen) - {"cbd_distance"}
    with pytest.raises(InputError, match="cbd_distance needs a centre"):
        compute(city, parks, list(PRESETS["paper"].indices), processes=1)
    with pytest.raises(InputError, match=r"Nothing is left to compute.*No raster of people"):
        compute(city, parks, "people", processes=1)
    summed = summarise_city(city, "culture", processes=1)
    assert "industrial_legacy" not in set(summed.definitions["index"]), "a site's own share is none of the city's"


def test_a_study_keeps_its_preset(town: Town, tmp_path) -> None:
    sections = {"city": {"osm": str(town.osm)}, "parks": {"path": str(town.parks)}}
    study = Study.from_mapping({**sections, "indices": {"preset": "transit", "ptal": {"bus_limit": 500}}})
    assert (study.preset, study.indices, study.parameters) == ("transit", None, {"ptal": {"bus_limit": 500}})
    study.save(tmp_path / "study.toml")
    assert Study.open(tmp_path / "study.toml") == study
    with pytest.raises(InputError, match="preset and compute both say what to compute"):
        Study.from_mapping({**sections, "indices": {"preset": "transit", "compute": ["ptal"]}})


def test_the_command_line_knows_presets(town: Town, capsys, tmp_path) -> None:
    assert main(["indices", "--preset", "transit", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in facts["indices"]] == list(PRESETS["transit"].indices)
    assert [one["id"] for one in facts["presets"]] == list(PRESETS)
    assert next(one for one in facts["presets"] if one["id"] == "all")["indices"] == []
    assert main(["indices", "--preset", "nosuch"]) == 2
    assert "nosuch" in capsys.readouterr().err
    study = tmp_path / "study.toml"
    lines = ["[city]", f"osm = '{town.osm}'", "[parks]", f"path = '{town.parks}'", "[indices]", 'preset = "transti"']
    study.write_text("\n".join(lines), encoding="utf-8")
    assert main(["run", str(study)]) == 2
    assert "did you mean “transit”" in capsys.readouterr().err


def test_a_study_is_described_as_it_was_understood(town: Town, capsys) -> None:
    assert main(["info", str(town.study), "--json"]) == 0
    (event,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert Study.from_mapping(event["study"], folder=town.study.parent) == Study.open(town.study)
    assert main(["info", str(town.study)]) == 0
    assert "[parks]" in capsys.readouterr().out
