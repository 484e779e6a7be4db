"""How what a peer read agrees with what we read: `python compare.py OURS THEIRS` prints it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(ours: str, theirs: str) -> None:
    """Print shares: of lengths, of places of the same category, of stops; lines and their stops as numbers."""
    one, other = (json.loads((Path(folder) / "read.json").read_text("utf-8")) for folder in (ours, theirs))
    agreement: dict[str, Any] = {
        "street_km": round(other["street_km"] / one["street_km"], 4),
        "places": _shared(set(one["places"].items()), set(other["places"].items())),
        "stops": _shared(set(one["stops"]), set(other["stops"])),
        "lines": f"{other['lines']} of {one['lines']}",
        "line_stops": f"{other.get('line_stops', 'none')} of {one['line_stops']}",
    }
    print(json.dumps(agreement))


def _shared(ours: set[Any], theirs: set[Any]) -> float:
    """Return the share of what either has that both have."""
    return round(len(ours & theirs) / max(len(ours | theirs), 1), 4)


if __name__ == "__main__":
    main(*sys.argv[1:3])
