"""How the command line speaks: to people on a terminal, to a pipe, or as JSON lines to a program."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from parklocus.indicators.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from rich.console import RenderableType

_WIDTH_IN_A_PIPE = 160  # columns
_LEAST_INTERVAL = 0.1  # seconds between progress lines, so that a reader is not drowned


class Reporter(Protocol):
    """What a command says while it runs and when it is done; `progress` raises `Cancelled` where `cancelled` is set."""

    cancelled: bool

    def progress(self, fraction: float, text: str) -> None:
        """Say how far the run is (0 to 1) and what it does."""

    def note(self, text: str) -> None:
        """Say what a reader of the results should know."""

    def result(self, facts: dict[str, Any], shown: list[RenderableType]) -> None:
        """Give the result: as facts to a program, as tables and sentences to people."""

    def error(self, text: str) -> None:
        """Say in one sentence what went wrong."""


class _PlainConsole(Console):
    """A console that shows texts as they are: a park may be called “[x]” or “:tree:”."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def on_broken_pipe(self) -> None:
        """Leave it to the command line what a reader that left means."""
        raise  # noqa: PLE0704 - called where the error is handled


class JsonReporter:
    """Writes one JSON object a line to standard output."""

    def __init__(self) -> None:
        self.cancelled = False
        self._last = 0.0
        # A worker's pipe may be in any encoding; a file name may hold bytes that are no text, which JSON can escape.
        _reconfigure(sys.stdout, encoding="utf-8", errors="backslashreplace")

    def progress(self, fraction: float, text: str) -> None:
        """Write a progress line, unless one was written a moment ago."""
        if self.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _LEAST_INTERVAL or fraction >= 1:
            self._last = now
            self._write({"event": "progress", "fraction": round(fraction, 4), "text": text})

    def note(self, text: str) -> None:
        """Write a note line."""
        self._write({"event": "note", "text": text})

    def result(self, facts: dict[str, Any], shown: list[RenderableType]) -> None:  # noqa: ARG002 - for people
        """Write the result line."""
        self._write({"event": "result", **facts})

    def error(self, text: str) -> None:
        """Write the error line."""
        self._write({"event": "error", "text": text})

    @staticmethod
    def _write(event: dict[str, Any]) -> None:
        if sys.stdout is not None:
            sys.stdout.write(json.dumps(_plain(event), ensure_ascii=False, allow_nan=False) + "\n")
            sys.stdout.flush()


class TextReporter:
    """Writes results to standard output; notes, errors and, on a terminal, a progress bar to standard error."""

    def __init__(self) -> None:
        self.cancelled = False
        for stream in (sys.stdout, sys.stderr):
            _reconfigure(stream, errors="replace")  # a terminal that cannot show a sign shows a question mark
        on_terminal = sys.stdout is not None and sys.stdout.isatty()
        self._out = _PlainConsole(width=None if on_terminal else _WIDTH_IN_A_PIPE)
        self._err = _PlainConsole(stderr=True, soft_wrap=True)
        self._bar: Progress | None = None
        self._last = 0.0

    @contextmanager
    def bar(self) -> Iterator[None]:
        """Show a progress bar while the block runs, on a terminal alone."""
        if not self._err.is_terminal:
            yield
            return
        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
        )
        # Drawn when there is something to say: a thread of its own would keep processes from being forked (`workers`).
        with Progress(*columns, console=self._err, transient=True, auto_refresh=False) as bar:
            bar.add_task("", total=1.0)
            self._bar = bar
            try:
                yield
            finally:
                self._bar = None

    def progress(self, fraction: float, text: str) -> None:
        """Move the bar, if there is one."""
        if self.cancelled:
            raise Cancelled
        if self._bar is not None:
            now = time.monotonic()
            due = now - self._last >= _LEAST_INTERVAL
            self._last = now if due else self._last
            self._bar.update(self._bar.task_ids[0], completed=fraction, description=text, refresh=due)

    def note(self, text: str) -> None:
        """Write a note."""
        self._err.print(f"• {text}")

    def result(self, facts: dict[str, Any], shown: list[RenderableType]) -> None:  # noqa: ARG002 - for programs
        """Write tables and sentences."""
        for item in shown:
            if isinstance(item, str):
                self._out.print(item, soft_wrap=True)
            else:
                self._out.print(item)

    def error(self, text: str) -> None:
        """Write the error."""
        self._err.print(f"parklocus: {text}", style="red")


def stop_writing() -> None:
    """Send what is still written to standard output nowhere, when its reader has left."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def leave_at_once(code: int) -> NoReturn:
    """End the process when all is tidied up: the interpreter takes most of a second to free a city."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.flush()
    os._exit(code)


def _reconfigure(stream: TextIO | None, **options: str) -> None:
    if stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(**options)


def _plain(value: Any) -> Any:
    """Return a value as JSON can say it: what is no number is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
