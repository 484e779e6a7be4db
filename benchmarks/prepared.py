"""Streets and places made ready for all participants of a job, so that none of them reads OpenStreetMap itself."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
OUR_PYTHON = HERE.parent / ".venv" / "bin" / "python"
CATEGORIES = 10
RADII = (400, 800, 1200)
NEAREST = 3
BETWEENNESS_RADIUS = 800


@dataclass(frozen=True)
class Network:
    """Nodes, edges (walked both ways) and places; metres.

    `sources` are the nodes of degree other than 2; links lead from one of these to the next.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    length: NDArray[np.float64]
    vertices: NDArray[np.float64]
    vertices_end: NDArray[np.int64]
    link_u: NDArray[np.int64]
    link_v: NDArray[np.int64]
    link_length: NDArray[np.float64]
    sources: NDArray[np.int64]
    place_x: NDArray[np.float64]
    place_y: NDArray[np.float64]
    category: NDArray[np.int64]


def prepare(extract: str, folder: str) -> None:
    """Write a folder with `city.plc` for us and `network.npz` for everybody else."""
    subprocess.run([str(OUR_PYTHON), str(HERE / "our_network.py"), extract, folder], check=True)


def load(folder: str) -> Network:
    """Read the arrays of a folder."""
    with np.load(Path(folder) / "network.npz") as file:
        return Network(**{field.name: file[field.name] for field in fields(Network)})
