"""Parks where they meet the streets: access points, and the places that are the park's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import shapely

from parklocus.indicators.city.extent import covers
from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.computing.edge import edge_distance
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.access import AccessPoints, access_points
from parklocus.indicators.network.reach import Sources

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.network.street_network import StreetNetwork


@dataclass(frozen=True)
class ParksOnStreets:
    """Parks attached to a city's streets.

    Attributes
    ----------
    whole : StreetNetwork
        The network, with the parks' access points along its streets.
    network : StreetNetwork
        The same, split at the access points.
    access : AccessPoints
        The access points, a row each.
    node : numpy.ndarray of shape (access points,)
        Their nodes in the network's graph.
    own : dict of numpy.ndarray of shape (parks, objects)
        Which ``places`` and which ``features`` lie inside each park.
    edge_distance : numpy.ndarray of shape (parks,)
        Metres from the nearest of a park's access points to the extract's edge; NaN without access point.
    is_area : numpy.ndarray of shape (parks,)
        Which parks are polygons, so that places can lie inside them.
    reasons : list of str
        For each park why it has no access point; empty where it has.
    """

    whole: StreetNetwork
    network: StreetNetwork
    access: AccessPoints
    node: NDArray[np.int64]
    own: dict[str, NDArray[np.bool_]]
    edge_distance: NDArray[np.float64]
    is_area: NDArray[np.bool_]
    reasons: list[str]

    @classmethod
    def attach(cls, network: StreetNetwork, parks: gpd.GeoDataFrame) -> ParksOnStreets:
        """Find the access points of parks.

        Raises
        ------
        InputError
            No park has a geometry, or none lies within the city's extract and near a street.
        """
        city = network.city
        geometries = np.asarray(parks.geometry.to_crs(city.crs), dtype=object)
        access = access_points(city.streets, geometries)
        reasons = _reasons(city, geometries, access)
        if not len(access.park):
            _refuse(city, parks, reasons)
        whole = network.with_parks(access.points, access.park)
        split, node = whole.split(access.points)
        to_edge = edge_distance(city.extent, access.xy[:, 0], access.xy[:, 1])
        least = np.full(len(parks), np.inf)
        np.minimum.at(least, access.park, to_edge)
        return cls(
            whole=whole,
            network=split,
            access=access,
            node=node,
            own={
                name: _inside(layer, geometries)
                for name, layer in (("places", city.places), ("features", city.features))
            },
            edge_distance=np.where(np.isfinite(least), least, np.nan),
            is_area=shapely.area(geometries) > 0,
            reasons=reasons,
        )

    def sources(self, *, without_own: bool) -> Sources:
        """Return the access points as sources, with or without the places inside their own park."""
        return Sources(
            node=self.node,
            leg=self.access.points.leg,
            x=self.access.xy[:, 0],
            y=self.access.xy[:, 1],
            left_out=self.own if without_own else {},
            park=self.access.park,
        )


def _off_the_map() -> str:
    return _("outside the area of the OSM file")


def _reasons(city: City, geometries: NDArray[np.object_], access: AccessPoints) -> list[str]:
    attached = set(access.park.tolist())
    reasons = []
    for row, geometry in enumerate(geometries):
        if row in attached:
            reasons.append("")
        elif geometry is None or geometry.is_empty:
            reasons.append(_("no geometry"))
        elif not city.extent.intersects(geometry):
            reasons.append(_off_the_map())
        else:
            reasons.append(_("no street within {limit:.0f} m").format(limit=ATTACH_LIMIT))
    return reasons


def _refuse(city: City, parks: gpd.GeoDataFrame, reasons: list[str]) -> NoReturn:
    middles = shapely.centroid(parks.geometry.dropna().to_numpy())
    if any(covers(city.extent, city.crs, point.y, point.x) for point in middles):
        raise InputError(_("No park can be measured: longitude and latitude look swapped; exchange the two."))
    if set(reasons) == {_off_the_map()}:
        message = _(
            "No park lies in the area of the OSM file: take an extract of the parks' city, "
            "or see that their coordinate system is right."
        )
        raise InputError(message)
    if len(set(reasons)) == 1 and len(parks) > 1:
        message = _("No park can be measured; all {count} have the same trouble: {reason}.")
        raise InputError(message.format(count=len(parks), reason=reasons[0]))
    listed = "; ".join(f"“{name}”: {reason}" for name, reason in zip(parks["name"][:3], reasons, strict=False))
    raise InputError(_("No park can be measured ({listed}).").format(listed=listed))


def _inside(layer: gpd.GeoDataFrame, geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which points of a layer lie inside which park, of shape (parks, points)."""
    own = np.zeros((len(geometries), len(layer)), dtype=bool)
    tree = shapely.STRtree(np.asarray(layer.geometry, dtype=object))
    for row, geometry in enumerate(geometries):
        if geometry is not None and not geometry.is_empty:
            own[row, tree.query(geometry, predicate="intersects")] = shapely.area(geometry) > 0
    return own
