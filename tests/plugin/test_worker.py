"""The engine's process, well-behaved and not."""

from __future__ import annotations

import os
import threading
import time

import pytest
from qgis.core import QgsProcessingFeedback

from parklocus.plugin.study_file import write_study
from parklocus.plugin.worker import WorkerError, run_engine


@pytest.fixture
def study(tmp_path, small_geopackage, osm_file):
    folder = tmp_path / "study"
    folder.mkdir()
    study = {"city": {"osm": str(osm_file)}, "parks": {"path": "parks.geojson"}}
    write_study({**study, "output": {"geopackage": str(folder / "result.gpkg")}}, folder / "study.toml")
    return folder / "study.toml"


def run(study, feedback=None):
    feedback = feedback or QgsProcessingFeedback()
    return run_engine(os.environ["PARKLOCUS_PYTHON"], ["run", study.name], study.parent, feedback, language="zh_CN")


def test_the_engine_is_asked_for_json_in_the_users_language(stand_in, study):
    result = run(study)
    assert result["summary"]["arguments"] == ["run", "study.toml", "--json", "--lang", "zh_CN"]
    assert (study.parent / "result.gpkg").stat().st_size > 0


def test_progress_arrives_whole_though_it_was_written_in_pieces(stand_in, study):
    stand_in("split")
    feedback = QgsProcessingFeedback()
    percents = []
    feedback.progressChanged.connect(percents.append)
    run(study, feedback)
    assert percents == [10, 50]
    assert "读取街道" in feedback.textLog()


def test_what_is_no_event_is_logged_and_does_no_harm(stand_in, study):
    stand_in("garbage")
    feedback = QgsProcessingFeedback()
    assert run(study, feedback)["event"] == "result"
    assert "not json" in feedback.textLog()
    assert "something to know" in feedback.textLog()


def test_the_engines_own_error_is_shown_alone(stand_in, study):
    stand_in("error")
    with pytest.raises(WorkerError) as raised:
        run(study)
    assert str(raised.value) == "The parks lie outside the extract."


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("crash", ["exit code 1", "MemoryError: no room", "Log Messages", "install it anew"]),
        ("killed", ["ended by the system", "Log Messages"]),
        ("silent", ["without a result", "Log Messages"]),
    ],
)
def test_a_worker_that_dies_is_explained(stand_in, study, mode, words):
    stand_in(mode)
    with pytest.raises(WorkerError) as raised:
        run(study)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize("mode", ["hang", "stubborn"])
def test_cancelling_leaves_no_process_and_no_file(stand_in, study, mode, tmp_path):
    stand_in(mode)
    feedback = QgsProcessingFeedback()
    moments = []

    def cancel_when_it_waits():
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.01)
        moments.append(time.monotonic())
        feedback.cancel()

    watcher = threading.Thread(target=cancel_when_it_waits)
    watcher.start()
    with pytest.raises(WorkerError, match="cancelled"):
        run(study, feedback)
    assert time.monotonic() - moments[0] < 1.0
    watcher.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert not (study.parent / "result.gpkg").exists()
