"""The QGIS plugin: PyQGIS and the standard library alone."""
