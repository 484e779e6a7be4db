"""A survey's report as one page of HTML that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.export.html_page import html_page, picture_of
from parklocus.indicators.survey.page import report_sections, report_title

if TYPE_CHECKING:
    from parklocus.indicators.export.figures import Drawing
    from parklocus.indicators.survey.assessment import Assessment

_TEMPLATE = "survey.html.jinja"


def survey_html(found: Assessment, diagram: Drawing | None = None) -> str:
    """Return the report in the language in use.

    Parameters
    ----------
    found : Assessment
        What `assess` gave.
    diagram : Drawing, optional
        The model's path diagram.
    """
    pictures = [] if diagram is None else [picture_of(diagram)]
    return html_page(_TEMPLATE, title=report_title(found), pictures=pictures, sections=report_sections(found))
