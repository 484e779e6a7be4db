"""The search for a Python on layouts as they were found on Windows, macOS and Linux, Flatpak among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parklocus.plugin.interpreters import Surroundings, candidates

# Each: platform, what runs, prefixes, variables, files that are there, and what is to be found, in this order.
# Paths are below a folder that stands for the root; ~ stands for the user's folder.
LAYOUTS = {
    "Windows, OSGeo4W": (
        "win32",
        "OSGeo4W/bin/qgis-bin.exe",
        ("OSGeo4W/apps/Python312", "OSGeo4W/apps/Python312", "OSGeo4W/apps/qgis"),
        {"PATH": "OSGeo4W/bin;~/AppData/Local/Microsoft/WindowsApps", "LOCALAPPDATA": "~/AppData/Local"},
        (
            "OSGeo4W/apps/Python312/python.exe",
            "OSGeo4W/apps/Python312/python3.exe",
            "~/AppData/Local/Microsoft/WindowsApps/python3.exe",
            "~/AppData/Local/Programs/Python/Python313/python.exe",
            "~/AppData/Local/Programs/Python/Python311/python.exe",
        ),
        (
            "OSGeo4W/apps/Python312/python.exe",
            "OSGeo4W/apps/Python312/python3.exe",
            "~/AppData/Local/Programs/Python/Python313/python.exe",
            "~/AppData/Local/Programs/Python/Python311/python.exe",
        ),
    ),
    "Windows, standalone installer": (
        "win32",
        "Program Files/QGIS 3.40/bin/qgis-ltr-bin.exe",
        ("Program Files/QGIS 3.40/apps/Python312", "Program Files/QGIS 3.40/apps/qgis-ltr"),
        {"PATH": "Program Files/QGIS 3.40/bin", "PROGRAMFILES": "Program Files"},
        ("Program Files/QGIS 3.40/apps/Python312/python.exe", "Program Files/Python312/python.exe"),
        ("Program Files/QGIS 3.40/apps/Python312/python.exe", "Program Files/Python312/python.exe"),
    ),
    "Windows, conda": (
        "win32",
        "~/miniforge3/envs/qgis/Library/bin/qgis.exe",
        ("~/miniforge3/envs/qgis",),
        {"PATH": ""},
        ("~/miniforge3/envs/qgis/python.exe", "~/miniforge3/python.exe"),
        ("~/miniforge3/envs/qgis/python.exe", "~/miniforge3/python.exe"),
    ),
    "macOS, application and python.org": (
        "darwin",
        "Applications/QGIS-LTR.app/Contents/MacOS/QGIS",
        ("Applications/QGIS-LTR.app/Contents/MacOS", "Applications/QGIS-LTR.app/Contents/MacOS"),
        {"PATH": "usr/bin"},
        (
            "Applications/QGIS-LTR.app/Contents/MacOS/bin/python3",
            "usr/bin/python3",
            "Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12",
        ),
        (
            "Applications/QGIS-LTR.app/Contents/MacOS/bin/python3",
            "Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12",
            "usr/bin/python3",
        ),
    ),
    "Linux, of the distribution": (
        "linux",
        "usr/bin/python3",
        ("usr", "usr", "usr"),
        {"PATH": "usr/local/bin:usr/bin"},
        ("usr/bin/python3", "usr/bin/python3.12", "usr/local/bin/python3.13"),
        ("usr/bin/python3", "usr/bin/python3.12", "usr/local/bin/python3.13"),
    ),
    "Linux, Flatpak": (
        "linux",
        "app/bin/qgis",
        ("usr", "usr", "app"),
        {"PATH": "app/bin:usr/bin"},
        ("usr/bin/python3", "usr/bin/python3.12"),
        ("usr/bin/python3.12", "usr/bin/python3"),
    ),
    "Linux, conda beside": (
        "linux",
        "usr/bin/qgis",
        ("usr",),
        {"PATH": "usr/bin"},
        ("~/miniconda3/bin/python3.12",),
        ("~/miniconda3/bin/python3.12",),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pythons_are_found_where_each_system_keeps_them(layout, tmp_path, qgis_app):
    platform, executable, prefixes, variables, files, expected = LAYOUTS[layout]
    home = tmp_path / "Users" / "me"

    def real(path):
        return str(home / path[2:]) if path.startswith("~/") else str(tmp_path / path)

    def real_list(text, separator):
        return separator.join(real(part) for part in text.split(separator) if part)

    for file in files:
        Path(real(file)).parent.mkdir(parents=True, exist_ok=True)
        Path(real(file)).touch()
    separator = ";" if platform == "win32" else ":"
    around = Surroundings(
        platform=platform,
        executable=real(executable),
        prefixes=tuple(map(real, prefixes)),
        variables={name: real_list(value, separator) for name, value in variables.items()},
        home=home,
        frameworks=tmp_path / "Library" / "Frameworks" / "Python.framework" / "Versions",
    )
    # What the machine that runs the test has in folders with fixed names does not count.
    found = [path for path in dict.fromkeys(candidates(around)) if path.startswith(str(tmp_path))]
    assert found == [real(path) for path in expected]


def test_a_bare_computer_has_none(tmp_path, qgis_app):
    around = Surroundings("linux", str(tmp_path / "qgis"), (), {"PATH": str(tmp_path)}, tmp_path)
    assert list(candidates(around)) == []
