"""How factor scores were made, and what that means for comparing parks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.study.comparison import METHODS, SCALES

if TYPE_CHECKING:
    from collections.abc import Sequence

SHRUNK = ("regression", "ebm")


def method_title(method: str) -> str:
    """Return what scores by a method are called, in the language in use."""
    return {
        "bartlett": _("Bartlett scores"),
        "latent_means": _("latent means"),
        "regression": _("regression scores"),
        "ebm": _("empirical Bayes scores"),
        "anderson_rubin": _("Anderson-Rubin scores"),
        "pls": _("PLS composites"),
        "item_means": _("means of answers"),
        "simulated": _("simulated"),
        "unknown": _("method not known"),
    }[method]


def score_label(label: str, method: str) -> str:
    """Return what is said beside every score: the user's words, and how the scores were made where these do not say.

    Examples
    --------
    >>> score_label("survey of 2024", "regression")
    'survey of 2024, regression scores'
    >>> score_label("Bartlett scores, 2024", "bartlett")
    'Bartlett scores, 2024'
    """
    if not method or (label and method == "unknown"):  # what is not known is said in the notes
        return label
    title = method_title(method)
    if not label:
        return title
    return label if title.casefold() in label.casefold() else f"{label}, {title}"


def method_warnings(method: str, source: str) -> list[str]:
    """Return what a reader must know of scores by a method before parks are compared.

    The figures are those of simulated respondents of three parks: the slope of the mean score on the true difference.
    """
    if method in SHRUNK:
        message = _(
            "{file}: {method} are drawn towards the mean, so that differences between parks look smaller than they "
            "are (about two thirds in a simulation); make Bartlett scores or latent means by park."
        )
    elif method == "anderson_rubin":
        message = _(
            "{file}: {method} are made uncorrelated and of equal spread, so that neither the factors' relations nor "
            "the size of differences is kept; make Bartlett scores or latent means by park."
        )
    elif method == "pls":
        message = _(
            "{file}: {method} are weighted sums of answers and carry their errors of measurement, so that "
            "differences between parks look smaller than those of the factors."
        )
    elif method == "unknown":
        message = _(
            "{file} does not say by which method its scores were made: if they are regression scores, differences "
            "between parks are larger than they look. Say it with method in [scores]."
        )
    else:
        return []
    return [message.format(file=source, method=_capital(method_title(method)))]


def check_method(declared: str | None, seen: str, source: str) -> str:
    """Return the method: what was declared, or else what the file itself tells.

    Raises
    ------
    InputError
        A method is not known, or the file tells another than was declared.
    """
    if declared is not None:
        _check_word("method", declared, METHODS)
    if declared in (None, "unknown"):
        return seen or declared or ""
    shrunk_alike = declared in SHRUNK and seen in SHRUNK
    if seen and declared != seen and not shrunk_alike:
        message = _('{file} holds {seen} by its own account, but method says "{declared}"; correct one of them.')
        raise InputError(message.format(file=source, seen=method_title(seen), declared=declared))
    return str(declared)


def check_scale(scale: str | None) -> str:
    """Return the scale, "" where none is said; raise an InputError where it is not one."""
    if scale is not None:
        _check_word("scale", scale, SCALES)
    return scale or ""


def _check_word(key: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        message = _("{key} is “{word}”; choose one of {known}.")
        raise InputError(message.format(key=key, word=word, known=", ".join(known)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
