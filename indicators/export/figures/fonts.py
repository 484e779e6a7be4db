"""Letters: how wide a text is, and which fonts show it."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

BASE = "DejaVu Sans"  # comes with matplotlib, so that a figure is laid out alike on every machine

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Droid Sans Fallback",
    "Arial Unicode MS",
)

# What an SVG asks its reader for, the first that is there; Verdana is as wide as the base.
FAMILIES = (BASE, "Verdana", *CHINESE, "sans-serif")

_UNITS = 1000  # points at which letters are measured


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in inches.

    East Asian letters count a square each, whichever font will show them.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Size of the letters in points.
    bold : bool
        Whether they are bold.
    """
    return sum(_advance(letter, bold) for letter in text) * size / 72


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than some inches, broken at spaces and between East Asian letters.

    A single word that is too wide stands on a line of its own.
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), size, bold=bold) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text cut to some inches, with an ellipsis where something is left out."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


@cache
def chinese_fonts() -> tuple[str, ...]:
    """Return the families with Chinese letters that are installed here."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in CHINESE if name in installed)


def needs_other_fonts(text: str) -> bool:
    """Whether a text has letters that the base font lacks."""
    return any(ord(letter) not in _base(bold=False).get_charmap() for letter in text)


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for letter in text:
        before = pieces[-1][-1:]
        closing = unicodedata.category(letter) in {"Pe", "Pf", "Po"}
        opening = bool(before) and unicodedata.category(before) in {"Ps", "Pi"}
        breaks = before == " " or (before and (_is_wide(before) or _is_wide(letter)) and not closing and not opening)
        if breaks:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


@cache
def _advance(letter: str, bold: bool) -> float:
    if _is_wide(letter):
        return 1.0
    from matplotlib.ft2font import LoadFlags

    glyph = _base(bold=bold).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _UNITS


@cache
def _base(*, bold: bool) -> FT2Font:
    import matplotlib as mpl
    from matplotlib.ft2font import FT2Font

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))
    font.set_size(_UNITS, 72)
    return font
