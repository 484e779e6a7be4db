"""Write resources/catalogue.json: the catalogue and its presets as QGIS reads them, without the engine."""

from __future__ import annotations

import json
from pathlib import Path

from parklocus.indicators.catalogue import CATALOGUE, PRESETS

TARGET = Path(__file__).resolve().parents[1] / "resources" / "catalogue.json"


def catalogue_json() -> str:
    """Return the text of the file."""
    catalogue = {
        "indices": [index.as_dict() for index in CATALOGUE.values()],
        "presets": [preset.as_dict() for preset in PRESETS.values()],
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(catalogue_json(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
