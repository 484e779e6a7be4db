"""What a command takes: CPU seconds and peak memory of its whole process tree."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from subprocess import Popen
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pathlib import Path

_ENOUGH_S = 40.0  # of CPU in all: what takes longer is run once
_LOOK_EVERY_S = 0.02


class CommandError(Exception):
    """A command did not end well; the message is the last line that it wrote."""


@dataclass(frozen=True)
class Taken:
    """What a command took."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def least(command: list[str], environment: dict[str, str], log: Path, *, runs: int) -> Taken:
    """Run a command some times over, fewer where it is slow, and return the least that it took of each.

    Raises
    ------
    CommandError
        It ended with an error.
    """
    taken = [once(command, environment, log)]
    while len(taken) < runs and sum(t.cpu_s for t in taken) * (1 + 1 / len(taken)) < _ENOUGH_S:
        taken.append(once(command, environment, log))
    return Taken(min(t.cpu_s for t in taken), min(t.wall_s for t in taken), min(t.peak_mb for t in taken))


def once(command: list[str], environment: dict[str, str], log: Path) -> Taken:
    """Run a command to its end; what it writes goes to a log.

    CPU is user plus system time of the process and the children it waited for (`wait4`). Memory is the greater of
    `ru_maxrss` and of the tree's resident memory together, looked at every 20 ms.

    Raises
    ------
    CommandError
        It ended with an error.
    """
    began = time.perf_counter()
    with log.open("wb") as stream:
        process = Popen(command, env=environment, stdout=stream, stderr=stream)
        tree_mb = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, tree_mb))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watcher.join()
    wall_s = time.perf_counter() - began
    if process.returncode:
        lines = log.read_text("utf-8", errors="replace").strip().splitlines() or [f"ended with {process.returncode}"]
        raise CommandError(lines[-1])
    return Taken(usage.ru_utime + usage.ru_stime, wall_s, max(usage.ru_maxrss / 1024, tree_mb[0]))


def _watch(pid: int, peak_mb: list[float]) -> None:
    """Keep the greatest resident memory of a process and its children together, until it ends."""
    try:
        process = psutil.Process(pid)
        while process.status() != psutil.STATUS_ZOMBIE:
            together = sum(part.memory_info().rss for part in (process, *process.children(recursive=True)))
            peak_mb[0] = max(peak_mb[0], together / 2**20)
            time.sleep(_LOOK_EVERY_S)
    except psutil.NoSuchProcess:
        return
