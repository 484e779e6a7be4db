"""How a long run says how far it is: a fraction (0 to 1) and a text; what it calls may raise `Cancelled`."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]


def silent(_fraction: float, _text: str) -> None:
    """Say nothing."""


def part(report: Progress, start: float, end: float) -> Progress:
    """Return a progress that fills the part of another from `start` to `end`."""
    return lambda fraction, text: report(start + (end - start) * fraction, text)
