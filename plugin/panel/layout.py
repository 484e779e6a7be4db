"""How forms are laid out in a panel that may be only 350 pixels wide."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QFormLayout, QWidget

MARGIN = 6


def narrow_form(owner: QWidget) -> QFormLayout:
    """Return a form whose fields go below their labels where they would not fit beside them."""
    form = QFormLayout(owner)
    form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
