"""The reference: the street nodes that parks are ranked among, how much each of them counts, and percentiles."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pyproj
import shapely

from parklocus.indicators.city.extent import WGS84, covers, read_boundary
from parklocus.indicators.city.land_cover import valid
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.areas import Land
from parklocus.indicators.study.sections import LAND_USES, REFERENCE_WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City

LAND = {use: Land[f"USE_{use.upper()}"] for use in LAND_USES}
NEAR_LAND = 30.0  # metres; land use is often drawn up to the street, whose middle is what a node lies on
FEW_NODES = 30  # fewer make percentiles coarse

_BITS = 36  # values that agree to a part in 10^11 of the greatest are equal: the rest is rounding in sums


@dataclass(frozen=True)
class Reference:
    """Which street nodes parks are ranked among, and how much each of them counts.

    Only these nodes are measured. What is given is joined by "and": a sample within a polygon is drawn from the nodes
    in the polygon.

    Attributes
    ----------
    within : shapely polygon, str, Path or None
        Only nodes in a polygon: in lon/lat (WGS 84), or a polygon layer in any coordinate system.
    land_use : str or None
        Only nodes in areas of this land use, or within 30 m of one: industrial, residential, commercial or retail.
    sample : int or None
        Only so many nodes, drawn at random.
    seed : int
        What the draw begins with: the same seed draws the same nodes.
    weight : {"nodes", "street_length"}
        Whether each node counts once, or as much as half the length of the streets that lead to it.

    Raises
    ------
    InputError
        A value cannot be what it is meant to be.

    Examples
    --------
    >>> Reference(land_use="industrial", weight="street_length").sample is None
    True
    """

    within: Any = None
    land_use: str | None = None
    sample: int | None = None
    seed: int = 1
    weight: Literal["nodes", "street_length"] = "nodes"

    def __post_init__(self) -> None:
        if self.land_use is not None and self.land_use not in LAND_USES:
            message = _("The reference's land use is “{name}”; there are: {known}.")
            raise InputError(message.format(name=self.land_use, known=", ".join(LAND_USES)))
        if self.weight not in REFERENCE_WEIGHTS:
            message = _("The reference's weight is “{name}”; it must be nodes or street_length.")
            raise InputError(message.format(name=self.weight))
        for name, value, least in (("sample", self.sample, 1), ("seed", self.seed, 0)):
            if value is None and name == "sample":
                continue
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
                message = _("The reference's {name} is {value}; it must be a whole number from {least} on.")
                raise InputError(message.format(name=name, value=value, least=least))


class ChosenNodes(NamedTuple):
    """The street nodes of a reference.

    Attributes
    ----------
    node : numpy.ndarray of shape (nodes,)
        Nodes of the city's streets, ascending.
    facts : dict
        What was asked for and what it chose from; empty where nothing was asked for.
    notes : list of str
        What a reader should know.
    """

    node: NDArray[np.int64]
    facts: dict[str, Any]
    notes: list[str]


def choose_nodes(city: City, reference: Reference) -> ChosenNodes:
    """Return the street nodes of degree other than 2 that a reference chooses.

    Raises
    ------
    InputError
        No node is left; the message says why. The polygon cannot be read.
    """
    streets = city.streets
    node = np.flatnonzero(streets.degree != 2)
    if not len(node):
        raise InputError(_("The streets have neither a junction nor a dead end: there is nothing to rank parks among."))
    facts: dict[str, Any] = {}
    notes: list[str] = []
    if reference.within is not None:
        area, facts["within"], name = _area(reference.within)
        lon, lat = _lon_lat(city, node)
        shapely.prepare(area)
        inside = shapely.intersects_xy(area, lon, lat)
        if not inside.any():
            raise InputError(_why_outside(city, area).format(name=name))
        node = node[inside]
    if reference.land_use is not None:
        facts["land_use"] = reference.land_use
        node = node[_near_land(city, node, reference.land_use, inside=reference.within is not None)]
    if reference.sample is not None:
        facts |= {"sample": int(reference.sample), "seed": int(reference.seed), "drawn_from": len(node)}
        if reference.sample < len(node):
            chosen = np.random.default_rng(reference.seed).choice(len(node), reference.sample, replace=False)
            node = node[np.sort(chosen)]
        elif reference.sample > len(node):
            message = _("A sample of {sample} street nodes is asked for, but there are only {count}: all count.")
            notes.append(message.format(sample=reference.sample, count=len(node)))
    return ChosenNodes(node, facts, notes)


def percentile(
    values: NDArray[np.float64], reference: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the share of the reference with a lower value plus half of those equal, times 100.

    Values that differ by less than 10⁻¹¹ of the greatest in the reference are equal: sums of the same terms in another
    order differ by as much, and a tie that many nodes share would fall to one side.

    Parameters
    ----------
    values : numpy.ndarray of shape (parks,)
        Values to rank; missing stays missing.
    reference : numpy.ndarray of shape (nodes,)
        The values to rank among, none missing.
    weights : numpy.ndarray of shape (nodes,), optional
        How much each counts, none negative; without them all count alike. Where they come to nothing all is missing.

    Examples
    --------
    >>> percentile(np.array([2.0, np.nan]), np.array([1.0, 2.0, 3.0, 4.0])).tolist()
    [37.5, nan]
    >>> percentile(np.array([2.0]), np.array([1.0, 2.0, 3.0]), np.array([500.0, 300.0, 200.0])).tolist()
    [65.0]
    """
    # The step goes with the greatest value, so that the unit does not matter, and is a power of two, so that whole
    # numbers and their halves lie in the middle of theirs.
    finer = _BITS - math.frexp(np.abs(reference).max(initial=0.0))[1]
    steps, asked = (np.rint(np.ldexp(one, finer)) for one in (reference, values))
    order = np.argsort(steps, kind="stable")
    weight = np.ones(len(reference)) if weights is None else weights[order]
    below = np.append(0.0, np.cumsum(weight))
    if below[-1] <= 0:
        return np.full(len(values), np.nan)
    lower = below[np.searchsorted(steps, asked, side="left", sorter=order)]
    not_higher = below[np.searchsorted(steps, asked, side="right", sorter=order)]
    return np.where(np.isnan(values), np.nan, 50.0 * (lower + not_higher) / below[-1])


def _area(within: Any) -> tuple[Any, dict[str, str], str]:
    """Return a polygon in lon/lat, where it comes from, and what errors call it."""
    if isinstance(within, str | Path):
        area, digest = read_boundary(within)
        return area, {"file": Path(within).name, "sha256": digest}, str(within)
    area = shapely.make_valid(within) if isinstance(within, shapely.Geometry) else None
    if area is None or not area.area > 0:
        message = _("What the reference is to lie within is no polygon: give one in longitude and latitude, or a file.")
        raise InputError(message)
    west, south, east, north = area.bounds
    if west < -180 or south < -90 or east > 180 or north > 90:
        raise InputError(_("The reference's polygon is not in degrees of longitude and latitude, in this order."))
    digest = hashlib.sha256(shapely.to_wkb(area)).hexdigest()
    return area, {"polygon": shapely.to_wkt(area, rounding_precision=-1), "sha256": digest}, _("polygon")


def _lon_lat(city: City, node: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where nodes lie in WGS 84: a polygon's sides are straight there."""
    transformer = pyproj.Transformer.from_crs(city.crs, WGS84, always_xy=True)
    lon, lat = transformer.transform(city.streets.node_x[node], city.streets.node_y[node])
    return lon, lat


def _why_outside(city: City, area: Any) -> str:
    middle = area.representative_point()
    if covers(city.extent, city.crs, middle.y, middle.x):
        return _("No street node lies within the reference's polygon ({name}): longitude and latitude look swapped.")
    to_metres = pyproj.Transformer.from_crs(WGS84, city.crs, always_xy=True)
    if shapely.transform(area, to_metres.transform, interleaved=False).intersects(city.extent):
        return _("No street node lies within the reference's polygon ({name}): there is no junction or dead end in it.")
    return _("No street node lies within the reference's polygon ({name}): it lies off the city's map.")


def _near_land(city: City, node: NDArray[np.int64], use: str, *, inside: bool) -> NDArray[np.bool_]:
    """Return which nodes lie in areas of a land use, or near one."""
    land = valid(city.land.shapes[city.land.is_any(LAND[use])])
    if not len(land):
        raise InputError(_("The city's map holds no land use “{use}” to choose the reference by.").format(use=use))
    points = shapely.points(city.streets.node_x[node], city.streets.node_y[node])
    near = np.zeros(len(node), dtype=bool)
    near[shapely.STRtree(points).query(land, predicate="dwithin", distance=NEAR_LAND)[1]] = True
    if not near.any():
        message = (
            _("No street node within the reference's polygon lies within {limit:.0f} m of the land use “{use}”.")
            if inside
            else _("No street node lies within {limit:.0f} m of the land use “{use}”.")
        )
        raise InputError(message.format(limit=NEAR_LAND, use=use))
    return near
