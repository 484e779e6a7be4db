"""How a peer's betweenness agrees with ours: `python compare.py OURS THEIRS` prints it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np


def main(ours: str, theirs: str) -> None:
    """Print the share of nodes where both are equal to a millionth, the ratio of the sums, and the correlation."""
    one, other = (np.load(Path(folder) / "betweenness.npy") for folder in (ours, theirs))
    agreement = {
        "nodes_equal": round(float(np.isclose(one, other, rtol=1e-6, atol=1e-6).mean()), 4),
        "total": round(float(other.sum() / one.sum()), 4),
        "correlation": round(float(np.corrcoef(one, other)[0, 1]), 4),
    }
    print(json.dumps(agreement))


if __name__ == "__main__":
    main(*sys.argv[1:3])
