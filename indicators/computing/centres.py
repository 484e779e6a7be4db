"""The centres of a city, put on its streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
import shapely

from parklocus.indicators.city.extent import WGS84, covers
from parklocus.indicators.city.streets import ATTACH_LIMIT
from parklocus.indicators.errors import InputError
from parklocus.indicators.indices import Centre
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.attach import attach_to_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parklocus.indicators.city.city import City


def place_centres(city: City, centres: Sequence[tuple[float, float] | tuple[str, float, float]]) -> tuple[Centre, ...]:
    """Attach centres to the nearest street.

    Parameters
    ----------
    city : City
        The OSM snapshot.
    centres : sequence of (lon, lat) or (name, lon, lat)
        Positions in WGS 84; a centre without a name is called by its number.

    Raises
    ------
    InputError
        A centre is no position on Earth, lies outside the extract or farther than 200 m from any street.
    """
    transformer = pyproj.Transformer.from_crs(WGS84, city.crs, always_xy=True)
    placed = []
    for number, centre in enumerate(centres, start=1):
        *given, lon, lat = centre
        name = str(given[0]) if given and str(given[0]).strip() else _("centre {number}").format(number=number)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            message = _("The centre “{name}” is at {lon}, {lat}, which is no longitude and latitude.")
            raise InputError(message.format(name=name, lon=lon, lat=lat))
        x, y = transformer.transform(lon, lat)
        if not covers(city.extent, city.crs, lon, lat):
            message = (
                _("The centre “{name}” is given at {lon}, {lat}: longitude and latitude look swapped.")
                if covers(city.extent, city.crs, lat, lon)
                else _("The centre “{name}” ({lon}, {lat}) lies outside the area of the OSM file.")
            )
            raise InputError(message.format(name=name, lon=lon, lat=lat))
        point = attach_to_network(city.streets, shapely.Point(x, y)).point
        if not len(point.edge):
            message = _("The centre “{name}” ({lon}, {lat}) is farther than {limit:.0f} m from any street; move it.")
            raise InputError(message.format(name=name, lon=lon, lat=lat, limit=ATTACH_LIMIT))
        placed.append(Centre(name, float(lon), float(lat), float(x), float(y), point))
    return tuple(placed)
