"""The language in which the engine speaks: English in the code, other languages from gettext catalogues.

Modules write ``from parklocus.indicators.language import gettext as _`` and ``_("text with {name}").format(name=...)``,
inside functions: a text translated at import would keep the language that ruled then.
"""

from __future__ import annotations

import gettext as _stdlib
import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAIN = "parklocus"
SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "zh_CN")
LOCALE_DIR = Path(__file__).resolve().parents[1] / "resources" / "i18n"
ENVIRONMENT = ("PARKLOCUS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

# Readers of traditional characters get English rather than simplified characters.
_TRADITIONAL = {"hant", "tw", "hk", "mo", "cht"}
_SIMPLIFIED = {"hans", "chs"}

# The process's choice is shared by all threads; `in_language` overrides it for its own thread or task alone.
_chosen: str | None = None
_override: ContextVar[str | None] = ContextVar("parklocus_language", default=None)


def supported_language(code: str | None) -> str:
    """Return the supported language nearest to a locale's name.

    Parameters
    ----------
    code : str or None
        A POSIX locale (``zh_CN.UTF-8``, ``C``) or a BCP 47 tag (``zh-Hans-SG``).

    Returns
    -------
    str
        One of `LANGUAGES`; ``"en"`` for what is empty, unknown or written in traditional Chinese characters.
    """
    bare = (code or "").split(":")[0].split(".")[0].split("@")[0]
    language, *rest = bare.replace("-", "_").casefold().split("_")
    if language != "zh":
        return SOURCE_LANGUAGE
    if _SIMPLIFIED.isdisjoint(rest) and not _TRADITIONAL.isdisjoint(rest):
        return SOURCE_LANGUAGE
    return "zh_CN"


def environment_language() -> str:
    """Return the language that the environment asks for.

    The first of ``PARKLOCUS_LANG``, ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set and not empty decides.
    """
    return supported_language(next((value for name in ENVIRONMENT if (value := os.environ.get(name))), None))


def set_language(code: str | None = None) -> str:
    """Choose the language of the whole process.

    Parameters
    ----------
    code : str or None
        A locale's name, as in `supported_language`; None or empty gives the choice back to the environment.

    Returns
    -------
    str
        The language now in use.
    """
    global _chosen  # noqa: PLW0603 - one language a process, like the locale itself
    _chosen = supported_language(code) if code else None
    return current_language()


def current_language() -> str:
    """Return the language in use here: `in_language`'s, else `set_language`'s, else the environment's."""
    return _override.get() or _chosen or environment_language()


@contextmanager
def in_language(code: str) -> Iterator[str]:
    """Speak another language inside a ``with`` block, in this thread alone.

    Parameters
    ----------
    code : str
        A locale's name, as in `supported_language`.

    Yields
    ------
    str
        The language in use inside the block.
    """
    language = supported_language(code)
    token = _override.set(language)
    try:
        yield language
    finally:
        _override.reset(token)


def gettext(message: str) -> str:
    """Return `message` in the language in use, itself where no translation exists."""
    # The empty message is where a catalogue keeps its header.
    return _catalogue(current_language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form that the language in use takes for `n` things."""
    return _catalogue(current_language()).ngettext(singular, plural, n)


@cache
def _catalogue(language: str) -> _stdlib.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return _stdlib.NullTranslations()
    return _stdlib.translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
