"""Betweenness of every street node within 800 m with cityseer: `python with_cityseer.py INPUT OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from cityseer.metrics import networks
from cityseer_network import as_documented
from prepared import BETWEENNESS_RADIUS, load

if TYPE_CHECKING:
    from cityseer_network import Build


def main(folder: str, output: str, build: Build = as_documented) -> None:
    """Write the number of shortest paths through each node."""
    given = load(folder)
    nodes, network = build(given)
    found = networks.node_centrality_shortest(
        network, nodes, distances=[BETWEENNESS_RADIUS], compute_closeness=False, compute_betweenness=True
    )
    through = found[f"cc_betweenness_{BETWEENNESS_RADIUS}"].to_numpy()[given.sources]
    np.save(Path(output) / "betweenness.npy", through)


if __name__ == "__main__":
    main(*sys.argv[1:3])
