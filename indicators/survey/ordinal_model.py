"""A model of ordered items: the weighted least squares discrepancy of thresholds and polychoric correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.survey.parameter_table import SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.parameter_table import ParameterTable
    from parklocus.indicators.survey.polychoric import Polychorics
    from parklocus.indicators.survey.structure import GroupStructure


@dataclass(frozen=True)
class OrdinalData:
    """What the estimation needs of one group.

    Attributes
    ----------
    n : int
    polychorics : Polychorics
    """

    n: int
    polychorics: Polychorics


class OrdinalModel:
    """The discrepancy (s - σ)' W (s - σ), W the inverse of the diagonal of the asymptotic covariance, to be minimised.

    The latent answer behind an item has mean 0 and variance 1, so that residual variances follow from the rest
    (the "delta" parametrisation). With thresholds that are equal between groups the answers of later groups have means
    and scales of their own: a threshold τ then stands at δ (τ - μ), and items covary by δ Σ δ. Source: Wu & Estabrook
    2016.

    Parameters
    ----------
    table : ParameterTable
    groups : sequence of GroupStructure
    data : sequence of OrdinalData
    """

    def __init__(self, table: ParameterTable, groups: Sequence[GroupStructure], data: Sequence[OrdinalData]) -> None:
        self.groups = list(groups)
        self.data = list(data)
        self.n_free = table.n_free
        self.n = sum(one.n for one in data)
        p = len(table.observed)
        self._first, self._second = np.triu_indices(p, 1)
        place = {name: number for number, name in enumerate(table.observed)}
        self._thresholds = [
            np.array(
                [(place[r.lhs], r.free - 1) for r in table.rows if r.group == group and r.op == "|"], dtype=int
            ).reshape(-1, 2)
            for group in range(table.n_groups)
        ]
        scales = [
            [(place[r.lhs], r.free - 1) for r in table.rows if r.group == g and r.op == SCALE and r.free]
            for g in range(table.n_groups)
        ]
        self._scales = [np.array(found, dtype=int).reshape(-1, 2) for found in scales]
        self.weights = [1.0 / np.diag(one.polychorics.asymptotic) for one in data]
        self.shares = [one.n / self.n for one in data]

    def implied(self, group: int, theta: np.ndarray) -> np.ndarray:
        """Return the implied thresholds and correlations of a group."""
        structure = self.groups[group]
        mean, covariance = structure.observed_moments(structure.implied(theta))
        items, free = self._thresholds[group].T
        scale = self.scale(group, theta)
        both = scale[self._first] * scale[self._second]
        return np.concatenate(
            [scale[items] * (theta[free] - mean[items]), both * covariance[self._first, self._second]]
        )

    def scale(self, group: int, theta: np.ndarray) -> np.ndarray:
        """Return what the answers of a group are multiplied by to have a variance of one."""
        scale = np.ones(self.groups[group].n_observed)
        items, free = self._scales[group].T
        scale[items] = theta[free]
        return scale

    def jacobian(self, group: int, theta: np.ndarray) -> np.ndarray:
        """Return the derivatives of `implied` by the free parameters."""
        structure = self.groups[group]
        implied = structure.implied(theta)
        by_mean, by_covariance = structure.derivatives(implied)
        items, free = self._thresholds[group].T
        found = np.zeros((len(items) + len(self._first), self.n_free))
        found[: len(items)] = -(by_mean[:, items].T @ structure.selection)
        found[np.arange(len(items)), free] += 1.0
        found[len(items) :] = by_covariance[:, self._first, self._second].T @ structure.selection
        if not len(self._scales[group]):
            return found
        scale = self.scale(group, theta)
        found *= np.concatenate([scale[items], scale[self._first] * scale[self._second]])[:, None]
        mean, covariance = structure.observed_moments(implied)
        pairs = covariance[self._first, self._second]
        for item, number in self._scales[group]:
            found[: len(items), number] = np.where(items == item, theta[free] - mean[items], 0.0)
            beside = np.where(self._first == item, scale[self._second], 0.0)
            found[len(items) :, number] = pairs * (beside + np.where(self._second == item, scale[self._first], 0.0))
        return found

    def value_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the discrepancy, groups weighted by their rows, and its gradient."""
        value, slope = 0.0, np.zeros(self.n_free)
        for group, (share, weights) in enumerate(zip(self.shares, self.weights, strict=True)):
            try:
                gap = self.data[group].polychorics.moments - self.implied(group, theta)
            except np.linalg.LinAlgError:
                return np.inf, slope
            value += share * float(gap @ (weights * gap))
            structure = self.groups[group]
            items, free = self._thresholds[group].T
            weighted = -2.0 * share * weights * gap
            if len(self._scales[group]):
                slope += self.jacobian(group, theta).T @ weighted
                continue
            by_mean = np.zeros(structure.n_observed)
            np.subtract.at(by_mean, items, weighted[: len(items)])
            by_covariance = np.zeros((structure.n_observed,) * 2)
            by_covariance[self._first, self._second] = weighted[len(items) :] / 2.0
            by_covariance += by_covariance.T
            slope += structure.gradient(structure.implied(theta), by_mean, by_covariance)
            np.add.at(slope, free, weighted[: len(items)])
        return value, slope

    def statistic(self, gaps: Sequence[np.ndarray]) -> float:
        """Return the test statistic of the groups' gaps between moments and what is implied, counting n - 1 rows."""
        return sum(
            (one.n - 1) * float(gap @ (weights * gap))
            for one, weights, gap in zip(self.data, self.weights, gaps, strict=True)
        )

    def gaps(self, theta: np.ndarray) -> list[np.ndarray]:
        """Return what the moments have beyond those implied."""
        return [one.polychorics.moments - self.implied(group, theta) for group, one in enumerate(self.data)]

    def curvature(self, theta: np.ndarray) -> np.ndarray:
        """Return the Gauss-Newton Hessian of the discrepancy."""
        return 2.0 * self.information(theta)

    def information(self, theta: np.ndarray) -> np.ndarray:
        """Return Δ' W Δ over the groups."""
        found = np.zeros((self.n_free, self.n_free))
        for group, (share, weights) in enumerate(zip(self.shares, self.weights, strict=True)):
            slopes = self.jacobian(group, theta)
            found += share * slopes.T @ (weights[:, None] * slopes)
        return found


@dataclass(frozen=True)
class Spread:
    """How the estimates and the statistic of least squares are distributed.

    Attributes
    ----------
    inner : (q, q) array
        Inverse of Δ' W Δ.
    sandwich : (q, q) array
        Covariance of the estimates times n, whatever the answers' true weights.
    first, second : float
        tr(UΓ) and tr(UΓUΓ), from which the statistic is scaled and shifted.
    """

    inner: np.ndarray
    sandwich: np.ndarray
    first: float
    second: float


def spread(model: OrdinalModel, slopes: Sequence[np.ndarray], inner: np.ndarray) -> Spread:
    """Return the distribution of a solution; `slopes` are the groups' Jacobians, `inner` inverts Δ' W Δ.

    Source: Satorra & Bentler 1994; Asparouhov & Muthén 2010.
    """
    filling = np.zeros_like(inner)
    first, crossed = 0.0, []
    for share, weights, data, slope in zip(model.shares, model.weights, model.data, slopes, strict=True):
        asymptotic = data.polychorics.asymptotic
        weighted = weights[:, None] * slope
        filling += share * weighted.T @ asymptotic @ weighted
        first += float(np.sum(np.diag(asymptotic) * weights))
        crossed.append((asymptotic, weights, weighted, share))
    sandwich = inner @ filling @ inner
    first -= float(np.trace(inner @ filling))
    # The block of UΓ from group a to group b is δ_ab W Γ_a - share_a W Δ_a inner Δ_b' W Γ_b.
    second = 0.0
    for asymptotic, weights, weighted, share in crossed:
        own = weights[:, None] * asymptotic - share * weighted @ inner @ weighted.T @ asymptotic
        second += float(np.sum(own * own.T))
    for i, (one, _weights, left, share) in enumerate(crossed):
        for other, _other_weights, right, other_share in crossed[:i]:
            ahead = left @ inner @ right.T @ other
            back = right @ inner @ left.T @ one
            second += 2.0 * share * other_share * float(np.sum(ahead * back.T))
    return Spread(inner, sandwich, first, second)
