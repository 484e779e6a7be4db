"""Locational indices of parks from OpenStreetMap, and what factor scores make of them.

The names stand in `public`; they are imported when the first of them is asked for, so that the command line hears and
answers at once.

Examples
--------
>>> from parklocus.indicators import City, compute, read_parks
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parklocus.indicators.public import *  # noqa: F403

# Who reads a city alone need not wait for what computes: that takes three times as long to import.
_ALONE = {
    "City": "city.city",
    "Cancelled": "errors",
    "InputError": "errors",
    "demo_folder": "demo",
    "read_parks": "sites",
}
_ALSO_MODULES = {"compute", "fetch"}  # functions here, and the modules that they stand in


class _Names(ModuleType):
    """A package in which a module that is imported does not take the place of the function of its name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _ALSO_MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Names


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    if name == "survey":
        return import_module(f"{__name__}.survey")
    if name in _ALONE:
        globals()[name] = getattr(import_module(f"{__name__}.{_ALONE[name]}"), name)
        return globals()[name]
    public = import_module("parklocus.indicators.public")
    if name == "__all__" or name in public.__all__:
        globals()[name] = getattr(public, name)
        return globals()[name]
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
