"""The whole pattern at once: whether scores and indices go together where the study said so, and only there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy

from parklocus.indicators.validation.permutation import Tail, method, rearrangements

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_FOR_PATTERN = 4  # 1/3! = .167 at best with three
SIGNS = {"+": 1.0, "-": -1.0}
NOT_EXPECTED = "0"


@dataclass(frozen=True)
class PatternTest:
    """One statistic over the cells of factor × index, under rearrangement of whole parks.

    Attributes
    ----------
    statistic : float
        NaN where there is no such cell.
    by_chance : float
        Its mean over all rearrangements: what chance alone would give.
    p : float
        One-sided: the share of rearrangements with a statistic at least as great; NaN below `FEWEST_FOR_PATTERN` parks.
    p_two_sided : float
        Twice the lesser of the shares with a statistic at least as great, and at most as great.
    p_min : float
        The least one-sided p that these ranks allow.
    method : str
        ``exact``, ``monte carlo`` or ``none``.
    """

    statistic: float
    by_chance: float
    p: float
    p_two_sided: float
    p_min: float
    method: str


@dataclass(frozen=True)
class Pattern:
    """How far scores and indices follow the pattern that the study said beforehand.

    Attributes
    ----------
    n : int
        Parks that have every score and every index that counts.
    expected, unexpected : int
        Cells (a factor with an index, all its columns together) that should go together, and that should not.
    mean_expected : float
        Mean of Spearman's rho over the expected cells, turned so that 1 is perfect agreement.
    mean_unexpected : float
        Mean of the absolute rho over the cells that should not go together.
    convergent : PatternTest
        Of `mean_expected`.
    discriminant : PatternTest
        Of `mean_expected` less `mean_unexpected`.
    left_out : tuple of str
        Columns that do not count: some park lacks them, or they are the same everywhere.
    """

    n: int
    expected: int
    unexpected: int
    mean_expected: float
    mean_unexpected: float
    convergent: PatternTest
    discriminant: PatternTest
    left_out: tuple[str, ...]


def pattern_test(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    directions: Mapping[tuple[str, str], str],
    index_of: Mapping[str, str],
    *,
    seed: int,
    draws: int,
) -> Pattern:
    """Test all expected directions together, rearranging whole parks: what hangs together stays together.

    An index that stands in several columns (radii, modes) counts once: its columns share one cell. Where the study
    names none that should not go together (direction ``"0"``), those cells of the factors concerned count in which
    another factor, and not this one, is expected to follow the index.

    Parameters
    ----------
    scores : DataFrame of float
        A row a park, a column a factor.
    values : DataFrame of float
        The same parks in the same order, a column an index column.
    directions : mapping of (factor, column) to ``"+"``, ``"-"`` or ``"0"``
        Said beforehand.
    index_of : mapping of column to its index
        A column that is not there is an index of its own.
    seed, draws : int
        As in `permuted_association`.

    Returns
    -------
    Pattern
        Means over the cells and the two tests.
    """
    factors = list(dict.fromkeys(factor for factor, _column in directions))
    whole = scores[factors].notna().all(axis=1).to_numpy()
    parks, held = scores.loc[whole, factors], values.loc[whole]
    named = list(dict.fromkeys(column for _factor, column in directions))
    usable = [column for column in named if held[column].notna().all() and held[column].max() > held[column].min()]
    varying = [factor for factor in factors if parks[factor].max() > parks[factor].min()]
    signed, unsigned = _cells(varying, usable, directions, index_of)
    left, right = _unit_ranks(parks[varying].to_numpy()), _unit_ranks(held[usable].to_numpy())
    expected, unexpected = (np.unique(cells.of[cells.of >= 0]) for cells in (signed, unsigned))
    as_they_are = _statistics(left[None], right, signed, unsigned)[0]
    tail, other = Tail(as_they_are[:2]), Tail(-as_they_are[:2])
    if len(parks) >= FEWEST_FOR_PATTERN:
        width = max(len(varying) * len(usable), len(parks))
        for block in rearrangements(len(parks), width, seed=seed, draws=draws):
            statistics = _statistics(left[block], right, signed, unsigned)[:, :2]
            tail.add(statistics)
            other.add(-statistics)
    greater, p_min = tail.p_values(len(parks))
    both = np.minimum(1.0, 2.0 * np.minimum(greater, other.p_values(len(parks))[0]))
    facts = zip(tail.seen, tail.by_chance, greater, both, p_min, strict=True)
    convergent, discriminant = (
        PatternTest(float(seen), float(chance), float(p), float(twice), float(least), method(len(parks), p))
        for seen, chance, p, twice, least in facts
    )
    return Pattern(
        n=len(parks),
        expected=len(expected),
        unexpected=len(unexpected),
        mean_expected=convergent.statistic,
        mean_unexpected=float(as_they_are[2]),
        convergent=convergent,
        discriminant=discriminant,
        left_out=tuple(column for column in named if column not in usable),
    )


@dataclass(frozen=True)
class _Cells:
    """For each factor and column the number of its cell (-1 for none), and the sign that is expected."""

    of: NDArray[np.int64]
    sign: Floats

    def mean(self, rho: Floats, *, absolute: bool) -> Floats:
        """Return for each arrangement the mean over the cells of the mean over each cell's columns."""
        chosen = self.of >= 0
        if not chosen.any():
            return np.full(len(rho), np.nan)
        number = np.unique(self.of[chosen], return_inverse=True)[1]
        weight = 1.0 / (np.bincount(number)[number] * (number.max() + 1))
        cells = rho[:, chosen]
        return np.asarray((np.abs(cells) if absolute else cells * self.sign[chosen]) @ weight)


def _cells(
    factors: list[str], columns: list[str], directions: Mapping[tuple[str, str], str], index_of: Mapping[str, str]
) -> tuple[_Cells, _Cells]:
    """Return the cells that should go together and those that should not."""
    index = [index_of.get(column, column) for column in columns]
    number = {name: order for order, name in enumerate(dict.fromkeys(index))}
    said = np.array(
        [[directions.get((factor, column), "") for column in columns] for factor in factors], dtype=object
    ).reshape(len(factors), len(columns))
    cell = np.arange(len(factors))[:, None] * max(len(number), 1) + np.array([number[name] for name in index], int)
    sign = np.vectorize(lambda text: SIGNS.get(text, 0.0), otypes=[float])(said)
    is_expected = sign != 0.0
    is_not = said == NOT_EXPECTED
    if not is_not.any():
        followed = {index[column] for column in np.flatnonzero(is_expected.any(axis=0))}
        by_factor = [{index[column] for column in np.flatnonzero(row)} for row in is_expected]
        is_not = np.array(
            [[bool(own) and name in followed - own for name in index] for own in by_factor], dtype=bool
        ).reshape(is_expected.shape)
    return (_Cells(np.where(is_expected, cell, -1), sign), _Cells(np.where(is_not, cell, -1), sign))


def _unit_ranks(values: Floats) -> Floats:
    """Return centred ranks of length 1, so that products of columns are Spearman's rho."""
    ranks = scipy.stats.rankdata(values, axis=0) - (len(values) + 1) / 2 if values.size else values
    length = np.sqrt((ranks**2).sum(axis=0))
    return np.asarray(ranks / np.where(length > 0, length, 1.0))


def _statistics(left: Floats, right: Floats, signed: _Cells, unsigned: _Cells) -> Floats:
    """Return mean expected, that less mean unexpected, and mean unexpected, of shape (arrangements, 3)."""
    rho = np.einsum("bnf,nk->bfk", left, right, optimize=True)
    expected, unexpected = signed.mean(rho, absolute=False), unsigned.mean(rho, absolute=True)
    return np.column_stack([expected, expected - unexpected, unexpected])
