"""The panel's inputs as an entry of the project: they come back with it, on another computer as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

from parklocus.plugin.log import log_warning
from parklocus.plugin.translation import translate

SCOPE = "parklocus"
KEY = "/inputs"


def keep_inputs(project: QgsProject, parameters: dict[str, Any]) -> None:
    """Write the parameters of a run into a project; nothing is touched where they are there already."""
    text = json.dumps({name: plain(value, project) for name, value in parameters.items()}, ensure_ascii=False)
    if project.readEntry(SCOPE, KEY)[0] != text:
        project.writeEntry(SCOPE, KEY, text)


def kept_inputs(project: QgsProject) -> dict[str, Any] | None:
    """Return the parameters that a project holds, None where it holds none."""
    text, found = project.readEntry(SCOPE, KEY)
    if not (found and text):
        return None
    try:
        return {name: restored(value, project) for name, value in json.loads(text).items()}
    except (ValueError, AttributeError, KeyError) as error:
        log_warning(
            translate("ProjectState", "The panel's inputs in the project cannot be read: {reason}").format(reason=error)
        )
        return None


def plain(value: Any, project: QgsProject) -> Any:
    """Return a value as JSON has it; the path of a file is relative to the project where the project wants it so."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        source = plain(value.source.staticValue(), project)
        return {"source": source, "selected": value.selectedFeaturesOnly}
    if isinstance(value, (list, tuple)):
        return [plain(one, project) for one in value]
    if isinstance(value, str) and Path(value).is_absolute():
        return {"file": project.writePath(value)}
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def restored(value: Any, project: QgsProject) -> Any:
    """Return what `plain` was given."""
    if isinstance(value, dict) and "file" in value:
        return project.readPath(value["file"])
    if isinstance(value, dict):
        return QgsProcessingFeatureSourceDefinition(
            str(restored(value["source"], project) or ""), selectedFeaturesOnly=bool(value["selected"])
        )
    if isinstance(value, list):
        return [restored(one, project) for one in value]
    return value
