"""From the statements of a model to its parameters: what is free, fixed or equal, and what the text leaves unsaid."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.expressions import Expression
from parklocus.indicators.survey.syntax import Token, fail, parse_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parklocus.indicators.survey.syntax import Definition, ModelText, Statement

T = TypeVar("T")
SCALE = "~*~"  # of an ordered item's latent answer, whose variance is one
BESIDE = ("|", SCALE)  # operators of rows that are in no matrix
EQUAL = (
    "loadings",
    "intercepts",
    "residuals",
    "thresholds",
    "lv.variances",
    "lv.covariances",
    "means",
    "regressions",
)


@dataclass
class Parameter:
    """One row of the table.

    Attributes
    ----------
    lhs, op, rhs : str
        What it is; `op` is ``=~``, ``~``, ``~~``, ``~1``, ``|`` (threshold) or ``~*~`` (scale).
    group : int
        Number of the group, from zero.
    free : int
        Number of the free parameter that it is, from one; equal parameters share it. Zero if fixed.
    label : str
        The name it was given.
    fixed : float
        The value at which it is held; NaN where the data give it (exogenous variables) or where it is free.
    start : float
        The value from which the text wants to begin; NaN if it says none.
    exogenous : bool
        Whether it is a moment of observed predictors, which is taken from the data and not estimated.
    """

    lhs: str
    op: str
    rhs: str
    group: int = 0
    free: int = 0
    label: str = ""
    fixed: float = math.nan
    start: float = math.nan
    exogenous: bool = False


@dataclass(frozen=True)
class Defined:
    """A defined parameter and its expression."""

    name: str
    expression: Expression


@dataclass(frozen=True)
class ParameterTable:
    """The parameters of a model in all its groups.

    Attributes
    ----------
    rows : list of Parameter
    defined : list of Defined
    observed, latent : tuple of str
        Observed variables in the order of the text (predictors last), latent variables.
    predictors : tuple of str
        Observed variables that only predict: their moments are the data's own.
    n_groups, n_free : int
    meanstructure : bool
        Whether means are part of the model.
    """

    rows: list[Parameter]
    defined: list[Defined]
    observed: tuple[str, ...]
    latent: tuple[str, ...]
    predictors: tuple[str, ...]
    n_groups: int
    n_free: int
    meanstructure: bool


@dataclass
class _Roles:
    """Which part each variable plays."""

    text: ModelText
    latent: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for statement in self.text.statements:
            if statement.op == "=~":
                _add(self.latent, statement.lhs)
                _add(self.indicators, statement.rhs)
            elif statement.op == "~" and statement.rhs:
                _add(self.outcomes, statement.lhs)
                _add(self.causes, statement.rhs)
        mentioned = [*self.indicators, *self.outcomes, *self.causes]
        for statement in self.text.statements:
            mentioned += [statement.lhs, statement.rhs]
        observed = [name for name in dict.fromkeys(mentioned) if name and name not in self.latent]
        self.predictors = [name for name in self.causes if self._only_predicts(name)]
        self.observed = [name for name in observed if name not in self.predictors] + self.predictors

    def _only_predicts(self, name: str) -> bool:
        """Say whether an observed variable is a predictor whose variance and mean the text leaves to the data."""
        if name in self.latent or name in self.outcomes or name in self.indicators:
            return False
        return not any(
            (statement.op == "~~" and name in (statement.lhs, statement.rhs)) or statement.lhs == name
            for statement in self.text.statements
        )

    def covarying(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs that covary unless the text says more: exogenous factors, outcomes that cause nothing."""
        exogenous = [name for name in self.latent if name not in self.outcomes and name not in self.indicators]
        yield from combinations(exogenous, 2)
        yield from combinations([name for name in self.latent if self._is_last(name)], 2)
        latent_last = [name for name in self.latent if self._is_last(name)]
        observed_last = [name for name in self.observed if self._is_last(name)]
        yield from ((one, other) for one in latent_last for other in observed_last)
        yield from combinations(observed_last, 2)

    def _is_last(self, name: str) -> bool:
        return name in self.outcomes and name not in self.causes and name not in self.indicators


def build_table(
    model: str,
    n_groups: int = 1,
    *,
    std_lv: bool = False,
    meanstructure: bool = False,
    equal: Sequence[str] = (),
    ordered: Mapping[str, int] | None = None,
) -> ParameterTable:
    """Return the parameters of a model text, with the defaults of lavaan's ``cfa`` and ``sem``.

    The first loading of a factor is 1 (or, with `std_lv`, its variance); residual variances, variances and covariances
    of exogenous factors, covariances of outcomes that cause nothing are free; moments of observed predictors are the
    data's. Where means are modelled, intercepts of observed variables are free and factor means 0; with equal
    intercepts factor means are free from the second group on. With equal thresholds of ordered items their intercepts
    (unless these are equal, too) and scales are free from the second group on. Source: Wu & Estabrook 2016.

    Parameters
    ----------
    model : str
        Text in lavaan's syntax.
    n_groups : int
        Number of groups.
    std_lv : bool
        Fix variances of factors rather than first loadings.
    meanstructure : bool
        Model means too; set by intercepts in the text and by several groups as well.
    equal : sequence of str
        What is equal in all groups: `EQUAL`.
    ordered : mapping, optional
        Observed variables that are ordered categories, with the number of their thresholds; their residual variance
        and intercept are not free.

    Returns
    -------
    ParameterTable

    Raises
    ------
    InputError
        If the text cannot be read or says what cannot be.
    """
    ordered = ordered or {}
    text = parse_model(model)
    roles = _Roles(text)
    _check_roles(roles, text)
    unknown = [name for name in equal if name not in EQUAL]
    if unknown:
        message = _("“{name}” cannot be made equal between groups; what can: {names}.")
        raise InputError(message.format(name=unknown[0], names=", ".join(EQUAL)))
    said = any(statement.op == "~" and not statement.rhs for statement in text.statements)
    means = meanstructure or said or n_groups > 1 or bool(ordered)
    explicit = {(s.lhs, "~1" if s.op == "~" and not s.rhs else s.op, s.rhs): s for s in text.statements}
    template = _template(roles, explicit, std_lv=std_lv, means=means, ordered=ordered)
    rows = [
        _in_group(row, group, n_groups, explicit.get((row.lhs, row.op, row.rhs)))
        for group in range(n_groups)
        for row in template
    ]
    _make_equal(rows, roles, set(equal), explicit)
    if std_lv and "loadings" in equal:
        _free_factors(rows, roles, "~~", explicit)
    if "intercepts" in equal and "means" not in equal:
        _free_factors(rows, roles, "~1", explicit)
    if "thresholds" in equal:
        _free_answers(rows, ordered, intercepts="intercepts" not in equal)
    n_free = _number(rows)
    defined = _defined(text.definitions, {row.label for row in rows if row.label})
    return ParameterTable(
        rows, defined, tuple(roles.observed), tuple(roles.latent), tuple(roles.predictors), n_groups, n_free, means
    )


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _check_roles(roles: _Roles, text: ModelText) -> None:
    for statement in text.statements:
        token = Token("name", statement.rhs, statement.line, statement.column)
        if statement.op in ("=~", "~") and statement.lhs == statement.rhs:
            fail(token, _("“{name}” cannot stand on both sides.").format(name=statement.lhs))
    if not roles.observed:
        raise InputError(_("The model names no observed variable."))


def _template(
    roles: _Roles,
    explicit: dict[tuple[str, str, str], Statement],
    *,
    std_lv: bool,
    means: bool,
    ordered: Mapping[str, int],
) -> list[Parameter]:
    """Return the rows of one group: free (`free` 1) or held at a value."""
    rows: list[Parameter] = []
    scaled: set[str] = set()
    for lhs, op, rhs in explicit:
        row = Parameter(lhs, op, rhs, free=1)
        if op == "=~" and lhs not in scaled:
            scaled.add(lhs)
            if not std_lv:
                row.free, row.fixed = 0, 1.0
        rows.append(row)
    said = {(row.lhs, row.op, row.rhs) for row in rows} | {(r.rhs, "~~", r.lhs) for r in rows if r.op == "~~"}
    for name in roles.observed:
        rows += [Parameter(name, "|", f"t{number + 1}", free=1) for number in range(ordered.get(name, 0))]
    rows += [row for row in _variances(roles, ordered, std_lv=std_lv) if (row.lhs, "~~", row.rhs) not in said]
    rows += [Parameter(one, "~~", other, free=1) for one, other in roles.covarying() if (one, "~~", other) not in said]
    rows += [
        Parameter(one, "~~", other, exogenous=True)
        for position, one in enumerate(roles.predictors)
        for other in roles.predictors[position:]
    ]
    rows += [Parameter(name, SCALE, name, fixed=1.0) for name in roles.observed if name in ordered]
    if means:
        rows += [row for row in _intercepts(roles, ordered) if (row.lhs, "~1", "") not in said]
    return rows


def _variances(roles: _Roles, ordered: Mapping[str, int], *, std_lv: bool) -> Iterator[Parameter]:
    """Yield the variances of all but the predictors, residual ones where a variable is explained."""
    for name in (*roles.observed, *roles.latent):
        held = name in ordered or (std_lv and name in roles.latent)
        if name not in roles.predictors:
            yield Parameter(name, "~~", name, free=int(not held), fixed=1.0 if held else math.nan)


def _intercepts(roles: _Roles, ordered: Mapping[str, int]) -> Iterator[Parameter]:
    """Yield the intercepts of observed variables, free, and of factors and ordered items, zero."""
    for name in (*roles.observed, *roles.latent):
        exogenous = name in roles.predictors
        held = name in roles.latent or name in ordered
        free = int(not held and not exogenous)
        yield Parameter(name, "~1", "", free=free, fixed=0.0 if held else math.nan, exogenous=exogenous)


def _in_group(row: Parameter, group: int, n_groups: int, statement: Statement | None) -> Parameter:
    """Return a row of one group, with what the text says of it."""
    row = replace(row, group=group)
    if statement is None:
        return row
    modifier = statement.modifier
    token = Token("name", statement.rhs, statement.line, statement.column)
    for entries in (modifier.fixed, modifier.labels, modifier.starts):
        if len(entries) not in (0, 1, n_groups):
            reason = _("“c(…)” has {entries} entries, but there are {groups} groups.")
            fail(token, reason.format(entries=len(entries), groups=n_groups))
    fixed = _entry(modifier.fixed, group)
    if fixed is not None:
        row.free, row.fixed = (1, math.nan) if math.isnan(fixed) else (0, fixed)
    label = _entry(modifier.labels, group)
    if label is not None:
        row.label = label
        if fixed is None and not (row.op == "=~" and row.free == 0):
            row.free = 1
    start = _entry(modifier.starts, group)
    if start is not None:
        row.start = start
    return row


def _entry(entries: Sequence[T], group: int) -> T | None:
    if not entries:
        return None
    return entries[group] if len(entries) > 1 else entries[0]


def _kind(row: Parameter, roles: _Roles) -> str:
    """Return the name by which equality between groups speaks of a row."""
    latent = row.lhs in roles.latent
    if row.op == "|":
        return "thresholds"
    if row.op == "~1":
        return "means" if latent else "intercepts"
    if row.op == "~~" and row.lhs == row.rhs:
        return "lv.variances" if latent else "residuals"
    if row.op == "~~":
        return "lv.covariances" if latent and row.rhs in roles.latent else ""
    return {"=~": "loadings", "~": "regressions"}.get(row.op, "")


def _make_equal(
    rows: list[Parameter], roles: _Roles, equal: set[str], explicit: dict[tuple[str, str, str], Statement]
) -> None:
    """Give the rows that are equal between groups one label, unless the text says more of them."""
    for row in rows:
        if not row.free or row.label or _kind(row, roles) not in equal:
            continue
        statement = explicit.get((row.lhs, row.op, row.rhs))
        if statement is None or len(statement.modifier.fixed) <= 1:
            row.label = f".{row.lhs}{row.op}{row.rhs}."


def _free_factors(
    rows: list[Parameter], roles: _Roles, op: str, explicit: dict[tuple[str, str, str], Statement]
) -> None:
    """Free means or variances of the factors from the second group on: equal intercepts or loadings identify them."""
    for row in rows:
        if row.group and row.op == op and row.lhs in roles.latent and row.rhs in ("", row.lhs):
            said = explicit.get((row.lhs, row.op, row.rhs))
            if said is None or not said.modifier.fixed:
                row.free, row.fixed = 1, math.nan


def _free_answers(rows: list[Parameter], ordered: Mapping[str, int], *, intercepts: bool) -> None:
    """Free scale and, if asked, intercept of the answers behind ordered items from the second group on."""
    for row in rows:
        if row.group and row.lhs in ordered and (row.op == SCALE or (row.op == "~1" and intercepts)):
            row.free, row.fixed = 1, math.nan


def _number(rows: list[Parameter]) -> int:
    """Give the free parameters numbers, those of one label the same, and return how many there are."""
    held = {row.label: row.fixed for row in rows if row.label and not row.free and not row.exogenous}
    of_label: dict[str, int] = {}
    count = 0
    for row in rows:
        if row.free and row.label in held:  # its namesake is fixed
            row.free, row.fixed = 0, held[row.label]
        if not row.free:
            continue
        if row.label in of_label:
            row.free = of_label[row.label]
            continue
        count += 1
        row.free = count
        if row.label:
            of_label[row.label] = count
    return count


def _defined(definitions: Sequence[Definition], labels: set[str]) -> list[Defined]:
    known = set(labels)
    defined = []
    for definition in definitions:
        expression = Expression(definition.expression)
        for name in expression.names:
            if name.text not in known:
                fail(name, _("the label “{name}” is given to no parameter.").format(name=name.text))
        if definition.name in known:
            token = Token("name", definition.name, definition.line, definition.column)
            fail(token, _("“{name}” is the label of a parameter already.").format(name=definition.name))
        known.add(definition.name)
        defined.append(Defined(definition.name, expression))
    return defined
