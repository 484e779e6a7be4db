"""Check a result that `qgis_process` wrote, with SQLite alone: check_result.py RESULT PARKS."""

import json
import sqlite3
import sys
from pathlib import Path

LAYERS = {
    "parks",
    "catchments",
    "reference",
    "stops",
    "places",
    "features",
    "index_definitions",
    "completeness",
    "associations",
    "provenance",
}

result, parks = map(Path, sys.argv[1:])
asked = [feature["properties"] for feature in json.loads(parks.read_text(encoding="utf-8"))["features"]]
connection = sqlite3.connect(result)
contents = {name for (name,) in connection.execute("select table_name from gpkg_contents")}
if not contents >= LAYERS:
    sys.exit(f"{result.name} lacks {sorted(LAYERS - contents)}")
found = dict(connection.execute("select id, name from parks"))
if found != {park["id"]: park["name"] for park in asked}:
    sys.exit(f"{result.name} holds other parks: {found}")
(nodes,) = connection.execute("select count(*) from reference where cbd_distance > 0").fetchone()
if nodes < 1000:
    sys.exit(f"{result.name} has only {nodes} street nodes with a distance to the centre")
distances = connection.execute("select id, cbd_distance, cbd_straight, cbd_distance_pct from parks").fetchall()
for park, along, straight, percentile in distances:
    if not (along >= straight > 0 and 0 <= percentile <= 100):
        sys.exit(f"{park}: {along} m along the streets, {straight} m straight, percentile {percentile}")
labels = {row[0] for row in connection.execute("select distinct factor from associations")}
if "locational" not in labels:
    sys.exit(f"the scores' factors are missing among {labels}")
styled = {row[0] for row in connection.execute("select f_table_name from layer_styles")}
if "parks" not in styled:
    sys.exit("the parks carry no style")
