"""Work shared among processes: order, errors, and ends, whatever ends it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from chores import EXPECTED, STATE, doubled, job, killed, met, refused, slept

from parklocus.indicators import Cancelled, InputError, WorkerEndedError
from parklocus.indicators.parallel import PAYS, Job, in_order, usable_processes
from parklocus.indicators.workers import Crew, _Shipped, start_method

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
HERE = Path(__file__).parent
AT_ONCE = 1.0  # seconds


@pytest.fixture
def spawned(monkeypatch):
    """Start processes anew, as on systems where forking is not safe."""
    monkeypatch.setattr("parklocus.indicators.workers.start_method", lambda: "spawn")
    monkeypatch.setattr("parklocus.indicators.parallel.start_method", lambda: "spawn")


@pytest.fixture
def forked(monkeypatch):
    if sys.platform != "linux":
        pytest.skip("processes are forked on Linux alone")
    monkeypatch.setattr("parklocus.indicators.workers.start_method", lambda: "fork")
    monkeypatch.setattr("parklocus.indicators.parallel.start_method", lambda: "fork")


def values_and_processes(**options):
    results = list(in_order(job(doubled, STATE), **options))
    return [value for value, _process in results], {process for _value, process in results}


def is_running(process):
    with suppress(OSError):
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX"
    return False


def workers_at(folder, count):
    """Wait until so many workers have left their mark; return their numbers."""
    begin = time.monotonic()
    while len(marks := list(folder.iterdir())) < count:
        assert time.monotonic() - begin < 60, "workers do not start"
        time.sleep(0.02)
    return [int(mark.name) for mark in marks]


def test_one_process_is_this_one():
    values, processes = values_and_processes(processes=1)
    assert values == EXPECTED
    assert processes == {os.getpid()}


def test_results_come_in_order_from_forked_processes(forked):
    values, processes = values_and_processes(processes=3)
    assert values == EXPECTED
    assert len(processes - {os.getpid()}) >= 1
    assert not multiprocessing.active_children()


def test_workers_work_at_the_same_time(forked, tmp_path):
    assert min(in_order(job(met, str(tmp_path)), processes=2)) >= 2


def test_results_come_in_order_from_processes_started_anew(spawned):
    values, processes = values_and_processes(processes=2)
    assert values == EXPECTED
    assert len(processes - {os.getpid()}) >= 1


def test_short_work_stays_in_this_process_and_long_work_is_shared(forked, monkeypatch):
    assert values_and_processes(processes=None)[1] == {os.getpid()}
    monkeypatch.setattr("parklocus.indicators.parallel._usable_cores", lambda: 2)
    monkeypatch.setattr("parklocus.indicators.parallel.TRIAL", 0.01)
    monkeypatch.setitem(PAYS, "fork", 0.01)
    monkeypatch.setattr("parklocus.indicators.parallel._PER_PROCESS", 0.001)
    values, processes = values_and_processes(processes=None)
    assert values == EXPECTED
    assert os.getpid() in processes  # this one tries,
    assert len(processes) > 1  # others go on


def test_progress_grows_to_the_end(forked):
    for processes in (1, 2):
        heard = []
        list(in_order(job(doubled, STATE), processes=processes, progress=heard.append))
        assert heard == sorted(heard)
        assert heard[-1] == pytest.approx(1.0)


@POSIX
def test_there_are_signs_of_life_and_cancelling_ends_all_at_once(forked, tmp_path):
    heard = []

    def progress(_fraction):
        heard.append(time.monotonic())
        if len(heard) == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(in_order(job(slept, str(tmp_path)), processes=2, progress=progress))
    assert max(np.diff(heard)) < 0.5
    assert time.monotonic() - heard[-1] < AT_ONCE
    assert not multiprocessing.active_children()
    assert not any(is_running(process) for process in workers_at(tmp_path, 2))


def test_an_error_in_a_worker_is_raised_here_with_its_place(forked):
    with pytest.raises(InputError, match="piece 3 is wrong") as raised:
        list(in_order(job(refused, None), processes=2))
    assert any("chores.py" in note for note in raised.value.__notes__)
    assert not multiprocessing.active_children()


@POSIX
@pytest.mark.parametrize("method", ["forked", "spawned"])
def test_a_worker_that_dies_is_said_and_not_waited_for(method, request):
    request.getfixturevalue(method)
    with pytest.raises(WorkerEndedError, match=r"exit code -9.*memory.*--processes 1"):
        list(in_order(job(killed, None), processes=2))
    assert not multiprocessing.active_children()


def test_what_cannot_be_sent_is_done_here_with_a_note(spawned):
    notes = []
    local = Job(lambda state, piece, _report: state + piece, 1, [1, 2, 3], [1.0, 1.0, 1.0])
    assert list(in_order(local, processes=2, note=notes.append)) == [2, 3, 4]
    assert [note.startswith("Other processes could not be started") for note in notes] == [True]


def test_processes_that_do_not_start_are_done_without(spawned, monkeypatch, tmp_path):
    (tmp_path / "python").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr("multiprocessing.spawn._python_exe", os.fsencode(tmp_path / "python"))
    notes = []
    results = list(in_order(job(doubled, STATE), processes=2, note=notes.append))
    assert [value for value, _process in results] == EXPECTED
    assert len(notes) == 1


def test_arrays_are_shared_through_a_file_that_goes(spawned, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    big = np.arange(100_000.0)
    parcel = _Shipped.pack((doubled, {"offset": big, "again": big}))
    assert parcel.path.stat().st_size < 1.1 * big.nbytes
    assert len(parcel.body) < 1000
    work, state = parcel.open()
    assert work is doubled
    assert (state["offset"] == big).all()
    state["offset"][0] = 7.0  # a worker's own business
    assert parcel.open()[1]["offset"][0] == 0.0
    parcel.discard()
    with Crew((doubled, STATE), 1):
        assert len(list(tmp_path.iterdir())) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wrong", [0, -1, True, 2.0, "2"])
def test_how_many_processes_is_a_number_from_one_on(wrong):
    with pytest.raises(InputError, match="from 1 on"):
        usable_processes(wrong)


def test_a_process_of_several_starts_none(forked, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(multiprocessing.current_process(), "_config", {"daemon": True})
    assert start_method() is None
    assert usable_processes(None) == 1


SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from chores import job, slept, doubled, STATE
from parklocus.indicators import parallel, workers
workers.start_method = lambda: {method!r}
print("main", flush=True)
{task}
"""


def test_a_script_without_guard_runs_once(tmp_path):
    task = "print(len(list(parallel.in_order(job(doubled, STATE), processes=2))))"
    (tmp_path / "script.py").write_text(SCRIPT.format(here=str(HERE), method="spawn", task=task))
    done = subprocess.run([sys.executable, str(tmp_path / "script.py")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["main", "12"]
    assert not done.stderr


@POSIX
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_end_when_their_parent_is_killed(method, tmp_path):
    if method == "fork" and sys.platform != "linux":
        pytest.skip("processes are forked on Linux alone")
    marks, temporary = tmp_path / "marks", tmp_path / "temporary"
    marks.mkdir()
    temporary.mkdir()
    task = f"list(parallel.in_order(job(slept, {str(marks)!r}), processes=3))"
    (tmp_path / "script.py").write_text(SCRIPT.format(here=str(HERE), method=method, task=task))
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")], env=os.environ | {"TMPDIR": str(temporary)}
    )
    try:
        workers = workers_at(marks, 3)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    begin = time.monotonic()
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() - begin < 2.0, "workers outlive their parent"
        time.sleep(0.02)
    assert not list(temporary.iterdir())
