"""How the command line speaks: to people on a terminal, to a pipe, or as JSON lines to a program."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

_WIDTH_IN_A_PIPE = 160  # columns
_LEAST_INTERVAL = 0.1  # seconds between progress lines, so that a reader is not drowned


class Reporter(Protocol):
    """What a command says while it runs and when it is done."""

    def progress(self, fraction: float, text: str) -> None:
        """Say how far the run is (0 to 1) and what it does."""

    def note(self, text: str) -> None:
        """Say what a reader of the results should know."""

    def result(self, facts: dict[str, Any], shown: list[RenderableType]) -> None:
        """Give the result: as facts to a program, as tables and sentences to people."""

    def error(self, text: str) -> None:
        """Say in one sentence what went wrong."""


class JsonReporter:
    """Writes one JSON object a line to standard output."""

    def __init__(self) -> None:
        self._last = 0.0
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # a worker's pipe may be in any encoding

    def progress(self, fraction: float, text: str) -> None:
        """Write a progress line, unless one was written a moment ago."""
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
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class TextReporter:
    """Writes results to standard output; notes, errors and, on a terminal, a progress bar to standard error."""

    def __init__(self) -> None:
        self._out = Console(width=None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE, highlight=False)
        self._err = Console(stderr=True, soft_wrap=True, highlight=False)
        self._bar: Progress | None = None

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
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=self._err, transient=True) as bar:
            bar.add_task("", total=1.0)
            self._bar = bar
            try:
                yield
            finally:
                self._bar = None

    def progress(self, fraction: float, text: str) -> None:
        """Move the bar, if there is one."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=fraction, description=text)

    def note(self, text: str) -> None:
        """Write a note."""
        self._err.print(f"• {text}", markup=False)

    def result(self, facts: dict[str, Any], shown: list[RenderableType]) -> None:  # noqa: ARG002 - for programs
        """Write tables and sentences."""
        for item in shown:
            if isinstance(item, str):
                self._out.print(item, markup=False, soft_wrap=True)
            else:
                self._out.print(item)

    def error(self, text: str) -> None:
        """Write the error."""
        self._err.print(f"parklocus: {text}", markup=False, style="red")
