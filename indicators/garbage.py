"""Python's search for cycles of garbage, put off while much is gathered that holds none."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def garbage_left_lying() -> Iterator[None]:
    """Keep Python from looking for cycles: it would look through all that was gathered again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
