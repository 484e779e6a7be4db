"""A sheet to draw on, in inches from its upper left corner, and the files it is written to."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parklocus.indicators.errors import InputError
from parklocus.indicators.export.atomic import replacing
from parklocus.indicators.export.figures.fonts import BASE, FAMILIES, chinese_fonts, needs_other_fonts, shortened
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.patches import Patch
    from matplotlib.text import Text

FORMATS = ("svg", "png")

INK, GREY, PALE, FAINT, PAPER = "#222222", "#6e6e6e", "#c8c8c8", "#efefef", "#ffffff"
BLUE, ORANGE = "#0072b2", "#d55e00"  # Okabe and Ito 2008: told apart by all kinds of colour vision

_DOTS_AN_INCH = 150
_MIDDLE = 0.35  # of the letters' size: from the middle of a line of text down to its baseline


class Drawing:
    """A drawing of lines, shapes and single lines of text.

    Text stays text in an SVG. What is drawn is within what Qt's SVG Tiny knows: no clipping, no patterns, no gradients.

    Parameters
    ----------
    width, height : float
        The sheet in inches.
    title : str
        What the drawing shows; stands in the files, too, for those who cannot see it.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        from matplotlib.figure import Figure

        self.width, self.height, self.title = width, height, title
        with _style():
            self._figure = Figure(figsize=(width, height), dpi=_DOTS_AN_INCH, facecolor=PAPER)
            self._axes = self._figure.add_axes((0, 0, 1, 1), frameon=False)
            self._axes.set_axis_off()
            self._axes.set_xlim(0, width)
            self._axes.set_ylim(height, 0)  # downwards, as one reads
        self._texts: list[Text] = []

    def heading(self, subtitle: str) -> None:
        """Write the title on top, and below it what it belongs to."""
        room = self.width - 0.6
        self.text(0.3, 0.32, shortened(self.title, 12, room, bold=True), 12, bold=True)
        self.text(0.3, 0.56, shortened(subtitle, 9, room), 9, GREY)

    def line(
        self, points: Sequence[tuple[float, float]], colour: str = INK, weight: float = 0.8, *, dashed: bool = False
    ) -> None:
        """Draw a line through points, its weight in points."""
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        drawn = Line2D(xs, ys, color=colour, linewidth=weight, solid_capstyle="butt", clip_on=False, zorder=1)
        if dashed:
            drawn.set_linestyle((0, (4, 3)))
        self._axes.add_line(drawn)

    def shape(
        self,
        points: Sequence[tuple[float, float]],
        fill: str | None,
        edge: str | None = None,
        weight: float = 0.8,
        *,
        opacity: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Draw a closed shape; without a fill or an edge where these are None."""
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True), fill, edge, weight, opacity, dashed=dashed)

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        fill: str | None,
        *,
        edge: str | None = None,
        weight: float = 0.8,
    ) -> None:
        """Draw a rectangle."""
        right, bottom = left + width, top + height
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], fill, edge, weight)

    def oval(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None,
        *,
        edge: str | None = None,
        weight: float = 0.8,
    ) -> None:
        """Draw an ellipse about a point."""
        from matplotlib.patches import Ellipse

        self._add(Ellipse((x, y), width, height), fill, edge, weight, 1.0)

    def dot(self, x: float, y: float, colour: str, size: float = 0.09) -> None:
        """Draw a dot, `size` inches across, with a rim of paper that keeps it apart from others."""
        self.oval(x, y, size, size, colour, edge=PAPER, weight=0.5)

    def arrow(
        self, start: tuple[float, float], end: tuple[float, float], colour: str = INK, weight: float = 1.0
    ) -> None:
        """Draw a line with a head at its end."""
        self.line([start, end], colour, weight)
        self.head(start, end, colour)

    def head(self, start: tuple[float, float], end: tuple[float, float], colour: str, size: float = 0.09) -> None:
        """Draw the head of an arrow that comes from one point and ends in another."""
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        sides = [
            (end[0] - size * math.cos(angle + turn), end[1] - size * math.sin(angle + turn)) for turn in (-0.4, 0.4)
        ]
        self.shape([end, *sides], colour)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 8,
        colour: str = INK,
        *,
        anchor: str = "left",
        bold: bool = False,
        turned: float = 0.0,
    ) -> None:
        """Write one line whose middle height lies on a point.

        Parameters
        ----------
        x, y : float
            The point.
        text : str
            One line.
        size : float
            Size of the letters in points.
        colour : str
            Colour of the letters.
        anchor : str
            Which end of the line lies on the point: ``"left"``, ``"center"`` or ``"right"``.
        bold : bool
            Whether the letters are bold.
        turned : float
            Degrees by which the line is turned about the point, against the clock.
        """
        if not text:
            return
        from matplotlib.text import Text

        down, angle = _MIDDLE * size / 72, math.radians(turned)
        place = (x + down * math.sin(angle), y + down * math.cos(angle))
        weight = "bold" if bold else "normal"
        drawn = Text(*place, text, color=colour, fontsize=size, fontweight=weight, fontfamily=[BASE])
        drawn.set(ha=anchor, va="baseline", rotation=turned, rotation_mode="anchor", parse_math=False, zorder=1)
        drawn.set_clip_on(False)
        self._axes.add_artist(drawn)
        self._texts.append(drawn)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = 8,
        colour: str = INK,
        *,
        anchor: str = "left",
        bold: bool = False,
    ) -> None:
        """Write lines one below the other, the first at `y`."""
        for number, line in enumerate(lines):
            self.text(x, y + number * line_height(size), line, size, colour, anchor=anchor, bold=bold)

    def save(self, path: str | Path) -> Path:
        """Write the drawing as SVG or PNG, by the file's ending, whole or not at all.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        InputError
            The ending is another, or the file cannot be written there.
        """
        target = Path(path)
        kind = target.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            message = _("The figure {file} must end in .svg or .png; name it so.")
            raise InputError(message.format(file=target))
        content = self.svg().encode() if kind == "svg" else self.png()
        with replacing(target, target.suffix.lower()) as working:
            working.write_bytes(content)
        return target

    def svg(self) -> str:
        """Return the drawing as the text of an SVG, the same to the byte whenever it is drawn."""
        buffer = io.StringIO()
        self._write(buffer, (BASE,), format="svg", metadata={"Date": None, "Creator": None, "Title": self.title})
        # Said once for all texts: as an attribute, which Qt inherits as browsers do.
        families = ", ".join(name if name == "sans-serif" else f"'{name}'" for name in FAMILIES)
        text = re.sub(r" font-family: [^;\"]+;?", "", buffer.getvalue())
        return text.replace('<g id="figure_1">', f'<g id="figure_1" font-family="{families}">', 1)

    def png(self) -> bytes:
        """Return the drawing as the bytes of a PNG."""
        buffer = io.BytesIO()
        self._write(buffer, (BASE, *chinese_fonts()), format="png", metadata={"Software": None, "Title": self.title})
        return buffer.getvalue()

    def unreadable(self) -> str:
        """Say which texts a PNG made here cannot show; "" where it shows all."""
        if chinese_fonts() or not any(needs_other_fonts(text.get_text()) for text in self._texts):
            return ""
        return _(
            "No font with Chinese letters was found, so that a PNG shows boxes in their place: install Noto Sans CJK, "
            "or write SVG, which takes the fonts of the program that opens it."
        )

    def _write(self, buffer: io.BytesIO | io.StringIO, families: Sequence[str], **options: Any) -> None:
        with _style():
            for text in self._texts:
                text.set_fontfamily(list(families))
            self._figure.savefig(buffer, **options)

    def _add(
        self,
        patch: Patch,
        fill: str | None,
        edge: str | None,
        weight: float,
        opacity: float,
        *,
        dashed: bool = False,
    ) -> None:
        patch.set(facecolor=fill or "none", edgecolor=edge or "none", linewidth=weight if edge else 0, clip_on=False)
        patch.set(alpha=None if opacity == 1 else opacity, linestyle=(0, (3, 2)) if dashed else "-", zorder=1)
        self._axes.add_artist(patch)


def line_height(size: float) -> float:
    """Return how far apart lines of letters of some points stand, in inches."""
    return 1.3 * size / 72


@contextmanager
def _style() -> Iterator[None]:
    """Draw by these rules inside the block, whatever the user's own settings of matplotlib are."""
    import matplotlib as mpl

    logger = logging.getLogger("matplotlib.font_manager")  # says that a Chinese font has no bold letters
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            mpl.rcdefaults()
            mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "parklocus", "font.family": [BASE]})
            yield
    finally:
        logger.setLevel(before)
