"""Where the embedded city is."""

from __future__ import annotations

from pathlib import Path


def demo_folder() -> Path:
    """Return the folder of the demo study: Neubrandenburg, a whole small city."""
    return Path(__file__).resolve().parents[1] / "resources" / "demo"
