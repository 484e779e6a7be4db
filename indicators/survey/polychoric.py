"""Thresholds and polychoric correlations of ordered items, with the asymptotic covariance of both.

Two steps: thresholds from each item alone, then each pair's correlation by maximum likelihood with the thresholds
held. Source: Olsson 1979; Muthén 1984.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from parklocus.indicators.survey.bivariate_normal import density, distribution

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIMIT = 0.9999  # of a correlation
STEPS = 60
_SETTLED = 1e-11
_TINY = 1e-300


@dataclass(frozen=True)
class _Tables:
    """The contingency tables of m pairs of items that have a and b categories.

    Attributes
    ----------
    pairs : (m, 2) int array
        The items of each pair.
    numbers : (m,) int array
        The pairs' places among all pairs.
    counts : (m, a, b) array
    below, across : (m, a - 1), (m, b - 1) array
        Thresholds of the first and the second item.
    """

    pairs: np.ndarray
    numbers: np.ndarray
    counts: np.ndarray
    below: np.ndarray
    across: np.ndarray

    def cells(self, correlation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the probabilities of the cells and their derivatives by the correlation."""
        x, y, rho = self.below[:, :, None], self.across[:, None, :], correlation[:, None, None]
        m, a, b = self.counts.shape
        cumulated = np.zeros((m, a + 1, b + 1))
        cumulated[:, 1:-1, 1:-1] = distribution(x, y, rho)
        cumulated[:, 1:-1, -1] = ndtr(self.below)
        cumulated[:, -1, 1:-1] = ndtr(self.across)
        cumulated[:, -1, -1] = 1.0
        slope = np.zeros_like(cumulated)
        slope[:, 1:-1, 1:-1] = density(x, y, rho)
        return np.maximum(_differences(cumulated), _TINY), _differences(slope)


@dataclass(frozen=True)
class Polychorics:
    """Thresholds and polychoric correlations of one group.

    Attributes
    ----------
    codes : (n, p) int array
        Categories of the answers, from zero.
    thresholds : tuple of array
        Of each item, ascending.
    correlation : (p, p) array
    """

    codes: np.ndarray
    thresholds: tuple[np.ndarray, ...]
    correlation: np.ndarray

    @property
    def moments(self) -> np.ndarray:
        """Return thresholds, item after item, then correlations, column after column below the diagonal."""
        size = len(self.correlation)
        pairs = list(combinations(range(size), 2))
        return np.concatenate([*self.thresholds, [self.correlation[i, j] for i, j in pairs]])

    @cached_property
    def asymptotic(self) -> np.ndarray:
        """Return n times the asymptotic covariance of `moments`; lavaan and Mplus then divide by n - 1."""
        return _asymptotic_covariance(self)


def polychorics(data: np.ndarray, categories: Sequence[np.ndarray]) -> Polychorics | None:
    """Return thresholds and polychoric correlations; None where an item lacks one of its categories.

    Parameters
    ----------
    data : (n, p) array
        Answers, none missing.
    categories : sequence of array
        The values that each item takes, ascending.
    """
    codes = np.column_stack([np.searchsorted(values, data[:, i]) for i, values in enumerate(categories)])
    thresholds = []
    for i, values in enumerate(categories):
        counts = np.bincount(codes[:, i], minlength=len(values))
        if (counts == 0).any():
            return None
        thresholds.append(ndtri(np.cumsum(counts)[:-1] / len(data)))
    correlation = np.eye(data.shape[1])
    scores = np.corrcoef(codes, rowvar=False).reshape(data.shape[1], -1)
    for tables in _tables(codes, thresholds):
        start = scores[tables.pairs[:, 0], tables.pairs[:, 1]]
        found = _correlations(tables, np.clip(start, -0.95, 0.95))
        correlation[tables.pairs[:, 0], tables.pairs[:, 1]] = found
        correlation[tables.pairs[:, 1], tables.pairs[:, 0]] = found
    return Polychorics(codes, tuple(thresholds), correlation)


def _tables(codes: np.ndarray, thresholds: Sequence[np.ndarray]) -> Iterator[_Tables]:
    """Yield the tables of all pairs, those of one shape together."""
    shapes: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for number, (i, j) in enumerate(combinations(range(codes.shape[1]), 2)):
        shapes.setdefault((len(thresholds[i]) + 1, len(thresholds[j]) + 1), []).append((number, i, j))
    for (a, b), members in shapes.items():
        numbers, first, second = np.array(members).T
        cell = codes[:, first] * b + codes[:, second] + np.arange(len(members)) * (a * b)
        counts = np.bincount(cell.ravel(), minlength=len(members) * a * b).reshape(-1, a, b).astype(float)
        yield _Tables(
            np.column_stack([first, second]),
            numbers,
            counts,
            np.array([thresholds[i] for i in first]),
            np.array([thresholds[j] for j in second]),
        )


def _correlations(tables: _Tables, start: np.ndarray) -> np.ndarray:
    """Return the most likely correlations, all pairs at once, by Fisher scoring with halved steps."""
    rho = start
    total = tables.counts.sum(axis=(1, 2))
    cells, slopes = tables.cells(rho)
    value = (tables.counts * np.log(cells)).sum(axis=(1, 2))
    for _step in range(STEPS):
        gradient = (tables.counts / cells * slopes).sum(axis=(1, 2))
        information = total * (slopes**2 / cells).sum(axis=(1, 2))
        step = gradient / np.maximum(information, _TINY)
        if (np.abs(step) < _SETTLED).all():
            break
        ahead = np.clip(rho + step, -LIMIT, LIMIT)
        cells, slopes = tables.cells(ahead)
        new = (tables.counts * np.log(cells)).sum(axis=(1, 2))
        worse = new < value - 1e-9 * np.abs(value)
        while worse.any():
            ahead = np.where(worse, (ahead + rho) / 2.0, ahead)
            cells, slopes = tables.cells(ahead)
            new = (tables.counts * np.log(cells)).sum(axis=(1, 2))
            worse = (new < value - 1e-9 * np.abs(value)) & (np.abs(ahead - rho) > _SETTLED)
        if (np.abs(ahead - rho) < _SETTLED).all():
            rho = ahead
            break
        rho, value = ahead, new
    return rho


def _asymptotic_covariance(found: Polychorics) -> np.ndarray:
    """Return n (A^-1) B (A^-1)', B the products of the estimating equations, A their derivatives."""
    n, size = found.codes.shape
    widths = [len(one) for one in found.thresholds]
    first = np.concatenate([[0], np.cumsum(widths)])
    n_thresholds = int(first[-1])
    n_pairs = size * (size - 1) // 2
    scores = np.zeros((n, n_thresholds + n_pairs))
    bread = np.zeros((n_thresholds + n_pairs,) * 2)
    for i, thresholds in enumerate(found.thresholds):
        part = slice(first[i], first[i + 1])
        edges = np.concatenate([[0.0], ndtr(thresholds), [1.0]])
        by_code = _by_threshold(np.exp(-(thresholds**2) / 2.0) / np.sqrt(2.0 * np.pi)) / np.diff(edges)[:, None]
        scores[:, part] = by_code[found.codes[:, i]]
        bread[part, part] = scores[:, part].T @ scores[:, part]
    for tables in _tables(found.codes, found.thresholds):
        rho = found.correlation[tables.pairs[:, 0], tables.pairs[:, 1]]
        cells, slopes = tables.cells(rho)
        relative = slopes / cells
        pair = np.arange(len(rho))
        codes_i, codes_j = found.codes[:, tables.pairs[:, 0]], found.codes[:, tables.pairs[:, 1]]
        columns = n_thresholds + tables.numbers
        scores[:, columns] = relative[pair, codes_i, codes_j]
        bread[columns, columns] = (tables.counts * relative**2).sum(axis=(1, 2))
        weighted = tables.counts * relative / cells
        for side, own in enumerate((tables.below, tables.across)):
            moved = _cells_by_threshold(tables, rho, side)
            cross = np.einsum("mab,mabt->mt", weighted, moved)
            places = first[tables.pairs[:, side]][:, None] + np.arange(own.shape[1])
            bread[columns[:, None], places] = cross
    turned = np.linalg.solve(bread, scores.T)
    return n * (turned @ turned.T)


def _by_threshold(heights: np.ndarray) -> np.ndarray:
    """Return the derivatives of k + 1 categories' probabilities by the k thresholds between them."""
    found = np.zeros((len(heights) + 1, len(heights)))
    places = np.arange(len(heights))
    found[places, places] = heights
    found[places + 1, places] = -heights
    return found


def _cells_by_threshold(tables: _Tables, rho: np.ndarray, side: int) -> np.ndarray:
    """Return the derivatives of the cells' probabilities by the thresholds of one side, (m, a, b, thresholds)."""
    own, other = (tables.below, tables.across) if side == 0 else (tables.across, tables.below)
    spread = np.sqrt(1.0 - rho**2)[:, None, None]
    within = np.zeros((len(rho), own.shape[1], other.shape[1] + 2))
    within[:, :, 1:-1] = ndtr((other[:, None, :] - rho[:, None, None] * own[:, :, None]) / spread)
    within[:, :, -1] = 1.0
    heights = (np.exp(-(own**2) / 2.0) / np.sqrt(2.0 * np.pi))[:, :, None] * np.diff(within, axis=2)
    found = np.zeros((len(rho), own.shape[1] + 1, other.shape[1] + 1, own.shape[1]))
    places = np.arange(own.shape[1])
    found[:, places, :, places] = heights.transpose(1, 0, 2)
    found[:, places + 1, :, places] -= heights.transpose(1, 0, 2)
    return found if side == 0 else found.transpose(0, 2, 1, 3)


def _differences(cumulated: np.ndarray) -> np.ndarray:
    return np.diff(np.diff(cumulated, axis=1), axis=2)
