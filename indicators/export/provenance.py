"""Where a result comes from, as rows that a person can read and a program can take apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.validation import ValidationResult


LICENCE = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"


def provenance_rows(
    provenance: Mapping[str, Any],
    *,
    notes: list[str],
    score_label: str | None,
    validation: ValidationResult | None,
    renamed: Mapping[str, str],
) -> pd.DataFrame:
    """Return the provenance as a table ``section``, ``key``, ``value``.

    Nested entries get keys joined by dots (``counts.places``), entries of a list are numbered from 1. The last row
    (section ``document``, key ``json``) holds the whole as JSON for programs.

    Parameters
    ----------
    provenance : mapping
        As in ``table.provenance``.
    notes : list of str
        Warnings for people, as in ``table.notes``.
    score_label : str or None
        What the factor scores are, such as "simulated".
    validation : ValidationResult or None
        What was compared, and with how many parks.
    renamed : mapping
        Columns that had to be renamed: old name to new.
    """
    rows: list[tuple[str, str, str | None]] = []
    for section, content in provenance.items():
        if section == "notes":
            continue  # numbered below, with those of the comparison
        rows += [(str(section), ".".join(path) or str(section), value) for path, value in _leaves(content, ())]
    rows.append(("osm", "licence", LICENCE))
    if score_label:
        rows.append(("scores", "label", score_label))
    if validation is not None:
        rows += _validation_rows(validation)
    rows += [("columns", old, _("written as {column}").format(column=new)) for old, new in renamed.items()]
    rows += [("notes", str(number), note) for number, note in enumerate(notes, start=1)]
    document = json.dumps(provenance, ensure_ascii=False, sort_keys=True, default=str)
    rows.append(("document", "json", document))
    # What comes with the provenance, too, is said once, and each section stands together.
    sections = {section: number for number, section in enumerate(dict.fromkeys(section for section, *_rest in rows))}
    ordered = sorted(dict.fromkeys(rows), key=lambda row: sections[row[0]])
    return pd.DataFrame(ordered, columns=["section", "key", "value"])


def _validation_rows(validation: ValidationResult) -> list[tuple[str, str, str | None]]:
    rows: list[tuple[str, str, str | None]] = [
        ("validation", "n_parks", str(validation.n_parks)),
        ("validation", "matched_by", validation.matched_by),
        ("validation", "statement_en", validation.statement_en),
        ("validation", "statement_zh", validation.statement_zh),
    ]
    for key in ("unmatched_parks", "unmatched_scores"):
        rows += [("validation", f"{key}.{number}", str(one)) for number, one in enumerate(getattr(validation, key), 1)]
    return rows


def _leaves(content: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _leaves(value, (*path, str(key)))
    elif isinstance(content, list | tuple):
        if all(not isinstance(one, Mapping | list | tuple) for one in content):
            yield path, ", ".join(str(one) for one in content)
        else:
            for number, one in enumerate(content, start=1):
                yield from _leaves(one, (*path, str(number)))
    elif content is None:
        yield path, None
    elif isinstance(content, bool):
        yield path, "true" if content else "false"
    else:
        yield path, str(content)
