"""How a long run says how far it is: a fraction (0 to 1) and a text; what it calls may raise `Cancelled`."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

Progress = Callable[[float, str], None]

_P = ParamSpec("_P")
_T = TypeVar("_T")

_BEAT = 0.1  # seconds; signs of life in quicker succession tell nobody more
_repeat: ContextVar[Callable[[], None] | None] = ContextVar("parklocus_progress", default=None)


def silent(_fraction: float, _text: str) -> None:
    """Say nothing."""


def part(report: Progress, start: float, end: float) -> Progress:
    """Return a progress that fills the part of another from `start` to `end`."""
    return lambda fraction, text: report(start + (end - start) * fraction, text)


def saying(report: Progress, text: str) -> Callable[[float], None]:
    """Say the text at once, and return what says it with every fraction."""
    report(0.0, text)
    return lambda fraction: report(fraction, text)


def heard(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let `alive` reach the ``progress`` that a function is called with, from wherever it works."""

    @wraps(function)
    def listening(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        progress = kwargs.get("progress")
        if progress is None:
            return function(*args, **kwargs)
        heartbeat = _Heartbeat(progress)  # type: ignore[arg-type]
        kwargs["progress"] = heartbeat
        token = _repeat.set(heartbeat.repeat)
        try:
            return function(*args, **kwargs)
        finally:
            _repeat.reset(token)

    return listening


def alive() -> None:
    """Say again what was said last, for long work that knows of no progress; it may raise `Cancelled`."""
    repeat = _repeat.get()
    if repeat is not None:
        repeat()


def unheard() -> None:
    """Let nobody hear `alive` any more: another process speaks."""
    _repeat.set(None)


class _Heartbeat:
    """A progress that remembers what it said."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._last: tuple[float, str] = (0.0, "")
        self._when = time.monotonic()

    def __call__(self, fraction: float, text: str) -> None:
        self._last, self._when = (fraction, text), time.monotonic()
        self._progress(fraction, text)

    def repeat(self) -> None:
        if time.monotonic() - self._when >= _BEAT:
            self(*self._last)
