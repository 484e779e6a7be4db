"""Write resources/catalogue.json, which QGIS reads without the engine: indices, presets, units, a study's choices."""

from __future__ import annotations

import json
from pathlib import Path

from parklocus.indicators.catalogue import CATALOGUE, PRESETS
from parklocus.indicators.catalogue.families import UNITS
from parklocus.indicators.site_geometry import CHINESE_SYSTEMS
from parklocus.indicators.study.comparison import LEVELS, METHODS
from parklocus.indicators.study.sections import LAND_USES, PEOPLE, REFERENCE_WEIGHTS
from parklocus.indicators.study.survey import ESTIMATORS, GAPS, SCORES

TARGET = Path(__file__).resolve().parents[1] / "resources" / "catalogue.json"


CHOICES = {
    "chinese_systems": CHINESE_SYSTEMS,
    "people": PEOPLE,
    "land_uses": LAND_USES,
    "reference_weights": REFERENCE_WEIGHTS,
    "score_levels": LEVELS,
    "score_methods": METHODS,
    "estimators": ESTIMATORS,
    "gaps": GAPS,
    "survey_scores": SCORES,
}


def catalogue_json() -> str:
    """Return the text of the file."""
    catalogue = {
        "indices": [index.as_dict() for index in CATALOGUE.values()],
        "presets": [preset.as_dict() for preset in PRESETS.values()],
        "units": UNITS,
        "choices": CHOICES,
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(catalogue_json(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
