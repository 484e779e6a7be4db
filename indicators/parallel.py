"""Work in pieces, in one process or on several; results come in the order of the pieces, whoever did them.

Processes and not threads, as scipy's Dijkstra holds the interpreter's lock. On Linux they are forked: they share all
that is in memory and start at once. Where forking is not safe (other systems; threads beside this one, as in Jupyter)
they are started anew, which takes a second or two, and share the arrays through a file. Neither way runs the user's
script a second time, so that it needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from threadpoolctl import threadpool_limits

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.workers import Crew, start_method

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

State = TypeVar("State")
Piece = TypeVar("Piece")
Result = TypeVar("Result")

TRIAL = 0.3  # seconds of work in this process after which it is known whether others would pay
PAYS = {"fork": 0.5, "spawn": 6.0}  # seconds of work left from which others pay, measured; see docs/method.md
_PER_PROCESS = 0.25  # seconds of work that a process is started for, at the least
_BEAT = 0.2  # seconds between signs of life


@dataclass(frozen=True)
class Job(Generic[State, Piece, Result]):
    """What is to be done.

    Attributes
    ----------
    work : callable
        A function of a module: from the state, a piece, and a callable to call now and then with the share of the piece
        that is done, the piece's result. What it gives depends on the state and the piece alone.
    state : object
        What all pieces need; a worker may not change it.
    pieces : sequence
        What to go through.
    weights : sequence of float
        How much work each piece is, in any unit.
    brief : bool
        Whether it may be done before other processes have started: these are started where they pay, and never at once.
    """

    work: Callable[[State, Piece, Callable[[float], None]], Result]
    state: State
    pieces: Sequence[Piece]
    weights: Sequence[float]
    brief: bool = False


def in_order(
    job: Job[State, Piece, Result],
    *,
    processes: int | None = 1,
    progress: Callable[[float], None] | None = None,
    note: Callable[[str], None] | None = None,
) -> Generator[Result]:
    """Yield the results of a job in the order of its pieces.

    Parameters
    ----------
    job : Job
        What to do.
    processes : int, optional
        How many processes compute; one is this process itself, which in any case does the first piece. None: as many
        as there are usable cores, where what is left after a short trial is worth it.
    progress : callable, optional
        Called with the fraction done, at least every 0.3 s while other processes compute; what it raises ends them.
    note : callable, optional
        Called with a sentence where other processes were wanted and could not be had.

    Raises
    ------
    InputError
        `processes` is no whole number from 1 on.
    WorkerEndedError
        A process ended before its work was done.
    """
    wanted = usable_processes(processes)
    total = math.fsum(job.weights) or 1.0
    report = progress or _silent
    begun = time.monotonic()
    done = 0.0
    with threadpool_limits(limits=1):  # one result, whatever the machine; and threads on small arrays only wait
        for number, (piece, weight) in enumerate(zip(job.pieces, job.weights, strict=True)):
            left = len(job.pieces) - number
            if wanted > 1 and number:  # what the first piece finds out for all of them is shared, too
                at_once = processes is not None and not job.brief
                helpers = wanted if at_once else _worthwhile(time.monotonic() - begun, done, total, wanted)
                if min(helpers, left) > 1:
                    yield from _shared(job, number, min(helpers, left), report, note)
                    return
            yield job.work(job.state, piece, partial(_within, report, done, weight, total))
            done += weight
            report(min(done / total, 1.0))


def _silent(_fraction: float) -> None:
    """Say nothing."""


def _within(report: Callable[[float], None], done: float, weight: float, total: float, fraction: float) -> None:
    report(min((done + weight * fraction) / total, 1.0))


def _worthwhile(spent: float, done: float, total: float, wanted: int) -> int:
    """Return how many processes pay for what is left, judged by what has been done."""
    method = start_method()
    if spent < TRIAL or not done or method is None:
        return 1
    left = spent * (total - done) / done
    return min(wanted, int(left / _PER_PROCESS)) if left >= PAYS[method] else 1


def _shared(
    job: Job[State, Piece, Result],
    first: int,
    processes: int,
    report: Callable[[float], None],
    note: Callable[[str], None] | None,
) -> Iterator[Result]:
    """Yield the results from a piece on, computed by other processes; by this one where there are none to be had."""
    total = math.fsum(job.weights) or 1.0
    done = math.fsum(job.weights[:first])
    with Crew((job.work, job.state), processes) as crew:
        for answer in crew.results(job.pieces, first, _BEAT):
            if answer is not None:
                yield answer[0]
                done, first = done + job.weights[first], first + 1
            report(min(done / total, 1.0))
    if first < len(job.pieces) and note is not None:
        message = _("Other processes could not be started ({reason}); one process computed.")
        note(message.format(reason=crew.failure))
    for piece, weight in zip(job.pieces[first:], job.weights[first:], strict=True):
        yield job.work(job.state, piece, partial(_within, report, done, weight, total))
        done += weight
        report(min(done / total, 1.0))


def usable_processes(processes: int | None) -> int:
    """Return how many processes may compute: what is asked for, or one for each core that this process may use.

    Raises
    ------
    InputError
        What is asked for is no whole number from 1 on.
    """
    if processes is None:
        return _usable_cores() if start_method() is not None else 1
    if isinstance(processes, bool) or not isinstance(processes, int) or processes < 1:
        raise InputError(_("processes is {value}; it must be a whole number from 1 on.").format(value=processes))
    return processes


def _usable_cores() -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:  # a container may be granted less than it sees
        quota, period = open("/sys/fs/cgroup/cpu.max", encoding="ascii").read().split()  # noqa: PTH123, SIM115
        granted = math.ceil(int(quota) / int(period))
    except (OSError, ValueError):  # no such limit
        return count
    return max(1, min(count, granted))
