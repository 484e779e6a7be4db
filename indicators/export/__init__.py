"""What leaves the engine: GeoPackage, tables, figures, report."""

from parklocus.indicators.export.geopackage import export_geopackage, export_summary
from parklocus.indicators.export.survey_files import export_survey

__all__ = ["export_geopackage", "export_summary", "export_survey"]
