"""What `parklocus.indicators` gives its users: these names, and no others, are promised to stay as they are."""

from parklocus.indicators import survey
from parklocus.indicators.catalogue import Index, Parameter, register_index
from parklocus.indicators.city.city import City
from parklocus.indicators.compute import compute
from parklocus.indicators.computing.park_table import ParkTable
from parklocus.indicators.computing.place_comparison import compare_places
from parklocus.indicators.computing.reference import Reference
from parklocus.indicators.demo import demo_folder
from parklocus.indicators.errors import Cancelled, InputError, ParkLocusError, WorkerEndedError
from parklocus.indicators.export import export_geopackage, export_summary, export_survey
from parklocus.indicators.export.figures import draw_figures, path_diagram
from parklocus.indicators.export.report import write_report, write_tables
from parklocus.indicators.fetch import fetch
from parklocus.indicators.indices import Column, bounded, over_the_city
from parklocus.indicators.osm.overpass import FetchOptions
from parklocus.indicators.run import StudyResult, run_study
from parklocus.indicators.sites import read_parks
from parklocus.indicators.study.study import Study
from parklocus.indicators.summary.summarise import summarise_city
from parklocus.indicators.summary.summary import CitySummary, SummaryOptions
from parklocus.indicators.survey.scores import mean_scores, read_respondents, read_scores
from parklocus.indicators.validation import Asked, ValidationResult, validate

__all__ = [
    "Asked",
    "Cancelled",
    "City",
    "CitySummary",
    "Column",
    "FetchOptions",
    "Index",
    "InputError",
    "Parameter",
    "ParkLocusError",
    "ParkTable",
    "Reference",
    "Study",
    "StudyResult",
    "SummaryOptions",
    "ValidationResult",
    "WorkerEndedError",
    "bounded",
    "compare_places",
    "compute",
    "demo_folder",
    "draw_figures",
    "export_geopackage",
    "export_summary",
    "export_survey",
    "fetch",
    "mean_scores",
    "over_the_city",
    "path_diagram",
    "read_parks",
    "read_respondents",
    "read_scores",
    "register_index",
    "run_study",
    "summarise_city",
    "survey",
    "validate",
    "write_report",
    "write_tables",
]
