"""Step 2: the city: its street map, fetched or from a file, its centres, timetables and rasters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import Qgis, QgsProcessingAlgorithm
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QLocale, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QPushButton

from parklocus.plugin.centres import CentreError, read_centres
from parklocus.plugin.panel.centre_list import CentreList
from parklocus.plugin.panel.file_list import FileList
from parklocus.plugin.panel.layer_chooser import LayerChooser
from parklocus.plugin.panel.layout import explain, folded_box, narrow_form
from parklocus.plugin.panel.parameter_box import ParameterBox
from parklocus.plugin.panel.step import Step, StepState
from parklocus.plugin.processing.choices import osm_filter
from parklocus.plugin.processing.parameters import Name
from parklocus.plugin.translation import translate


class CityStep(Step):
    """Where the streets, stops and places come from.

    Signals
    -------
    fetch_extent_wanted, fetch_around_wanted
        The user asked to fetch the map of the canvas's extent, or of the parks' surroundings.
    """

    fetch_extent_wanted = pyqtSignal()
    fetch_around_wanted = pyqtSignal()

    def __init__(self, iface: Any, algorithm: QgsProcessingAlgorithm) -> None:
        super().__init__()
        canvas = iface.mapCanvas()
        self.osm = QgsFileWidget()
        self.osm.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self.osm.setFilter(osm_filter())
        self.osm.lineEdit().setPlaceholderText(".osm.pbf, .osm, .osm.bz2, .osm.gz")
        explain(self.osm, translate("CityStep", "An extract that reaches some kilometres past the parks"))
        self.osm.fileChanged.connect(self.changed)
        self.fetch_button = QPushButton(translate("CityStep", "Fetch from OpenStreetMap"))
        explain(
            self.fetch_button,
            translate(
                "CityStep",
                "Asks OpenStreetMap's servers for the map and keeps it as a file; what was fetched before is not "
                "asked for again. For whole regions use a download service.",
            ),
        )
        menu = QMenu(self.fetch_button)
        self.fetch_extent = menu.addAction(translate("CityStep", "What the map window shows"))
        self.fetch_extent.triggered.connect(self.fetch_extent_wanted)
        self.fetch_around = menu.addAction(translate("CityStep", "The parks and 3 km around them"))
        self.fetch_around.triggered.connect(self.fetch_around_wanted)
        self.fetch_button.setMenu(menu)
        self.boundary = LayerChooser(
            Qgis.LayerFilter.PolygonLayer,
            translate("CityStep", "Area that the map covers; left empty, it is as the file says."),
        )
        self.boundary.failed.connect(self.failed)
        self.boundary.layer_changed.connect(self.changed)
        self.centres = CentreList(canvas)
        self.centres.failed.connect(self.failed)
        self.centres.changed.connect(self.changed)
        box = folded_box("parklocusCity", translate("CityStep", "Street map and centres"))
        box.setCollapsed(False)
        form = narrow_form(box)
        form.addRow(translate("CityStep", "OpenStreetMap file"), self.osm)
        form.addRow(self.fetch_button)
        form.addRow(translate("CityStep", "Centres (CBD)"), self.centres)
        form.addRow(translate("CityStep", "Boundary of the map"), self.boundary)
        self.column.addWidget(box)
        self.boxes = [
            ParameterBox(name, title, algorithm, names, canvas)
            for name, title, names in (
                (
                    "parklocusTimetables",
                    translate("CityStep", "Timetables"),
                    [Name.TIMETABLE_DAY, Name.TIMETABLE_WINDOW, Name.HEADWAYS],
                ),
                (
                    "parklocusRasters",
                    translate("CityStep", "Rasters"),
                    [Name.POPULATION, Name.PEOPLE, Name.NIGHT_LIGHT],
                ),
                ("parklocusCityMore", translate("CityStep", "More about the map"), [Name.TAXONOMY, Name.SNAPSHOT]),
            )
        ]
        for parameter_box in self.boxes:
            parameter_box.changed.connect(self.changed)
            self.column.addWidget(parameter_box)
        self.timetables = FileList(translate("CityStep", "Timetables of the city's operators"), "GTFS (*.zip)")
        self.timetables.changed.connect(self.changed)
        self.boxes[0].insert_row(translate("CityStep", "GTFS zips"), self.timetables)
        self.column.addStretch()

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that name the city."""
        boundary = self.boundary.layer()
        parameters: dict[str, Any] = {Name.OSM: self.osm.filePath(), Name.CENTRES: self.centres.text()}
        if boundary is not None:
            parameters[Name.BOUNDARY] = boundary.id()
        if self.timetables.files():
            parameters[Name.GTFS] = self.timetables.files()
        for box in self.boxes:
            parameters.update(box.parameters())
        return parameters

    def fill(self, parameters: dict[str, Any]) -> None:
        """Show the city of these parameters."""
        self.osm.setFilePath(str(parameters.get(Name.OSM) or ""))
        self.boundary.choose(str(parameters.get(Name.BOUNDARY) or ""))
        self.centres.clear()
        try:
            centres = read_centres(str(parameters.get(Name.CENTRES) or ""))
        except CentreError as error:
            self.failed.emit(str(error))
        else:
            for centre in centres:
                self.centres.add(centre)
        self.timetables.set_files(parameters.get(Name.GTFS) or [])
        for box in self.boxes:
            box.fill(parameters)

    def state(self) -> StepState:
        """Return whether there is a map, and how much of the city is given."""
        text = self.osm.filePath().strip()
        if not text:
            return StepState(
                translate("CityStep", "Choose the OpenStreetMap file of the city, or fetch it."), [], given=False
            )
        file = Path(text)
        if not file.is_file():
            return StepState(translate("CityStep", "There is no file {file}.").format(file=text), [], given=True)
        size = QLocale().formattedDataSize(file.stat().st_size)
        notes = [translate("CityStep", "{file}, {size}").format(file=file.name, size=size)]
        if not self.centres.centres():
            notes.append(translate("CityStep", "Without a centre, distances to it are left out."))
        return StepState("", notes, given=True)

    def has(self, need: str) -> bool:
        """Whether what some indices need beside the map is given: `centre`, `population` or `night_light`."""
        if need == "centre":
            return bool(self.centres.centres() or self.centres.entry.text().strip())
        name = {"population": Name.POPULATION, "night_light": Name.NIGHT_LIGHT}.get(need)
        return name is None or name in self.parameters()

    def release(self) -> None:
        """Take the tool and the marks off the map."""
        self.centres.release()
