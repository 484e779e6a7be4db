"""The tables of docs/validation.md that say how tests and intervals held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Row = dict[str, Any]

# What tests a factor for itself: an effect of the index says nothing of them.
NO_EFFECT = {
    "Moran",
    "local Moran",
    *(f"Lagrange multiplier, {of}" for of in ("lag", "error", "robust lag", "robust error")),
}
BEGIN, END = "<!-- simulation: begin -->", "<!-- simulation: end -->"


def write_into(page: Path, rows: Sequence[Row]) -> None:
    """Put the tables between the page's two marks."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{tables(rows)}\n\n{END}{after}", encoding="utf-8")


def tables(rows: Sequence[Row]) -> str:
    """Return the tables in Markdown: rejections without an effect and with one, and what intervals hold."""
    parts = [
        (
            "No effect: rejected at .05, in %, least and greatest over an ICC of 0, .1 and .3",
            [row for row in rows if row["kind"] == "level" and not row["reach"] and row["parks"] > 1],
        ),
        (
            "No effect, spatially correlated fields: rejected at .05, in %, at ranges of 2 and 4 km in a city of 20",
            [row for row in rows if row["kind"] == "level" and row["reach"]],
        ),
        (
            "Power: rejected at .05, in %, an ICC of .3, a correlation of .6 (groups: 1.2 standard deviations apart)",
            [row for row in rows if row["kind"] == "power" and row["what"] not in NO_EFFECT],
        ),
        (
            "Intervals of 95 %: hold the truth, in %, over an ICC of .1 and .3, with an effect and without",
            [row for row in rows if row["kind"] == "coverage"],
        ),
    ]
    shown = [f"{title}:\n\n{_table(own)}" for title, own in parts if own]
    one = [row for row in rows if row["kind"] == "level" and row["parks"] == 1]
    if one:
        said = "; ".join(f"{row['what']} {_percent(row['share'])}" for row in one)
        shown.append(f"A park at a street node taken at random: rejected at .05, in %: {said}.")
    return "\n\n".join(shown)


def _table(rows: Sequence[Row]) -> str:
    parks = sorted({row["parks"] for row in rows})
    lines = ["| parks | " + " | ".join(map(str, parks)) + " |", "|---|" + "---|" * len(parks)]
    for what in dict.fromkeys(row["what"] for row in rows):
        cells = [_range([row["share"] for row in rows if (row["what"], row["parks"]) == (what, n)]) for n in parks]
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _range(shares: Sequence[float]) -> str:
    if not shares:
        return ""
    low, high = _percent(min(shares)), _percent(max(shares))
    return low if low == high else f"{low}–{high}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
