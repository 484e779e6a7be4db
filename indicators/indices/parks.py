"""Where the other parks are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from parklocus.indicators.indices.registry import Column, Values, missing_because, over_the_city
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.rivals import groups_within, two_nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices.registry import Centre
    from parklocus.indicators.network.reach import Sources
    from parklocus.indicators.network.street_network import StreetNetwork


@over_the_city("rival_distance")
def rival_distance(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], _parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Metres along the streets to the nearest other park; from street nodes, to the nearest park."""
    column = Column("rival_distance", limit=None)
    if network.parks is None:
        yield column, np.full(len(sources), np.nan)
        return
    nearest, park, other = two_nearest(network.graph, network.parks)
    at = sources.node
    metres = np.where(park[at] == _own_park(sources), other[at], nearest[at]) + sources.leg
    yield column, np.where(np.isfinite(metres), metres, np.nan)


@over_the_city("rivals_within")
def rivals_within(
    network: StreetNetwork, sources: Sources, _centres: Sequence[Centre], parameters: Mapping[str, Any]
) -> Iterator[Values]:
    """Count other parks within the radius along the streets; around street nodes, parks."""
    for radius in parameters["distances"]:
        column = Column("rivals_within", radius=radius, limit=radius)
        if network.parks is None:
            yield column, np.full(len(sources), np.nan)
            continue
        within = groups_within(network.graph, network.parks, sources.node, sources.leg, radius)
        own = np.flatnonzero(_own_park(sources) >= 0)
        within[own, _own_park(sources)[own]] = False
        yield column, np.count_nonzero(within, axis=1).astype(float)


@missing_because("rival_distance")
def _no_other_park(_city: City, _column: Column) -> str:
    return _("there is no other park, or no way along the streets to one")


def _own_park(sources: Sources) -> NDArray[np.int64]:
    """Return the row of the park that each source belongs to, -1 for none."""
    return np.full(len(sources), -1) if sources.park is None else sources.park
