"""The engine: no Qt, no QGIS."""
