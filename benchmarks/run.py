"""The main job, ours beside a plain osmnx and networkx script: `PARKLOCUS_DATA=FOLDER python benchmarks/run.py [CITY]`.

Both run as whole processes on the same machine, one after the other, from cold: read the extract, compute the indices
for ten parks and every street node, export a GeoPackage. CPU is user plus system time of the process and its children
(`wait4`); memory is the greatest of `ru_maxrss` and of the process tree's resident memory, looked at every 50 ms.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from subprocess import Popen, run

import psutil

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
# What the script beside ours computes: the catalogue holds more.
INDICES = (
    *(
        "cbd_distance",
        "cbd_straight",
        "cbd_walk_min",
        "detour",
        "stop_distance",
        "stop_density",
        "transit_lines",
        "ptal",
    ),
    *("amenity_density", "amenity_count", "amenity_hill1", "intersection_density"),
)
COMPARED = ("cbd_distance", "stop_distance_bus", "amenity_density_800", "intersection_density_800")


@dataclass
class Measured:
    """What a process took."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure(command: list[str], environment: dict[str, str]) -> Measured:
    """Run a command to its end and return what it took.

    Raises
    ------
    SystemExit
        Where the command fails; its own words are on the screen.
    """
    began = time.perf_counter()
    process = Popen(command, env=environment)
    tree_mb = [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, tree_mb))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} … ended with {process.returncode}")
    peak_mb = max(usage.ru_maxrss / 1024, tree_mb[0])
    return Measured(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, peak_mb)


def _watch(pid: int, peak_mb: list[float]) -> None:
    """Keep the greatest resident memory of a process and its children together, until it ends."""
    try:
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            together = sum(part.memory_info().rss for part in (process, *process.children(recursive=True)))
            peak_mb[0] = max(peak_mb[0], together / 2**20)
            time.sleep(0.05)
    except psutil.NoSuchProcess:
        return


def main(city: str = "las_palmas") -> None:
    """Measure both, print one table, and write `results.json`."""
    data = os.environ.get("PARKLOCUS_DATA")
    extract = Path(data or "", city, f"{city}.osm.pbf")
    if not data or not extract.exists():
        sys.exit("PARKLOCUS_DATA must name the folder of extracts, with " + f"{city}/{city}.osm.pbf in it")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peer_folder = folder / "peer"
        peer_folder.mkdir()
        run([sys.executable, str(HERE / "sites.py"), str(extract), temporary], check=True)
        parks, centre = folder / "parks.geojson", folder / "centre.json"
        lon, lat = json.loads(centre.read_text("utf-8"))
        environment = os.environ | {"PARKLOCUS_CACHE": str(folder / "cache")}
        command = [
            sys.executable,
            "-m",
            "parklocus.indicators",
            "compute",
            "--osm",
            str(extract),
            "--parks",
            str(parks),
        ]
        command += [f"--centre={lon},{lat}", "--output", str(folder / "result.gpkg")]
        command += [f"--index={name}" for name in INDICES]
        ours = measure(command, environment)
        script = [sys.executable, str(HERE / "osmnx_networkx.py"), str(extract), str(parks), str(centre)]
        peer = measure([*script, str(peer_folder)], environment)
        times = json.loads((peer_folder / "times.json").read_text("utf-8"))
        agreement = _agreement(folder / "result.gpkg", peer_folder / "result.gpkg")
    # The sampled street nodes were run once; the rest of them are added at the same pace.
    peer_cpu = peer.cpu_s + times["cpu_s_with_every_node"] - sum(times["cpu_s"].values())
    conversion = times["cpu_s"]["conversion to OSM XML"]
    result = {
        "job": "read, twelve indices for 10 parks and every street node, export; from cold",
        "data": city,
        "peer": "osmnx + networkx (nearest nodes, convex hulls)",
        "peer_version": f"osmnx {version('osmnx')}, networkx {version('networkx')}",
        "cpu_ratio": round(ours.cpu_s / peer_cpu, 3),
        "memory_ratio": round(ours.peak_mb / peer.peak_mb, 3),
        "agreement": agreement,
        "ours_cpu_s": round(ours.cpu_s, 1),
        "ours_peak_mb": round(ours.peak_mb),
        "peer_cpu_s": round(peer_cpu, 1),
        "peer_peak_mb": round(peer.peak_mb),
        "peer_conversion_cpu_s": round(conversion, 1),
        "peer_extrapolated_from_nodes": f"{times['sample']} of {times['nodes']}",
    }
    _print_table(city, ours, peer, result)
    RESULTS.write_text(json.dumps(_kept(result), indent=1) + "\n", "utf-8")


def _kept(result: dict[str, object]) -> list[dict[str, object]]:
    """Return the results of earlier runs with this one in the place of its like."""
    earlier = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    key = ("job", "data", "peer")
    return [*(row for row in earlier if any(row[name] != result[name] for name in key)), result]


def _agreement(ours: Path, peer: Path) -> dict[str, float]:
    """Return the rank correlation of both over the parks, a column each."""
    import geopandas as gpd  # noqa: PLC0415  a child's ru_maxrss would count what its parent has loaded

    one, other = (gpd.read_file(file, layer="parks").set_index("id") for file in (ours, peer))
    return {c: round(float(one[c].corr(other[c], method="spearman")), 3) for c in COMPARED}


def _print_table(city: str, ours: Measured, peer: Measured, result: dict[str, object]) -> None:
    from parklocus import __version__  # noqa: PLC0415  as above

    rows = [
        (f"parklocus {__version__}", ours.cpu_s, ours.wall_s, ours.peak_mb),
        (result["peer_version"], result["peer_cpu_s"], peer.wall_s, peer.peak_mb),
    ]
    print(f"{city}, Python {sys.version.split()[0]}: {result['job']}")
    print(f"{'':38}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
    for name, cpu_s, wall_s, peak_mb in rows:
        print(f"{name:38}{cpu_s:9.1f}{wall_s:9.1f}{peak_mb:9.0f}")
    print(f"{'ours / theirs':38}{result['cpu_ratio']:9.2f}{'':9}{result['memory_ratio']:9.2f}")
    print(
        f"Their CPU is extrapolated from {result['peer_extrapolated_from_nodes']} nodes (their wall time is not) "
        f"and holds {result['peer_conversion_cpu_s']} s of conversion to OSM XML."
    )
    print(f"Rank correlation over the ten parks: {result['agreement']}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
