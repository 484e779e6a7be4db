"""What each column of a result means, and how large the reference is that it is ranked in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from parklocus.indicators.catalogue import CATALOGUE, VARIANT_TITLES
from parklocus.indicators.catalogue.model import DECAY_NAMES, SIZES
from parklocus.indicators.computing.reference import FEW_NODES
from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.timetables.timetables import departure_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from parklocus.indicators.catalogue import Index, Request
    from parklocus.indicators.catalogue.model import Text
    from parklocus.indicators.city.city import City
    from parklocus.indicators.indices import Column

_DECAYS_ZH = {"gaussian": "高斯"}
_INFERRED = {
    "en": "The stops of {inferred} of {lines} lines are inferred from their ways.",
    "zh": "{lines} 条线路中有 {inferred} 条的站点由其路径推断。",
}


def column_definitions(
    columns: Sequence[Column],
    requests: Sequence[Request],
    city: City,
    affected: NDArray[np.bool_],
    reference: NDArray[np.float64],
    *,
    street_length: NDArray[np.float64],
    weight: str,
    area: str = "",
    of_sites: Sequence[Column] = (),
) -> pd.DataFrame:
    """Return a row a column: its index, titles, unit, direction, factors, parameters, source and reference.

    What a column is ranked in is said as a number of nodes, the kilometres of street that they stand for, how they
    count, and how many nodes are left out because the extract's edge affects them or their value is missing.

    Parameters
    ----------
    columns : sequence of Column
        The columns of the result.
    requests : sequence of Request
        The indices with their parameters.
    city : City
        Where the titles of place categories stand.
    affected, reference : numpy.ndarray of shape (nodes, columns)
        Which of the street nodes' values look past the extract's edge, and the values.
    street_length : numpy.ndarray of shape (nodes,)
        Metres of street that each node stands for.
    weight : str
        How nodes count: ``nodes`` or ``street_length``.
    area : str
        What part of the city they are from, where it is not all of the map.
    of_sites : sequence of Column
        Columns of the parks' polygons, which have no reference: its size is 0.
    """
    parameters = {request.index.id: dict(request.parameters) for request in requests}
    beside = ((0, 0), (0, len(of_sites)))
    missing = np.isnan(reference)
    ranked, cut, missing = (np.pad(nodes, beside) for nodes in (~affected & ~missing, affected & ~missing, missing))
    rows = []
    for number, column in enumerate([*columns, *of_sites]):
        index = CATALOGUE[column.index]
        used = parameters[column.index]
        variant = _variant_title(column.variant, city)
        unit = next((item.unit for item in index.parameters.values() if item.kind in SIZES), "m")
        assumes = _assumes(index, used, city)
        rows.append(
            {
                "column": column.name,
                "index": column.index,
                "title_en": _titled(index.title["en"], variant["en"], column.radius, unit, ": "),
                "title_zh": _titled(index.title["zh"], variant["zh"], column.radius, unit, "："),
                "definition_en": index.definition["en"],
                "definition_zh": index.definition["zh"],
                "unit": index.unit,
                "direction": index.direction,
                "factors": ",".join(index.factors),
                "parameters": json.dumps(used, ensure_ascii=False),
                "source": index.source,
                "reference_size": int(ranked[:, number].sum()),
                "reference_street_km": round(float(street_length[ranked[:, number]].sum()) / 1000, 3),
                "reference_weight": weight if number < len(columns) else "",
                "reference_area": area if number < len(columns) else "",
                "reference_edge_affected": int(cut[:, number].sum()),
                "reference_missing": int(missing[:, number].sum()),
                "assumed": assumes.get("en", ""),
                "assumed_zh": assumes.get("zh", ""),
            }
        )
    return pd.DataFrame(rows)


def _variant_title(variant: str, city: City) -> Text:
    """Return what a column's variant is called: a mode, a category or a set, and the decay where it is named."""
    decay = next((name for name in DECAY_NAMES[1:] if f"_{variant}".endswith(f"_{name}")), "")
    stem = variant.removesuffix(decay).removesuffix("_")
    known: Mapping[str, str] = VARIANT_TITLES.get(stem) or city.categories.get(stem) or {}
    if not known and stem in city.sets:
        known = city.sets[stem]["title"]
    english, chinese = known.get("en", stem), known.get("zh", stem)
    if decay:
        english, chinese = ", ".join(filter(None, (english, decay))), f"{chinese}（{_DECAYS_ZH[decay]}）"
    return {"en": english, "zh": chinese}


def _assumes(index: Index, used: Mapping[str, Any], city: City) -> dict[str, str]:
    """Return by language what an index takes for granted or infers, and what is known."""
    if "routes" in index.needs and not city.has_routes:
        return {}  # it has no value
    values = ", ".join(f"{key} {value:g}" for key, value in used.get("departures", {}).items())
    if "departures" in used and (city.lines["departures_from"] != "").any():
        texts = departure_sources(city, values)
    else:
        share = 100 * city.streets_for("drive").share_with_limit if "speeds" in used else 0.0
        texts = {language: text.format(values=values, share=share) for language, text in index.assumes.items()}
    if "routes" in index.needs and city.lines["inferred"].any():
        counts = {"inferred": int(city.lines["inferred"].sum()), "lines": len(city.lines)}
        for language, text in _INFERRED.items():
            texts[language] = " ".join(filter(None, (texts.get(language), text.format(**counts))))
    return texts


def _titled(title: str, variant: str, size: int | None, unit: str, colon: str) -> str:
    named = f"{title}{colon}{variant}" if variant else title
    return f"{named} ({f'{size} {unit}'.strip()})" if size else named


def assumptions(definitions: pd.DataFrame) -> list[str]:
    """Return in words what was assumed and for which columns, in the language now in use."""
    texts = definitions["assumed_zh" if current_language() == "zh_CN" else "assumed"]
    columns = definitions["column"].groupby(texts, sort=False).agg(", ".join)
    return [f"{names}: {text}" for text, names in columns.items() if text]


def few_to_rank_among(definitions: pd.DataFrame) -> list[str]:
    """Say which columns have so small a reference that their percentiles are coarse."""
    few = definitions[(definitions["reference_size"] < FEW_NODES) & (definitions["reference_weight"] != "")]
    if few.empty:
        return []
    message = _("Fewer than {few} street nodes to rank among, so that percentiles are coarse or missing: {names}.")
    return [message.format(few=FEW_NODES, names=", ".join(few["column"]))]
