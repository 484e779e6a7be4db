"""Centres as people type them: `lon,lat` or `lon,lat,name`."""

from __future__ import annotations

import re

from parklocus.plugin.study_file import Centre
from parklocus.plugin.translation import translate


class CentreError(Exception):
    """A text is no centre; the message says which and what is wanted."""


def read_centre(text: str) -> Centre:
    """Read one centre.

    Raises
    ------
    CentreError
        The text is not longitude, latitude and perhaps a name.
    """
    parts = [part.strip() for part in text.replace("，", ",").split(",", 2)]
    try:
        centre = Centre(float(parts[0]), float(parts[1]), parts[2] if len(parts) > 2 else "")
    except (ValueError, IndexError):
        raise CentreError(
            translate(
                "Centres",
                '"{text}" is not a centre: write longitude, latitude and, if you like, a name, '
                "in degrees of WGS 84 with a decimal point, such as 13.2603,53.5575,Marktplatz.",
            ).format(text=text.strip())
        ) from None
    if not (abs(centre.lon) <= 180 and abs(centre.lat) <= 90):
        raise CentreError(
            translate(
                "Centres", '"{text}" is not on Earth: longitude comes first, then latitude, in degrees of WGS 84.'
            ).format(text=text.strip())
        )
    return centre


def read_centres(text: str) -> tuple[Centre, ...]:
    """Read centres, one a line or separated by semicolons.

    Raises
    ------
    CentreError
        One of them is not longitude, latitude and perhaps a name.
    """
    return tuple(read_centre(part) for part in re.split(r"[\n;；]", text) if part.strip())


def write_centre(centre: Centre) -> str:
    """Return a centre as it is typed, to about a centimetre."""
    name = re.sub(r"[\n;；]", " ", centre.name)
    return f"{centre.lon:.7f},{centre.lat:.7f}" + (f",{name}" if name else "")
