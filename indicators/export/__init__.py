"""What leaves the engine: GeoPackage, tables, figures, report."""

from parklocus.indicators.export.geopackage import export_geopackage, export_summary

__all__ = ["export_geopackage", "export_summary"]
