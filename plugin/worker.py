"""Run the engine's command line in a process of its own and follow it by the JSON lines it prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingFeedback

from parklocus.plugin.child import Ending, run_child
from parklocus.plugin.log import LOG_TAB, log_error, log_information, log_warning
from parklocus.plugin.translation import current_language, translate

if TYPE_CHECKING:
    from pathlib import Path

CANCELLED_EXIT = 130
ASKING_LIMIT_S = 60


class WorkerError(Exception):
    """The engine did not give a result; the text says why and is for the user."""


class EventLog:
    """What the engine told, line by line: progress goes to the feedback, the rest is kept."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._text = ""
        self.result: dict[str, Any] | None = None
        self.error: str | None = None

    def read(self, line: str) -> None:
        """Take in one line of standard output; what is no event is logged and does no harm."""
        if not line.strip():
            return
        try:
            event = json.loads(line)
        except ValueError:
            event = None
        kind = event.get("event") if isinstance(event, dict) else None
        if kind == "progress":
            self._progress(event)
        elif kind == "note":
            text = str(event.get("text", ""))
            log_warning(text)
            self._feedback.pushWarning(text)
        elif kind == "result":
            self.result = event
        elif kind == "error":
            self.error = str(event.get("text", ""))
        else:
            log_information(line)
            self._feedback.pushConsoleInfo(line)

    def _progress(self, event: dict[str, Any]) -> None:
        fraction = event.get("fraction")
        if isinstance(fraction, (int, float)):
            self._feedback.setProgress(100 * min(max(float(fraction), 0.0), 1.0))
        text = str(event.get("text", ""))
        if text and text != self._text:
            self._text = text
            log_information(text)
            self._feedback.setProgressText(text)


def run_engine(
    python: str,
    arguments: list[str],
    folder: Path,
    feedback: QgsProcessingFeedback,
    *,
    language: str = "",
    limit_s: float | None = None,
) -> dict[str, Any]:
    """Run a command of `parklocus` and return its result event.

    Parameters
    ----------
    python
        The engine's interpreter.
    arguments
        The command and what belongs to it.
    folder
        The working folder.
    feedback
        Receives progress, notes and the full output; cancels the run.
    language
        `en` or `zh_CN`: the language of texts and messages; that of QGIS when empty.
    limit_s
        Seconds after which the command is ended; none by default.

    Raises
    ------
    WorkerError
        The run was cancelled, or the engine reported an error, died, or ended without a result.
    ChildError
        The interpreter could not be started.
    """
    command = ["-m", "parklocus.indicators", *arguments, "--json", "--lang", language or current_language()]
    log_information(" ".join([python, *command]))
    feedback.pushCommandInfo(" ".join([python, *command]))
    events = EventLog(feedback)

    def error_line(line: str) -> None:
        log_information(line)
        feedback.pushConsoleInfo(line)

    ending = run_child(
        python,
        command,
        folder=str(folder),
        on_line=events.read,
        on_error_line=error_line,
        feedback=feedback,
        limit_s=limit_s,
    )
    if ending.cancelled or ending.exit_code == CANCELLED_EXIT:
        log_warning(translate("Worker", "The run was cancelled."))
        raise WorkerError(translate("Worker", "The run was cancelled; no file was written."))
    if events.error is not None:
        log_error(events.error)
        raise WorkerError(events.error)
    if not ending.succeeded or events.result is None:
        message = sudden_end(ending)
        log_error(message)
        raise WorkerError(message)
    return events.result


def ask(python: str, arguments: list[str], folder: Path) -> dict[str, Any]:
    """Run a command that answers at once, with nobody watching, and return its result event.

    Raises
    ------
    WorkerError
        The engine reported an error, or gave no answer in time.
    ChildError
        The interpreter could not be started.
    """
    return run_engine(python, arguments, folder, QgsProcessingFeedback(False), limit_s=ASKING_LIMIT_S)


def sudden_end(ending: Ending) -> str:
    """Say what is known of an engine that ended without a result and without an error of its own."""
    if ending.timed_out:
        what = translate("Worker", "The engine did not answer in time.")
    elif ending.exit_code is None:
        what = translate("Worker", "The engine was ended by the system, perhaps for want of memory.")
    elif ending.exit_code == 0:
        what = translate("Worker", "The engine ended without a result.")
    else:
        what = translate("Worker", "The engine stopped unexpectedly (exit code {code}).").format(code=ending.exit_code)
    if ending.last_words:
        what += " " + translate("Worker", "Its last words: {words}").format(words=ending.last_words)
    return (
        what
        + "\n"
        + translate(
            "Worker",
            'The whole story is in the "{tab}" tab of the log (View > Panels > Log Messages). '
            "If it is the engine itself that is damaged, install it anew from the Park Locus panel.",
        ).format(tab=LOG_TAB)
    )
