"""What workers are given to do in tests: functions of a module, as another process imports them by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from parklocus.indicators.errors import InputError
from parklocus.indicators.parallel import Job


def doubled(state, piece, report):
    """Return twice a piece and who doubled it, the later pieces sooner."""
    time.sleep(0.02 / (piece + 1))
    report(1.0)
    return 2 * piece + float(state["offset"].sum()), os.getpid()


def met(state, piece, _report):
    """Leave a mark, and wait until another worker has left its own."""
    marks = Path(state)
    if not piece:  # done before there are workers
        return 2
    (marks / f"{os.getpid()}").touch()
    until = time.monotonic() + 60
    while len(list(marks.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    return len(list(marks.iterdir()))


def refused(_state, piece, _report):
    if piece == 3:
        message = "piece 3 is wrong"
        raise InputError(message)
    return piece


def slept(state, piece, _report):
    """Leave a mark with the worker's number, then sleep for as long as no test waits."""
    if piece:  # the first is done before there are workers
        Path(state, f"{os.getpid()}").touch()
        time.sleep(120)
    return piece


def killed(_state, piece, _report):
    if piece == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return piece


def job(work, state, count=12):
    return Job(work, state, list(range(count)), [1.0] * count)


STATE = {"offset": np.ones(3)}
EXPECTED = [2 * piece + 3.0 for piece in range(12)]
