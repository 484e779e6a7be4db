"""A run when things go wrong around it: a full disk, a locked file, QGIS gone, another run beside it."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject

from parklocus.plugin.log import LOG_TAB
from parklocus.plugin.processing import study_algorithm
from parklocus.plugin.study_file import write_study
from parklocus.plugin.worker import WorkerError, run_engine

ROOT = Path(__file__).resolve().parents[2]
ENGINE = os.environ.get("PARKLOCUS_PYTHON") or str(ROOT / ".venv" / "bin" / "python")
SMALL = 4096  # bytes; less than any GeoPackage


@contextmanager
def files_no_larger_than(size):
    """As on a full disk, what is written beyond the limit is refused to this process and its children."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def study_of(tmp_path, small_geopackage, osm_file):
    """Return a function that writes a study of a title in a folder of its own."""

    def writing(title):
        folder = tmp_path / title
        folder.mkdir()
        study = {"title": title, "city": {"osm": str(osm_file)}, "parks": {"path": "parks.geojson"}}
        write_study({**study, "output": {"geopackage": str(folder / "result.gpkg")}}, folder / "study.toml")
        return folder

    return writing


@pytest.fixture
def compute(provider, small_geopackage, osm_file, parks_layer, tmp_path):
    """Return a function that computes indices into a file, as the toolbox does."""
    project = QgsProject()
    project.addMapLayer(parks_layer)

    def running(output):
        context = QgsProcessingContext()
        context.setProject(project)
        feedback = QgsProcessingFeedback()
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("parklocus:indices")
        asked = {"PARKS": parks_layer.id(), "OSM": str(osm_file), "OUTPUT": str(output)}
        results, succeeded = algorithm.run(asked, context, feedback)
        return (results if succeeded else None), feedback.textLog()

    yield running
    project.clear()


def is_there(pid):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid):
    """Return a process's children and theirs."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *children_of(child)]
    return found


def test_a_full_disk_while_the_result_is_put_in_place(tmp_path, small_geopackage):
    old = tmp_path / "out" / "result.gpkg"
    old.parent.mkdir()
    old.write_bytes(b"old")
    with files_no_larger_than(SMALL), pytest.raises(OSError, match="too large"):
        study_algorithm.put_in_place(small_geopackage, old)
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_a_full_disk_under_the_engine_is_a_sentence(compute, tmp_path):
    output = tmp_path / "out" / "result.gpkg"
    output.parent.mkdir()
    with files_no_larger_than(SMALL):
        results, log = compute(output)
    assert results is None
    assert "File too large" in log
    assert "Log Messages" in log
    assert list(output.parent.iterdir()) == []


def test_a_file_that_cannot_be_replaced_is_named_and_kept(compute, tmp_path, monkeypatch):
    output = tmp_path / "out" / "result.gpkg"
    output.parent.mkdir()
    output.write_bytes(b"old")
    replace = Path.replace

    def locked(path, target):  # what Windows says of a file that another program holds
        if Path(target) == output:
            raise PermissionError(13, "The process cannot access the file", str(path), None, str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    results, log = compute(output)
    assert results is None
    assert f"{output} cannot be read or written" in log
    assert "is it open elsewhere" in log
    assert "Traceback" not in log
    assert output.read_bytes() == b"old"
    assert list(output.parent.iterdir()) == [output]


def test_a_geopackage_that_another_program_locks_does_not_spoil_the_new_one(compute, tmp_path):
    output = tmp_path / "result.gpkg"
    assert compute(output)[0] is not None
    holder = sqlite3.connect(output)
    holder.execute("BEGIN EXCLUSIVE")
    results, log = compute(output)
    holder.close()
    assert results is not None, log
    with sqlite3.connect(output) as connection:
        assert connection.execute("SELECT count(*) FROM gpkg_contents").fetchone() == (3,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_runs_at_once_do_not_mix(study_of, stand_in):
    stand_in("titled")
    told = {}

    def running(title, folder):
        feedback = QgsProcessingFeedback()
        event = run_engine(os.environ["PARKLOCUS_PYTHON"], ["run", "study.toml"], folder, feedback)
        told[title] = (event["output"], feedback.textLog())

    folders = {title: study_of(title) for title in ("first", "second")}
    threads = [threading.Thread(target=running, args=item) for item in folders.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for title, other in (("first", "second"), ("second", "first")):
        output, log = told[title]
        assert output == str(folders[title] / "result.gpkg")
        assert [f"{title} {number}" for number in range(20)] == [
            line for line in log.splitlines() if line.startswith(title)
        ]
        assert f"{other} " not in log


def test_all_that_the_engine_says_is_in_the_tab_of_the_log(study_of, stand_in):
    stand_in("crash")
    lines = []
    log = QgsApplication.messageLog()
    log.messageReceived.connect(lambda text, tab, level: lines.append((tab, text)))
    with pytest.raises(WorkerError):
        run_engine(os.environ["PARKLOCUS_PYTHON"], ["run", "study.toml"], study_of("log"), QgsProcessingFeedback())
    log.messageReceived.disconnect()
    texts = [text for tab, text in lines if tab == LOG_TAB]
    for words in ("run study.toml --json", "Reading streets", "Traceback (most recent call last):", "MemoryError"):
        assert any(words in text for text in texts), words


HOST = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from qgis.core import QgsApplication, QgsProcessingFeedback
from parklocus.plugin.worker import run_engine

application = QgsApplication([], False)
feedback = QgsProcessingFeedback()
feedback.progressChanged.connect(lambda percent: print(percent, flush=True))
run_engine(sys.argv[2], ["run", sys.argv[3], "--output", "result.gpkg"], Path.cwd(), feedback)
"""


def test_an_engine_whose_qgis_is_gone_ends_and_leaves_no_file(tmp_path):
    """QGIS is killed in the midst of a run of the real engine; its processes must not go on for nobody."""
    plugins = next(path for path in sys.path if "parklocus-plugins" in path)
    study = str(ROOT / "resources" / "demo" / "study.toml")
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, plugins, ENGINE, study], cwd=tmp_path, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    while float(host.stdout.readline() or "nan") < 26:  # the city is read; computing has begun
        pass
    engine = children_of(host.pid)
    assert engine
    host.send_signal(signal.SIGKILL)
    host.wait()
    host.stdout.close()
    deadline = time.monotonic() + 10
    while any(map(is_there, engine)):
        assert time.monotonic() < deadline, "the engine goes on though nobody listens"
        time.sleep(0.05)
    assert [path.name for path in tmp_path.iterdir()] == []
