"""Numbers as people read them: on the terminal, in readings, figures and reports alike."""

from __future__ import annotations

import math

from parklocus.indicators.language import current_language

MISSING = "–"


def signed(value: float) -> str:
    """Write a number with its sign and two decimals; 0 without, a dash where there is none.

    Examples
    --------
    >>> signed(0.5), signed(-0.001), signed(float("nan"))
    ('+0.50', '0.00', '–')
    """
    if math.isnan(value):
        return MISSING
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if round(value, 2) else "0.00"


def probability(p: float) -> str:
    """Write a probability without an exponent: three figures, one where it is small; a dash where there is none.

    Examples
    --------
    >>> probability(0.03456), probability(0.00002), probability(float("nan"))
    ('0.0346', '0.00002', '–')
    """
    if math.isnan(p):
        return MISSING
    if p <= 0:
        return "0"
    return f"{p:.3g}" if p >= 0.001 else f"{p:.{-math.floor(math.log10(p))}f}"


def quantity(value: float) -> str:
    """Write a measured value: whole from 100 on, two decimals below, three figures below 0.1; a dash for none.

    Examples
    --------
    >>> quantity(2349.4), quantity(12.345), quantity(0.001234), quantity(float("nan"))
    ('2349', '12.35', '0.00123', '–')
    """
    if math.isnan(value):
        return MISSING
    size = abs(value)
    if 0 < size < 0.1:
        text = f"{value:.{2 - math.floor(math.log10(size))}f}" if size >= 1e-6 else f"{value:.2e}"
    else:
        text = f"{value:.{0 if size >= 100 else 2}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def percent(share: float, decimals: int = 0) -> str:
    """Write a share as percent, with a space before the sign in English and none in Chinese; a dash for none.

    Examples
    --------
    >>> percent(0.389), percent(0.389, 1), percent(float("nan"))
    ('39 %', '38.9 %', '–')
    """
    if math.isnan(share):
        return MISSING
    return f"{100 * share:.{decimals}f}{'' if current_language() == 'zh_CN' else ' '}%"


def percentile(value: float) -> str:
    """Write a percentile as a whole number; a dash where there is none."""
    return MISSING if math.isnan(value) else f"{value:.0f}"
