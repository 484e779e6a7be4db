"""The tables of a result that hold its survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.export.layers import Layer
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.page import labelled_estimates, labelled_items

if TYPE_CHECKING:
    from parklocus.indicators.survey.assessment import Assessment

PREFIX = "survey_"


def survey_layers(found: Assessment | None) -> list[Layer]:
    """Return the tables of a survey that are not empty, without the respondents' own scores.

    Parameters
    ----------
    found : Assessment or None
        What `assess` gave.
    """
    if found is None:
        return []
    described = _described()
    tables = {**found.tables, "items": labelled_items(found)}
    if "estimates" in tables:
        tables["estimates"] = labelled_estimates(found)
    return [
        Layer(PREFIX + name, table, _("Survey: {title}").format(title=described[name][0]), described[name][1])
        for name, table in tables.items()
        if name in described and len(table)
    ]


def _described() -> dict[str, tuple[str, str]]:
    """Return title and description of each table that a result may hold of its survey."""
    return {
        "sample": (_("Respondents"), _("Rows by park: in the file, left out, incomplete, used.")),
        "answer_problems": (_("Problems of the answers"), _("What is wrong with answers, by row of the file.")),
        "items": (_("Items"), _("Mean, spread and shape of each item, and how it hangs together with its scale.")),
        "reliability": (
            _("Reliability and convergent validity"),
            _("Alpha with interval, omega, CR and AVE by factor."),
        ),
        "discriminant": (_("Discriminant validity"), _("Each pair of factors by Fornell and Larcker, and HTMT.")),
        "adequacy": (_("Adequacy of the items for factors"), _("KMO, Bartlett, Mardia, and how many factors.")),
        "eigenvalues": (_("Eigenvalues"), _("Of the items' correlations, and by chance (parallel analysis).")),
        "common_method": (_("Common method"), _("Harman's shares, and one factor behind all items.")),
        "exploratory": (_("Exploratory factor analysis"), _("The items' loadings without the model.")),
        "exploratory_correlations": (_("Correlations of exploratory factors"), _("Of the factors without the model.")),
        "aggregation": (_("Taking respondents together by park"), _("ICC(1), ICC(2) and rwg(j) by factor.")),
        "agreement": (_("Agreement within parks"), _("rwg and rwg(j) by factor and park.")),
        "fit": (_("Fit of the model"), _("Measures of fit with the limits that are usual, and who set them.")),
        "estimates": (_("Estimates"), _("Parameters with standard errors, tests, intervals, standardized values.")),
        "residuals": (_("Residuals"), _("Covariances of the sample beside those that the model implies.")),
        "modification_indices": (_("Modification indices"), _("What the test would fall by if a parameter were free.")),
        "invariance": (_("Measurement invariance"), _("Models of groups with more and more held equal.")),
        "latent_means": (_("Latent means"), _("Of groups, with equal loadings and intercepts.")),
        "scores": (_("Scores of the parks"), _("By park and factor, with standard errors and intervals.")),
        "warnings": (_("Warnings"), _("What is, or may be, wrong with the model's fit.")),
    }
