"""Whether a model can be estimated at all, and what is missing where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.problems import NotIdentifiedError, parameter_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.survey.parameter_table import Parameter, ParameterTable
    from parklocus.indicators.survey.samples import Sample

_SINGULAR = 1e-10  # smallest eigenvalue, relative to one, of an information matrix that still has an inverse
_PART = 0.05  # a parameter's share of a direction in which the moments do not move


def check_degrees_of_freedom(table: ParameterTable, n_moments: int) -> None:
    """Refuse a model with more free parameters than the answers have moments.

    Raises
    ------
    NotIdentifiedError
        The message gives both counts and what is missing.
    """
    if table.n_free <= n_moments:
        return
    message = _(
        "The model is not identified: {free} free parameters, but only {moments} variances, covariances and means to "
        "estimate them from (df = {df}). {reason}"
    )
    raise NotIdentifiedError(
        message.format(
            free=table.n_free, moments=n_moments, df=n_moments - table.n_free, reason=_structural_reason(table)
        ).rstrip()
    )


def check_information(table: ParameterTable, samples: Sequence[Sample], information: np.ndarray) -> None:
    """Refuse a model some of whose parameters leave the moments where they are.

    Parameters
    ----------
    table : ParameterTable
    samples : sequence of Sample
    information : (q, q) array
        At a point that is not special.

    Raises
    ------
    NotIdentifiedError
        The message names the parameters that cannot be told apart.
    """
    names = undetermined(table, samples, information)
    if not names:
        return
    message = _("The model is not identified: the data cannot tell apart {names}. {reason}")
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    raise NotIdentifiedError(message.format(names=shown, reason=_structural_reason(table)).rstrip())


def undetermined(table: ParameterTable, samples: Sequence[Sample], information: np.ndarray) -> list[str]:
    """Return the parameters that an information matrix without an inverse cannot tell apart; none if it has one."""
    scale = np.sqrt(np.diag(information))
    if not np.isfinite(information).all():
        return []
    idle = scale <= 0
    scale = np.where(idle, 1.0, scale)
    values, vectors = np.linalg.eigh(information / np.outer(scale, scale))
    lost = np.abs(vectors[:, values < _SINGULAR]).max(axis=1, initial=0.0) > _PART
    return [parameter_name(row, samples) for row in _one_each(table) if lost[row.free - 1] or idle[row.free - 1]]


def _one_each(table: ParameterTable) -> list[Parameter]:
    seen: dict[int, Parameter] = {}
    for row in table.rows:
        if row.free:
            seen.setdefault(row.free, row)
    return [seen[number] for number in sorted(seen)]


def _structural_reason(table: ParameterTable) -> str:
    """Return in words what a factor lacks; "" where no factor alone is to blame."""
    first = [row for row in table.rows if row.group == 0]
    for factor in table.latent:
        own = [row for row in first if row.op == "=~" and row.lhs == factor]
        variance = next((row for row in first if row.op == "~~" and row.lhs == row.rhs == factor), None)
        held = any(not row.free and row.fixed for row in own) or (variance is not None and not variance.free)
        if not held:
            message = _("The factor “{factor}” has no scale: fix one of its loadings or its variance.")
            return message.format(factor=factor)
        if len(own) == 2 and all(row.rhs in table.latent for row in own):
            message = _("The factor “{factor}” of two factors needs a third, or equal loadings.")
            return message.format(factor=factor)
        intercepts = {row.lhs: row.free for row in first if row.op == "~1"}
        if intercepts.get(factor) and all(intercepts.get(row.rhs) for row in own):
            message = _("The mean of the factor “{factor}” is free, and so are its items' intercepts: fix one.")
            return message.format(factor=factor)
        residuals = [r for r in first if r.op == "~~" and r.lhs == r.rhs and r.lhs in {row.rhs for row in own}]
        if len(own) == 1 and all(row.free for row in residuals):
            message = _("The factor “{factor}” has one item: fix the item's residual variance, or give more items.")
            return message.format(factor=factor)
        related = any(
            row.free and row.op in ("~", "~~") and row.lhs != row.rhs and factor in (row.lhs, row.rhs) for row in first
        ) or any(row.op == "=~" and row.rhs == factor for row in first)
        if len(own) == 2 and not related and all(row.free for row in residuals):
            message = _(
                "The factor “{factor}” has two items and covaries with nothing: give a third item, or make its two "
                "loadings equal."
            )
            return message.format(factor=factor)
    return ""
