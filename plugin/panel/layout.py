"""How forms are laid out in a panel that may be only 350 pixels wide."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QToolButton, QWidget

MARGIN = 6
ICON_SIZE = 16


def narrow_form(owner: QWidget) -> QFormLayout:
    """Return a form whose fields stand below their labels, where they have the whole width."""
    form = QFormLayout(owner)
    form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def folded_box(name: str, title: str) -> QgsCollapsibleGroupBox:
    """Return a box that is folded at first; QGIS remembers by its name whether the user unfolded it."""
    box = QgsCollapsibleGroupBox(title)
    box.setObjectName(name)
    box.setCollapsed(True)
    return box


def tool_button(icon: str, tip: str) -> QToolButton:
    """Return a small button with an icon of QGIS's theme, which follows dark themes."""
    button = QToolButton()
    button.setIcon(QgsApplication.getThemeIcon(f"/{icon}"))
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    explain(button, tip)
    return button


def wrapped_label(text: str = "") -> QLabel:
    """Return a label that breaks its lines."""
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def explain(widget: QWidget, tip: str) -> None:
    """Give a control its tooltip, which screen readers read, too."""
    widget.setToolTip(tip)
    widget.setAccessibleName(tip)
