"""Resolve dotted names against PyQt6; run apart, because PyQt5 and PyQt6 do not share a process.

Standard input: JSON list of [module, dotted name], such as ["QtCore", "Qt.ItemDataRole.UserRole"].
Standard output: JSON object: `missing`, those that PyQt6 does not have, and `members`, the names of all attributes of
the classes of the modules that are named.
"""

import importlib
import json
import sys

# What qgis.PyQt itself brings to both: QAction moved from QtWidgets to QtGui.
MOVED = {("QtWidgets", "QAction"): "QtGui"}

asked = json.load(sys.stdin)
missing = []
for module, dotted in asked:
    first = dotted.partition(".")[0]
    value = importlib.import_module("PyQt6." + MOVED.get((module, first), module))
    try:
        for part in dotted.split("."):
            value = getattr(value, part)
    except AttributeError:
        missing.append([module, dotted])
members = set()
for name in {module for module, _ in asked} | set(MOVED.values()):
    module = importlib.import_module(f"PyQt6.{name}")
    for value in vars(module).values():
        if isinstance(value, type):
            members.update(dir(value))
json.dump({"missing": missing, "members": sorted(members)}, sys.stdout)
