"""Processes that compute pieces of a job: how they are started, fed, watched and ended."""

from __future__ import annotations

import mmap
import os
import signal
import sys
import tempfile
import threading
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import connection, current_process, get_context, parent_process, spawn
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from traceback import format_exc
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from threadpoolctl import threadpool_limits

from parklocus.indicators.errors import WorkerEndedError
from parklocus.indicators.language import current_language, set_language
from parklocus.indicators.language import gettext as _
from parklocus.indicators.progress import unheard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IN_HAND = 2  # pieces that a worker has at once, so that it never waits for the next
_AHEAD = 16  # pieces for each worker that may be done before their turn: their results wait in memory
_ALIGNED = 64  # bytes
_READY = -1  # stands for a piece's number when a worker says that it has what it needs
_SIGNALS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


def start_method() -> str | None:
    """Return how processes are started here: ``fork``, ``spawn``, or None where they had better not be.

    Forking takes this thread alone along, and what another holds locked stays locked for ever.
    """
    if current_process().daemon or parent_process() is not None:
        return None  # one of somebody's several processes already
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    program = Path(os.fsdecode(spawn.get_executable() or ""))  # another application would be started a second time
    return "spawn" if program.name.lower().startswith(("python", "pypy")) and not hasattr(sys, "frozen") else None


class Crew:
    """Workers on one job; they end with the block, whatever ends it.

    Parameters
    ----------
    task : tuple of (callable, object)
        What does a piece, called with the state, the piece and a callable to be called; and the state.
    processes : int
        How many workers.

    Attributes
    ----------
    failure : str
        Why there are no workers, where none could be started.
    """

    def __init__(self, task: tuple[Any, Any], processes: int) -> None:
        self.failure = ""
        self._task, self._count = task, processes
        self._workers: dict[Any, _Worker] = {}
        self._file: Path | None = None

    def __enter__(self) -> Self:
        try:
            self._start(start_method() or "spawn")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _start(self, method: str) -> None:
        parcel: _Inherited | _Shipped = _Inherited(self._task)
        if method == "spawn":
            try:
                parcel = _Shipped.pack(self._task)
            except Exception as error:  # noqa: BLE001 - what cannot be sent says so in many ways
                self.failure = str(error)
                return
            self._file = parcel.path
        try:
            with _signals_held(), _main_hidden(), warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: there are none
                for _number in range(self._count):
                    worker = _Worker.start(method, parcel)
                    self._workers[worker.pipe] = worker
        except (OSError, AssertionError) as error:  # no more processes; a daemon's children
            self.failure = str(error)

    def _end(self) -> None:
        for worker in self._workers.values():
            worker.end()
        self._workers = {}
        if self._file is not None:
            self._file.unlink(missing_ok=True)

    def results(self, pieces: Sequence[Any], first: int, beat: float) -> Iterator[tuple[Any] | None]:
        """Yield the results of the pieces from one on, in order, each in a tuple, and None now and then.

        Where no worker can be started, it ends before all are done.

        Parameters
        ----------
        pieces : sequence
            What to do.
        first : int
            The piece to begin with.
        beat : float
            Seconds after which None comes where there is no result.

        Raises
        ------
        WorkerEndedError
            A worker ended before its work was done.
        Exception
            What the work raised.
        """
        given = due = first
        waiting: dict[int, Any] = {}
        while due < len(pieces) and self._workers:
            for worker in [worker for worker in self._workers.values() if worker.is_ready]:
                while worker.in_hand < _IN_HAND and given < min(len(pieces), due + _AHEAD * len(self._workers)):
                    worker.give(given, pieces[given])
                    given += 1
            for pipe in connection.wait(list(self._workers), beat):
                answer = self._hear(self._workers[pipe])
                if answer is not None:
                    waiting[answer[0]] = answer[1]
            if due not in waiting:
                yield None
            while due in waiting:
                yield (waiting.pop(due),)
                due += 1

    def _hear(self, worker: _Worker) -> tuple[int, Any] | None:
        """Return the number of a piece and its result, if that is what a worker says."""
        try:
            number, result, error = worker.pipe.recv()
        except (EOFError, OSError):
            exit_code = worker.end(grace=1.0)
            if worker.is_ready:
                raise WorkerEndedError(_last_words(exit_code)) from None
            self.failure = _("exit code {code}").format(code=exit_code)
            del self._workers[worker.pipe]
            return None
        if error is not None:
            raise error
        if number == _READY:
            worker.is_ready = True
            return None
        worker.in_hand -= 1
        return number, result


def _last_words(exit_code: int | None) -> str:
    return _(
        "One of the computing processes ended suddenly (exit code {code}), most likely for want of memory. Let one "
        "process compute (processes=1, or --processes 1), or give a smaller extract."
    ).format(code=exit_code)


@dataclass
class _Worker:
    """A process, and what it has to do."""

    process: Any
    pipe: Any
    is_ready: bool = False
    in_hand: int = 0

    @classmethod
    def start(cls, method: str, parcel: _Inherited | _Shipped) -> _Worker:
        context: Any = get_context(method)
        ours, theirs = context.Pipe()
        inherited = ours if method == "fork" else None
        arguments = (theirs, inherited, parcel, current_language())
        process = context.Process(target=_serve, args=arguments, name="parklocus worker", daemon=True)
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return cls(process, ours)

    def give(self, number: int, piece: Any) -> None:
        with suppress(OSError):  # a worker that has ended is heard of when it is listened to
            self.pipe.send((number, piece))
        self.in_hand += 1

    def end(self, grace: float = 0.0) -> int | None:
        """End the process and return its exit code, or minus the signal that ended it."""
        if grace:
            self.process.join(grace)
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back the signals that end a program: one between fork and `_serve` would run the parent's handlers."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keep a process that is started anew from running the user's script again, which it would to know its names."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@dataclass(frozen=True)
class _Inherited:
    """A task that a forked process finds in its memory."""

    task: tuple[Any, Any]

    def open(self) -> tuple[Any, Any]:
        return self.task

    def discard(self) -> None:
        """Leave nothing behind."""


@dataclass(frozen=True)
class _Shipped:
    """A task for processes that are started anew: its arrays lie in a file that all map, so that none has a copy.

    Attributes
    ----------
    body : bytes
        All but the arrays' contents.
    path : Path
        The file with these.
    spans : list of (int, int)
        Where each begins and ends in it.
    """

    body: bytes
    path: Path
    spans: list[tuple[int, int]]

    @classmethod
    def pack(cls, task: tuple[Any, Any]) -> _Shipped:
        body = BytesIO()
        buffers: list[Any] = []
        ForkingPickler(body, 5, True, buffers.append).dump(task)
        spans = []
        with tempfile.NamedTemporaryFile(prefix="parklocus-", delete=False) as file:
            path = Path(file.name)
            try:
                for buffer in buffers:
                    file.write(b"\0" * (-file.tell() % _ALIGNED))
                    begin = file.tell()
                    file.write(buffer.raw())
                    spans.append((begin, file.tell()))
                file.write(b"\0")  # an empty file cannot be mapped
            except BaseException:
                path.unlink()
                raise
        return cls(body.getvalue(), path, spans)

    def open(self) -> tuple[Any, Any]:
        """Return the task; pages of the file are copied where they are written to, the file itself never changes."""
        with self.path.open("rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
        return ForkingPickler.loads(self.body, buffers=[mapped[begin:end] for begin, end in self.spans])

    def discard(self) -> None:
        """Remove the file, where its maker cannot any more."""
        with suppress(OSError):
            self.path.unlink()


def _serve(pipe: Any, inherited: Any, parcel: _Inherited | _Shipped, language: str) -> None:
    """Do pieces until there are no more, in a process of its own."""
    if inherited is not None:
        inherited.close()  # the parent's end of the pipe: as long as it is open here, too, the pipe never ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells all its processes; the parent ends its workers
    for number in _SIGNALS - {signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    threading.Thread(target=_end_with_parent, args=(parcel,), daemon=True).start()
    set_language(language)
    unheard()
    warnings.simplefilter("ignore")  # the parent computes the first pieces, and says what there is to say
    with threadpool_limits(limits=1), suppress(EOFError, OSError):
        work, state = parcel.open()
        pipe.send((_READY, None, None))
        while True:
            piece_number, piece = pipe.recv()
            try:
                result = work(state, piece, _unheard)
            except Exception as error:  # noqa: BLE001 - raised again by the parent
                pipe.send((piece_number, None, _sendable(error)))
            else:
                pipe.send((piece_number, result, None))
    os._exit(0)  # freeing a city takes most of a second


def _unheard(_fraction: float) -> None:
    """Say nothing of how far a piece is."""


def _end_with_parent(parcel: _Inherited | _Shipped) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()  # returns when it is gone, whatever ended it
        parcel.discard()
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    """Return an error with the place that raised it, or what it says where it cannot be sent."""
    error.add_note(format_exc())
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001 - it cannot be
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
