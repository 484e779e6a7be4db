"""Expressions of defined parameters, such as ``a*b + c``, and their derivatives."""

from __future__ import annotations

import cmath
from typing import TYPE_CHECKING

import numpy as np

from parklocus.indicators.language import gettext as _
from parklocus.indicators.survey.syntax import Token, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Value = complex
    Node = Callable[[Mapping[str, Value]], Value]

_STEP = 1e-30  # of the complex step, which loses no digits however small it is


def _absolute(value: complex) -> complex:
    """Return the absolute value, analytic on either side of zero so that the complex step passes."""
    return -value if value.real < 0 else value


_FUNCTIONS: dict[str, Callable[[complex], complex]] = {
    "sqrt": cmath.sqrt,
    "exp": cmath.exp,
    "log": cmath.log,
    "abs": _absolute,
}


class Expression:
    """An arithmetic expression of labels: ``+ - * / ^``, brackets, ``sqrt``, ``exp``, ``log`` and ``abs``.

    Parameters
    ----------
    tokens : sequence of Token
        The expression as the model text has it.

    Attributes
    ----------
    names : tuple of Token
        The labels that it needs, where they stand.

    Raises
    ------
    InputError
        If it is no expression; the message names line and column.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = list(tokens)
        self._position = 0
        last = self._tokens[-1]
        self._end = Token("end", "", last.line, last.column + len(last.text))
        self._names: list[Token] = []
        self._node = self._sum()
        if self._peek().kind != "end":
            fail(self._peek(), _("“{text}” does not belong in this expression.").format(text=self._peek().text))
        self.names = tuple(self._names)

    def value(self, values: Mapping[str, float]) -> float:
        """Return the value at the labels' values; NaN where it is not a real number."""
        result = self._evaluate(dict(values))
        return float(result.real) if result.imag == 0 else float("nan")

    def gradient(self, values: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
        """Return the derivative by each of `names`, exact to rounding (complex step)."""
        slopes = np.zeros(len(names))
        for position, name in enumerate(names):
            moved: dict[str, complex] = dict(values)
            moved[name] = moved[name] + 1j * _STEP
            slopes[position] = self._evaluate(moved).imag / _STEP
        return slopes

    def _evaluate(self, values: Mapping[str, complex]) -> complex:
        try:
            return complex(self._node(values))
        except (ZeroDivisionError, OverflowError, ValueError):
            return complex("nan")

    def _peek(self) -> Token:
        return self._tokens[self._position] if self._position < len(self._tokens) else self._end

    def _take(self) -> Token:
        token = self._peek()
        self._position += 1
        return token

    def _sum(self) -> Node:
        node = self._product()
        while self._peek().text in ("+", "-"):
            node = _joined(self._take().text, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._peek().text in ("*", "/"):
            node = _joined(self._take().text, node, self._signed())
        return node

    def _signed(self) -> Node:
        if self._peek().text in ("+", "-"):
            sign = -1 if self._take().text == "-" else 1
            node = self._signed()
            return lambda values: sign * node(values)
        return self._power()

    def _power(self) -> Node:
        base = self._atom()
        if self._peek().text == "^":
            self._take()
            return _joined("^", base, self._signed())
        return base

    def _atom(self) -> Node:
        token = self._take()
        if token.kind == "number":
            number = complex(float(token.text))
            return lambda _values: number
        if token.kind == "name" and self._peek().text == "(":
            if token.text not in _FUNCTIONS:
                reason = _("the function “{name}” is not known; those that are: {names}.")
                fail(token, reason.format(name=token.text, names=", ".join(sorted(_FUNCTIONS))))
            function, inner = _FUNCTIONS[token.text], self._bracket()
            return lambda values: function(inner(values))
        if token.kind == "name":
            self._names.append(token)
            return lambda values: values[token.text]
        if token.text == "(":
            self._position -= 1
            return self._bracket()
        found = _("the end of the line") if token.kind == "end" else f"“{token.text}”"
        reason = _("a number, a label or a bracket is expected here, not {found}.")
        return fail(token, reason.format(found=found))

    def _bracket(self) -> Node:
        self._take()
        node = self._sum()
        closing = self._take()
        if closing.text != ")":
            fail(closing, _("a bracket that was opened is not closed."))
        return node


def _joined(sign: str, left: Node, right: Node) -> Node:
    if sign == "+":
        return lambda values: left(values) + right(values)
    if sign == "-":
        return lambda values: left(values) - right(values)
    if sign == "*":
        return lambda values: left(values) * right(values)
    if sign == "/":
        return lambda values: left(values) / right(values)
    return lambda values: left(values) ** right(values)
