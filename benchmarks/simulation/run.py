"""Does what a comparison says hold? Tests and intervals on made parks whose truth is known, by their number.

`make simulate` runs all of it, writes `benchmarks/simulation.json` and the tables of docs/validation.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from intervals_held import intervals
from made_parks import Design
from summary import write_into
from tests_held import associations, groups, locations, patterns, respondents_in_parks, spatial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Made = dict[str, NDArray[Any]]
    Job = tuple[str, Callable[[Design, np.random.Generator, int], Made], Design, int]

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "simulation.json"
DOCS = ROOT / "docs" / "validation.md"
LEVEL = 0.05
ICCS = (0.0, 0.1, 0.3)
EFFECT = 0.6
# All 9! rearrangements take a hundred times as long as 7!: nine parks have fewer runs, and one ICC.
SLOWEST = 9


def jobs(runs: int) -> Iterator[Job]:
    """Yield what is simulated: its kind, the function, the design and the number of runs."""
    yield from _levels(runs)
    offered = ((associations, 5), (patterns, 4), (groups, 4), (respondents_in_parks, 8), (spatial, 20))
    for parks, (function, fewest) in product((5, 8, 10, 15, 20, 30), offered):
        if parks >= fewest:
            yield "power", function, Design(parks, 0.3, effect=EFFECT), runs // 4
    for parks, icc, effect in product((3, 4, 5, 6, 8, 10, 15, 30), ICCS[1:], (0.0, EFFECT)):
        yield "coverage", intervals, Design(parks, icc, effect=effect), runs if parks >= 8 else runs // 2


def _levels(runs: int) -> Iterator[Job]:
    for parks in (4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30):
        enumerated = max(1, int(runs * {8: 0.5, SLOWEST: 0.25}.get(parks, 1.0)))
        for icc in (0.1,) if parks == SLOWEST else ICCS:
            design = Design(parks, icc)
            if parks > 4:
                yield "level", associations, design, 2 * runs
                yield "level", groups, design, enumerated
            yield "level", patterns, design, enumerated
    for parks, icc in product((3, 5, 8, 10, 12, 15, 20, 25, 30), ICCS):
        yield "level", respondents_in_parks, Design(parks, icc), runs if parks < 8 else 3 * runs // 2
    for parks, (icc, reach) in product((20, 25, 30), ((0.0, 0.0), (0.1, 0.0), (0.3, 0.0), (0.3, 0.1), (0.3, 0.2))):
        yield "level", spatial, Design(parks, icc, reach=reach), 4 * runs // 5
    yield "level", locations, Design(1, 0.0), 10 * runs


def simulated(job: Job) -> list[dict[str, Any]]:
    """Return a row for each test or interval of a job."""
    kind, function, design, runs = job
    # What one job draws does not hang on which others run.
    random = np.random.default_rng(crc32(repr((kind, function.__name__, design)).encode()))
    rows = []
    for what, values in function(design, random, runs).items():
        # Where a test is not defined in a run, it rejects nothing.
        held = values if values.dtype == bool else values <= LEVEL
        rows.append(
            {"kind": kind, "what": what, **vars(design), "runs": len(held), "share": round(float(held.mean()), 4)}
        )
    return rows


def run(runs: int, chosen: str | None = None) -> list[dict[str, Any]]:
    """Run all jobs, or those of one function, and say on stderr how far they are."""
    rows = []
    for job in jobs(runs):
        if chosen is not None and job[1].__name__ != chosen:
            continue
        started = time.process_time()
        rows += simulated(job)
        spent = time.process_time() - started
        print(f"{job[0]:9}{job[1].__name__:22}{job[2]}  {spent:.1f} s", file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Run what the command line asks for and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000, help="runs of each design, more or less")
    parser.add_argument("--only", help="one function of tests_held.py, or intervals; the other results stay")
    options = parser.parse_args()
    rows = run(options.runs, options.only)
    if options.only:
        new = {(row["kind"], row["what"]) for row in rows}
        kept = json.loads(RESULTS.read_text(encoding="utf-8"))
        rows = [row for row in kept if (row["kind"], row["what"]) not in new] + rows
    lines = ",\n".join(json.dumps(row) for row in rows)
    RESULTS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    write_into(DOCS, rows)


if __name__ == "__main__":
    main()
