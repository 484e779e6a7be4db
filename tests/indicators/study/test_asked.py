"""The sections on composites, waves and what locations are held against: read whole, or refused in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parklocus.indicators.errors import InputError
from parklocus.indicators.study.asked import CompositeSource, LocationSource, WaveSource, WavesSource
from parklocus.indicators.study.study import Study

if TYPE_CHECKING:
    from pathlib import Path

MINIMAL = """
[city]
osm = "city.osm.pbf"
[parks]
path = "parks.geojson"
"""

SECTIONS = """
[composites.vibrancy]
title = "Vibrancy"
method = "topsis"
among = "parks"
indices = { ptal = "+", cbd_distance = "-" }

[composites.vibrancy.judgements.ptal]
cbd_distance = 3

[waves]
now = "2024"
closed = "closed_in"
[[waves.earlier]]
name = "2015"
osm = "old.osm.bz2"
scores = "scores.csv"

[location]
parks = ["a", "b"]
band = 0.3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("city.osm.pbf", "parks.geojson", "scores.csv", "old.osm.bz2"):
        (tmp_path / name).touch()
    return tmp_path


def opened(folder: Path, text: str) -> Study:
    file = folder / "study.toml"
    file.write_text(MINIMAL + text, encoding="utf-8")
    return Study.open(file)


def test_sections_are_read_and_written_again(folder: Path) -> None:
    study = opened(folder, SECTIONS)
    assert study.composites == (
        CompositeSource(
            "vibrancy",
            {"ptal": "+", "cbd_distance": "-"},
            method="topsis",
            weighting="judged",
            among="parks",
            title="Vibrancy",
            judgements=(("ptal", "cbd_distance", 3.0),),
        ),
    )
    assert study.location == LocationSource(("a", "b"), 0.3)
    earlier = WaveSource("2015", folder / "old.osm.bz2", scores=folder / "scores.csv")
    assert study.waves == WavesSource("2024", (earlier,), "closed_in")
    study.save(folder / "again.toml")
    assert Study.open(folder / "again.toml") == study


def test_weights_or_judgements_say_how_indices_are_weighed(folder: Path) -> None:
    parts = 'indices = { ptal = "+", detour = "-" }\n'
    assert opened(folder, f"[composites.a]\n{parts}").composites[0].weighting == "equal"
    given = opened(folder, f"[composites.a]\n{parts}weights = {{ ptal = 2, detour = 1 }}").composites[0]
    assert (given.weighting, given.weights) == ("given", {"ptal": 2.0, "detour": 1.0})


MISTAKES = {
    "one part": (
        '[composites.mix]\nindices = { ptal = "+" }',
        "[composites.mix] indices must name at least two, each with + or -.",
    ),
    "composite's name": (
        '[composites."a-b"]\nindices = { ptal = "+", detour = "-" }',
        "[composites.a-b] “a-b” cannot name a column: use letters, digits and _ alone, and a letter first.",
    ),
    "weights without weighting": (
        '[composites.mix]\nweighting = "equal"\nindices = { ptal = "+", detour = "-" }\nweights = { ptal = 1 }',
        '[composites.mix] weighting = "given" and the section weights go together: give both or neither.',
    ),
    "scaled TOPSIS": (
        '[composites.mix]\nmethod = "topsis"\nscaling = "z"\nindices = { ptal = "+", detour = "-" }',
        "[composites.mix] a TOPSIS scales by the root of summed squares: leave scaling out.",
    ),
    "no earlier wave": ('[waves]\nnow = "2024"', "[waves] there is no earlier wave: add a section [[waves.earlier]]."),
    "one name for two waves": (
        '[waves]\nnow = "2015"\n[[waves.earlier]]\nname = "2015"\nscores = "scores.csv"',
        "[waves] two waves have one name; there are: 2015, 2015.",
    ),
    "empty wave": (
        '[waves]\nnow = "2024"\n[[waves.earlier]]\nname = "2015"',
        "[[earlier]] 1: a wave needs a map (osm), scores, or both.",
    ),
    "no map of then": (
        '[waves]\nnow = "2024"\n[[waves.earlier]]\nname = "2015"\nosm = "old.osm.pbf"',
        '[[waves.earlier]] 2015 osm names "old.osm.pbf", but there is no such file: put it there or name another.',
    ),
    "band": (
        "[location]\nband = 2",
        "[location] band is 2.0: it must be a share of the distance, above 0 and at most 1.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named(folder: Path, mistake: str) -> None:
    text, sentence = MISTAKES[mistake]
    with pytest.raises(InputError) as caught:
        opened(folder, text)
    assert str(caught.value) == f"{folder / 'study.toml'}: {sentence}"
