"""The QGIS plugin: PyQGIS and the standard library alone.

It runs on the Python that QGIS brings (3.9 on macOS) and holds nothing of the engine: `worker` starts the command line.
"""
