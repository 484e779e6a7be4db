"""How many people live, and how much of the streets lies, within a walk of everyday things: shares of a whole city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parklocus.indicators.computing.city_nodes import PEOPLE
from parklocus.indicators.computing.edge import edge_distance
from parklocus.indicators.language import gettext as _
from parklocus.indicators.network.attach import Attachment, attach_points
from parklocus.indicators.network.coverage import StreetParts, crossings
from parklocus.indicators.network.green import open_spaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.city.city import City
    from parklocus.indicators.computing.city_nodes import CityNodes

WITHIN = 500  # metres along the streets: Boeing et al. 2022
LARGE = 15_000.0  # m²: 1.5 ha, the large public open space of Boeing et al. 2022
HEADWAYS = (20, 30)  # minutes between departures, on average
STREETS = "street_length"  # what shares are of, beside people

_WITHIN_EN, _WITHIN_ZH = f"Within {WITHIN} m on foot: {{what}}", f"步行 {WITHIN} m 以内：{{what}}"


@dataclass(frozen=True)
class Aim:
    """Something to live near.

    Attributes
    ----------
    column : str
        What the share is called in tables.
    title : mapping
        By language.
    points : Attachment
        Where it is reached from the streets.
    count : int
        How many there are, whether or not a street leads there.
    reason : str
        Why it cannot be known, empty where it can.
    """

    column: str
    title: Mapping[str, str]
    points: Attachment
    count: int
    reason: str = ""


@dataclass(frozen=True)
class CountedStreets:
    """The streets of a reference, cut into parts, and what each part counts.

    Attributes
    ----------
    parts : StreetParts
        The parts.
    amount : mapping of numpy.ndarray of shape (parts,)
        Metres of street, and people where there is a raster, that the reference's nodes stand for.
    edge_distance : numpy.ndarray of shape (parts,)
        Metres from their middles to the map's edge; 0 beyond it.
    """

    parts: StreetParts
    amount: Mapping[str, NDArray[np.float64]]
    edge_distance: NDArray[np.float64]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Whether all that is within the distance of a part lies on the map; shares are of these parts."""
        return self.edge_distance >= WITHIN

    @classmethod
    def of(cls, nodes: CityNodes, aims: Sequence[Aim], lines: Sequence[Attachment] = ()) -> CountedStreets:
        """Cut the streets at what is looked for, `WITHIN` from the edge of the map, and at other lines."""
        network = nodes.network
        city = network.city
        inner = city.extent.buffer(-WITHIN, quad_segs=64)
        cuts = [*(aim.points for aim in aims), crossings(city.streets, inner), *lines]
        parts = StreetParts.of(network, cuts)
        # A node stands for half of each street that leads to it, wherever on the street that is.
        chosen = np.zeros(network.graph.n_nodes)
        chosen[nodes.node] = 0.5
        links = network.links
        of_link = np.append(chosen[links.u] + chosen[links.v], 0.0)  # the last: rings that stand alone
        length = parts.graph.length * of_link[links.of_edge[parts.graph.street]]
        amount = {STREETS: length}
        if PEOPLE in network.spread:
            amount[PEOPLE] = network.spread[PEOPLE][parts.graph.street] * length
        return cls(parts, amount, edge_distance(city.extent, parts.x, parts.y))

    def covered(self, aim: Aim) -> NDArray[np.float64]:
        """Return the share of each part from which an aim is within the distance."""
        length = self.parts.graph.length
        metres = self.parts.within(aim.points, WITHIN)
        return np.divide(metres, length, out=np.zeros(len(length)), where=length > 0)


def aims_of(city: City) -> list[Aim]:
    """Return what is looked for: the everyday kinds, stops and services, public open space."""
    return [*_everyday(city), *_transit(city), *_open_space(city)]


def _everyday(city: City) -> list[Aim]:
    at = attach_points(city.streets, city.features.geometry.x.to_numpy(), city.features.geometry.y.to_numpy())
    kind = city.features["set"].to_numpy()
    found = []
    for name, facts in city.sets.items():
        if facts["of"] == "daily_needs":
            own = kind == name
            found.append(_aim(f"near_{name}", facts["title"], at.take(own), int(own.sum())))
    return found


def _transit(city: City) -> list[Aim]:
    points, services = city.stop_points, city.stop_services
    at = attach_points(city.streets, points["x"].to_numpy(), points["y"].to_numpy())
    lack = "" if len(points) else _("the map holds no stop")
    found = [_aim("near_stop", {"en": "public transport stop", "zh": "公共交通站点"}, at, len(city.stops), lack)]
    departing = attach_points(city.streets, services["x"].to_numpy(), services["y"].to_numpy())
    lack = "" if city.timetables.get("feeds") else _("no timetable is given")
    for minutes in HEADWAYS:
        often = services["departures"].to_numpy() >= 60 / minutes - 1e-9
        title = {
            "en": f"stop with a departure every {minutes} minutes by day",
            "zh": f"白天平均每 {minutes} 分钟有一班车的站点",
        }
        count = int(services["stop"][often].nunique())
        found.append(_aim(f"near_stop_{minutes}min", title, departing.take(often), count, lack))
    return found


def _open_space(city: City) -> list[Aim]:
    area, entrances, space = open_spaces(city)
    lack = "" if len(city.land) else _("the map holds no land use")
    large = {"en": "public open space of at least 1.5 ha", "zh": "至少 1.5 公顷的公共开放空间"}
    return [
        _aim("near_open_space", {"en": "public open space", "zh": "公共开放空间"}, entrances, len(area), lack),
        _aim(
            "near_large_open_space",
            large,
            entrances.take(area[space] >= LARGE),
            int((area >= LARGE).sum()),
            lack,
        ),
    ]


def _aim(name: str, what: Mapping[str, str], points: Attachment, count: int, lack: str = "") -> Aim:
    title = {"en": _WITHIN_EN.format(what=what["en"]), "zh": _WITHIN_ZH.format(what=what.get("zh", what["en"]))}
    return Aim(f"{name}_{WITHIN}", title, points.take(points.attached), count, lack)


def share_rows(
    aims: Sequence[Aim], streets: CountedStreets, covered: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame:
    """Return a row an aim and weight: the share of people, or of street length, that has it within the distance.

    Parameters
    ----------
    aims : sequence of Aim
        What is looked for.
    streets : CountedStreets
        The streets.
    covered : mapping of numpy.ndarray of shape (parts,)
        By column, the share of each part that has it within the distance; nothing for what cannot be known.

    Returns
    -------
    pandas.DataFrame
        ``column, title_en, title_zh, weight, share, least, most, within, counted, left_out, targets, reason``: `within`
        and `counted` are metres or people, `left_out` are those too near to the map's edge. With these the share lies
        between `least`, if they had nothing beyond the edge, and `most`, if they all had it.
    """
    rows = []
    for aim in aims:
        for weight, amount in streets.amount.items():
            counted, left_out = (float(amount[part].sum()) for part in (streets.whole, ~streets.whole))
            known = aim.column in covered and counted > 0
            near = covered[aim.column] * amount if known else np.full(len(amount), np.nan)
            within = float(near[streets.whole].sum())
            least = float(near.sum())
            most = within + left_out
            reason = aim.reason or ("" if counted > 0 else _("all streets lie too near to the map's edge"))
            rows.append(
                {
                    "column": aim.column,
                    "title_en": aim.title["en"],
                    "title_zh": aim.title["zh"],
                    "weight": weight,
                    "share": within / counted if known else np.nan,
                    "least": least / (counted + left_out) if known else np.nan,
                    "most": most / (counted + left_out) if known else np.nan,
                    "within": within,
                    "counted": counted,
                    "left_out": left_out,
                    "targets": aim.count,
                    "reason": reason,
                }
            )
    return pd.DataFrame(rows)
