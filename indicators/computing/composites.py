"""Indices made of other indices: sums of z-scores over the city's reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.catalogue import Request, resolve
from parklocus.indicators.computing.measure import Measurement
from parklocus.indicators.indices import COMPOSITES
from parklocus.indicators.indices.guard import check_alike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.indices import Column

    Affected = Callable[[Sequence[Column], NDArray[np.float64]], NDArray[np.bool_]]


def with_parts(requests: Sequence[Request]) -> list[Request]:
    """Return the requests to measure: composites give way to their parts, which join what is asked for of them."""
    measured = {request.index.id: request for request in requests if request.index.id not in COMPOSITES}
    for request in requests:
        if request.index.id not in COMPOSITES:
            continue
        for _column, names in COMPOSITES[request.index.id](request.parameters):
            for part in resolve(names):
                asked = measured.get(part.index.id, part)
                radii = sorted({*asked.parameters["radii"], *part.parameters["radii"]})
                measured[part.index.id] = Request(part.index, {**asked.parameters, "radii": radii})
    return list(measured.values())


def with_composites(
    requests: Sequence[Request],
    points: Measurement,
    nodes: Measurement,
    affected: Affected,
    weight: NDArray[np.float64],
) -> tuple[Measurement, Measurement]:
    """Put composites into what was measured, and leave out parts that were not asked for.

    A part's mean and standard deviation are those of the reference: the street nodes whose catchment does not look
    past the extract's edge and for which all parts are known. A part that is the same everywhere adds 0.

    Parameters
    ----------
    requests : sequence of Request
        What was asked for, composites included; the columns come in this order.
    points, nodes : Measurement
        The parks' access points and the street nodes, measured for `with_parts` of the requests.
    affected : callable
        From columns and the nodes' values, which of these look past the extract's edge.
    weight : numpy.ndarray of shape (nodes,)
        How much each node counts.

    Raises
    ------
    InputError
        An index of others gives other columns at the access points than at the street nodes.
    """
    for request in requests:
        index = request.index.id
        check_alike(index, *([one for one in measured.columns if one.index == index] for measured in (points, nodes)))
    columns: list[Column] = []
    of_points: list[NDArray[np.float64]] = []
    of_nodes: list[NDArray[np.float64]] = []
    for request in requests:
        if request.index.id in COMPOSITES:
            for column, names in COMPOSITES[request.index.id](request.parameters):
                here = np.column_stack([points.of(name) for name in names])
                there = np.column_stack([nodes.of(name) for name in names])
                known = ~np.isnan(there).any(axis=1)
                among = known & ~affected([column], np.where(known, 0.0, np.nan)[:, None])[:, 0]
                columns.append(column)
                of_points.append(sum_of_z_scores(here, there[among], weight[among]))
                of_nodes.append(sum_of_z_scores(there, there[among], weight[among]))
            continue
        for number, column in enumerate(points.columns):
            if column.index == request.index.id and column.radius in {
                None,
                *request.parameters.get("radii", [column.radius]),
            }:
                columns.append(column)
                of_points.append(points.table[:, number])
                of_nodes.append(nodes.table[:, number])
    return _measurement(columns, of_points, points), _measurement(columns, of_nodes, nodes)


def sum_of_z_scores(
    values: NDArray[np.float64], reference: NDArray[np.float64], weight: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return for each row the sum over columns of its distance from the reference's mean in standard deviations.

    Parameters
    ----------
    values : numpy.ndarray of shape (points, parts)
        NaN where missing: the sum is missing, too.
    reference : numpy.ndarray of shape (nodes, parts)
        None missing; without any node all is missing.
    weight : numpy.ndarray of shape (nodes,), optional
        How much each node counts in mean and standard deviation; without it all count alike.

    Examples
    --------
    >>> reference = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> sum_of_z_scores(np.array([[4.0, 5.0], [np.nan, 5.0]]), reference).tolist()
    [2.0, nan]
    """
    weight = np.ones(len(reference)) if weight is None else weight
    if not weight.sum() > 0:
        return np.full(len(values), np.nan)
    mean = np.average(reference, axis=0, weights=weight)
    spread = np.sqrt(np.average((reference - mean) ** 2, axis=0, weights=weight))
    away = values - mean
    same = spread <= 1e-9 * np.abs(reference).max(axis=0)  # what is left is rounding
    return np.where(same, 0.0 * away, away / np.where(same, 1.0, spread)).sum(axis=1)


def _measurement(columns: list[Column], values: list[NDArray[np.float64]], like: Measurement) -> Measurement:
    table = np.column_stack(values) if values else np.empty((len(like.table), 0))
    return Measurement(tuple(columns), table)
