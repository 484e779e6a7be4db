"""A survey's report as one page of HTML that needs nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from parklocus.indicators.language import current_language
from parklocus.indicators.sections import number_columns
from parklocus.indicators.survey.page import report_sections, report_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from parklocus.indicators.survey.assessment import Assessment

_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; color: #222; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; font-size: 13px; margin: .5rem 0; display: block; overflow-x: auto; }
th, td { padding: .15rem .6rem; text-align: left; border-bottom: 1px solid #ddd; white-space: nowrap; }
th { border-bottom: 2px solid #888; } .n { text-align: right; }
figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; }
"""


def survey_html(found: Assessment, diagram: str = "") -> str:
    """Return the report in the language in use.

    Parameters
    ----------
    found : Assessment
        What `assess` gave.
    diagram : str
        A path diagram as SVG; "" for none.
    """
    title = escape(report_title(found))
    language = "zh-CN" if current_language() == "zh_CN" else "en"
    parts = [f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>']
    parts.append(f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>")
    if diagram:
        parts.append(f"<figure>{diagram[diagram.index('<svg') :]}</figure>")
    for section in report_sections(found):
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts += [f"<p>{escape(sentence)}</p>" for sentence in section.sentences]
        if section.table is not None and len(section.table):
            parts.append(_table(section.table))
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def _table(table: pd.DataFrame) -> str:
    marks = [' class="n"' if is_number else "" for is_number in number_columns(table)]

    def row_of(tag: str, cells: Iterable[object]) -> str:
        shown = zip(cells, marks, strict=True)
        return "".join(f"<{tag}{mark}>{escape(str(cell))}</{tag}>" for cell, mark in shown)

    head = row_of("th", table.columns)
    rows = [row_of("td", row) for row in table.itertuples(index=False, name=None)]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
