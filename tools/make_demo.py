"""Make the embedded demo again: the city's extract, its sites and their simulated scores.

    python tools/make_demo.py neubrandenburg.osm.bz2 [--output resources/demo]

The source is any OpenStreetMap file of Neubrandenburg that states its bounds. What is written depends on the source
and on this file alone, so that the same source gives the same demo.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import osmium
from osmium.osm import mutable

from parklocus.indicators.study.survey import open_survey
from parklocus.indicators.survey.run_scores import scores_of_survey
from parklocus.indicators.survey.study_survey import assess_survey, require_scores

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY: frozenset[str] = frozenset()

STUDY = Path(__file__).resolve().parents[1] / "resources" / "demo" / "study.toml"

# An object is kept for one of these: what the catalogue of indices reads, any value where none is listed.
FEATURES: dict[str, frozenset[str]] = {
    # places; any value, because the taxonomy of categories is the user's to edit
    "amenity": ANY,
    "craft": ANY,
    "healthcare": ANY,
    "heritage": ANY,
    "historic": ANY,
    "leisure": ANY,
    "office": ANY,
    "shop": ANY,
    "tourism": ANY,
    # streets, stops and gateways
    "aeroway": frozenset({"aerodrome", "terminal"}),
    "highway": ANY,
    "public_transport": ANY,
    "railway": frozenset({"halt", "station", "subway_entrance", "tram_stop"}),
    "route": frozenset({"bus", "ferry", "light_rail", "subway", "train", "tram", "trolleybus"}),
    "route_master": frozenset({"bus", "ferry", "light_rail", "subway", "train", "tram", "trolleybus"}),
    # land, water and buildings
    "building": ANY,
    "landuse": frozenset({"brownfield", "commercial", "forest", "grass", "industrial", "recreation_ground", "retail"}),
    "man_made": frozenset({"works"}),
    "natural": frozenset({"coastline", "water", "wood"}),
    "place": ANY,
    "waterway": frozenset({"canal", "river", "riverbank"}),
}
NODE_HIGHWAYS = frozenset({"bus_stop", "motorway_junction", "platform"})
RELATION_TYPES = frozenset({"multipolygon", "public_transport", "route", "route_master"})

# Read beside the features: who may walk, how fast one drives, which line it is, how high a building is.
DETAILS = frozenset(
    {
        *("access", "area", "bicycle", "cycleway", "foot", "junction", "motor_vehicle", "motorcar", "motorroad"),
        *("bridge", "layer", "maxspeed", "maxspeed:backward", "maxspeed:forward", "oneway", "oneway:bicycle"),
        *("oneway:foot", "service", "sidewalk", "tunnel", "vehicle"),
        *("bus", "ferry", "light_rail", "station", "subway", "train", "tram", "trolleybus"),
        *("from", "headway", "interval", "network", "operator", "ref", "to", "type", "via"),
        *("building:levels", "disused", "height", "industrial", "water"),
        *("name", "name:de", "name:en", "name:zh"),
    },
)
DETAIL_PREFIXES = ("disused:", "interval:")

ITEMS = {"locational": 3, "institutional": 3, "social": 3, "cultural": 2, "office": 2}
MISSING = 0.002  # share of answers
SEED = 20180711


@dataclass(frozen=True)
class Site:
    """One of the demo's sites: which OpenStreetMap object it is, and what OpenStreetMap does not say of it."""

    id: str
    osm: str
    name: str
    name_en: str
    name_zh: str
    type: str


SITES = (
    Site(
        "marktplatz-center",
        "w18935795",
        "Marktplatz-Center",
        "Marktplatz Centre",
        "集市广场购物中心",
        "shopping centre",
    ),
    Site(
        "konzertkirche",
        "w23559521",
        "Konzertkirche (Marienkirche)",
        "Concert Church of St Mary",
        "圣玛利亚音乐厅教堂",
        "concert hall",
    ),
    Site(
        "hkb",
        "w110528605",
        "Haus der Kultur und Bildung",
        "House of Culture and Education",
        "文化教育大楼",
        "arts centre",
    ),
    Site(
        "schauspielhaus",
        "n649016509",
        "Schauspielhaus Neubrandenburg",
        "Neubrandenburg Playhouse",
        "新勃兰登堡话剧院",
        "theatre",
    ),
    Site(
        "latuecht",
        "w95781026",
        "Latücht",
        "Latücht cinema and media workshop",
        "拉蒂希特影院与媒体工坊",
        "cinema",
    ),
    Site(
        "kulturpark",
        "w230784252",
        "Kulturpark",
        "Culture Park",
        "文化公园",
        "culture park",
    ),
    Site(
        "hochschule",
        "w102414743",
        "Hochschule Neubrandenburg",
        "Neubrandenburg University of Applied Sciences",
        "新勃兰登堡应用科学大学",
        "university",
    ),
    Site(
        "lindetal-center",
        "w28438757",
        "Lindetal-Center",
        "Lindetal Centre",
        "林德塔尔购物中心",
        "shopping centre",
    ),
    Site(
        "bethanien-center",
        "w32016785",
        "Bethanien-Center",
        "Bethanien Centre",
        "贝塔尼恩购物中心",
        "shopping centre",
    ),
    Site(
        "gewerbepark-weitin",
        "w34719816",
        "Gewerbepark Weitin",
        "Weitin Business Park",
        "魏廷商业园",
        "business park",
    ),
)

Tags = dict[str, str]


@dataclass
class Extract:
    """An OpenStreetMap extract as tables; its edge and the moment it shows stand beside them."""

    box: osmium.osm.Box
    snapshot: datetime
    locations: dict[int, tuple[float, float]] = field(default_factory=dict)
    nodes: dict[int, Tags] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], Tags]] = field(default_factory=dict)
    relations: dict[int, tuple[list[tuple[str, int, str]], Tags]] = field(default_factory=dict)


def read(source: Path) -> Extract:
    """Read the whole source: a small city fits in memory."""
    with osmium.io.Reader(str(source), osmium.osm.osm_entity_bits.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid():
        raise SystemExit(f"{source.name} does not state its bounds: the demo could not say where its edge is.")
    extract = Extract(box, datetime.min.replace(tzinfo=UTC))
    for thing in osmium.FileProcessor(str(source)):
        if isinstance(thing, osmium.osm.Changeset):
            continue
        extract.snapshot = max(extract.snapshot, thing.timestamp)
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node):
            extract.locations[thing.id] = (thing.lon, thing.lat)
            extract.nodes[thing.id] = tags
        elif isinstance(thing, osmium.osm.Way):
            extract.ways[thing.id] = ([node.ref for node in thing.nodes], tags)
        elif isinstance(thing, osmium.osm.Relation):
            extract.relations[thing.id] = ([(m.type, m.ref, m.role) for m in thing.members], tags)
    return extract


def is_feature(tags: Tags, *, node: bool = False) -> bool:
    """Say whether the catalogue reads an object with these tags."""
    if any(key.startswith("disused:") for key in tags):
        return True
    for key in FEATURES.keys() & tags.keys():
        values = NODE_HIGHWAYS if node and key == "highway" else FEATURES[key]
        if not values or tags[key] in values:
            return True
    return False


def reduced(tags: Tags) -> Tags:
    """Return the tags that the catalogue reads, in the order of their keys."""
    return {
        key: tags[key] for key in sorted(tags) if key in FEATURES or key in DETAILS or key.startswith(DETAIL_PREFIXES)
    }


def cut(whole: Extract) -> Extract:
    """Keep what the catalogue reads in the box: ways and relations complete."""
    west, south = whole.box.bottom_left.lon, whole.box.bottom_left.lat
    east, north = whole.box.top_right.lon, whole.box.top_right.lat
    inside = {n for n, (lon, lat) in whole.locations.items() if west <= lon <= east and south <= lat <= north}
    touching = {way for way, (refs, _) in whole.ways.items() if not inside.isdisjoint(refs)}

    ways = {way for way in touching if is_feature(whole.ways[way][1])}
    relations = set()
    for relation, (members, tags) in whole.relations.items():
        kind = tags.get("type")
        # A multipolygon of the older style bears its tags on the outer way.
        outer = {ref for way, ref, role in members if kind == "multipolygon" and way == "w" and role != "inner"}
        if kind in RELATION_TYPES and (is_feature(tags) or not ways.isdisjoint(outer)):
            relations.add(relation)
    nodes = {node for node in inside if is_feature(whole.nodes[node], node=True)}
    for relation in relations:
        members = whole.relations[relation][0]
        ways.update(ref for kind, ref, _ in members if kind == "w" and ref in whole.ways)
        nodes.update(ref for kind, ref, _ in members if kind == "n" and ref in whole.locations)

    kept = Extract(whole.box, whole.snapshot)
    kept.ways = {way: (whole.ways[way][0], reduced(whole.ways[way][1])) for way in sorted(ways)}
    used = nodes.union(*(refs for refs, _ in kept.ways.values()))
    lost = used - whole.locations.keys()
    if lost:
        raise SystemExit(
            f"The source lacks {len(lost)} nodes of its own ways, node {min(lost)} first: take a whole one."
        )
    kept.locations = {node: whole.locations[node] for node in sorted(used)}
    kept.nodes = {node: reduced(whole.nodes[node]) if node in nodes else {} for node in kept.locations}
    # Members that the source itself lacks stay named: a line whose stops lie elsewhere is not a line without stops.
    kept.relations = {
        relation: (whole.relations[relation][0], reduced(whole.relations[relation][1]))
        for relation in sorted(relations)
    }
    return kept


def write_extract(extract: Extract, target: Path) -> None:
    """Write the PBF: no users, no changesets, no versions; the box and the moment stand in the header."""
    header = osmium.io.Header()
    header.add_box(extract.box)
    header.set("generator", "parklocus make_demo.py")
    header.set("sorting", "Type_then_ID")
    header.set("osmosis_replication_timestamp", extract.snapshot.strftime("%Y-%m-%dT%H:%M:%SZ"))
    file = osmium.io.File(str(target), "pbf,add_metadata=false,pbf_compression_level=9")
    with osmium.SimpleWriter(file, header=header, overwrite=True) as writer:
        for node, location in extract.locations.items():
            writer.add_node(mutable.Node(id=node, location=location, tags=extract.nodes[node]))
        for way, (refs, tags) in extract.ways.items():
            writer.add_way(mutable.Way(id=way, nodes=refs, tags=tags))
        for relation, (members, tags) in extract.relations.items():
            writer.add_relation(mutable.Relation(id=relation, members=members, tags=tags))


def write_sites(whole: Extract, target: Path) -> None:
    """Write the sites as GeoJSON: the OpenStreetMap object's geometry, as district the nearest suburb's name."""
    suburbs = [(tags["name"], whole.locations[n]) for n, tags in whole.nodes.items() if tags.get("place") == "suburb"]
    features = []
    for site in SITES:
        kind, ref = site.osm[0], int(site.osm[1:])
        if ref not in (whole.locations if kind == "n" else whole.ways):
            raise SystemExit(f"The source lacks {site.osm} ({site.name}), one of the demo's sites.")
        corners = [whole.locations[n] for n in (whole.ways[ref][0] if kind == "w" else [ref])]
        geometry = (
            {"type": "Polygon", "coordinates": [_counter_clockwise(corners)]}
            if kind == "w"
            else {"type": "Point", "coordinates": corners[0]}
        )
        middle = [sum(values) / len(values) for values in zip(*corners, strict=True)]
        district = min(suburbs, key=lambda suburb: _apart(suburb[1], middle))[0]
        properties = {
            "id": site.id,
            "name": site.name,
            "name_en": site.name_en,
            "name_zh": site.name_zh,
            "type": site.type,
            "district": district,
            "osm_id": site.osm,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    licence = "© OpenStreetMap contributors, ODbL 1.0"
    text = f'{{"type": "FeatureCollection", "licence": "{licence}", "features": [\n{lines}\n]}}\n'
    target.write_text(text, encoding="utf-8", newline="\n")


def _counter_clockwise(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    # RFC 7946: the outer ring runs counter-clockwise.
    twice_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return ring if twice_area > 0 else ring[::-1]


def _apart(one: Iterable[float], other: Iterable[float]) -> float:
    (lon1, lat1), (lon2, lat2) = one, other
    return math.hypot((lon1 - lon2) * math.cos(math.radians(lat1)), lat1 - lat2)


def write_answers(target: Path) -> None:
    """Draw a questionnaire: thirteen items of five factors on five points, which owe nothing to the places.

    Factors go together by a third, items load by three quarters, sites differ by chance alone. A few answers are
    missing, one respondent stands in it twice and one ticked the same box throughout, as in real questionnaires.
    """
    # The generator of the standard library keeps its stream from version to version, numpy's does not promise it.
    draw = random.Random(SEED)  # noqa: S311 - simulation, not secrecy
    rows: list[list[str]] = []
    for site in SITES:
        lies = {factor: draw.gauss(0.0, 0.4) for factor in ITEMS}
        for _respondent in range(draw.randint(24, 36)):
            common = draw.gauss(0.0, 1.0)
            answers: list[str] = []
            for factor, items in ITEMS.items():
                level = lies[factor] + 0.577 * common + 0.816 * draw.gauss(0.0, 1.0)
                for _item in range(items):
                    value = 3.4 + 0.9 * (0.75 * level + 0.66 * draw.gauss(0.0, 1.0))
                    missing = draw.random() < MISSING
                    answers.append("" if missing else str(min(5, max(1, round(value)))))
            rows.append([f"r{len(rows) + 1:03d}", site.id, *answers])
    rows[40][2:] = ["3"] * (len(rows[40]) - 2)
    rows[90] = rows[89].copy()
    names = [f"{factor[0].upper()}{number}" for factor, items in ITEMS.items() for number in range(1, items + 1)]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["respondent", "park", *names])
        writer.writerows(rows)


def write_scores(study: Path, target: Path) -> None:
    """Write the sites' scores as the demo's study gets them from that questionnaire."""
    found = assess_survey(replace(open_survey(study), bootstrap=0))
    scores = scores_of_survey(found, require_scores(found))
    scores.insert(1, "label", scores.attrs["label"])
    scores.to_csv(target, index=False, float_format="%.10f", lineterminator="\n")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the embedded demo again.")
    parser.add_argument("source", type=Path, help="OpenStreetMap file of Neubrandenburg")
    parser.add_argument("--output", type=Path, default=STUDY.parent, help="folder to write to")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    whole = read(arguments.source)
    kept = cut(whole)
    target = arguments.output / "neubrandenburg.osm.pbf"
    write_extract(kept, target)
    write_sites(whole, arguments.output / "parks.geojson")
    write_answers(arguments.output / "answers.csv")
    if arguments.output.resolve() != STUDY.parent:
        shutil.copyfile(STUDY, arguments.output / STUDY.name)
    write_scores(arguments.output / STUDY.name, arguments.output / "scores.csv")
    print(
        f"{target}: {target.stat().st_size:,} bytes, {len(kept.locations):,} nodes, "
        f"{len(kept.ways):,} ways, {len(kept.relations):,} relations, {kept.snapshot:%Y-%m-%d}",
    )


if __name__ == "__main__":
    main()
