"""What all requests to OpenStreetMap's servers share: osmnx and its settings, and what an answer's form says."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import parklocus
from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _
from parklocus.indicators.osm.patience import BUSY_STATUSES, Setback, host, seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OSMNX_FOLDER = "./cache"  # osmnx's own default, in whatever folder the user happens to be: not a place for a cache
_OSMNX_AGENT = "OSMnx Python package"
CONNECTING = 10.0  # seconds until a server must have taken the connection; its answer may take far longer


def import_osmnx() -> Any:
    """Return the osmnx module, which is loaded only when something is fetched or exchanged with it.

    Raises
    ------
    InputError
        osmnx is not installed.
    """
    try:
        import osmnx  # noqa: PLC0415
    except ImportError as error:
        message = _("This needs osmnx, which is not installed; install it with: pip install parklocus[fetch]")
        raise InputError(message) from error
    return osmnx


@contextlib.contextmanager
def osmnx_settings(folder: Path) -> Iterator[Any]:
    """Give osmnx's settings, with our name and `folder` for what the user has not set; restore them at the end."""
    settings = import_osmnx().settings
    changed: dict[str, Any] = {}
    if str(settings.cache_folder) == _OSMNX_FOLDER:
        changed["cache_folder"] = folder
    if settings.http_user_agent.startswith(_OSMNX_AGENT):
        changed["http_user_agent"] = f"parklocus/{parklocus.__version__} {settings.http_user_agent}"
    before = {name: getattr(settings, name) for name in [*changed, "requests_kwargs", "requests_timeout"]}
    try:
        for name, value in changed.items():
            setattr(settings, name, value)
        yield settings
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


@contextlib.contextmanager
def network_setbacks() -> Iterator[None]:
    """Turn what goes wrong on the way to a server into `Setback`."""
    import requests  # noqa: PLC0415

    try:
        yield
    except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
        raise Setback("cut short") from error
    except requests.exceptions.Timeout as error:
        raise Setback("unreachable" if isinstance(error, requests.exceptions.ConnectTimeout) else "busy") from error
    except requests.exceptions.ConnectionError as error:
        # A connection that breaks while the answer comes is told as a ConnectionError, too.
        if "IncompleteRead" in str(error):
            raise Setback("cut short") from error
        raise Setback("refused" if _is_refused(error) else "unreachable") from error
    except requests.exceptions.RequestException as error:
        raise InputError(_("The request cannot be sent: {reason}.").format(reason=str(error).rstrip("."))) from error


def _is_refused(error: BaseException) -> bool:
    """Whether a refused connection is what an error goes back to: requests and urllib3 wrap it several times."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ConnectionRefusedError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


def check_status(response: Any) -> None:
    """Raise `Setback` where a server is busy, InputError where it refuses for good."""
    if response.status_code in BUSY_STATUSES:
        raise Setback("busy", seconds_to_wait(response.headers))
    if not response.ok:
        message = _("{server} refuses the request (HTTP {status} {reason}); check its address or name another server.")
        raise InputError(message.format(server=host(response.url), status=response.status_code, reason=response.reason))


def is_web_page(head: bytes) -> bool:
    """Whether an answer that should be data begins as a web page."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:1000]
