"""Normal-theory likelihood of a sample, complete or with gaps: value, derivatives, information, casewise scores.

Complete data are the case of one pattern of missing answers. Matrices of a pattern are kept at full size, with zeros
where an answer is missing, so that all patterns are computed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from parklocus.indicators.survey.samples import Sample


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of a sample at a mean and covariance.

    Attributes
    ----------
    deviance : float
        Sum over rows of log|Σ| + (y-μ)' Σ^-1 (y-μ): -2 log likelihood without its constant.
    precision : (j, p, p) array
        Inverse of each pattern's part of Σ.
    by_mean, by_covariance : (p,), (p, p) array
        Derivatives of the deviance, symmetric in Σ.
    """

    deviance: float
    precision: np.ndarray
    by_mean: np.ndarray
    by_covariance: np.ndarray


def likelihood(sample: Sample, mean: np.ndarray, covariance: np.ndarray) -> Likelihood | None:
    """Return the likelihood; None where the covariance is not positive definite."""
    patterns = sample.patterns
    if len(patterns.there) == 1 and bool(patterns.there.all()):
        return _of_complete(sample, mean, covariance)
    full = np.where(patterns.pairs, covariance, np.eye(len(mean)))
    try:
        factor = np.linalg.cholesky(full)
        precision = np.linalg.inv(full)
    except np.linalg.LinAlgError:
        return None
    diagonal = np.diagonal(factor, axis1=1, axis2=2)
    if not np.isfinite(diagonal).all():
        return None
    precision = (precision + precision.transpose(0, 2, 1)) / 2.0 * patterns.pairs
    off = (patterns.means - mean) * patterns.there
    spread = patterns.covariances + off[:, :, None] * off[:, None, :]
    product = precision @ spread
    weights = patterns.counts.astype(float)
    deviance = weights @ (2.0 * np.log(diagonal).sum(axis=1) + np.trace(product, axis1=1, axis2=2))
    by_mean = -2.0 * weights @ np.einsum("jab,jb->ja", precision, off)
    by_covariance = np.tensordot(weights, precision - product @ precision, axes=1)
    return Likelihood(float(deviance), precision, by_mean, (by_covariance + by_covariance.T) / 2.0)


def _of_complete(sample: Sample, mean: np.ndarray, covariance: np.ndarray) -> Likelihood | None:
    """Return the same for one pattern that has all answers: two dimensions, and by far the most frequent case."""
    try:
        diagonal = np.linalg.cholesky(covariance).diagonal()
        precision = np.linalg.inv(covariance)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(diagonal).all():
        return None
    n = float(sample.n)
    precision = (precision + precision.T) / 2.0
    off = sample.mean - mean
    product = precision @ (sample.covariance + off[:, None] * off)
    deviance = n * (2.0 * float(np.log(diagonal).sum()) + float(product.trace()))
    by_covariance = n * (precision - product @ precision)
    by_mean = (-2.0 * n) * (precision @ off)
    return Likelihood(deviance, precision[None], by_mean, (by_covariance + by_covariance.T) / 2.0)


def log_likelihood(sample: Sample, deviance: float) -> float:
    """Return the log likelihood that a deviance stands for, with its constant."""
    answers = float(sample.patterns.counts @ sample.patterns.there.sum(axis=1))
    return -0.5 * (deviance + answers * float(np.log(2.0 * np.pi)))


def expected_information(
    sample: Sample, at: Likelihood, by_mean: np.ndarray, by_covariance: np.ndarray, *, with_means: bool
) -> np.ndarray:
    """Return the expected information of parameters, summed over rows, given the gaps.

    Parameters
    ----------
    sample : Sample
    at : Likelihood
    by_mean, by_covariance : (r, p), (r, p, p) array
        Derivatives of mean and covariance by r parameters.
    with_means : bool
        Whether any parameter moves the mean.

    Returns
    -------
    (r, r) array
    """
    counts = sample.patterns.counts.astype(float)
    count = len(by_mean)
    information = np.zeros((count, count))
    for weight, precision in zip(counts, at.precision, strict=True):
        turned = precision @ by_covariance
        information += (0.5 * weight) * (turned.reshape(count, -1) @ turned.transpose(0, 2, 1).reshape(count, -1).T)
    if with_means:
        information += by_mean @ np.tensordot(counts, at.precision, axes=1) @ by_mean.T
    return information


def casewise_scores(
    sample: Sample, at: Likelihood, mean: np.ndarray, by_mean: np.ndarray, by_covariance: np.ndarray
) -> np.ndarray:
    """Return the derivatives of every row's log likelihood, (n, r), by r parameters."""
    patterns = sample.patterns
    off = np.where(np.isnan(sample.data), 0.0, sample.data - mean)
    weighted = np.empty_like(off)
    count, size = by_mean.shape
    traces = np.einsum("jab,rba->jr", at.precision, by_covariance, optimize=True)
    for j, precision in enumerate(at.precision):
        rows = patterns.of_row == j
        weighted[rows] = off[rows] @ precision
    squares = (weighted[:, :, None] * weighted[:, None, :]).reshape(len(off), size * size)
    scores = 0.5 * (squares @ by_covariance.reshape(count, -1).T - traces[patterns.of_row])
    return scores + weighted @ by_mean.T


def observed_information(
    sample: Sample, at: Likelihood, mean: np.ndarray, by_mean: np.ndarray, by_covariance: np.ndarray
) -> np.ndarray:
    """Return the observed information of r parameters on which mean and covariance depend linearly.

    Parameters
    ----------
    sample : Sample
    at : Likelihood
    mean : (p,) array
        The implied mean.
    by_mean, by_covariance : (r, p), (r, p, p) array
        Constant derivatives of mean and covariance by the parameters.

    Returns
    -------
    (r, r) array
    """
    patterns = sample.patterns
    count = len(by_mean)
    flat = by_covariance.reshape(count, -1)
    information = np.zeros((count, count))
    for j, precision in enumerate(at.precision):
        off = (patterns.means[j] - mean) * patterns.there[j]
        inner = precision @ (patterns.covariances[j] + np.outer(off, off)) @ precision
        # tr(P A P B P C) + tr(P B P A P C) - tr(P A P B), half of it symmetrised below
        turned = precision @ by_covariance @ (2.0 * inner - precision)
        part = 0.5 * (flat @ turned.transpose(0, 2, 1).reshape(count, -1).T)
        weighted = precision @ off
        cross = by_mean @ precision @ (by_covariance @ weighted).T
        part = (part + part.T) / 2.0 + cross + cross.T + by_mean @ precision @ by_mean.T
        information += patterns.counts[j] * part
    return information
