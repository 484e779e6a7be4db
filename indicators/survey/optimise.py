"""Minimising a discrepancy: Fisher scoring, then BFGS from the information; Newton where that stalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

SCORING_STEPS = 4
QUASI_NEWTON_STEPS = 200
NEWTON_STEPS = 15
RENEWAL = 40  # steps after which the approximation of the Hessian begins anew
TOLERANCE = 1e-12  # of the decrease that one more step promises; discrepancies are of the order of one
ROUNDING = 1e-13  # of a discrepancy
_WALL = 1e10  # stands where there is no likelihood
_NEAR = 1e-3  # of a gradient, near a minimum
_FAR = 1e-5  # a decrease promised after many steps: there is no minimum nearby
_DIFFERENCE = 2e-5  # of a parameter, in units of its curvature
_FLAT = 1e-12  # a curvature of none


class Objective(Protocol):
    """What is minimised over the free parameters."""

    def value_and_gradient(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """Return value and gradient; an infinite value where the model implies no covariance matrix."""

    def curvature(self, theta: np.ndarray) -> np.ndarray:
        """Return a positive semi-definite stand-in for the Hessian."""


@dataclass(frozen=True)
class Optimum:
    """Where the search ended.

    Attributes
    ----------
    theta : (q,) array
    value : float
    converged : bool
    iterations : int
    promised : float
        By how much one more step would have lowered the value.
    """

    theta: np.ndarray
    value: float
    converged: bool
    iterations: int
    promised: float = 0.0


def minimise(objective: Objective, start: np.ndarray) -> Optimum:
    """Minimise from a start; Newton steps with the Hessian where quasi-Newton ones do not settle."""
    if not len(start):
        return Optimum(start, objective.value_and_gradient(start)[0], converged=True, iterations=0)
    found = _scoring(objective, start)
    if found.converged or not np.isfinite(found.value) or found.promised > _FAR:
        return found
    polished = _newton(objective, found.theta)
    return Optimum(polished.theta, polished.value, polished.converged, found.iterations + polished.iterations)


def descend(objective: Objective, start: np.ndarray) -> Optimum:
    """Minimise by small steps from a start, without the information: slow, but it stays near a poor start."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and hardly ever needed

    def walled(theta: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = objective.value_and_gradient(theta)
        return (value, slope) if np.isfinite(value) else (_WALL, slope)

    found = minimize(walled, start, jac=True, method="BFGS", options={"gtol": 1e-6, "maxiter": 10 * len(start)})
    value, slope = objective.value_and_gradient(found.x)
    if not np.isfinite(value) or np.abs(slope).max() > _NEAR:
        return Optimum(found.x, value, converged=False, iterations=int(found.nit))
    polished = _newton(objective, found.x)
    return Optimum(polished.theta, polished.value, polished.converged, int(found.nit) + polished.iterations)


def hessian(objective: Objective, theta: np.ndarray) -> np.ndarray:
    """Return the Hessian from central differences of the analytic gradient, in steps of the parameters' own units."""
    steps = _DIFFERENCE / np.sqrt(np.maximum(np.diag(objective.curvature(theta)), _FLAT))
    matrix = np.empty((len(theta), len(theta)))
    for position, step in enumerate(steps):
        moved = theta.copy()
        moved[position] += step
        ahead = objective.value_and_gradient(moved)[1]
        moved[position] -= 2.0 * step
        matrix[position] = (ahead - objective.value_and_gradient(moved)[1]) / (2.0 * step)
    return (matrix + matrix.T) / 2.0


def solve(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Solve with a positive definite matrix, adding to its diagonal what it lacks."""
    scale = np.sqrt(np.maximum(np.abs(np.diag(matrix)), 1e-12))
    scaled = matrix / np.outer(scale, scale)
    damping = 0.0
    while True:
        damped = scaled + damping * np.eye(len(scaled)) if damping else scaled
        try:
            np.linalg.cholesky(damped)
            return (np.linalg.solve(damped, (vector.T / scale).T).T / scale).T
        except np.linalg.LinAlgError:
            damping = max(10.0 * damping, 1e-8)


def _scoring(objective: Objective, theta: np.ndarray) -> Optimum:
    """Take a few Fisher scoring steps, then BFGS steps that begin with the inverse information."""
    value, slope = objective.value_and_gradient(theta)
    if not np.isfinite(value):
        return Optimum(theta, value, converged=False, iterations=0)
    inverse: np.ndarray | None = None
    for iteration in range(1, QUASI_NEWTON_STEPS + 1):
        step = -solve(objective.curvature(theta), slope) if inverse is None else -inverse @ slope
        promised = -float(slope @ step)
        before, slope_before = theta, slope
        theta, new, slope, moved = _walk(objective, theta, value, slope, step)
        if 0 <= promised < TOLERANCE:
            return Optimum(theta, new, converged=True, iterations=iteration)
        if not moved and inverse is None:
            return Optimum(theta, value, converged=False, iterations=iteration, promised=promised)
        value = new
        if not moved:
            inverse = None
        elif iteration % RENEWAL == SCORING_STEPS:
            inverse = _inverse(objective.curvature(theta))
        elif inverse is not None:
            inverse = _updated(inverse, theta - before, slope - slope_before)
    return Optimum(theta, value, converged=False, iterations=QUASI_NEWTON_STEPS, promised=promised)


def _inverse(matrix: np.ndarray) -> np.ndarray:
    identity = np.eye(len(matrix))
    inverse = solve(matrix, identity)
    return (inverse + inverse.T) / 2.0


def _updated(inverse: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Return the BFGS update of an inverse Hessian; the same where the curvature along the step is not positive."""
    along = float(step @ change)
    if along <= 1e-12 * float(np.linalg.norm(step) * np.linalg.norm(change)):
        return inverse
    turned = inverse @ change
    return (
        inverse
        + np.outer(step, step) * ((along + float(change @ turned)) / along**2)
        - (np.outer(turned, step) + np.outer(step, turned)) / along
    )


def _walk(
    objective: Objective, theta: np.ndarray, value: float, slope: np.ndarray, step: np.ndarray
) -> tuple[np.ndarray, float, np.ndarray, bool]:
    """Go along a step as far as it helps; halve it where it does not."""
    promised = float(slope @ step)
    length = 1.0
    while length > 1e-6:
        ahead = theta + length * step
        new, new_slope = objective.value_and_gradient(ahead)
        if np.isfinite(new) and new <= value + 1e-4 * length * promised + ROUNDING:
            return ahead, new, new_slope, True
        length /= 2.0
    return theta, value, slope, False


def _newton(objective: Objective, theta: np.ndarray) -> Optimum:
    """Take Newton steps with the differenced Hessian until one more promises nothing."""
    value, slope = objective.value_and_gradient(theta)
    for iteration in range(1, NEWTON_STEPS + 1):
        matrix = hessian(objective, theta)
        if not np.isfinite(matrix).all():
            break
        step = -solve(matrix, slope)
        promised = -float(slope @ step)
        theta, value, slope, moved = _walk(objective, theta, value, slope, step)
        if promised < TOLERANCE:
            units = np.sqrt(np.maximum(np.abs(np.diag(matrix)), 1e-12))
            least = float(np.linalg.eigvalsh(matrix / np.outer(units, units))[0])
            return Optimum(theta, value, converged=least > 0, iterations=iteration)
        if not moved:
            break
    return Optimum(theta, value, converged=False, iterations=iteration)
