"""How a peer's counts and nearest distances agree with ours: `python compare.py OURS THEIRS` prints it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

NEAR_M = 1.0
FAR_M = 25.0


def main(ours: str, theirs: str) -> None:
    """Print shares of what both give: of counts that either has, of nearest places that both have within reach."""
    one, other = (np.load(Path(folder) / "reach.npz") for folder in (ours, theirs))
    given = (other["counts"] >= 0) & ((one["counts"] > 0) | (other["counts"] > 0))
    apart = np.abs(one["counts"].astype(np.int64) - other["counts"])[given]
    within = np.isfinite(one["nearest"]) & np.isfinite(other["nearest"])
    metres = np.abs(one["nearest"][within] - other["nearest"][within])
    agreement = {
        "counts_equal": round(float((apart == 0).mean()), 4),
        "counts_total": round(float(other["counts"][given].sum() / one["counts"][given].sum()), 4),
        f"nearest_within_{NEAR_M:g}_m": round(float((metres <= NEAR_M).mean()), 4),
        f"nearest_within_{FAR_M:g}_m": round(float((metres <= FAR_M).mean()), 4),
    }
    print(json.dumps(agreement))


if __name__ == "__main__":
    main(*sys.argv[1:3])
