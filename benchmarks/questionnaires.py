"""Questionnaires, their factor models, and how estimates of two programs are compared."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

MODELS = {
    "HolzingerSwineford1939": "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9",
    "likert13": """LOC =~ L1 + L2 + L3
INS =~ I1 + I2 + I3
SRN =~ S1 + S2 + S3
CUL =~ C1 + C2
OFF =~ O1 + O2""",
}
DRAWS = 200
SEED = 1
CATEGORIES = 5


def model_of(given: str) -> str:
    """Return the model of a questionnaire's file, in the syntax that all participants read."""
    return MODELS[Path(given).stem]


def items_of(given: str) -> list[str]:
    """Return the questionnaire's items."""
    return [name for line in model_of(given).splitlines() for name in line.split("=~")[1].replace(" ", "").split("+")]


def in_categories(answers: Any) -> Any:
    """Return answers as ordered categories: measurements in five of equal width."""
    ordered = answers.copy()
    for name in ordered:
        if ordered[name].nunique() > CATEGORIES:
            low, high = ordered[name].min(), ordered[name].max()
            share = (ordered[name] - low) / (high - low)
            ordered[name] = (share * CATEGORIES).astype(int).clip(upper=CATEGORIES - 1) + 1
    return ordered


def write(output: str, estimates: Iterable[tuple[str, str, str, float, float]], measures: dict[str, float]) -> None:
    """Write estimates (lhs, op, rhs, estimate, standard error) and measures of fit to a folder."""
    with (Path(output) / "estimates.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(estimates)
    (Path(output) / "measures.json").write_text(json.dumps(measures), "utf-8")


def compare(ours: str, theirs: str) -> dict[str, Any]:
    """Return how far estimates, standard errors and measures of two folders are apart."""
    one, other = _read(ours), _read(theirs)
    both = one.keys() & other.keys()
    errors = [other[key][1] / one[key][1] for key in both if one[key][1] > 0]
    agreement: dict[str, Any] = {
        "parameters in both": f"{len(both)} of {len(one)}",
        "estimates: greatest difference": round(max(abs(one[key][0] - other[key][0]) for key in both), 6),
        "standard errors, theirs / ours": f"{min(errors):.4f} to {max(errors):.4f}",
    }
    mine, its = (json.loads((Path(folder) / "measures.json").read_text("utf-8")) for folder in (ours, theirs))
    for name in mine.keys() & its.keys():
        agreement[f"{name}, ours and theirs"] = f"{mine[name]:.6g}, {its[name]:.6g}"
    return dict(sorted(agreement.items()))


def _read(folder: str) -> dict[tuple[str, ...], tuple[float, float]]:
    with (Path(folder) / "estimates.csv").open(encoding="utf-8", newline="") as file:
        return {_key(*row[:3]): (float(row[3]), float(row[4])) for row in csv.reader(file)}


def _key(lhs: str, op: str, rhs: str) -> tuple[str, ...]:
    return (op, *sorted((lhs, rhs))) if op == "~~" else (op, lhs, rhs)
