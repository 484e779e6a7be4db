"""Fits beside closed forms, brute force and other libraries; no reference file is needed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_answers import in_categories, measurement, of_factors, with_gaps, with_moments
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, multivariate_normal

from parklocus.indicators import survey
from parklocus.indicators.errors import InputError
from parklocus.indicators.survey.bivariate_normal import distribution
from parklocus.indicators.survey.optimise import hessian

ONE_FACTOR = "f =~ x1 + x2 + x3"
LOADINGS = np.array([1.0, 0.7, 1.4])


def one_factor(variance: float = 0.8) -> np.ndarray:
    return variance * np.outer(LOADINGS, LOADINGS) + np.diag([0.5, 0.6, 0.9])


def values(fit: survey.Fit, column: str = "est") -> dict[tuple[str, str, str], float]:
    table = fit.estimates
    return {(row.lhs, row.op, row.rhs): getattr(row, column) for row in table.itertuples()}


def test_one_factor_of_three_items_has_a_closed_form() -> None:
    fit = survey.fit(ONE_FACTOR, with_moments(one_factor()))
    found = values(fit)
    assert [found["f", "=~", f"x{i}"] for i in (1, 2, 3)] == pytest.approx(LOADINGS)
    assert found["f", "~~", "f"] == pytest.approx(0.8)
    assert [found[f"x{i}", "~~", f"x{i}"] for i in (1, 2, 3)] == pytest.approx([0.5, 0.6, 0.9])
    assert fit.measures["chisq"] == pytest.approx(0, abs=1e-9)
    assert fit.measures["df"] == 0
    assert np.isnan(fit.measures["pvalue"])
    assert fit.measures["srmr"] == pytest.approx(0, abs=1e-6)
    standardized = values(fit, "std_all")
    assert standardized["f", "=~", "x3"] == pytest.approx(1.4 * 0.8**0.5 / one_factor()[2, 2] ** 0.5)


def test_a_regression_is_that_of_least_squares() -> None:
    random = np.random.default_rng(4)
    answers = pd.DataFrame(random.standard_normal((150, 2)), columns=["x1", "x2"])
    answers["y"] = 1.0 + 0.5 * answers["x1"] - 0.3 * answers["x2"] + random.standard_normal(150)
    fit = survey.fit("y ~ x1 + x2", answers, meanstructure=True)
    design = np.column_stack([np.ones(150), answers[["x1", "x2"]]])
    slopes, rest, _rank, _values = np.linalg.lstsq(design, answers["y"], rcond=None)
    errors = np.sqrt(rest[0] / 150 * np.diag(np.linalg.inv(design.T @ design)))
    found, error = values(fit), values(fit, "se")
    keys = [("y", "~1", ""), ("y", "~", "x1"), ("y", "~", "x2")]
    assert [found[key] for key in keys] == pytest.approx(slopes)
    assert [error[key] for key in keys] == pytest.approx(errors)
    assert found["y", "~~", "y"] == pytest.approx(rest[0] / 150)
    residual = answers["y"] - design @ slopes
    likelihood = multivariate_normal(0, rest[0] / 150).logpdf(residual).sum()
    assert fit.measures["logl"] == pytest.approx(likelihood)


def test_the_statistic_is_the_likelihood_ratio() -> None:
    answers = of_factors()
    fit = survey.fit(measurement(), answers)
    moments = fit.solution.moments[0]
    centre = answers.mean().to_numpy()
    model = multivariate_normal(centre, moments.implied).logpdf(answers.to_numpy()).sum()
    free = multivariate_normal(centre, np.cov(answers.to_numpy(), rowvar=False, bias=True)).logpdf(answers.to_numpy())
    assert fit.measures["logl"] == pytest.approx(model)
    assert fit.measures["chisq"] == pytest.approx(2 * (free.sum() - model))
    assert fit.measures["pvalue"] == pytest.approx(chi2.sf(fit.measures["chisq"], 8))


def test_the_interval_of_rmsea_holds_what_it_says() -> None:
    from scipy.stats import ncx2

    measures = survey.fit("f =~ f1_1 + f1_2 + f2_1 + f2_2", of_factors(n=500)).measures
    assert measures["rmsea"] > 0.05
    for bound, share in (("rmsea_ci_low", 0.95), ("rmsea_ci_high", 0.05)):
        off_centre = measures[bound] ** 2 * measures["df"] * 500
        assert ncx2.cdf(measures["chisq"], measures["df"], off_centre) == pytest.approx(share)


def test_scaling_by_marker_or_by_variance_is_one_model() -> None:
    answers = of_factors()
    marker, variance = survey.fit(measurement(), answers), survey.fit(measurement(), answers, std_lv=True)
    assert marker.measures["chisq"] == pytest.approx(variance.measures["chisq"])
    one, other = values(marker, "std_all"), values(variance, "std_all")
    assert all(one[key] == pytest.approx(other[key], abs=1e-6) for key in one)


def test_groups_with_gaps_are_fitted_each_by_what_it_has() -> None:
    answers = with_gaps(of_factors(n=400)).assign(park=["a", "b"] * 200)
    both = survey.fit(measurement(), answers, group="park", missing="fiml")
    alone = [survey.fit(measurement(), answers[answers["park"] == park], missing="fiml") for park in "ab"]
    for name in ("chisq", "logl"):
        assert both.measures[name] == pytest.approx(sum(one.measures[name] for one in alone), abs=1e-6)
    equal = survey.fit(measurement(), answers, group="park", missing="fiml", equal=["loadings", "intercepts"])
    assert equal.measures["df"] == both.measures["df"] + 4 + 4
    table = equal.estimates
    means = table[(table["op"] == "~1") & table["lhs"].isin(["f1", "f2"])].groupby("group")["est"].apply(list)
    assert means["a"] == [0.0, 0.0]
    assert np.abs(means["b"]).min() > 0


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_units_of_the_items_change_nothing(missing: str) -> None:
    answers = of_factors()
    other = answers * np.array([1e6, 1e-4, 1, 1e-5, 50, 1e3]) + np.array([1e6, 0, 5, 0, 3, 0])
    plain = survey.fit(measurement(), answers, "MLR", missing=missing)
    scaled = survey.fit(measurement(), other, "MLR", missing=missing)
    assert scaled.warnings == ()
    assert scaled.measures["chisq"] == pytest.approx(plain.measures["chisq"], abs=1e-6)
    loads = plain.estimates["op"] == "=~"
    for column in ("z", "std_all"):
        one, two = plain.estimates[column][loads].to_numpy(), scaled.estimates[column][loads].to_numpy()
        assert two == pytest.approx(one, rel=1e-4, nan_ok=True)


def test_groups_of_ordered_items() -> None:
    answers = in_categories(of_factors(n=900)).assign(park=["a", "b", "c"] * 300)
    free = survey.fit(measurement(), answers, "WLSMV", group="park")
    alone = [survey.fit(measurement(), answers[answers["park"] == park], "WLSMV") for park in "abc"]
    assert free.measures["chisq"] == pytest.approx(sum(one.measures["chisq"] for one in alone))
    assert free.measures["df"] == 24
    table = free.estimates.query("group == 'b' and op in ['=~', '|', '~~']")
    single = alone[1].estimates.query("op in ['=~', '|', '~~']")
    assert table["est"].to_numpy() == pytest.approx(single["est"].to_numpy(), abs=1e-6)
    assert table["se"].to_numpy() == pytest.approx(single["se"].to_numpy(), rel=2e-3)  # n - 3 rows of all, n - 1 of one
    equal = survey.fit(measurement(), answers, "WLSMV", group="park", equal=["loadings"])
    assert equal.measures["df"] == 24 + 8
    assert equal.scores("ebm").index.equals(answers.index)


def test_without_gaps_fiml_is_maximum_likelihood() -> None:
    answers = of_factors()
    plain = survey.fit(measurement(), answers, meanstructure=True)
    gaps = survey.fit(measurement(), answers, missing="fiml")
    assert gaps.measures["chisq"] == pytest.approx(plain.measures["chisq"])
    assert values(gaps) == pytest.approx(values(plain), abs=1e-6)


def test_fiml_is_the_likelihood_of_what_was_answered() -> None:
    answers = with_gaps(of_factors())
    fit = survey.fit(measurement(), answers, missing="fiml")
    moments = fit.solution.moments[0]
    total = 0.0
    for row in answers.to_numpy():
        there = ~np.isnan(row)
        part = multivariate_normal(moments.implied_mean[there], moments.implied[np.ix_(there, there)])
        total += part.logpdf(row[there])
    assert fit.measures["logl"] == pytest.approx(total)
    free = survey.fit("\n".join(f"{c} ~~ {c}" for c in answers), answers, missing="fiml")
    assert free.measures["chisq"] == pytest.approx(fit.measures["baseline_chisq"])


def test_robust_errors_are_those_of_the_sandwich() -> None:
    random = np.random.default_rng(8)
    x = random.standard_normal(400)
    answers = pd.DataFrame({"x": x, "y": 0.5 * x + (0.2 + np.abs(x)) * random.standard_normal(400)})
    robust = survey.fit("y ~ x", answers, "MLR", meanstructure=True)
    design = np.column_stack([np.ones(400), x])
    rest = answers["y"] - design @ np.linalg.lstsq(design, answers["y"], rcond=None)[0]
    bread = np.linalg.inv(design.T @ design)
    white = bread @ (design.T * rest.to_numpy() ** 2) @ design @ bread  # White 1980
    assert values(robust, "se")["y", "~", "x"] == pytest.approx(white[1, 1] ** 0.5, rel=1e-6)


@pytest.mark.parametrize("estimator", ["ML", "WLSMV"])
def test_the_gradient_is_the_slope(estimator: str) -> None:
    from parklocus.indicators.survey.ordinal_fit import OrdinalData, OrdinalModel, polychorics, structures
    from parklocus.indicators.survey.parameter_table import build_table

    text = measurement() + "\nf2 ~ b*f1\nf1_1 ~~ f2_1"
    answers = in_categories(of_factors(n=400)) if estimator == "WLSMV" else of_factors(n=400)
    fit = survey.fit(text, answers, estimator)
    if estimator == "ML":
        from parklocus.indicators.survey.normal_model import NormalModel

        model = NormalModel(fit.solution.groups, fit.solution.samples)
    else:
        table = build_table(text, ordered=dict.fromkeys(fit.items, 3))
        found = polychorics(answers.to_numpy(), [np.arange(1, 5)] * 6)
        groups = structures(table, [np.zeros(6)], [np.eye(6)])
        model = OrdinalModel(table, groups, [OrdinalData(400, found)])
    theta = fit.solution.theta + np.random.default_rng(2).uniform(-0.05, 0.05, len(fit.solution.theta))
    slope = model.value_and_gradient(theta)[1]
    for position in range(len(theta)):
        step = np.zeros(len(theta))
        step[position] = 1e-6
        ahead, back = model.value_and_gradient(theta + step)[0], model.value_and_gradient(theta - step)[0]
        assert slope[position] == pytest.approx((ahead - back) / 2e-6, abs=1e-6)
    assert np.linalg.eigvalsh(hessian(model, fit.solution.theta))[0] > 0


def test_bivariate_normal_beside_scipy() -> None:
    random = np.random.default_rng(3)
    for rho in (-0.999, -0.95, -0.5, 0.0, 0.3, 0.92, 0.93, 0.99, 0.9999):
        points = random.uniform(-3, 3, (6, 2))
        ours = distribution(points[:, 0], points[:, 1], np.full(6, rho))
        theirs = multivariate_normal([0, 0], [[1, rho], [rho, 1]], allow_singular=True).cdf(points)
        assert ours == pytest.approx(theirs, abs=1e-6)
    corner = distribution(np.zeros(1), np.zeros(1), np.array([0.6]))
    assert corner[0] == pytest.approx(0.25 + np.arcsin(0.6) / (2 * np.pi), abs=1e-12)  # Sheppard 1899


def test_a_polychoric_correlation_is_the_most_likely() -> None:
    answers = in_categories(of_factors(n=250))
    fit = survey.fit(measurement(), answers, "WLSMV")
    row = fit.residuals.set_index(["lhs", "rhs"]).loc[("f1_2", "f1_1")]
    from scipy.stats import norm

    cuts = {c: norm.ppf([(answers[c] <= k).mean() for k in (1, 2, 3)]) for c in ("f1_1", "f1_2")}
    edges = {c: np.concatenate([[-9.0], cut, [9.0]]) for c, cut in cuts.items()}
    counts = pd.crosstab(answers["f1_1"], answers["f1_2"]).to_numpy()

    def unlikely(rho: float) -> float:
        normal = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
        grid = np.array([[normal.cdf([a, b]) for b in edges["f1_2"]] for a in edges["f1_1"]])
        return -float((counts * np.log(np.diff(np.diff(grid, axis=0), axis=1))).sum())

    best = minimize_scalar(unlikely, bounds=(0.2, 0.95), method="bounded", options={"xatol": 1e-6}).x
    assert row["sample"] == pytest.approx(best, abs=1e-4)


def test_ordered_items_recover_what_made_them() -> None:
    answers = in_categories(of_factors(n=4000, seed=5))
    fit = survey.fit(measurement(), answers, "WLSMV", std_lv=True)
    found, error = values(fit), values(fit, "se")
    for item in range(1, 4):
        assert abs(found["f1", "=~", f"f1_{item}"] - 0.8) < 4 * error["f1", "=~", f"f1_{item}"]
    assert abs(found["f1", "~~", "f2"] - 0.36) < 4 * error["f1", "~~", "f2"]
    assert found["f1_1", "~~", "f1_1"] == pytest.approx(1 - found["f1", "=~", "f1_1"] ** 2)
    assert fit.measures["pvalue_scaled"] > 0.001


def test_bartlett_scores_keep_differences_and_regression_scores_shrink_them() -> None:
    answers = of_factors(n=800, factors=1, items=4)
    fit = survey.fit(measurement(1, 4), answers)
    table = values(fit)
    loadings = np.array([table["f1", "=~", f"f1_{i}"] for i in range(1, 5)])
    errors = np.array([table[f"f1_{i}", "~~", f"f1_{i}"] for i in range(1, 5)])
    centred = answers.to_numpy() - answers.to_numpy().mean(axis=0)
    information = (loadings**2 / errors).sum()
    bartlett = centred @ (loadings / errors) / information
    assert fit.scores()["f1"].to_numpy() == pytest.approx(bartlett)
    shrunk = bartlett * information / (information + 1 / table["f1", "~~", "f1"])
    assert fit.scores("regression")["f1"].to_numpy() == pytest.approx(shrunk)


def test_ordered_items_are_scored_at_the_mode() -> None:
    from scipy.stats import norm

    answers = in_categories(of_factors(n=300, factors=1, items=4))
    fit = survey.fit(measurement(1, 4), answers, "WLSMV")
    found = values(fit)
    eta = np.linspace(-4, 4, 40001)
    for row in (0, 1, 17):
        posterior = norm.logpdf(eta, 0, found["f1", "~~", "f1"] ** 0.5)
        for item in answers:
            cuts = np.array([-np.inf, *(found[item, "|", f"t{k}"] for k in (1, 2, 3)), np.inf])
            code = answers[item].iloc[row]
            spread = found[item, "~~", item] ** 0.5
            edges = [(cut - found["f1", "=~", item] * eta) / spread for cut in (cuts[code - 1], cuts[code])]
            posterior += np.log(np.maximum(norm.cdf(edges[1]) - norm.cdf(edges[0]), 1e-300))
        assert fit.scores("ebm")["f1"].iloc[row] == pytest.approx(eta[np.argmax(posterior)], abs=2e-4)


def test_a_factor_of_factors_is_scored_by_its_total_effects() -> None:
    answers = of_factors(n=500, factors=3)
    fit = survey.fit(measurement(3) + "\ng =~ f1 + f2 + f3", answers)
    scores = fit.scores()
    first = survey.fit(measurement(3), answers).scores()
    assert scores["g"].std() > 0.2
    assert np.corrcoef(scores["g"], first.mean(axis=1))[0, 1] > 0.95


def test_scores_keep_the_labels_of_the_rows() -> None:
    answers = of_factors(n=200).set_index(pd.Index([f"r{i}" for i in range(200)]))
    answers["park"] = ["a", "b"] * 100
    answers.loc["r7", "f1_1"] = np.nan
    scores = survey.fit(measurement(), answers, group="park").scores()
    assert list(scores.index) == [label for label in answers.index if label != "r7"]


def test_a_label_makes_groups_equal() -> None:
    answers = of_factors(n=300).assign(park=["a", "b", "c"] * 100)
    model = measurement().replace("f1_2", "w*f1_2")
    fit = survey.fit(model, answers, group="park")
    loads = fit.estimates.query("lhs == 'f1' and rhs == 'f1_2'")["est"]
    assert list(loads) == [loads.iloc[0]] * 3
    assert fit.groups == ("a", "b", "c")
    assert fit.measures["df"] == 3 * (27 - 19) + 2
    one, several = (survey.fit(model, answers, group="park", equal=e) for e in ("loadings", ["loadings"]))
    assert one.measures == several.measures


def test_groups_that_share_nothing_are_fits_of_their_own() -> None:
    answers = of_factors(n=400).assign(park=["a", "b"] * 200)
    together = survey.fit(measurement(), answers, "MLR", group="park").measures
    alone = [survey.fit(measurement(), answers[answers["park"] == park], "MLR").measures for park in "ab"]
    assert together["chisq"] == pytest.approx(sum(one["chisq"] for one in alone))
    assert together["df"] == 16
    # The scaling factors are traces over df; traces of groups add up.
    scaling = sum(one["scaling_factor"] * one["df"] for one in alone) / 16
    assert together["scaling_factor"] == pytest.approx(scaling)


def test_a_ladder_with_robust_tests() -> None:
    answers = of_factors(n=600).assign(park=["a", "b", "c"] * 200)
    answers.loc[answers["park"] == "b", ["f1_1", "f1_2", "f1_3"]] += 0.5
    ladder = survey.invariance(measurement(), answers, "park", "MLR")
    assert list(ladder.table["rung"]) == ["configural", "metric", "scalar", "strict"]
    assert list(ladder.table["df"]) == [24, 32, 40, 52]
    low, high = (ladder.fits[rung].measures for rung in ("configural", "metric"))
    scaling = (high["scaling_factor"] * 32 - low["scaling_factor"] * 24) / 8
    row = ladder.table.iloc[1]
    assert row["chisq_diff"] == pytest.approx((high["chisq"] - low["chisq"]) / scaling)
    assert row["p_diff"] == pytest.approx(chi2.sf(row["chisq_diff"], 8))
    means = ladder.latent_means.set_index(["factor", "group"])
    assert means.loc[("f1", "a"), "mean"] == 0
    shifted = means.loc[("f1", "b")]
    assert abs(shifted["mean"] - 0.5) < 3 * shifted["se"]  # the first loading is 1, in the items' unit


def test_names_in_chinese() -> None:
    answers = of_factors()
    plain = survey.fit(measurement(), answers)
    names = {"f1_1": "交通便利", "f1_2": "设施齐全", "f1_3": "区位优越", "f2_1": "氛围", "f2_2": "活动", "f2_3": "交流"}
    model = "区位 =~ 交通便利 + 设施齐全 + 区位优越\n文化 =~ 氛围 + 活动 + 交流"
    fit = survey.fit(model, answers.rename(columns=names))
    assert fit.measures["chisq"] == plain.measures["chisq"]
    assert list(fit.scores().columns) == ["区位", "文化"]


def test_a_bootstrap_is_repeatable_and_near_theory() -> None:
    fit = survey.fit(measurement(), of_factors(n=400))
    first, again = fit.bootstrap(150, seed=4), fit.bootstrap(150, seed=4)
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, fit.bootstrap(150, seed=5).draws)
    free = fit.estimates["se"] > 0
    assert (first.estimates["se"][free] / fit.estimates["se"][free]).between(0.7, 1.4).all()
    ordinal = survey.fit(measurement(), in_categories(of_factors(n=400)), "WLSMV").bootstrap(5)
    assert len(ordinal.draws) + ordinal.failed == 5


def test_browne_and_cudeck_s_criterion_by_hand() -> None:
    measures = survey.fit(measurement(), of_factors(n=300)).measures
    assert measures["bcc"] == pytest.approx(measures["chisq"] + 2 * 13 * 299 / (300 - 6 - 2))
    assert measures["ecvi"] == pytest.approx((measures["chisq"] + 2 * 13) / 300)


def test_what_cannot_be_derived_is_refused() -> None:
    fit = survey.fit(measurement(), in_categories(of_factors()), "WLSMV")
    with pytest.raises(InputError, match="Modification indices need ML"):
        fit.modification_indices()
    with pytest.raises(InputError, match='ordered items need method="ebm"'):
        fit.scores()
    with pytest.raises(InputError, match="no method of factor scores"):
        survey.fit(measurement(), of_factors()).scores("best")
    with pytest.raises(InputError, match="2 resamples at least"):
        fit.bootstrap(1)


def test_modification_indices_of_a_factor_of_factors_with_a_cause() -> None:
    """A loading of a factor of factors is a path of its own: the path is not offered once more."""
    answers = of_factors(factors=3).assign(cause=of_factors(seed=9)["f1_1"])
    fitted = survey.fit(measurement(3) + "\nhigher =~ f1 + f2 + f3\nhigher ~ cause", answers)
    offered = fitted.modification_indices()
    assert not offered[(offered["op"] == "~") & (offered["rhs"] == "higher")].any(axis=None)
    freed = offered[(offered["op"] == "=~") & (offered["lhs"] == "f1")].iloc[0]
    text = f"{fitted.model}\n{freed['lhs']} =~ {freed['rhs']}"
    fall = fitted.measures["chisq"] - survey.fit(text, answers).measures["chisq"]
    assert freed["mi"] == pytest.approx(fall, rel=0.2, abs=0.1)
