"""Qt, whose SVG is Tiny, draws a figure as matplotlib does."""

from __future__ import annotations

import os
import shutil
import subprocess

import numpy as np
import pytest
from matplotlib.image import imread

from parklocus.indicators.export.figures.radar import radar
from parklocus.indicators.export.figures.scatter import scatter
from parklocus.indicators.language import in_language

DRAW = """
import sys
from PyQt5.QtGui import QColor, QGuiApplication, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer
app = QGuiApplication([])
for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
    svg, like = QSvgRenderer(source), QImage(target)
    image = QImage(like.size(), QImage.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    svg.render(painter)
    painter.end()
    assert svg.isValid() and image.save(target + ".qt.png")
"""


@pytest.fixture(scope="module")
def qt_python():
    """Return the Python that QGIS brings, with Qt's SVG."""
    python = shutil.which("python3", path="/usr/bin") or shutil.which("python3")
    if (
        python is None
        or subprocess.run([python, "-c", "import PyQt5.QtSvg"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no python3 here has PyQt5.QtSvg (Debian: python3-pyqt5.qtsvg)")
    return python


def test_qt_draws_what_matplotlib_draws(results, qt_python, tmp_path):
    with in_language("en"):
        drawings = {"radar": radar(results[3], "p2"), "scatter": scatter(results[30], "locational", "ptal")}
    files = []
    for name, drawing in drawings.items():
        files += [str(drawing.save(tmp_path / f"{name}.svg")), str(drawing.save(tmp_path / f"{name}.png"))]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([qt_python, "-c", DRAW, *files], capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    for file in files[1::2]:
        ours, theirs = (imread(name)[..., :3].mean(axis=2) for name in (file, f"{file}.qt.png"))
        # Letters and edges are smoothed in other ways: compared in squares of 15 pixels, a tenth of an inch.
        high, wide = (size // 15 * 15 for size in ours.shape)
        blocks = [one[:high, :wide].reshape(high // 15, 15, wide // 15, 15).mean(axis=(1, 3)) for one in (ours, theirs)]
        inked = blocks[0] < 0.97
        assert inked.mean() > 0.03
        assert np.abs(blocks[0] - blocks[1]).mean() < 0.01
        assert np.corrcoef(blocks[0].ravel(), blocks[1].ravel())[0, 1] > 0.95
