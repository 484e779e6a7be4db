"""What one OpenStreetMap file holds of what the engine reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from parklocus.indicators.osm.areas import LandCollector
from parklocus.indicators.osm.ways import Ways

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from parklocus.indicators.osm.taxonomy import PlaceType


@dataclass(frozen=True)
class Member:
    """A member of a relation: its type and id (``n12``, ``w3``, ``r4``) and its role."""

    osm_id: str
    role: str


@dataclass(frozen=True)
class Route:
    """A route relation as it stands in the file."""

    osm_id: str
    mode: str
    tags: dict[str, str]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class StopObject:
    """An object that is a stop of one mode, or a subway entrance (mode ``entrance``)."""

    osm_id: str
    name: str
    mode: str


@dataclass
class OsmExtract:
    """What one file holds, in lon/lat degrees (WGS 84).

    Attributes
    ----------
    street_refs, street_lon, street_lat : numpy.ndarray of shape (vertices,)
        Node ids and positions of all walkable ways, one way after the other.
    street_ptr : numpy.ndarray of shape (ways + 1,)
        Where each way begins in the arrays above.
    street_classes : numpy.ndarray of shape (ways,)
        Codes of `osm.tags.STREET_CLASSES`.
    features : list of (str, str, PlaceType)
        OSM id, name and set: an entry for each set of the taxonomy that an object stands in.
    geometries : dict
        Shapely geometries of the members of routes and stop areas, by OSM id.
    land : LandCollector
        Buildings, green, water and industrial land.
    ways : Ways
        The ways that may be cycled or driven.
    bounds : tuple of float or None
        west, south, east, north as the file's header gives them.
    snapshot : str or None
        Date and time (ISO 8601) of the data, from the header or the newest object read.
    """

    street_refs: NDArray[np.int64]
    street_lon: NDArray[np.float64]
    street_lat: NDArray[np.float64]
    street_ptr: NDArray[np.int64]
    street_classes: NDArray[np.int8]
    places: list[tuple[str, str, PlaceType]]
    place_geometries: NDArray[np.object_]
    features: list[tuple[str, str, PlaceType]]
    feature_geometries: NDArray[np.object_]
    stops: list[StopObject]
    stop_geometries: NDArray[np.object_]
    routes: list[Route]
    route_masters: dict[str, str]
    stop_areas: list[frozenset[str]]
    line_stop_ids: frozenset[str]
    geometries: dict[str, Any]
    bounds: tuple[float, float, float, float] | None
    snapshot: str | None
    snapshot_source: str
    land: LandCollector = field(default_factory=LandCollector)
    ways: Ways = field(default_factory=Ways.empty)
    counts: dict[str, int] = field(default_factory=dict)
