"""The dock panel: the study and its results, the run below."""

from __future__ import annotations

from functools import partial
from typing import Any

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QTabWidget, QVBoxLayout, QWidget

from parklocus.plugin.log import LOG_TAB
from parklocus.plugin.panel.engine_box import EngineBox
from parklocus.plugin.panel.fetch import fetch_around, fetch_extent
from parklocus.plugin.panel.inputs_form import InputsForm
from parklocus.plugin.panel.layout import MARGIN, explain, wrapped_label
from parklocus.plugin.panel.results_page import ResultsPage
from parklocus.plugin.panel.run import AlgorithmRun
from parklocus.plugin.panel.study_menu import StudyMenu
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.project_state import keep_inputs, kept_inputs
from parklocus.plugin.result_layers import add_to_project
from parklocus.plugin.translation import translate

COMPUTE = "parklocus:indices"
INSTALL = "parklocus:install_engine"
FETCH = "parklocus:fetch_city"
SAVE = "parklocus:save_study"
STAYS_S = 0  # seconds a message stays: until it is read
NOTES_SHOWN = 3


class ParkLocusDock(QgsDockWidget):
    """Collects the inputs, runs the plugin's algorithms in the background and shows what they left."""

    def __init__(self, iface: Any) -> None:
        super().__init__("Park Locus", iface.mainWindow())
        self.setObjectName("ParkLocusDock")
        self._iface = iface
        self.run: AlgorithmRun | None = None
        self._keeps = True
        self.engine = EngineBox()
        self.engine.install_wanted.connect(self.install)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(COMPUTE)
        self.form = InputsForm(iface, algorithm)
        self.form.failed.connect(self.show_error)
        self.form.changed.connect(self._keep)
        self.form.city.fetch_extent_wanted.connect(lambda: self._start(FETCH, fetch_extent(iface.mapCanvas())))
        self.form.city.fetch_around_wanted.connect(self._fetch_around)
        self.study_menu = StudyMenu()
        self.study_menu.failed.connect(self.show_error)
        self.study_menu.opened.connect(self._study_opened)
        self.study_menu.save_wanted.connect(self.save_study)
        self.results = ResultsPage(iface.mapCanvas())
        self.results.failed.connect(self.show_error)
        self.progress_text = wrapped_label()
        self.progress = QProgressBar()
        self.run_button = QPushButton(translate("ParkLocusDock", "Run"))
        explain(self.run_button, translate("ParkLocusDock", "Computes the indices; you can go on working meanwhile."))
        self.run_button.clicked.connect(self.compute)
        self.cancel_button = QPushButton(translate("ParkLocusDock", "Cancel"))
        explain(self.cancel_button, translate("ParkLocusDock", "Ends the run and leaves no file"))
        self.cancel_button.clicked.connect(self.cancel)
        self._lay_out()
        self._show_running(running=False)
        project = QgsProject.instance()
        project.aboutToBeCleared.connect(self._project_goes)
        project.readProject.connect(self.restore)
        project.cleared.connect(self.restore)
        self.restore()

    def compute(self) -> None:
        """Compute the indices of the parks."""
        problem = self.form.problem()
        if problem:
            self.tabs.setCurrentIndex(0)
            self.show_error(problem)
            return
        self._start(COMPUTE, self.form.parameters())

    def install(self) -> None:
        """Make the engine's environment."""
        self._start(INSTALL, {})

    def save_study(self, path: str) -> None:
        """Write the inputs as a study file."""
        problem = self.form.problem()
        if problem:
            self.show_error(problem)
            return
        self._start(SAVE, {**self.form.parameters(), Name.OUTPUT: path})

    def cancel(self) -> None:
        """Cancel what is running."""
        if self.run is not None:
            self.progress_text.setText(translate("ParkLocusDock", "Cancelling…"))
            self.run.cancel()

    def restore(self, *_document: object) -> None:
        """Show the inputs that the project holds; without any, those of a new study."""
        self.form.fill(kept_inputs(QgsProject.instance()) or {})
        self._keeps = True

    def release(self) -> None:
        """Stop what is running and let go of the map and the project, before the panel goes."""
        project = QgsProject.instance()
        project.aboutToBeCleared.disconnect(self._project_goes)
        project.readProject.disconnect(self.restore)
        project.cleared.disconnect(self.restore)
        self.form.release()
        self.results.release()
        if self.run is not None:
            self.run.stop()
            self.run = None

    def show_error(self, text: str) -> None:
        """Show what went wrong in QGIS's message bar."""
        self._message(text, Qgis.MessageLevel.Critical)

    def _project_goes(self) -> None:
        """Take no notice of layers that go with their project."""
        self._keeps = False

    def _keep(self) -> None:
        if self._keeps:
            keep_inputs(QgsProject.instance(), self.form.parameters(final=False))

    def _fetch_around(self) -> None:
        layer = self.form.parks.layer.layer()
        if layer is None:
            self.form.show_step(0)
            self.show_error(self.form.parks.state().missing)
            return
        self._start(FETCH, fetch_around(layer, self.form.parks.parameters()[Name.PARKS]))

    def _start(self, algorithm: str, parameters: dict[str, Any]) -> None:
        if self.run is not None:
            return
        run = AlgorithmRun(algorithm, parameters)
        problem = run.problem()
        if problem:
            self.show_error(problem)
            return
        run.progressed.connect(lambda percent: self.progress.setValue(int(percent)))
        run.text_changed.connect(self.progress_text.setText)
        ends = {COMPUTE: self._computed, INSTALL: self._installed, FETCH: self._fetched, SAVE: self._saved}
        run.finished.connect(partial(self._ended, ends[algorithm]))
        self.run = run
        self._show_running(running=True)
        run.start()

    def _ended(self, then: Any, succeeded: bool, error: str, results: dict[str, Any]) -> None:
        run, self.run = self.run, None
        if run is None:
            raise RuntimeError("a run ended that was not begun")
        self._show_running(running=False)
        self.engine.refresh()
        if succeeded:
            then(run, results)
        elif error:
            self.show_error(error)
        else:
            self._message(translate("ParkLocusDock", "Cancelled; nothing was changed."), Qgis.MessageLevel.Info)

    def _computed(self, run: AlgorithmRun, results: dict[str, Any]) -> None:
        layers = add_to_project(run.context, QgsProject.instance())
        text = translate("ParkLocusDock", "Done: {count} layers from {file} are in the project.")
        self._message(text.format(count=len(layers), file=results[Name.OUTPUT]), Qgis.MessageLevel.Success)
        self._show_notes(run.warnings)
        self.results.show_result(results[Name.OUTPUT])
        self.tabs.setCurrentIndex(1)

    def _installed(self, _run: AlgorithmRun, _results: dict[str, Any]) -> None:
        self._message(translate("ParkLocusDock", "The engine is installed."), Qgis.MessageLevel.Success)

    def _fetched(self, run: AlgorithmRun, results: dict[str, Any]) -> None:
        self.form.city.osm.setFilePath(results[Name.OUTPUT])
        self.form.city.boundary.choose(results[Name.BOUNDARY])
        text = translate("ParkLocusDock", "Fetched: {file}").format(file=results[Name.OUTPUT])
        self._message(text, Qgis.MessageLevel.Success)
        self._show_notes(run.warnings)

    def _saved(self, _run: AlgorithmRun, results: dict[str, Any]) -> None:
        text = translate("ParkLocusDock", "Saved: {file}").format(file=results[Name.OUTPUT])
        self._message(text, Qgis.MessageLevel.Success)

    def _study_opened(self, parameters: dict[str, Any], lost: list[str]) -> None:
        self.form.fill(parameters)
        self._keep()
        self.tabs.setCurrentIndex(0)
        if lost:
            text = translate(
                "ParkLocusDock",
                'The panel has no field for: {lost}. "Run a study file" in the toolbox runs the study with them.',
            )
            self._message(text.format(lost=", ".join(lost)), Qgis.MessageLevel.Warning)

    def _show_notes(self, notes: list[str]) -> None:
        if not notes:
            return
        more = len(notes) - NOTES_SHOWN
        text = " ".join(notes[:NOTES_SHOWN])
        if more > 0:
            text += " " + translate("ParkLocusDock", '{count} more notes are in the "{tab}" tab of the log.').format(
                count=more, tab=LOG_TAB
            )
        self._message(text, Qgis.MessageLevel.Warning)

    def _message(self, text: str, level: Qgis.MessageLevel) -> None:
        self._iface.messageBar().pushMessage("Park Locus", text, level, STAYS_S)

    def _show_running(self, *, running: bool) -> None:
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.progress_text.setVisible(running)
        self.progress_text.clear()
        self.run_button.setEnabled(not running)
        self.cancel_button.setEnabled(running)
        for widget in (self.form, self.engine, self.study_menu):
            widget.setEnabled(not running)

    def _lay_out(self) -> None:
        study = QWidget()
        column = QVBoxLayout(study)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.engine)
        column.addWidget(self.form, 1)
        column.addWidget(self.progress_text)
        column.addWidget(self.progress)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.cancel_button, 1)
        column.addLayout(buttons)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(study, translate("ParkLocusDock", "Study"))
        self.tabs.addTab(self.results, translate("ParkLocusDock", "Results"))
        self.tabs.setCornerWidget(self.study_menu)
        self.setWidget(self.tabs)
