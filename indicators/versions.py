"""The versions that a result depends on."""

from __future__ import annotations

import platform
from importlib.metadata import version

import parklocus

_LIBRARIES = ("geopandas", "numpy", "osmium", "pandas", "pyogrio", "pyproj", "scipy", "shapely")


def versions() -> dict[str, str]:
    """Return the versions of Park Locus, Python and the libraries that compute."""
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"parklocus": parklocus.__version__, "python": platform.python_version(), **libraries}
