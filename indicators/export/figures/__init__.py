"""Figures of a result, drawn by matplotlib: SVG whose text stays text, or PNG."""

from parklocus.indicators.export.figures.draw import KINDS, draw_figures
from parklocus.indicators.export.figures.drawing import FORMATS, Drawing

__all__ = ["FORMATS", "KINDS", "Drawing", "draw_figures"]
