"""The command line as a process: signals, pipes that close, terminals of other encodings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PARKLOCUS = [sys.executable, "-m", "parklocus.indicators"]
PROMPTLY = 1.5  # seconds; a tenth of it is usual, the rest is for a busy machine


@pytest.fixture
def started(tmp_path: Path, cache: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the demo over an old result, with nothing stored to shorten it."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "result.gpkg").write_bytes(b"old")
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [*PARKLOCUS, "demo", "--json", "--processes", "2", "--output", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TMPDIR": str(tmp_path / "temporary")},
    )
    with process:
        yield process
        process.kill()


def nothing_is_left(tmp_path: Path) -> bool:
    result = tmp_path / "out" / "result.gpkg"
    stored = list((tmp_path / "cache").iterdir())
    return (
        list((tmp_path / "out").iterdir()) == [result]
        and result.read_bytes() == b"old"
        and not list((tmp_path / "temporary").iterdir())
        and all(file.suffix == ".plc" and not file.name.startswith(".") for file in stored)
    )


def two_workers(process: subprocess.Popen[str]) -> list[int]:
    """Wait until a process has two others compute, and return their numbers."""
    begin = time.monotonic()
    while len(workers := Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()) < 2:
        assert time.monotonic() - begin < 60
        time.sleep(0.005)
    return [int(worker) for worker in workers]


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended; an orphan may wait to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def progress_from(process: subprocess.Popen[str], fraction: float) -> dict:
    """Read until the process says that it is so far; return what it said."""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "progress" and event["fraction"] >= fraction:
            return event
    return pytest.fail(f"it ended before: {process.stderr.read()}")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems end and list processes in other ways")
@pytest.mark.parametrize(
    ("name", "fraction", "times"), [("SIGINT", 0.0, 1), ("SIGTERM", 0.03, 3), ("SIGINT", 0.3, 2), ("SIGINT", 0.45, 1)]
)
def test_a_signal_ends_a_run_at_once_and_leaves_nothing(started, tmp_path, name, fraction, times) -> None:
    progress_from(started, fraction)
    workers = two_workers(started) if fraction > 0.4 else []
    begin = time.monotonic()
    for _ in range(times):
        started.send_signal(getattr(signal, name))
        time.sleep(0.02)
    *_before, last = started.stdout.read().splitlines()
    assert started.wait(timeout=60) == 130
    assert time.monotonic() - begin < PROMPTLY
    assert json.loads(last) == {"event": "error", "text": "Cancelled; nothing was written."}
    assert not started.stderr.read()
    assert nothing_is_left(tmp_path)
    assert not any(is_running(worker) for worker in workers)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems list processes in other ways")
def test_killing_a_run_ends_its_workers_as_well(demo_dir, tmp_path) -> None:
    files = ["--osm", demo_dir / "neubrandenburg.osm.pbf", "--parks", demo_dir / "parks.geojson"]
    options = ["--index", "betweenness", "--processes", "2", "--output", tmp_path / "result.gpkg", "--json"]
    with subprocess.Popen([*PARKLOCUS, "compute", *files, *options], stdout=subprocess.PIPE, text=True) as process:
        progress_from(process, 0.4)
        workers = two_workers(process)
        process.kill()
    begin = time.monotonic()
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() - begin < 2.0
        time.sleep(0.02)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such pipes")
def test_a_run_ends_when_the_program_that_reads_it_has_gone(started, tmp_path) -> None:
    progress_from(started, 0.0)
    started.stdout.close()
    assert started.wait(timeout=60) == 130
    assert not started.stderr.read()
    assert nothing_is_left(tmp_path)


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_reader_may_leave_before_all_is_written(more) -> None:
    command = [*PARKLOCUS, "indices", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert not process.stderr.read()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_disk_that_is_full_under_the_output() -> None:
    for more in ([], ["--json"]):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            command = [*PARKLOCUS, "indices", *more]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr


def test_a_terminal_that_knows_ascii_alone() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [*PARKLOCUS, "--lang", "zh_CN", "--help"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 0
    assert b"parklocus demo --output demo-result" in done.stdout
    assert not done.stderr
