"""The benchmarks hold together: scripts for each participant, and results that say what they claim to."""

from __future__ import annotations

import ast
import json
import tomllib
from itertools import chain
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
JOBS = tomllib.loads((BENCHMARKS / "jobs.toml").read_text(encoding="utf-8"))
RESULTS = json.loads((BENCHMARKS / "results.json").read_text(encoding="utf-8"))
FIELDS = ["job", "data", "peer", "peer_version", "cpu_ratio", "memory_ratio", "agreement"]


@pytest.mark.parametrize("job", JOBS)
def test_each_participant_has_its_script(job) -> None:
    folder = BENCHMARKS / job
    assert {"compare.py", "with_parklocus.py"} <= {path.name for path in folder.iterdir()}
    peers = JOBS[job]["peers"]
    assert peers
    for peer in peers:
        assert {"id", "title", "packages"} <= peer.keys()
        assert (folder / f"with_{peer['id']}.py").is_file()
    assert f"`{job}`" in (BENCHMARKS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", RESULTS, ids=lambda entry: "-".join(entry[name] for name in FIELDS[:3]))
def test_a_ratio_is_the_peer_over_ours(entry) -> None:
    assert list(entry)[: len(FIELDS)] == FIELDS
    assert entry["job"] in JOBS
    assert entry["peer"] in {peer["title"] for peer in JOBS[entry["job"]]["peers"]}
    if entry["cpu_ratio"] is None:
        assert entry["agreement"], "why it could not do the job"
        return
    assert entry["cpu_ratio"] == pytest.approx(entry["peer_cpu_s"] / entry["ours_cpu_s"], rel=0.02, abs=0.01)
    assert entry["memory_ratio"] == pytest.approx(entry["peer_peak_mb"] / entry["ours_peak_mb"], rel=0.02, abs=0.01)
    assert entry["agreement"]


def test_no_peer_is_a_dependency_and_each_is_said_to_be_installed() -> None:
    project = tomllib.loads((BENCHMARKS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    # The tests hold betweenness to igraph's: a reference there, which no user installs.
    assert [name for name, packages in extras.items() if any("igraph" in one for one in packages)] == ["test"]
    used = [packages for name, packages in extras.items() if name != "test"]
    wanted = " ".join(chain(project["dependencies"], *used))
    peers = (BENCHMARKS / "peers.txt").read_text(encoding="utf-8")
    for peer in ("pandana", "cityseer", "igraph", "pyrosm", "semopy"):
        assert peer not in wanted
        assert peer == "igraph" or not any(peer in one for one in extras["test"])
        assert f"\n{peer}>=" in peers


def test_peers_scripts_do_not_import_the_engine() -> None:
    scripts = [path for path in BENCHMARKS.glob("*/with_*.py") if path.name != "with_parklocus.py"]
    assert len(scripts) > 3
    for script in scripts:
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.split(".")[0] == "parklocus"], script
