"""What a survey's report calls its columns, measures and problems, in the language in use."""

from __future__ import annotations

from parklocus.indicators.language import gettext as _


def headings() -> dict[str, str]:
    """Return what a column of a table is called."""
    return {
        "park": _("park"),
        "rows": _("rows"),
        "left_out": _("left out"),
        "incomplete": _("incomplete"),
        "used": _("used"),
        "row": _("row"),
        "item": _("item"),
        "what": _("what"),
        "value": _("value"),
        "factor": _("factor"),
        "label": _("label"),
        "gaps": _("gaps"),
        "mean": _("mean"),
        "sd": _("SD"),
        "skewness": _("skewness"),
        "kurtosis": _("kurtosis"),
        "item_rest": _("item-rest r"),
        "alpha_if_dropped": _("α if dropped"),
        "loading": _("loading"),
        "items": _("items"),
        "items_named": _("measured by"),
        "alpha": "α",
        "interval": _("95 % interval"),
        "rmsea_interval": _("90 % interval"),
        "ordinal_alpha": _("ordinal α"),
        "omega": "ω",
        "omega_categorical": _("categorical ω"),
        "cr": "CR",
        "ave": "AVE",
        "one": _("one factor"),
        "other": _("another"),
        "correlation": _("correlation"),
        "root_ave": "√AVE",
        "fornell_larcker_holds": "Fornell–Larcker",
        "htmt": "HTMT",
        "htmt_holds": _("HTMT in limit"),
        "measure": _("measure"),
        "limit": _("limit"),
        "meets": _("met"),
        "source": _("source"),
        "parks": _("parks"),
        "icc1": "ICC(1)",
        "icc2": "ICC(2)",
        "f": "F",
        "p": "p",
        "rwgj_median": _("rwg(j), median"),
        "rwgj_undefined": _("rwg(j) undefined"),
        "parameter": _("parameter"),
        "est": _("estimate"),
        "se": "SE",
        "z": "z",
        "std_all": _("standardized"),
        "residual": _("residual"),
        "standardized": _("standardized"),
        "mi": _("MI"),
        "epc": _("expected change"),
        "rung": _("rung"),
        "chisq": "χ²",
        "df": "df",
        "pvalue": "p",
        "cfi": "CFI",
        "rmsea": "RMSEA",
        "srmr": "SRMR",
        "cfi_diff": "ΔCFI",
        "rmsea_diff": "ΔRMSEA",
        "p_diff": _("p of Δχ²"),
        "group": _("group"),
        "score": _("score"),
        "communality": "h²",
        "place": _("number"),
        "component": _("component"),
        "component_limit": _("by chance"),
        "factor_value": _("factor"),
        "factor_limit": _("by chance"),
    }


def measures() -> dict[str, str]:
    """Return what a measure is called."""
    return {
        "n": _("respondents used"),
        "npar": _("free parameters"),
        "chisq": "χ²",
        "df": "df",
        "pvalue": _("p of χ²"),
        "chisq_df": "χ²/df",
        "cfi": "CFI",
        "tli": "TLI",
        "rmsea": "RMSEA",
        "srmr": "SRMR",
        "gfi": "GFI",
        "agfi": "AGFI",
        "nfi": "NFI",
        "ifi": "IFI",
        "pnfi": "PNFI",
        "pgfi": "PGFI",
        "aic": "AIC",
        "bic": "BIC",
        "bcc": "BCC",
        "ecvi": "ECVI",
        "kmo": _("KMO, all items"),
        "kmo_least_item": _("KMO, least of an item"),
        "bartlett_chisq": _("Bartlett's test of sphericity, χ²"),
        "bartlett_df": _("Bartlett's test, df"),
        "bartlett_p": _("Bartlett's test, p"),
        "mardia_skewness": _("Mardia's multivariate skewness"),
        "mardia_skewness_p": _("its p"),
        "mardia_kurtosis": _("Mardia's multivariate kurtosis"),
        "mardia_kurtosis_z": _("its z"),
        "parallel_components": _("components by parallel analysis"),
        "parallel_factors": _("factors by parallel analysis"),
        "map_components": _("components by Velicer's MAP"),
        "harman_component": _("Harman: share of the first component"),
        "harman_factor": _("Harman: share of one factor"),
        **{
            f"{kind}_{name}": f"{title}: {symbol}"
            for kind, title in (("one_factor", _("one factor behind all items")), ("model", _("the model")))
            for name, symbol in (("chisq", "χ²"), ("df", "df"), ("cfi", "CFI"), ("rmsea", "RMSEA"), ("srmr", "SRMR"))
        },
    }


def measure_title(name: str) -> str:
    """Return what a measure of fit, or its scaled or robust form, is called."""
    titles = measures()
    for ending, form in (("_scaled", _("{measure}, scaled")), ("_robust", _("{measure}, robust"))):
        if name.endswith(ending):
            return form.format(measure=titles.get(name.removesuffix(ending), name))
    return titles.get(name, name)


def problems() -> dict[str, str]:
    """Return what is wrong with an answer, a respondent or an item, in words."""
    return {
        "not_a_number": _("not a number; counted as missing"),
        "out_of_range": _("off the scale; counted as missing"),
        "no_answer": _("no answer to any item"),
        "duplicate_respondent": _("the respondent's id stood in a row before"),
        "duplicate_answers": _("the same answers from the same park stood in a row before"),
        "straight_line": _("all answers alike"),
        "constant_item": _("the same answer in every row"),
        "gaps": _("answers missing"),
    }


def rungs() -> dict[str, str]:
    """Return what a rung of the ladder of invariance holds equal."""
    return {
        "configural": _("configural (nothing equal)"),
        "thresholds": _("thresholds (of ordered items)"),
        "metric": _("metric (loadings)"),
        "scalar": _("scalar (intercepts, too)"),
        "strict": _("strict (residuals, too)"),
    }


def methods() -> dict[str, str]:
    """Return what a way of scoring is called."""
    return {
        "bartlett": _("Bartlett scores, means of the park's respondents"),
        "latent_means": _("latent means by park, as differences from the mean of all respondents"),
        "regression": _("regression scores, means of the park's respondents"),
        "ebm": _("empirical Bayes modes of ordered items, means of the park's respondents"),
    }
