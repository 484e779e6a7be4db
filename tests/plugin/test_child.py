"""A child process as the plugin runs one."""

from __future__ import annotations

import os
import threading
import time

import pytest
from qgis.core import QgsFeedback

from parklocus.plugin.child import ChildError, LineReader, clean_environment, run_child

PYTHON = "/usr/bin/python3"


def test_lines_and_characters_split_between_reads_come_whole():
    lines = []
    reader = LineReader(lines.append)
    for byte in "读取街道\r\n次の行\nlast".encode():
        reader.feed(bytes([byte]))
    assert lines == ["读取街道", "次の行"]
    reader.close()
    reader.close()
    assert lines == ["读取街道", "次の行", "last"]


def test_wrong_bytes_do_no_harm():
    lines = []
    LineReader(lines.append).feed(b"a\xffb\n")
    assert lines == ["a\ufffdb"]


@pytest.mark.parametrize(
    "name",
    [
        "PYTHONHOME",
        "PYTHONPATH",
        "PROJ_DATA",
        "PROJ_LIB",
        "GDAL_DATA",
        "GDAL_DRIVER_PATH",
        "LD_LIBRARY_PATH",
        "QT_PLUGIN_PATH",
    ],
)
def test_a_child_does_not_see_what_qgis_sets_for_itself(monkeypatch, name, qgis_app):
    monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org")
    environment = clean_environment()
    assert not environment.contains(name)
    assert environment.value("HTTPS_PROXY") == "http://proxy.example.org"
    assert os.environ[name] == "/nowhere", "the environment of QGIS itself stays as it is"


def test_output_and_errors_come_by_lines_and_apart(tmp_path):
    output, errors = [], []
    code = "import sys, os; print('ü'); print(os.getcwd()); print('oh', file=sys.stderr); sys.exit(3)"
    ending = run_child(PYTHON, ["-c", code], folder=str(tmp_path), on_line=output.append, on_error_line=errors.append)
    assert output == ["ü", str(tmp_path)]
    assert errors == ["oh"]
    assert (ending.exit_code, ending.last_words, ending.succeeded) == (3, "oh", False)


def test_a_program_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ChildError, match="/no/such/python could not be started"):
        run_child("/no/such/python", [], folder=str(tmp_path), on_line=print)


@pytest.mark.parametrize("stubborn", [False, True])
def test_cancelling_ends_the_child_within_a_second(tmp_path, stubborn):
    feedback = QgsFeedback()
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN);" if stubborn else ""
    code = f"import os, signal, time; {ignore} print(os.getpid(), flush=True); time.sleep(60)"
    seen, moments = [], []

    def line(text):
        seen.append(int(text))
        moments.append(time.monotonic())
        threading.Timer(0.05, feedback.cancel).start()

    ending = run_child(PYTHON, ["-c", code], folder=str(tmp_path), on_line=line, feedback=feedback)
    assert time.monotonic() - moments[0] < 1.0
    assert ending.cancelled
    assert ending.exit_code is None
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)


def test_a_limit_of_time_is_kept(tmp_path):
    started = time.monotonic()
    ending = run_child(PYTHON, ["-c", "import time; time.sleep(60)"], folder=str(tmp_path), on_line=print, limit_s=0.3)
    assert ending.timed_out
    assert time.monotonic() - started < 2


def test_no_child_outlives_a_handler_that_fails(tmp_path):
    pids = []

    def line(text):
        pids.append(int(text))
        raise RuntimeError("handler")

    with pytest.raises(RuntimeError, match="handler"):
        run_child(
            PYTHON,
            ["-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"],
            folder=str(tmp_path),
            on_line=line,
        )
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
