"""The four steps of a study, in any order: a bar that says where each stands, and the step that is looked at."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsProcessing, QgsProcessingAlgorithm
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parklocus.plugin.panel.city_step import CityStep
from parklocus.plugin.panel.factors_step import FactorsStep
from parklocus.plugin.panel.indices_step import IndicesStep
from parklocus.plugin.panel.layout import ICON_SIZE, explain, wrapped_label
from parklocus.plugin.panel.parks_step import ParksStep
from parklocus.plugin.processing.choices import geopackage_filter
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.plugin.panel.step import Step, StepState

MISSING_ICON = "/mIconWarning.svg"
READY_ICON = "/mIconSuccess.svg"
UNTOUCHED_ICON = "/mIconInfo.svg"
PAUSE_MS = 150  # after the last change, before the steps look at their layers again


class InputsForm(QWidget):
    """Everything that a run is asked for.

    Signals
    -------
    changed
        Something of the inputs is another.
    failed
        What is wrong with an entry.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, iface: Any, algorithm: QgsProcessingAlgorithm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.parks = ParksStep(iface, algorithm)
        self.city = CityStep(iface, algorithm)
        self.indices = IndicesStep(iface, algorithm, self.city.has)
        self.factors = FactorsStep(iface, algorithm, self._park_ids)
        self.steps: list[Step] = [self.parks, self.city, self.indices, self.factors]
        titles = (
            translate("InputsForm", "1 Parks"),
            translate("InputsForm", "2 City"),
            translate("InputsForm", "3 Indices"),
            translate("InputsForm", "4 Factors"),
        )
        self.pages = QStackedWidget()
        self.buttons: list[QToolButton] = []
        group = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(0)
        for number, (step, title) in enumerate(zip(self.steps, titles)):
            button = step_button(title)
            group.addButton(button, number)
            bar.addWidget(button)
            self.buttons.append(button)
            self.pages.addWidget(scrolling(step))
            button.clicked.connect(lambda _checked, page=number: self.show_step(page))
            step.changed.connect(self._changed)
            step.failed.connect(self.failed)
        self.output = QgsFileWidget()
        self.output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.output.setFilter(geopackage_filter())
        self.output.lineEdit().setPlaceholderText(translate("InputsForm", "[Save to a temporary file]"))
        explain(self.output, translate("InputsForm", "GeoPackage for the result; left empty, a temporary one"))
        self.output.fileChanged.connect(self._changed)
        result = QHBoxLayout()
        result.addWidget(wrapped_label(translate("InputsForm", "Result")))
        result.addWidget(self.output, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.pages, 1)
        column.addLayout(result)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.show_states)
        self.buttons[0].setChecked(True)
        self.show_states()

    def parameters(self, *, final: bool = True) -> dict[str, Any]:
        """Return the parameters of the algorithm as the steps stand; a `final` text that waits for Enter is taken."""
        if final:
            self.city.centres.add_typed()
        parameters: dict[str, Any] = {}
        for step in self.steps:
            parameters.update(step.parameters())
        return {**parameters, Name.OUTPUT: self.output.filePath() or QgsProcessing.TEMPORARY_OUTPUT}

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show these parameters; whatever is not given becomes what it was at first."""
        with self._one_change():
            for step in self.steps:
                step.fill(parameters)
            output = parameters.get(Name.OUTPUT)
            self.output.setFilePath("" if output in (None, QgsProcessing.TEMPORARY_OUTPUT) else str(output))

    def show_step(self, number: int) -> None:
        """Show a step, counted from 0."""
        self.buttons[number].setChecked(True)
        self.pages.setCurrentIndex(number)

    def problem(self) -> str:
        """Return what a run cannot do without, and show the first step that lacks something."""
        states = self.show_states()
        for number, state in enumerate(states):
            if state.missing:
                self.show_step(number)
                return state.missing
        return ""

    def show_states(self) -> list[StepState]:
        """Let every step say where it stands, in its page and in the bar."""
        states = [step.state() for step in self.steps]
        for step, button, state in zip(self.steps, self.buttons, states):
            step.show_state(state)
            icon = MISSING_ICON if state.missing else READY_ICON if state.given else UNTOUCHED_ICON
            button.setIcon(QgsApplication.getThemeIcon(icon))
            explain(button, state.missing or "\n".join(state.notes))
        return states

    def release(self) -> None:
        """Let go of the map and of the layers."""
        self._pause.stop()
        self.city.release()
        self.parks.release()

    def _park_ids(self) -> tuple[str, ...]:
        found = self.parks.found()
        return found.ids if found is not None else ()

    def _changed(self) -> None:
        self._pause.start()
        if not self._filling:
            self.changed.emit()

    @contextmanager
    def _one_change(self) -> Iterator[None]:
        self._filling = True
        try:
            yield
        finally:
            self._filling = False
            self.show_states()


def step_button(title: str) -> QToolButton:
    """Return a button of the bar: the icon above says where the step stands."""
    button = QToolButton()
    button.setText(title)
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setMinimumWidth(button.fontMetrics().horizontalAdvance(title))  # without the style's wide margins
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def scrolling(inside: QWidget) -> QScrollArea:
    """Return a page that scrolls up and down, never sideways."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inside)
    return scroll
