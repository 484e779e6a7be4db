"""Any OpenStreetMap file as a plain PBF, which is what `osm.pbf` decodes; osmium writes it where need be."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import osmium
from osmium.filter import KeyFilter

from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parklocus.indicators.progress import Progress

_A_COMMON_KEY = "highway"  # objects with it come one by one; the others are copied in between
_OBJECTS_PER_PROGRESS = 2_000


@contextlib.contextmanager
def written_anew(file: Path, report: Progress) -> Iterator[Path]:
    """Write a file as a plain PBF into a temporary folder and yield where that is.

    Raises
    ------
    RuntimeError
        osmium cannot read the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.osm.pbf"
        with osmium.SimpleWriter(str(plain)) as writer:
            some = osmium.FileProcessor(file).with_filter(KeyFilter(_A_COMMON_KEY)).handler_for_filtered(writer)
            for number, item in enumerate(some):
                writer.add(item)
                if number % _OBJECTS_PER_PROGRESS == 0:
                    report(number / (number + 20_000), _("Unpacking the file"))
        yield plain
