"""What a first look at layers tells before a run: ids that occur twice, rows without a place, scores without a park."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsFeatureRequest, QgsVectorLayer

from parklocus.plugin.inputs import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOKED_AT = 20_000  # rows; a layer with more is none of parks, and looking would hold QGIS up
NAMED = 5


@dataclass(frozen=True)
class ParksFound:
    """What a layer of parks holds: rows, those without geometry, ids that are blank or occur more than once."""

    ids: tuple[str, ...]
    without_place: int
    blank: int
    repeated: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Ids of the score table held against those of the parks."""

    matched: int
    only_scores: tuple[str, ...]
    only_parks: tuple[str, ...]


def look_at_parks(layer: QgsVectorLayer, id_field: str, *, selected_only: bool) -> ParksFound:
    """Return what the parks' layer holds; without an id field its rows are numbered."""
    request = rows(layer, id_field, selected_only=selected_only)
    ids: list[str] = []
    without_place = 0
    for number, feature in enumerate(layer.getFeatures(request), start=1):
        ids.append(text_of(feature[id_field]) if id_field else str(number))
        without_place += feature.geometry().isEmpty()
    counts = Counter(filter(None, ids))
    repeated = tuple(one for one, count in counts.items() if count > 1)
    return ParksFound(tuple(ids), without_place, ids.count(""), repeated)


def look_at_scores(table: QgsVectorLayer, id_field: str) -> list[str]:
    """Return the ids of a score table, in its order."""
    request = rows(table, id_field, selected_only=False)
    request.setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    return [text_of(row[id_field]) for row in table.getFeatures(request)]


def match(parks: Iterable[str], scores: Iterable[str]) -> Match:
    """Hold the ids of a score table against those of the parks."""
    known, given = dict.fromkeys(filter(None, parks)), dict.fromkeys(filter(None, scores))
    return Match(
        matched=sum(one in known for one in given),
        only_scores=tuple(one for one in given if one not in known),
        only_parks=tuple(one for one in known if one not in given),
    )


def rows(layer: QgsVectorLayer, id_field: str, *, selected_only: bool) -> QgsFeatureRequest:
    """Return the request for a layer's rows with the id alone."""
    request = QgsFeatureRequest()
    if selected_only:
        request.setFilterFids(layer.selectedFeatureIds())
    request.setSubsetOfAttributes([id_field] if id_field else [], layer.fields())
    request.setLimit(LOOKED_AT)
    return request


def some(names: tuple[str, ...]) -> str:
    """Return a few names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" … (+{more})" if more > 0 else "")
