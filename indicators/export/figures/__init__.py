"""Figures of a result and of a model: SVG whose text stays text, or PNG."""

from parklocus.indicators.export.figures.draw import KINDS, draw_figures
from parklocus.indicators.export.figures.drawing import FORMATS, Drawing
from parklocus.indicators.export.figures.model_diagram import path_diagram

__all__ = ["FORMATS", "KINDS", "Drawing", "draw_figures", "path_diagram"]
