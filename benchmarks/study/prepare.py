"""Ten real named places of an extract as parks, and its city node as the centre: `python prepare.py EXTRACT FOLDER`."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import osmium

SEED = 20180101
COUNT = 10
CULTURE = {"theatre", "library", "arts_centre", "cinema", "community_centre", "conference_centre"}


def is_site(tags: osmium.osm.TagList) -> bool:
    """Tell whether a named object is a shop, a museum, a gallery or a house of culture."""
    cultural = tags.get("amenity") in CULTURE or tags.get("tourism") in {"museum", "gallery"}
    return "name" in tags and ("shop" in tags or cultural)


def main(extract: str, folder: str) -> None:
    """Write `parks.geojson` and `study.json`: the extract, and lon, lat of its `place=city` or `place=town` node."""
    found, centre = [], None
    for item in osmium.FileProcessor(extract).with_locations():
        if item.is_node() and item.tags.get("place") in {"city", "town"}:
            centre = centre or [item.location.lon, item.location.lat]
        if item.is_way() and item.is_closed() and is_site(item.tags) and all(n.location.valid() for n in item.nodes):
            ring = [[node.location.lon, node.location.lat] for node in item.nodes]
            found.append(
                {
                    "type": "Feature",
                    "properties": {"id": f"w{item.id}", "name": item.tags["name"]},
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                }
            )
    if centre is None or len(found) < COUNT:
        sys.exit(f"{extract} has no city node, or fewer than {COUNT} named buildings of shops and culture")
    chosen = random.Random(SEED).sample(sorted(found, key=lambda feature: feature["properties"]["id"]), COUNT)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / "parks.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": chosen}), "utf-8")
    (target / "study.json").write_text(json.dumps({"extract": extract, "centre": centre}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
