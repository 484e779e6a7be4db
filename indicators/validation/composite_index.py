"""Composites as columns of a result: made of its indices, ranked in the city, with weights and how far they matter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from parklocus.indicators.computing.reference import percentile
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.language import in_language
from parklocus.indicators.validation.columns import IndexColumns
from parklocus.indicators.validation.composite import (
    FEWEST_FOR_ENTROPY,
    LARGEST_CONSISTENCY_RATIO,
    entropy_weights,
    equal_weights,
    ideal_gaps,
    pairwise_weights,
    rank_sensitivity,
    scaled,
    topsis,
    weighted_sum,
)
from parklocus.indicators.validation.reading import join_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parklocus.indicators.computing.park_table import ParkTable
    from parklocus.indicators.study.asked import CompositeSource

PREFIX = "composite_"
READINGS = {"en": "en", "zh": "zh_CN"}
_STREET_LENGTH = "street_length_m"


class _Weighed(NamedTuple):
    weights: pd.Series
    consistency_ratio: float
    notes: list[str]


def add_composites(table: ParkTable, composites: Sequence[CompositeSource], *, seed: int = 0) -> None:
    """Add composites to a park table in place: columns, percentiles, definitions, weights, ranks, notes.

    Scale, entropy and ideal come from the street nodes for which all parts are known and do not look past the map's
    edge, or from the parks where a composite says so; then there is no percentile.

    Parameters
    ----------
    table : ParkTable
        What `compute` gave.
    composites : sequence of CompositeSource
        What to make.
    seed : int
        Of the weights drawn to see how far ranks depend on them.

    Raises
    ------
    InputError
        A composite names an index that is not there or stands in several columns, or its weights do not fit.
    """
    columns = IndexColumns.of(table)
    weights, ranks, notes = [], [], []
    for composite in composites:
        directions = {_one_column(name, composite.name, columns): sign for name, sign in composite.indices.items()}
        made = _Made.of(table, composite, directions)
        _put(table, composite, made)
        weights.append(made.weight_rows())
        ranks.append(_ranks(table, composite.name, made, seed))
        notes += made.notes
    if composites:
        table.composite_weights = pd.concat(weights, ignore_index=True)
        table.composite_ranks = pd.concat(ranks, ignore_index=True)
        table.notes = [*table.notes, *notes]
        table.provenance = {**table.provenance, "composites": [one.name for one in composites], "notes": table.notes}


class _Made:
    """One composite: its parts, weights and values."""

    def __init__(self, composite: CompositeSource, directions: Mapping[str, str], over: pd.DataFrame) -> None:
        self.composite = composite
        self.directions = dict(directions)
        self.over = over
        weighed = _weighed(composite, self.directions, over)
        self.weights, self.consistency_ratio, self.notes = weighed
        varies = over.max() > over.min()
        if not varies.all():
            message = _("The composite “{name}” is missing: {index} is the same everywhere it is scaled by.")
            self.notes.append(message.format(name=composite.name, index=", ".join(varies.index[~varies])))

    @classmethod
    def of(cls, table: ParkTable, composite: CompositeSource, directions: Mapping[str, str]) -> _Made:
        parts = list(directions)
        if composite.among == "parks":
            return cls(composite, directions, pd.DataFrame(table)[parts].astype(float).dropna())
        absent = [part for part in parts if part not in table.reference.columns]
        if absent:
            message = _(
                'The composite “{name}” needs {index} at the street nodes, which have none: write among = "parks".'
            )
            raise InputError(message.format(name=composite.name, index=", ".join(absent)))
        nodes = pd.DataFrame(table.reference)[parts].astype(float)
        return cls(composite, directions, nodes[~_affected(table.reference, parts)].dropna())

    def values(self, parts: pd.DataFrame) -> pd.Series:
        """Return the composite of some rows."""
        own = parts[list(self.directions)].astype(float)
        if not len(self.over):
            return pd.Series(np.nan, index=own.index)
        if self.composite.method == "topsis":
            return topsis(own, self.directions, self.weights, over=self.over)
        return weighted_sum(scaled(own, self.directions, self.composite.scaling, over=self.over), self.weights)

    def moved_ranks(self, parts: pd.DataFrame, seed: int) -> pd.DataFrame:
        """Return the ranks of some rows, and between which they stay when the weights move."""
        own = parts[list(self.directions)].astype(float)
        if self.composite.method == "topsis":
            return rank_sensitivity(ideal_gaps(own, self.directions, over=self.over), self.weights, seed=seed)
        return rank_sensitivity(
            scaled(own, self.directions, self.composite.scaling, over=self.over), self.weights, seed=seed
        )

    def weight_rows(self) -> pd.DataFrame:
        """Return a row a part."""
        shares = self.weights / self.weights.sum()
        return pd.DataFrame(
            {
                "composite": self.composite.name,
                "index": list(self.directions),
                "direction": list(self.directions.values()),
                "weight": [float(shares[column]) for column in self.directions],
                "weighting": self.composite.weighting,
                "scaling": self.scaling,
                "method": self.composite.method,
                "among": self.composite.among,
                "n": len(self.over),
                "consistency_ratio": self.consistency_ratio,
            }
        )

    @property
    def scaling(self) -> str:
        return "vector" if self.composite.method == "topsis" else self.composite.scaling

    def described(self) -> str:
        """Say in the language in use how the composite is made."""
        shares = self.weights / self.weights.sum()
        parts = ", ".join(f"{sign}{column} {shares[column]:.3f}" for column, sign in self.directions.items())
        scaling = {
            "minmax": _("stretched from least to greatest"),
            "z": _("as z-scores"),
            "percentile": _("as percentiles"),
            "vector": _("divided by the root of summed squares"),
        }[self.scaling]
        weighting = {
            "equal": _("equal weights"),
            "entropy": _("entropy weights"),
            "given": _("weights as given"),
            "judged": _("weights of pairwise judgements, consistency ratio {ratio:.3f}").format(
                ratio=self.consistency_ratio
            ),
        }[self.composite.weighting]
        among = {"city": _("the city's street nodes"), "parks": _("the parks")}[self.composite.among]
        text = {
            "weighted_sum": _("Weighted sum of indices {scaling} among {among}; {weighting}: {parts}."),
            "topsis": _("Nearness to the best (TOPSIS) of indices {scaling} among {among}; {weighting}: {parts}."),
        }[self.composite.method]
        return text.format(scaling=scaling, among=among, weighting=weighting, parts=parts)


def _one_column(name: str, composite: str, columns: IndexColumns) -> str:
    found = columns.named(name)
    if len(found) > 1:
        message = _("The composite “{name}” names {index}, which stands in several columns; name one of: {columns}.")
        raise InputError(message.format(name=composite, index=name, columns=", ".join(found)))
    return found[0]


def _weighed(composite: CompositeSource, directions: Mapping[str, str], over: pd.DataFrame) -> _Weighed:
    columns = dict(zip(composite.indices, directions, strict=True))
    notes: list[str] = []
    if composite.weighting == "equal":
        return _Weighed(equal_weights(list(directions)), np.nan, notes)
    if composite.weighting == "entropy":
        if len(over) < FEWEST_FOR_ENTROPY:
            message = _(
                "The entropy weights of the composite “{name}” come from {n} rows: with so few they are mostly chance."
            )
            notes.append(message.format(name=composite.name, n=len(over)))
        return _Weighed(entropy_weights(scaled(over, directions, "minmax")), np.nan, notes)
    if composite.weighting == "given":
        _check_named(composite.name, composite.weights, columns)
        return _Weighed(pd.Series({columns[name]: share for name, share in composite.weights.items()}), np.nan, notes)
    return _judged(composite, columns, notes)


def _judged(composite: CompositeSource, columns: Mapping[str, str], notes: list[str]) -> _Weighed:
    names = list(columns)
    matrix = np.where(np.eye(len(names)) > 0, 1.0, np.nan)
    for first, second, times in composite.judgements:
        for name in (first, second):
            _check_known(composite.name, name, columns)
        if first == second or not times > 0:
            message = _("The composite “{name}” judges {first} against {second}: compare two, by a number above 0.")
            raise InputError(message.format(name=composite.name, first=first, second=second))
        row, column = names.index(first), names.index(second)
        matrix[row, column], matrix[column, row] = times, 1.0 / times
    gaps = np.argwhere(np.isnan(matrix))
    if len(gaps):
        message = _("The composite “{name}” lacks the judgement of {pair}.")
        raise InputError(message.format(name=composite.name, pair=" / ".join(names[place] for place in gaps[0])))
    judged = pairwise_weights(pd.DataFrame(matrix, index=names, columns=names))
    if judged.consistency_ratio > LARGEST_CONSISTENCY_RATIO:
        message = _(
            "The judgements of the composite “{name}” contradict one another: their consistency ratio is {ratio:.2f}, "
            "above {limit}."
        )
        shown = {"ratio": judged.consistency_ratio, "limit": LARGEST_CONSISTENCY_RATIO}
        notes.append(message.format(name=composite.name, **shown))
    return _Weighed(judged.weights.rename(columns), judged.consistency_ratio, notes)


def _check_named(composite: str, weights: Mapping[str, float], columns: Mapping[str, str]) -> None:
    for name in weights:
        _check_known(composite, name, columns)
    absent = [name for name in columns if name not in weights]
    if absent:
        message = _("The composite “{name}” has no weight for: {names}.")
        raise InputError(message.format(name=composite, names=", ".join(absent)))


def _check_known(composite: str, name: str, columns: Mapping[str, str]) -> None:
    if name not in columns:
        message = _("The composite “{name}” weighs {index}, which is not among its indices: {known}.")
        raise InputError(message.format(name=composite, index=name, known=", ".join(columns)))


def _affected(frame: pd.DataFrame, parts: Sequence[str]) -> pd.Series:
    """Return which rows look past the map's edge in any of the parts."""
    if "edge_affected" not in frame.columns:
        return pd.Series(data=False, index=frame.index)
    sets = frame["edge_affected"].fillna("").astype(str)
    known = {text: bool(set(text.split(",")) & set(parts)) for text in sets.unique()}
    return sets.map(known).astype(bool)


def _put(table: ParkTable, composite: CompositeSource, made: _Made) -> None:
    """Add the composite's columns to the table and its reference, and what they are to the definitions."""
    column = PREFIX + composite.name
    if column in table.columns:
        message = _("The parks have a column {column} of their own; call the composite “{name}” otherwise.")
        raise InputError(message.format(column=column, name=composite.name))
    table[column] = made.values(pd.DataFrame(table))
    parts = list(made.directions)
    for frame in (table, table.reference):
        hit = _affected(frame, parts)
        if hit.any():
            with_it = frame.loc[hit, "edge_affected"] + f",{column}"
            frame.loc[hit, "edge_affected"] = with_it
    in_city = composite.among == "city"
    used = table.definitions.set_index("column")
    weighed = in_city and used.loc[parts[0], "reference_weight"] == "street_length"
    among = np.zeros(len(table.reference), dtype=bool)
    if in_city:
        table.reference[column] = made.values(pd.DataFrame(table.reference))
        nodes = table.reference[column].to_numpy(dtype=float)
        among = np.isfinite(nodes) & ~_affected(table.reference, [column]).to_numpy()
        weight = table.reference[_STREET_LENGTH].to_numpy(dtype=float) if weighed else np.ones(len(nodes))
        table[f"{column}_pct"] = percentile(table[column].to_numpy(dtype=float), nodes[among], weight[among])
    row = {
        "column": column,
        "index": column,
        **{f"title_{key}": _titled(composite, language) for key, language in READINGS.items()},
        "unit": "",
        "direction": "+",
        "factors": "",
        "parameters": "{}",
        "source": "",
        "reference_size": int(among.sum()),
        "reference_weight": used.loc[parts[0], "reference_weight"] if in_city else "",
        "reference_area": used.loc[parts[0], "reference_area"] if in_city else "",
        "reference_edge_affected": int(_affected(table.reference, [column]).sum()) if in_city else 0,
        "reference_missing": int((~np.isfinite(nodes)).sum()) if in_city else 0,
        "assumed": "",
        "assumed_zh": "",
    }
    if _STREET_LENGTH in table.reference.columns:
        row["reference_street_km"] = round(float(table.reference.loc[among, _STREET_LENGTH].sum()) / 1000, 3)
    for key, language in READINGS.items():
        with in_language(language):
            row[f"definition_{key}"] = made.described()
    table.definitions = pd.concat([table.definitions, pd.DataFrame([row])], ignore_index=True)


def _titled(composite: CompositeSource, language: str) -> str:
    if composite.title:
        return composite.title
    with in_language(language):
        return _("Composite “{name}”").format(name=composite.name)


def _ranks(table: ParkTable, name: str, made: _Made, seed: int) -> pd.DataFrame:
    parks = pd.DataFrame(table)
    moved = made.moved_ranks(parks, seed) if len(made.over) else pd.DataFrame()
    rows = pd.DataFrame({"composite": name, "park": parks["id"].astype(str), "name": parks.get("name", "")})
    rows["value"] = parks[PREFIX + name]
    rows["n"] = len(moved)
    rows = rows.join(moved)
    for key, language in READINGS.items():
        records = [{str(name): cell for name, cell in row.items()} for row in rows.to_dict("records")]
        with in_language(language):
            rows[f"reading_{key}"] = [read_rank(row) for row in records]
    return rows


def read_rank(row: Mapping[str, Any]) -> str:
    """Say where a park stands by a composite, and how far that hangs on the weights."""
    park = str(row.get("name") or row["park"])
    if math.isnan(row.get("rank", math.nan)):
        text = _("{park} has no value of the composite “{composite}”: one of its parts is missing.")
        return text.format(park=park, composite=row["composite"])
    text = _("By the composite “{composite}” {park} ranks {rank} of {n}.")
    shown = {key: f"{row[key]:g}" for key in ("rank", "rank_low", "rank_high")}
    sentences = [text.format(composite=row["composite"], park=park, rank=shown["rank"], n=row["n"])]
    if shown["rank_low"] == shown["rank_high"]:
        sentences.append(_("It keeps this rank when the weights are moved (95 % of the draws)."))
    else:
        text = _("With the weights moved its rank lies between {rank_low} and {rank_high} (95 % of the draws).")
        sentences.append(text.format(rank_low=shown["rank_low"], rank_high=shown["rank_high"]))
    return join_sentences(sentences)
