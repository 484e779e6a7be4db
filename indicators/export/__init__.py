"""What leaves the engine: GeoPackage, tables, figures, report."""
