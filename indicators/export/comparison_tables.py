"""The tables of a result that say how scores and indices compare."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from parklocus.indicators.export import styles
from parklocus.indicators.export.columns import SCORE_LABEL
from parklocus.indicators.export.layers import Layer
from parklocus.indicators.language import gettext as _
from parklocus.indicators.validation.reading import LEVEL

if TYPE_CHECKING:
    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.export.columns import ParkColumns
    from parklocus.indicators.validation import ValidationResult


def comparison_layers(validation: ValidationResult | None, label: str) -> list[Layer]:
    """Return the tables of a comparison, those on scores with the scores' label in every row.

    Parameters
    ----------
    validation : ValidationResult or None
        What `validate` returned.
    label : str
        What is to be said beside every score; "" for nothing.
    """
    if validation is None:
        return []
    tables = {"associations": validation.associations, "ranks": validation.ranks, **validation.tables}
    described = _described()
    return [
        Layer(name, table.assign(**{SCORE_LABEL: label}) if label and name != "location" else table, *described[name])
        for name, table in tables.items()
    ]


def cluster_layers(validation: ValidationResult | None, parks: gpd.GeoDataFrame, columns: ParkColumns) -> list[Layer]:
    """Return the map of where like lies by like, a column a factor; none where that was not tested.

    Parameters
    ----------
    validation : ValidationResult or None
        What `validate` returned.
    parks : geopandas.GeoDataFrame
        Every park, in WGS 84.
    columns : ParkColumns
        Titles of the columns.
    """
    local = None if validation is None else validation.tables.get("local_autocorrelation")
    if local is None:
        return []
    shown = local["quadrant"].where(local["p"] <= LEVEL)
    wide = local.assign(cluster=shown).pivot(index="park", columns="factor", values="cluster")
    wide = wide[list(dict.fromkeys(local["factor"]))].add_prefix("cluster_")
    by_id = parks.set_index(parks["id"].astype(str))
    places = by_id.geometry.reindex(wide.index)
    facts = wide.reset_index()
    facts.insert(1, "name", by_id["name"].reindex(wide.index).to_numpy())
    frame = gpd.GeoDataFrame(facts, geometry=places.representative_point().to_numpy(), crs=parks.crs)
    words = _("Parks that score high or low among nearest parks alike or unlike (p ≤ {level}), a column a factor.")
    layer = Layer("local_clusters", frame, _("Where like lies by like"), words.format(level=LEVEL), geometry="Point")
    return [replace(layer, style=styles.clusters_style(frame, str(wide.columns[0]), columns))]


def composite_layers(table: ParkTable) -> list[Layer]:
    """Return the tables on a result's composites, where it has any."""
    layers = []
    if table.composite_weights is not None:
        words = _("What each composite is made of, how it is scaled and weighed, and the consistency of judgements.")
        layers.append(Layer("composite_weights", table.composite_weights, _("Weights of composites"), words))
    if table.composite_ranks is not None:
        words = _("The parks' ranks by each composite, and between which they stay when the weights are moved.")
        layers.append(Layer("composite_ranks", table.composite_ranks, _("Ranks by composites"), words))
    return layers


def comparison_names() -> tuple[str, ...]:
    """Return the names of all tables that a comparison may hold."""
    return tuple(_described())


def _described() -> dict[str, tuple[str, str]]:
    """Return title and description of each table that a comparison may hold."""
    return {
        "associations": (
            _("Associations"),
            _("Factor scores against indices: direction expected and seen, and how sure that is."),
        ),
        "ranks": (_("Ranks"), _("The parks' ranks by factor score and by index.")),
        "pattern": (
            _("The pattern as a whole"),
            _("All expected directions tested together, whole parks rearranged; and against those not expected."),
        ),
        "contradictions": (
            _("Scores and location, park by park"),
            _("Where each park stands by score and by the indices expected to go with it; contradictions are marked."),
        ),
        "score_intervals": (
            _("Certainty of scores"),
            _("Intervals, shrunk estimates and likely ranks of each park's factor scores."),
        ),
        "association_intervals": (
            _("Certainty of associations"),
            _("Between which limits associations lie, the scores being as uncertain as they are."),
        ),
        "park_models": (
            _("Mixed models"),
            _("Respondents within parks: one index at a time, with a random effect for each park."),
        ),
        "score_variance": (
            _("Variance of the scores"),
            _("How much of the respondents' differences lies between parks, and between groups of parks."),
        ),
        "autocorrelation": (_("Spatial autocorrelation"), _("Whether parks near one another are alike: Moran, Geary.")),
        "local_autocorrelation": (
            _("Local spatial autocorrelation"),
            _("Where like lies by like: local indicators of spatial association."),
        ),
        "spatial_associations": (
            _("Spatially corrected associations"),
            _("Correlations tested with as many parks as their autocorrelation leaves (Dutilleul)."),
        ),
        "spatial_tests": (
            _("Tests for spatial models"),
            _("Lagrange multiplier tests: whether a score or its errors follow those of the nearest parks."),
        ),
        "spatial_models": (
            _("Spatial models"),
            _("Ordinary, lag and error models of a factor on one index; advised is what the tests point to."),
        ),
        "location": (
            _("How unusual the locations are"),
            _("Each park's indices among the city's street nodes: about the location, not about scores."),
        ),
        "coupling": (
            _("Coupling of the spaces"),
            _("Coupling, coordination and degree of coupling coordination of each park's spaces."),
        ),
        "interaction": (
            _("Interaction of the spaces"),
            _("Correlations between the spaces over the respondents of each park."),
        ),
        "wave_paths": (
            _("Paths of the parks"),
            _("Upgrading, recession or disappearance of each park from wave to wave; whether its indices followed."),
        ),
        "wave_changes": (_("Changes between waves"), _("Each park's scores and indices, then and now.")),
        "wave_associations": (
            _("Associations of changes"),
            _("Changes of factor scores against changes of indices over the parks."),
        ),
        "interaction_changes": (
            _("Changes of the spaces' interaction"),
            _("Correlations between the spaces over the respondents of each park, then and now."),
        ),
        "wave_maps": (
            _("Maps of the waves"),
            _("How much each wave's map holds: what was mapped only later counts as change."),
        ),
        "group_levels": (_("Levels of groups"), _("Scores and indices by the parks' groups.")),
        "group_differences": (
            _("Differences between groups"),
            _("How much of the differences between parks lies between their groups."),
        ),
        "group_pairs": (_("Groups two by two"), _("Differences between pairs of groups, with effect sizes.")),
    }
