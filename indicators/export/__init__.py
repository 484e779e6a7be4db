"""What leaves the engine: GeoPackage, tables, figures, report."""

from parklocus.indicators.export.geopackage import export_geopackage

__all__ = ["export_geopackage"]
