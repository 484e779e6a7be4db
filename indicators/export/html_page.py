"""Pages of HTML that need nothing else: what all that are written share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import parklocus
from parklocus.indicators.language import current_language
from parklocus.indicators.sections import number_columns

if TYPE_CHECKING:
    from parklocus.indicators.export.figures import Drawing

_FOLDER = Path(parklocus.__file__).resolve().parent / "resources" / "report"


@dataclass(frozen=True)
class Picture:
    """A figure in a page: its SVG, and what it shows."""

    svg: str
    title: str


def html_page(template: str, **contents: Any) -> str:
    """Return a page in the language in use, with the styles that all share.

    Parameters
    ----------
    template : str
        Name of the file in ``resources/report``.
    **contents
        What its blocks ask for, its ``title`` first.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only those who write one wait

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["number_columns"] = number_columns
    language = "zh-CN" if current_language() == "zh_CN" else "en"
    text: str = environment.get_template(template).render(language=language, **contents)
    return text


def picture_of(drawing: Drawing) -> Picture:
    """Return a drawing as a page takes it: without a document's head, and without ids that figures would share."""
    svg = drawing.svg()
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    return Picture(re.sub(r' id="[^"]*"', "", body), drawing.title)
