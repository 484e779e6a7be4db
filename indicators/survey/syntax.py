"""The text of a structural equation model, in the syntax of lavaan, read into statements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

OPERATORS = ("=~", "~~", "~", ":=")
UNSUPPORTED = ("~*~", "<~", "==", "<", ">", "|", ":")

# Longer operators stand before the shorter ones that they begin with.
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v\u00a0\u3000]+)
      | (?P<operator>=~|~~|~\*~|<~|:=|==|~|<|>|\||:)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[^\W\d][\w.]*|\.[^\W\d][\w.]*)
      | (?P<text>"[^"\n]*"|'[^'\n]*')
      | (?P<sign>[-+*/^(),])""",
    re.VERBOSE,
)
_FULL_WIDTH = {
    "＋": "+",
    "＝": "=",
    "～": "~",
    "＊": "*",
    "：": ":",
    "，": ",",
    "（": "(",
    "）": ")",
    "－": "-",
    "；": ";",
}
_MODIFIERS = ("start", "label", "equal")


class Token(NamedTuple):
    """A word of the model text and where it stands, counted from one."""

    kind: str
    text: str
    line: int
    column: int


@dataclass
class Modifier:
    """What stands before a name: one entry a group, or one for all; None where an entry says nothing.

    Attributes
    ----------
    fixed : list of float or None
        Values at which the parameter is held; NaN frees it (``NA*x``).
    labels : list of str or None
        Names of the parameter; equal names make equal parameters.
    starts : list of float or None
        Values from which the estimation begins.
    """

    fixed: list[float | None] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    starts: list[float | None] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """One parameter of the model text: left side, operator, right side ("" for an intercept), where it stands."""

    lhs: str
    op: str
    rhs: str
    modifier: Modifier
    line: int
    column: int


@dataclass(frozen=True)
class Definition:
    """A defined parameter, ``name := expression``."""

    name: str
    expression: tuple[Token, ...]
    line: int
    column: int


@dataclass(frozen=True)
class ModelText:
    """What a model text says, in its order."""

    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]


def parse_model(text: str) -> ModelText:
    """Read a model in lavaan's syntax.

    Operators are ``=~`` (is measured by), ``~`` (is regressed on), ``~~`` (covaries with), ``~ 1`` (intercept) and
    ``:=`` (is defined as). Before a name may stand a number (fixed), ``NA`` (free), a label (equal labels, equal
    parameters), ``start(0.5)``, ``label("a")``, ``equal("f=~x")``, or ``c(...)`` with an entry a group. Statements end
    with the line or with ``;``; a line without an operator goes on with the one before it; ``#`` and ``!`` begin a
    comment. Names may be of any script.

    Parameters
    ----------
    text : str
        The model.

    Returns
    -------
    ModelText
        Its statements and definitions.

    Raises
    ------
    InputError
        If the text cannot be read; the message names line and column.
    """
    statements: list[Statement] = []
    definitions: list[Definition] = []
    for tokens in _split(_tokens(text)):
        reader = _Reader(tokens)
        if any(token.text == ":=" for token in tokens):
            definitions.append(reader.definition())
        else:
            statements.extend(reader.statements())
    if not statements:
        raise InputError(_("The model says nothing; begin with a line such as “visual =~ x1 + x2 + x3”."))
    _refuse_twice(statements, definitions)
    return ModelText(tuple(_merged(statements)), tuple(definitions))


def fail(token: Token, reason: str) -> NoReturn:
    """Raise the error of a model text that cannot be read on from a token."""
    message = _("The model, line {line}, column {column}: {reason}")
    raise InputError(message.format(line=token.line, column=token.column, reason=reason))


def _tokens(text: str) -> list[list[Token]]:
    """Return the tokens of each part of a line that ``;`` or the line's end closes."""
    parts: list[list[Token]] = []
    for number, whole in enumerate(text.splitlines(), start=1):
        line = _without_comment(whole)
        part: list[Token] = []
        position = 0
        while position < len(line):
            if line[position] == ";":
                parts.append(part)
                part, position = [], position + 1
                continue
            found = _TOKEN.match(line, position)
            if found is None:
                _unreadable(line[position], Token("sign", line[position], number, position + 1))
            kind = str(found.lastgroup)
            if kind != "space":
                part.append(Token(kind, found.group(), number, position + 1))
            position = found.end()
        parts.append(part)
    return [part for part in parts if part]


def _without_comment(line: str) -> str:
    quoted = ""
    for position, character in enumerate(line):
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "\"'":
            quoted = character
        elif character in "#!":
            return line[:position]
    return line


def _unreadable(character: str, token: Token) -> NoReturn:
    if character in _FULL_WIDTH:
        reason = _("“{character}” is a full-width sign; write “{sign}”.")
        fail(token, reason.format(character=character, sign=_FULL_WIDTH[character]))
    if character == "=":
        fail(token, _("“=” alone is no operator; write “=~” for “is measured by”."))
    fail(token, _("“{character}” has no meaning in a model.").format(character=character))


def _split(parts: list[list[Token]]) -> list[list[Token]]:
    """Join lines without an operator to the statement before them."""
    joined: list[list[Token]] = []
    for part in parts:
        if any(token.kind == "operator" for token in part) or not joined:
            joined.append(list(part))
        else:
            joined[-1].extend(part)
    return joined


class _Reader:
    """Reads one statement from its tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        last = tokens[-1]
        self.end = Token("end", "", last.line, last.column + len(last.text))
        self.position = 0

    def peek(self) -> Token:
        return self.tokens[self.position] if self.position < len(self.tokens) else self.end

    def take(self, text: str | None = None) -> Token:
        token = self.peek()
        if text is not None and token.text != text:
            found = _("the end of the line") if token.kind == "end" else f"“{token.text}”"
            fail(token, _("“{expected}” is expected here, not {found}.").format(expected=text, found=found))
        self.position += 1
        return token

    def name(self) -> Token:
        token = self.peek()
        if token.kind != "name":
            found = _("the end of the line") if token.kind == "end" else f"“{token.text}”"
            fail(token, _("the name of a variable is expected here, not {found}.").format(found=found))
        return self.take()

    def definition(self) -> Definition:
        name = self.name()
        self.take(":=")
        expression = tuple(self.tokens[self.position :])
        if not expression:
            fail(self.end, _("an expression such as “a*b” is expected after “:=”."))
        return Definition(name.text, expression, name.line, name.column)

    def statements(self) -> list[Statement]:
        left = [self.name()]
        while self.peek().text == "+":
            self.take()
            left.append(self.name())
        operator = self.peek()
        if operator.kind != "operator":
            fail(operator, _("an operator is expected here: one of {operators}.").format(operators=" ".join(OPERATORS)))
        if operator.text in UNSUPPORTED:
            reason = _("the operator “{operator}” is not supported; those that are: {operators}.")
            fail(operator, reason.format(operator=operator.text, operators=" ".join(OPERATORS)))
        self.take()
        terms = [self.term(operator)]
        while self.peek().kind != "end":
            self.take("+")
            terms.append(self.term(operator))
        return [
            Statement(lhs.text, operator.text, rhs.text if rhs.kind == "name" else "", modifier, rhs.line, rhs.column)
            for lhs in left
            for modifier, rhs in terms
        ]

    def term(self, operator: Token) -> tuple[Modifier, Token]:
        """Read the modifiers of a term, then its name, or 1 for an intercept."""
        modifier = Modifier()
        while True:
            token = self.peek()
            if token.kind == "number" and not self._followed_by_star():
                if operator.text != "~" or float(token.text) != 1:
                    fail(token, _("a number stands before a name with “*”, as in “0.5*x”."))
                return modifier, self.take()
            if token.kind == "name" and not self._followed_by_star() and not self._is_call():
                return modifier, self.take()
            if token.kind == "end" or token.text == "+":
                return modifier, self.name()  # which says that a name is missing
            self._modify(modifier)
            self.take("*")

    def _followed_by_star(self) -> bool:
        following = self.tokens[self.position + 1 : self.position + 2]
        return bool(following) and following[0].text == "*"

    def _is_call(self) -> bool:
        following = self.tokens[self.position + 1 : self.position + 2]
        return bool(following) and following[0].text == "("

    def _modify(self, modifier: Modifier) -> None:
        token = self.peek()
        call = token.text if token.kind == "name" and self._is_call() else ""
        if call and call not in (*_MODIFIERS, "c"):
            reason = _("“{name}(…)” is not known before a name; those that are: start, label, equal and c.")
            fail(token, reason.format(name=call))
        if not call:
            entries = [self._entry()]
        else:
            self.take()
            entries = self._entries()
        if call == "start":
            if any(not isinstance(entry, float) for entry in entries):
                fail(token, _("start(…) takes numbers."))
            modifier.starts = [entry for entry in entries if isinstance(entry, float)]
        elif call in ("label", "equal") or any(isinstance(entry, str) for entry in entries):
            modifier.labels = [entry if isinstance(entry, str) else None for entry in entries]
            if any(isinstance(entry, float) and entry == entry for entry in entries):  # noqa: PLR0124 - not NaN
                fail(token, _("numbers and labels do not go together in one “c(…)”."))
        else:
            modifier.fixed = [entry if isinstance(entry, float) else None for entry in entries]

    def _entries(self) -> list[float | str]:
        self.take("(")
        if self.peek().text == "c" and self._is_call():
            self.take()
            entries = self._entries()
            self.take(")")
            return entries
        entries = [self._entry()]
        while self.peek().text == ",":
            self.take()
            entries.append(self._entry())
        self.take(")")
        return entries

    def _entry(self) -> float | str:
        """Read a number (NaN for ``NA``) or a label."""
        sign = 1.0
        if self.peek().text in "+-" and self.peek().kind == "sign":
            sign = -1.0 if self.take().text == "-" else 1.0
        token = self.take()
        if token.kind == "number":
            return sign * float(token.text)
        if token.kind == "name":
            return float("nan") if token.text == "NA" else token.text
        if token.kind == "text":
            return "".join(token.text[1:-1].split())
        found = _("the end of the line") if token.kind == "end" else f"“{token.text}”"
        fail(token, _("a number, a label or a name is expected here, not {found}.").format(found=found))


def _merged(statements: list[Statement]) -> list[Statement]:
    """Join the modifiers of a term that is written more than once, as in ``f =~ x + start(0.5)*x``."""
    found: dict[tuple[str, str, str], Statement] = {}
    for statement in statements:
        key = (statement.lhs, statement.op, statement.rhs)
        if key in found:
            known, new = found[key].modifier, statement.modifier
            known.fixed = new.fixed or known.fixed
            known.labels = new.labels or known.labels
            known.starts = new.starts or known.starts
        else:
            found[key] = statement
    return list(found.values())


def _refuse_twice(statements: list[Statement], definitions: list[Definition]) -> None:
    """Refuse a term that two lines say, and a covariance that is said in both directions."""
    seen: dict[tuple[str, str, str], Statement] = {}
    for statement in statements:
        key = (statement.lhs, statement.op, statement.rhs)
        turned = (statement.rhs, statement.op, statement.lhs) if statement.op == "~~" else key
        known = seen.get(key) or seen.get(turned)
        if known is not None and (known.line != statement.line or statement.lhs != known.lhs):
            reason = _("“{term}” is said twice; it stands in line {line} already.")
            token = Token("name", statement.rhs, statement.line, statement.column)
            fail(token, reason.format(term=f"{statement.lhs} {statement.op} {statement.rhs or 1}", line=known.line))
        seen[key] = statement
    names: dict[str, int] = {}
    for definition in definitions:
        if definition.name in names:
            reason = _("“{term}” is said twice; it stands in line {line} already.")
            token = Token("name", definition.name, definition.line, definition.column)
            fail(token, reason.format(term=f"{definition.name} :=", line=names[definition.name]))
        names[definition.name] = definition.line
