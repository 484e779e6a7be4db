"""Write resources/catalogue.json: the catalogue as QGIS reads it, without the engine."""

from __future__ import annotations

import json
from pathlib import Path

from parklocus.indicators.catalogue import CATALOGUE

TARGET = Path(__file__).resolve().parents[1] / "resources" / "catalogue.json"


def catalogue_json() -> str:
    """Return the text of the file."""
    return json.dumps([index.as_dict() for index in CATALOGUE.values()], ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(catalogue_json(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
