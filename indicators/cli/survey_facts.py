"""A survey in short, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from parklocus.indicators.survey.assessment import Assessment

_FACTS = ("sample", "reliability", "fit", "scores")  # tables that programs get with the answer; the rest is in files


def summarise_survey(found: Assessment) -> dict[str, Any]:
    """Return a survey in short, for programs: the chief tables as rows, the warnings, and how long each table is."""
    scored = found.scores
    return {
        "respondents": found.fit.n,
        "items": sorted({item for names in found.scales.values() for item in names}),
        "factors": list(found.fit.factors),
        "estimator": found.fit.estimator,
        "converged": found.fit.converged,
        "method": None if scored is None else scored.method,
        "reason": None if scored is None else scored.reason,
        "warnings": [{"kind": str(one.kind), "message": one.message} for one in found.warnings],
        **{name: _rows(found.tables[name]) if name in found.tables else [] for name in _FACTS},
        "tables": {name: len(table) for name, table in found.tables.items()},
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON can hold them: what is missing is null."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]
