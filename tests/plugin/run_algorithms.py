"""Run every algorithm through `qgis_process`, and the same study through the command line and a script.

Usage: run_algorithms.py FOLDER, with QGIS_CUSTOM_CONFIG_PATH naming a profile that holds the plugin, and
PARKLOCUS_PYTHON the engine's interpreter. Ends with a sentence where something is not as it should be.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "plugin"
sys.path.insert(0, str(HERE))

from compare_results import differences, tables_of  # noqa: E402

FOLDER = Path(sys.argv[1]).resolve()
ENGINE = os.environ["PARKLOCUS_PYTHON"]
DEMO = ROOT / "resources" / "demo"
LIMIT_S = 120
MODEL = "locational =~ L1 + L2 + L3\noffice =~ S1 + S2 + S3"
SCRIPT = (
    "import sys; from parklocus.indicators import Study, run_study; run_study(Study.open(sys.argv[1]), sys.argv[2])"
)


def fail(text, log=""):
    """End with what went wrong."""
    sys.exit(f"{log}\n{text}")


def say(text):
    """Tell how far it is."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def qgis_process(algorithm, parameters, *, succeeds=True):
    """Run an algorithm and return its outputs, or the log of a run that is to fail."""
    asked = json.dumps({"inputs": parameters})
    done = subprocess.run(
        ["qgis_process", "--json", "run", f"parklocus:{algorithm}", "-"],
        input=asked.encode(),
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    log = done.stdout.decode() + done.stderr.decode()
    if "Traceback" in log or (done.returncode == 0) != succeeds:
        fail(f"{algorithm} ended with {done.returncode}", log)
    say(f"qgis_process, {algorithm}: {'passed' if succeeds else 'refused, as it should'}")
    return json.loads(done.stdout)["results"] if succeeds else log


def refused(algorithm, parameters, words):
    """Run an algorithm that is to end with a sentence."""
    log = qgis_process(algorithm, parameters, succeeds=False)
    if words not in log:
        fail(f"{algorithm} does not say {words!r}", log)


def city(folder):
    """Draw a small town; return the parameters that name it."""
    runpy.run_path(str(ROOT / "tests" / "indicators" / "town.py"))["draw_town"](folder)
    parks = {"PARKS": str(folder / "parks.geojson"), "ID_FIELD": "id", "NAME_FIELD": "name"}
    return {**parks, "OSM": str(folder / "town.osm")}


def same_for_all(town):
    """One study from QGIS, from the command line and from a script gives one result."""
    scores = {"SCORES": str(FOLDER / "scores.csv"), "SCORES_ID_FIELD": "id", "SCORES_METHOD": "bartlett"}
    asked = {**town, **scores, "CENTRES": "13.2575,53.5545,Markt", "PRESET": "paper", "TITLE": "Town"}
    asked["INDEX_PARAMETERS"] = "amenity_density.radii = 300"
    asked["DIRECTIONS"] = "locational.cbd_distance = -\noffice.amenity_density = +"
    of_qgis = FOLDER / "qgis.gpkg"
    outputs = qgis_process("indices", {**asked, "OUTPUT": str(of_qgis)})
    if not {"PARKS_LAYER", "REFERENCE_LAYER", "ASSOCIATIONS_TABLE"} <= outputs.keys():
        fail(f"indices hands on {outputs}")
    study = FOLDER / "study.toml"
    qgis_process("save_study", {**asked, "OUTPUT": str(study)})
    others = {name: FOLDER / f"{name}.gpkg" for name in ("file", "line", "script")}
    qgis_process("run_study", {"STUDY": str(study), "OUTPUT": str(others["file"])})
    line = [ENGINE, "-m", "parklocus.indicators", "run", str(study), "--output", str(others["line"])]
    for command in (line, [ENGINE, "-c", SCRIPT, str(study), str(others["script"])]):
        subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, timeout=LIMIT_S)
    if len(tables_of(of_qgis)["parks"]) != 7:
        fail("the town has six parks")
    for name, other in others.items():
        found = differences(of_qgis, other)
        if found:
            fail(f"indices and {name} differ: {found}")
    say("the same values from qgis_process, a study file, the command line and a script")


def parts(town):
    """The algorithms that do a part of the whole."""
    catchments = qgis_process("catchments", {**town, "RADII": "200, 400", "OUTPUT": str(FOLDER / "catchments.gpkg")})
    if set(catchments) & {"PARKS_LAYER", "STOPS_LAYER"} or "CATCHMENTS_LAYER" not in catchments:
        fail(f"catchments hands on {catchments}")
    asked = {**town, "INDICES": ["street_density"], "REFERENCE_SAMPLE": 50, "OUTPUT": str(FOLDER / "ranked.gpkg")}
    qgis_process("percentiles", asked)
    ranked = tables_of(FOLDER / "ranked.gpkg")
    if len(ranked["reference"]) != 51 or "street_density_800_pct" not in ranked["parks"][0]:
        fail("parks are not ranked among fifty nodes")
    scores = {"SCORES": str(FOLDER / "scores.csv"), "SCORES_ID_FIELD": "id"}
    directions = {"DIRECTIONS": "locational.street_density = +\noffice.street_density = 0"}
    asked = {**town, **scores, **directions, "INDICES": ["street_density"], "OUTPUT": str(FOLDER / "held.gpkg")}
    qgis_process("validation", asked)
    if "pattern" not in tables_of(FOLDER / "held.gpkg"):
        fail("six parks allow a test of all expected directions")
    page = {"RESULT": str(FOLDER / "held.gpkg"), "OUTPUT": str(FOLDER / "report.html")}
    report = qgis_process("report", {**page, "TABLES": str(FOLDER / "tables"), "FIGURES": str(FOLDER / "figures")})
    left = [Path(report["REPORT"]), *Path(report["TABLES"]).iterdir(), *Path(report["FIGURES"]).glob("*.svg")]
    if len(left) < 3 or not all(path.stat().st_size for path in left):
        fail(f"report leaves {left}")
    items = [f"{letter}{number}" for letter in "LS" for number in (1, 2, 3)]
    asked = {"ANSWERS": str(DEMO / "answers.csv"), "PARK_FIELD": "park", "ITEMS": items, "MODEL": MODEL, "DRAWS": 0}
    survey = qgis_process("survey", {**asked, "OUTPUT": str(FOLDER / "survey")})
    if not all(Path(survey[name]).is_file() for name in ("REPORT", "SCORES", "SCRIPT")):
        fail(f"survey leaves {survey}")


def mistakes(town):
    """A mistake of the user's is one sentence, a failure and no file."""
    output = FOLDER / "mistake.gpkg"
    (FOLDER / "text.osm").write_text("This is no map.", encoding="utf-8")
    refused(
        "indices",
        {**town, "OSM": str(FOLDER / "text.osm"), "OUTPUT": str(output)},
        "text.osm cannot be read as OpenStreetMap data",
    )
    if output.exists():
        fail("a failed run left a file")
    twice = {"PLACE": "Neubrandenburg", "EXTENT": "13.2,13.3,53.5,53.6 [EPSG:4326]"}
    refused("fetch_city", {**twice, "OUTPUT": str(FOLDER / "city.osm.pbf")}, "in one way")
    refused("install_engine", {"WHEELS": str(FOLDER / "no wheels")}, "There is no folder")


if __name__ == "__main__":
    small_town = city(FOLDER)
    same_for_all(small_town)
    parts(small_town)
    mistakes(small_town)
