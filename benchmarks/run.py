"""The engine beside its peers: `PARKLOCUS_DATA=FOLDER python run.py [--job JOB] [--data EXTRACT] [--peer ID]`.

Each participant of a job is a script of its own and runs as a process of its own, one after the other: README.md says
how. A table is printed for each job and extract, and the results are kept in `results.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from subprocess import run
from typing import Any

from inputs import HERE, input_of
from measure import CommandError, Taken, least
from results import Row, keep, print_table, results_of

RESULTS = HERE / "results.json"
OUR_PYTHON = HERE.parent / ".venv" / "bin" / "python"
RUNS = 3


def main() -> None:
    """Run the jobs that the arguments name, or all."""
    jobs = tomllib.loads((HERE / "jobs.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(description="Measure the engine beside its peers.")
    parser.add_argument("--job", choices=jobs)
    parser.add_argument("--data", help="one extract alone")
    parser.add_argument("--peer", help="one peer alone, by its id in jobs.toml")
    chosen = parser.parse_args()
    if not os.environ.get("PARKLOCUS_DATA"):
        sys.exit("PARKLOCUS_DATA must name the folder of extracts.")
    measured: dict[tuple[str, str, str], Row] = {}
    for name in [chosen.job] if chosen.job else jobs:
        job = jobs[name]
        job["peers"] = [peer for peer in job["peers"] if chosen.peer in {None, peer["id"]}]
        for data in [chosen.data] if chosen.data else job["data"]:
            with tempfile.TemporaryDirectory() as folder:
                ours, *peers = run_job(name, data, job, Path(folder), measured)
            print_table(f"{name}: {job['title']}, {data}, Python {sys.version.split()[0]}", ours, peers)
            keep(RESULTS, results_of(name, data, ours, peers))


def run_job(
    name: str, data: str, job: dict[str, Any], folder: Path, measured: dict[tuple[str, str, str], Row]
) -> list[Row]:
    """Run all participants of a job on an extract, ours first, and compare what they wrote.

    What is `measured` of one copy by job, extract and peer is not measured again for a replica.
    """
    environment = os.environ | {"PYTHONPATH": str(HERE), "PARKLOCUS_CACHE": str(folder / "cache")}
    # What is installed is compiled, for peers as for us; a checkout is when it first runs, unless that is forbidden.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    given = input_of(name, data, environment)
    rows = [_run(name, given, folder, environment, {"id": "parklocus", "title": "parklocus"})]
    rows[0].version = f"parklocus {_our_version()}"
    for peer in job["peers"]:
        one_copy = data in peer.get("one_copy_of", [])
        city, _, copies = data.partition("_x")
        if one_copy and (name, city, peer["id"]) in measured:
            row = replace(measured[name, city, peer["id"]], facts={})
        else:
            row = _run(name, input_of(name, city, environment) if one_copy else given, folder, environment, peer)
            measured[name, data, peer["id"]] = row
        row.version = _version(peer["packages"])
        row.differences = peer.get("differences", "")
        if row.taken and one_copy:
            _as_often(row, int(copies))
        elif row.taken and rows[0].taken:
            command = [sys.executable, str(HERE / name / "compare.py"), str(folder / "parklocus")]
            done = run([*command, str(folder / peer["id"])], env=environment, capture_output=True, check=True)
            row.agreement = json.loads(done.stdout)
        rows.append(row)
    return rows


def _as_often(row: Row, copies: int) -> None:
    """Take the CPU of one copy as often as there are copies; memory is left as it is, and so at least that."""
    taken = row.taken
    if taken is not None:
        row.taken = Taken(taken.cpu_s * copies, taken.wall_s, taken.peak_mb)
    row.agreement = {"one copy": "as for the extract itself"}
    row.facts["peer_extrapolated_from"] = f"1 of {copies} copies; memory is that of one"


def _run(job: str, given: Path, folder: Path, environment: dict[str, str], who: dict[str, Any]) -> Row:
    """Measure one participant; it may say in `facts.json` what else is to be known."""
    output = folder / who["id"]
    output.mkdir()
    python = str(OUR_PYTHON) if who["id"] == "parklocus" else sys.executable
    command = [python, str(HERE / job / f"with_{who['id']}.py"), str(given), str(output)]
    print(f"running {job} with {who['title']}", file=sys.stderr, flush=True)
    try:
        taken = least(command, environment, folder / f"{who['id']}.log", runs=RUNS)
    except CommandError as error:
        return Row(who["title"], "", None, str(error))
    said = output / "facts.json"
    facts = json.loads(said.read_text("utf-8")) if said.exists() else {}
    # What a sample leaves out, at the sample's pace.
    taken = Taken(taken.cpu_s + facts.pop("cpu_s_to_add", 0.0), taken.wall_s, taken.peak_mb)
    return Row(who["title"], "", taken, facts=facts)


def _version(packages: list[str]) -> str:
    """Return names and versions of packages."""
    try:
        return ", ".join(f"{package} {version(package)}" for package in packages)
    except PackageNotFoundError as error:
        return f"without {error.name}"


def _our_version() -> str:
    words = "import parklocus; print(parklocus.__version__)"
    return run([str(OUR_PYTHON), "-c", words], capture_output=True, check=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
