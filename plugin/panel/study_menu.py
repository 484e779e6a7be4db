"""The menu that opens, saves and begins a study."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from parklocus.plugin.child import ChildError
from parklocus.plugin.environment import EngineError, require_engine
from parklocus.plugin.panel.layout import explain
from parklocus.plugin.processing.choices import study_filter
from parklocus.plugin.processing.study_sections import not_asked_for, parameters_of
from parklocus.plugin.study_file import open_study
from parklocus.plugin.translation import translate
from parklocus.plugin.worker import WorkerError

SUFFIX = ".toml"


class StudyMenu(QPushButton):
    """A button with the study's actions.

    Signals
    -------
    opened
        The parameters that an opened study makes, and what of it they cannot hold.
    save_wanted
        Where the inputs are to be kept as a study.
    failed
        Why a study cannot be opened.
    """

    opened = pyqtSignal(dict, list)
    save_wanted = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(translate("StudyMenu", "Study file"), parent)
        explain(self, translate("StudyMenu", "Open a study.toml, keep the inputs as one, or begin anew"))
        menu = QMenu(self)
        self.open_action = menu.addAction(translate("StudyMenu", "Open a study…"))
        self.open_action.triggered.connect(self._ask_open)
        self.save_action = menu.addAction(translate("StudyMenu", "Save as a study…"))
        self.save_action.triggered.connect(self._ask_save)
        self.new_action = menu.addAction(translate("StudyMenu", "New study"))
        self.new_action.triggered.connect(lambda: self.opened.emit({}, []))
        self.setMenu(menu)

    def open_file(self, path: str) -> None:
        """Read a study; the engine alone judges it."""
        try:
            study = open_study(require_engine().python, Path(path))
            parameters, lost = parameters_of(study), not_asked_for(study)
        except (EngineError, WorkerError, ChildError, OSError) as error:
            self.failed.emit(str(error))
            return
        self.opened.emit(parameters, lost)

    def save_file(self, path: str) -> None:
        """Ask for the inputs to be kept under a name, which is given its ending."""
        self.save_wanted.emit(path if path.lower().endswith(SUFFIX) else path + SUFFIX)

    def _ask_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.open_action.text(), self._folder(), study_filter())
        if path:
            self.open_file(path)

    def _ask_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.save_action.text(), self._folder(), study_filter())
        if path:
            self.save_file(path)

    @staticmethod
    def _folder() -> str:
        return QgsProject.instance().homePath()
