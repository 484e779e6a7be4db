"""The simulation of tests and intervals: its results are what the docs say, hold their level, and can fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = json.loads((ROOT / "benchmarks" / "simulation.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
# Shown to say why they are not offered.
NOT_OFFERED = ("not offered", "shown beside", "takes parks for independent")
# Exact tests have few p-values where parks are few; the two-sided test of the pattern with four parks has 1/12 at best.
DISCRETE_UP_TO = 8


@pytest.fixture
def simulation(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The scripts, as they run from their folder."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / "simulation"))
    import made_parks
    import summary
    import tests_held

    return made_parks, summary, tests_held


def offered(kind: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["kind"] == kind and not any(word in row["what"] for word in NOT_OFFERED)]


def slack(row: dict[str, Any], share: float) -> float:
    """Return how far a share may lie off by the number of its runs alone, the farthest of some seven hundred."""
    return 3.5 * float(np.sqrt(share * (1.0 - share) / row["runs"]))


def test_docs_say_what_the_results_are(simulation: Any) -> None:
    _made, summary, _held = simulation
    between = PAGE.split(summary.BEGIN)[1].split(summary.END)[0].strip()
    assert between == summary.tables(ROWS)


def test_every_test_holds_its_level() -> None:
    rows = offered("level")
    assert {row["parks"] for row in rows if row["parks"] > 1} >= set(range(4, 11)) | {12, 15, 20, 25, 30}
    assert {row["icc"] for row in rows} == {0.0, 0.1, 0.3}
    for row in rows:
        assert row["share"] <= 0.05 + slack(row, 0.05), row
        if row["parks"] > DISCRETE_UP_TO or row["parks"] == 1:
            assert row["share"] >= 0.05 - slack(row, 0.05) - 0.01, row


def test_over_all_designs_a_test_rejects_in_3_to_7_percent() -> None:
    """Taken together over the ICC the figures are sure enough to be held to the promise itself."""
    rows = [row for row in offered("level") if row["parks"] > DISCRETE_UP_TO]
    for what, parks in {(row["what"], row["parks"]) for row in rows}:
        own = [row for row in rows if (row["what"], row["parks"]) == (what, parks)]
        share = np.average([row["share"] for row in own], weights=[row["runs"] for row in own])
        assert 0.03 <= share <= 0.07, (what, parks, share)


def test_intervals_hold_the_truth() -> None:
    rows = offered("coverage")
    assert {row["parks"] for row in rows} >= {3, 4, 5, 8, 30}
    for row in rows:
        assert row["share"] >= 0.93 - slack(row, 0.95), row
    by_kind = {(row["what"], row["parks"]) for row in rows if row["parks"] >= 8 and row["what"] != "rank"}
    for what, parks in by_kind:  # ranks are whole numbers, and hold more often
        share = np.mean([row["share"] for row in rows if (row["what"], row["parks"]) == (what, parks)])
        assert 0.93 <= share <= 0.97, (what, parks, share)


def test_what_is_not_offered_does_not_hold() -> None:
    plain = [row["share"] for row in ROWS if "ordinary regression" in row["what"] and row["icc"] == 0.3]
    assert min(plain) > 0.3
    fields = [row["share"] for row in ROWS if "for independent" in row["what"] and row["reach"] == 0.2]
    assert min(fields) > 0.07


def test_power_rises_with_the_number_of_parks() -> None:
    own = {row["parks"]: row["share"] for row in ROWS if row["kind"] == "power" and row["what"] == "mixed model"}
    assert own[30] > own[15] > own[8] > 0.2


def test_a_small_run_tells_a_test_that_holds_from_one_that_does_not(simulation: Any) -> None:
    """A few draws of ten parks: the mixed model rejects seldom, the ordinary regression on respondents often."""
    made_parks, _summary, held = simulation
    design = made_parks.Design(10, 0.3)
    found = held.respondents_in_parks(design, np.random.default_rng(5), 60)
    rejected = {name: float(np.mean(p <= 0.05)) for name, p in found.items()}
    assert rejected["mixed model"] <= 0.15
    assert rejected["ordinary regression on respondents (not offered)"] >= 0.25
    effect = held.associations(made_parks.Design(10, 0.3, effect=0.9), np.random.default_rng(5), 40)
    none = held.associations(design, np.random.default_rng(5), 400)
    assert np.mean(effect["Spearman"] <= 0.05) > 0.6
    assert np.mean(none["Spearman"] <= 0.05) < 0.1
