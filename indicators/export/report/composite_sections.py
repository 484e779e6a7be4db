"""The composites of a result: what each is made of, and where the parks stand by it when the weights are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from parklocus.indicators.language import current_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.numerals import MISSING, percentile, quantity
from parklocus.indicators.sections import Section
from parklocus.indicators.validation.composite_index import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.export.stored_result import StoredResult


def composite_sections(result: StoredResult) -> Iterator[Section]:
    """Give a section for each composite, in the study's order; none where the result has no composite."""
    ranks = result.table("composite_ranks")
    if ranks is None:
        return
    ranks = ranks.reindex(columns=["composite", "park", "value", "rank", "rank_low", "rank_high"])
    definitions = result.definitions.set_index("column")
    language = "zh" if current_language() == "zh_CN" else "en"
    for name in dict.fromkeys(ranks["composite"]):
        column = f"{PREFIX}{name}"
        sentences = [str(definitions.loc[column, f"definition_{language}"])]
        rows = ranks[ranks["composite"] == name]
        if rows["rank_low"].notna().any():
            sentences.append(
                _("The last column holds 95 % of a park's ranks when the weights are drawn around these at random.")
            )
        yield Section(
            result.columns.title(column), tuple(sentences), _standing(result, column, rows), _parts(result, name)
        )


def _parts(result: StoredResult, name: str) -> tuple[str, ...]:
    """Return what a composite weighs, by title, the heaviest first."""
    weights = result.table("composite_weights")
    if weights is None:
        return ()
    own = weights[weights["composite"] == name].sort_values("weight", ascending=False, kind="stable")
    signs = own["direction"].str.replace("-", "−")
    rows = zip(signs, own["index"], own["weight"], strict=True)
    return tuple(f"{sign} {result.columns.title(index)}: {quantity(weight)}" for sign, index, weight in rows)


def _standing(result: StoredResult, column: str, ranks: pd.DataFrame) -> pd.DataFrame:
    """Return the parks by rank, those without one last."""
    beside = f"{column}_pct"
    in_city = beside in result.parks
    parks = result.parks.set_index("id").to_dict("index")
    rows = []
    for row in ranks.sort_values("rank", kind="stable").to_dict("records"):
        park = parks[str(row["park"])]
        moved = f"{_rank(row['rank_low'])} … {_rank(row['rank_high'])}" if pd.notna(row["rank_low"]) else MISSING
        in_words = (percentile(park[beside]),) if in_city else ()
        rows.append((str(park["name"]), quantity(row["value"]), *in_words, _rank(row["rank"]), moved))
    headings = [_("park"), _("value"), *([_("percentile")] if in_city else []), _("rank"), _("rank, weights moved")]
    return pd.DataFrame(rows, columns=headings)


def _rank(rank: float) -> str:
    return MISSING if pd.isna(rank) else f"{round(rank, 1):g}"
