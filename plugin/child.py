"""A child process: clean environment, output by lines as it comes, cancelled within a second.

It polls instead of waiting for signals, so that it works alike in a Processing thread, in `qgis_process` and in a
model, and no nested event loop is ever entered.
"""

from __future__ import annotations

import codecs
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from parklocus.plugin.log import log_information
from parklocus.plugin.translation import translate

if TYPE_CHECKING:
    from qgis.core import QgsFeedback

POLL_MS = 50
GRACE_MS = 700  # what a cancelled child has to tidy up before it is killed
LAST_LINES = 12

# What QGIS and its launchers set for their own libraries: a child's Python, GDAL, PROJ and Qt would follow it astray.
FOREIGN_PREFIXES = ("PYTHON", "QT_", "QGIS", "GDAL_", "OGR_", "PROJ_", "GISBASE", "GRASS_", "DYLD_", "CONDA_")
FOREIGN_NAMES = frozenset(
    {"LD_LIBRARY_PATH", "LD_PRELOAD", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "GISRC", "MPLBACKEND"}
)

LineHandler = Callable[[str], None]


class ChildError(Exception):
    """A child process could not be started; the text is for the user."""


@dataclass(frozen=True)
class Ending:
    """How a child process ended.

    Attributes
    ----------
    exit_code
        Its exit code; None where it was ended by a signal or by us.
    cancelled, timed_out
        Whether we ended it, and why.
    last_words
        The last lines of its error output.
    """

    exit_code: int | None
    cancelled: bool
    timed_out: bool
    last_words: str

    @property
    def succeeded(self) -> bool:
        """Whether it ended by itself with exit code 0."""
        return self.exit_code == 0


class LineReader:
    """Cut bytes into lines of UTF-8; a line or a character may be split between two reads."""

    def __init__(self, handle: LineHandler) -> None:
        self._handle = handle
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = ""

    def feed(self, data: bytes) -> None:
        """Hand on every line that `data` completes."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        for line in lines:
            self._handle(line.rstrip("\r"))

    def close(self) -> None:
        """Hand on what is left when the child ended without a line's end."""
        rest, self._rest = self._rest + self._decoder.decode(b"", final=True), ""
        if rest:
            self._handle(rest.rstrip("\r"))


def clean_environment() -> QProcessEnvironment:
    """Return this process's environment without what QGIS needs and a child must not see."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():  # noqa: SIM118 - not a mapping
        if name.upper().startswith(FOREIGN_PREFIXES) or name.upper() in FOREIGN_NAMES:
            environment.remove(name)
    environment.insert("PYTHONUTF8", "1")
    environment.insert("PYTHONUNBUFFERED", "1")
    return environment


def run_child(
    program: str,
    arguments: list[str],
    *,
    folder: str,
    on_line: LineHandler,
    on_error_line: LineHandler = log_information,
    feedback: QgsFeedback | None = None,
    limit_s: float | None = None,
) -> Ending:
    """Run a program to its end and hand on its output line by line.

    Parameters
    ----------
    program, arguments
        What to start; no shell is involved.
    folder
        Working folder.
    on_line, on_error_line
        Called for each line of standard output and standard error, in the calling thread.
    feedback
        Cancels the child when it is cancelled.
    limit_s
        Seconds after which the child is killed; none by default.

    Raises
    ------
    ChildError
        The program could not be started.
    """
    tail: deque[str] = deque(maxlen=LAST_LINES)

    def keep(line: str) -> None:
        tail.append(line)
        on_error_line(line)

    output, errors = LineReader(on_line), LineReader(keep)
    process = QProcess()
    process.setProcessEnvironment(clean_environment())
    process.setWorkingDirectory(folder)
    process.start(program, arguments)
    if not process.waitForStarted(10_000):
        raise ChildError(
            translate("Child", "{program} could not be started: {reason}.").format(
                program=program, reason=process.errorString().rstrip(".")
            )
        )
    process.closeWriteChannel()

    def drain() -> None:
        output.feed(process.readAllStandardOutput().data())
        errors.feed(process.readAllStandardError().data())

    deadline = None if limit_s is None else time.monotonic() + limit_s
    cancelled = timed_out = False
    try:
        while process.state() != QProcess.ProcessState.NotRunning:
            process.waitForReadyRead(POLL_MS)
            drain()
            cancelled = feedback is not None and feedback.isCanceled()
            timed_out = deadline is not None and time.monotonic() > deadline
            if cancelled or timed_out:
                break
    finally:
        # Also where a handler raised: no child outlives its run.
        end(process)
    drain()
    output.close()
    errors.close()
    ended_by_itself = not (cancelled or timed_out) and process.exitStatus() == QProcess.ExitStatus.NormalExit
    return Ending(process.exitCode() if ended_by_itself else None, cancelled, timed_out, "\n".join(tail))


def end(process: QProcess) -> None:
    """End a process: ask first, then kill."""
    if process.state() == QProcess.ProcessState.NotRunning:
        return
    process.terminate()
    if not process.waitForFinished(GRACE_MS):
        process.kill()
        process.waitForFinished(GRACE_MS)
