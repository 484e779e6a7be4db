"""The engine's part of the panel: what is installed, the button that installs it, and who may choose otherwise."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from parklocus.plugin.environment import BASE_KEY, ENGINE_KEY, engine_problem, locate_engine, name_python, named_python
from parklocus.plugin.panel.layout import narrow_form
from parklocus.plugin.translation import translate


class EngineBox(QgsCollapsibleGroupBox):
    """Says whether the engine is there; folded while all is well."""

    install_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("EngineBox", "Engine"), parent)
        self.setObjectName("parklocusEngine")
        self.setSaveCollapsedState(False)  # the engine's state decides, not the last session
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.install_button = QPushButton(translate("EngineBox", "Install the engine"))
        self.install_button.clicked.connect(self.install_wanted)
        self.base_python = self._chooser(BASE_KEY, translate("EngineBox", "found by itself"))
        self.engine_python = self._chooser(ENGINE_KEY, translate("EngineBox", "the plugin's own"))
        form: QFormLayout = narrow_form(self)
        form.addRow(self.status)
        form.addRow(self.install_button)
        form.addRow(translate("EngineBox", "Python to make it from"), self.base_python)
        form.addRow(translate("EngineBox", "Interpreter of your own"), self.engine_python)
        self.refresh()

    def refresh(self) -> bool:
        """Show what is there, and return whether a run can start."""
        engine = locate_engine()
        problem = engine_problem(engine)
        if engine is not None and not problem:
            self.status.setText(
                translate("EngineBox", "Ready ({origin}): {python}").format(origin=engine.origin, python=engine.python)
            )
        else:
            self.status.setText(problem)
        self.setCollapsed(not problem)
        return not problem

    def _chooser(self, key: str, placeholder: str) -> QgsFileWidget:
        widget = QgsFileWidget()
        widget.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        widget.lineEdit().setPlaceholderText(placeholder)
        widget.setFilePath(named_python(key))
        widget.fileChanged.connect(lambda path: self._keep(key, path))
        return widget

    def _keep(self, key: str, path: str) -> None:
        name_python(key, path)
        self.refresh()
