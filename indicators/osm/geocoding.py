"""The outline of a place by its name: Nominatim through osmnx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.fetching import (
    CONNECTING,
    check_status,
    import_osmnx,
    is_web_page,
    network_setbacks,
    osmnx_settings,
)
from parklocus.indicators.osm.patience import Patience, Setback, ask_patiently

if TYPE_CHECKING:
    from pathlib import Path

    from parklocus.indicators.progress import Progress


def find_place(place: str, folder: Path, patience: Patience, progress: Progress) -> tuple[Any, str]:
    """Ask Nominatim for the outline of a place.

    Parameters
    ----------
    place : str
        What one would type into a map's search box, such as ``"Yinzhou, Ningbo, China"``.
    folder : Path
        Where osmnx keeps answers, unless its settings name a folder.
    patience : Patience
        How often to ask.
    progress : callable
        Called with a fraction and a text; it may raise `Cancelled`.

    Returns
    -------
    polygon, name
        A shapely (Multi)Polygon in lon/lat (WGS 84), and the full name of what was found.

    Raises
    ------
    InputError
        There is no such place, it has no outline, or Nominatim does not answer.
    """
    osmnx = import_osmnx()
    if not place.strip():
        raise InputError(_("The name of the place is empty; give one, such as Yinzhou, Ningbo, China."))
    progress(0.0, _("Looking for {place}").format(place=place))

    def ask(_server: str) -> Any:
        try:
            with network_setbacks():
                return osmnx.geocode_to_gdf(place)
        except TypeError as error:  # osmnx's way to say that only points and lines bear the name
            message = _("{place} is known, but not as an area; name its city or district, or give a polygon.")
            raise InputError(message.format(place=place)) from error
        except ValueError as error:  # nothing found: whatever else is wrong with an answer was seen by `_check`
            message = _("There is no place named {place} in OpenStreetMap; check the spelling, or add the country.")
            raise InputError(message.format(place=place)) from error

    with osmnx_settings(folder) as settings:
        # osmnx itself would ask a busy server for ever: its answers are looked at before osmnx sees them.
        settings.requests_kwargs = {**settings.requests_kwargs, "hooks": {"response": _check}}
        settings.requests_timeout = (CONNECTING, settings.requests_timeout)
        found = ask_patiently(ask, [settings.nominatim_url], patience, progress)
    return shapely.make_valid(found.geometry.iloc[0]), str(found["display_name"].iloc[0])


def _check(response: Any, *_args: object, **_options: object) -> None:
    if response.is_redirect:
        return
    try:
        check_status(response)
        _expect_results(response.content)
    except (Setback, InputError):
        response.close()
        raise


def _expect_results(content: bytes) -> None:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise Setback("web page" if is_web_page(content) else "cut short") from error
    if not isinstance(answer, list):
        raise Setback("busy")  # an error report in place of results
