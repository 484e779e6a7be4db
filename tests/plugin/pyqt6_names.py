"""Resolve dotted names against PyQt6; run apart, because PyQt5 and PyQt6 do not share a process.

Standard input: JSON list of [module, dotted name], such as ["QtCore", "Qt.ItemDataRole.UserRole"].
Standard output: JSON list of those that PyQt6 does not have.
"""

import importlib
import json
import sys

# What qgis.PyQt itself brings to both: QAction moved from QtWidgets to QtGui.
MOVED = {("QtWidgets", "QAction"): "QtGui"}

missing = []
for module, dotted in json.load(sys.stdin):
    first = dotted.partition(".")[0]
    value = importlib.import_module("PyQt6." + MOVED.get((module, first), module))
    try:
        for part in dotted.split("."):
            value = getattr(value, part)
    except AttributeError:
        missing.append([module, dotted])
json.dump(missing, sys.stdout)
