"""Parks whose truth is known: their true scores, what their respondents say, an index, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Floats = NDArray[np.float64]

FEWEST, MOST = 8, 40  # respondents of a park, drawn evenly


@dataclass(frozen=True)
class Design:
    """What is drawn.

    Attributes
    ----------
    parks : int
        J.
    icc : float
        Share of the scores' variance that lies between parks.
    effect : float
        Correlation of the true scores with the index, over all parks there could be.
    reach : float
        Range of the fields in which parks near one another are alike, as a share of the city's side; 0 for none.
    """

    parks: int
    icc: float
    effect: float = 0.0
    reach: float = 0.0


@dataclass(frozen=True)
class Made:
    """One draw.

    Attributes
    ----------
    index : ndarray of shape (parks,)
    true : ndarray of shape (parks, factors)
        True scores; each factor is a draw of its own.
    sizes : ndarray of shape (parks,)
        Respondents.
    xy : ndarray of shape (parks, 2)
        Where the parks are, in kilometres of a city of 20.
    """

    index: Floats
    true: Floats
    sizes: NDArray[np.int64]
    xy: Floats
    icc: float

    def respondents(self, random: np.random.Generator) -> pd.DataFrame:
        """Return a row a respondent: ``park`` and a column a factor."""
        park = np.repeat(np.arange(len(self.sizes)), self.sizes)
        noise = np.sqrt(1.0 - self.icc) * random.standard_normal((len(park), self.true.shape[1]))
        table = pd.DataFrame(self.true[park] + noise, columns=[f"f{k}" for k in range(self.true.shape[1])])
        return table.assign(park=[f"p{number:02d}" for number in park])

    def means(self, random: np.random.Generator) -> Floats:
        """Return the mean score of each park's respondents, of shape (parks, factors)."""
        spread = np.sqrt((1.0 - self.icc) / self.sizes)[:, None]
        return np.asarray(self.true + spread * random.standard_normal(self.true.shape))


def draw(design: Design, random: np.random.Generator, factors: int = 1) -> Made:
    """Draw parks, an index, and true scores of so many factors that follow it as the design says."""
    xy = random.uniform(0.0, 20.0, (design.parks, 2))
    index = _fields(xy, design.reach, 1, random)[:, 0]
    own = _fields(xy, design.reach, factors, random)
    true = np.sqrt(design.icc) * (design.effect * index[:, None] + np.sqrt(1.0 - design.effect**2) * own)
    sizes = random.integers(FEWEST, MOST + 1, design.parks)
    return Made(index, true, sizes, xy, design.icc)


def _fields(xy: Floats, reach: float, count: int, random: np.random.Generator) -> Floats:
    """Return standard normal fields whose correlation falls off exponentially with distance."""
    noise = random.standard_normal((len(xy), count))
    if not reach:
        return noise
    covariance = np.exp(-cdist(xy, xy) / (20.0 * reach)) + 1e-9 * np.eye(len(xy))
    return np.asarray(np.linalg.cholesky(covariance) @ noise)
