"""Ask public servers patiently: wait as long as they ask, turn to another one, stop after some tries and say why."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parklocus.indicators.progress import Progress

Answer = TypeVar("Answer")
Kind = Literal["busy", "cut short", "web page", "refused", "unreachable"]

BUSY_STATUSES = frozenset({429, 502, 503, 504})
_STEP = 0.5  # seconds between two looks at whether the user has cancelled
_NOBODY = frozenset({"refused", "unreachable"})  # no server that would be free later: asked once more, and soon
_BLINK = 1.0  # seconds; a network that comes back by itself has done so by then


class Setback(Exception):  # noqa: N818 - caught by `ask_patiently`, never seen by people
    """One try came to nothing, but the next may not.

    Parameters
    ----------
    kind : str
        What the server did: "busy", "cut short", "web page", "refused" (the connection) or "unreachable".
    wait : float, optional
        Seconds that the server asks to wait.
    """

    def __init__(self, kind: Kind, wait: float | None = None) -> None:
        super().__init__(kind)
        self.kind: Kind = kind
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How often to ask and how long to wait.

    Attributes
    ----------
    tries : int
        How often to ask in all, whatever the number of servers.
    pause : float
        Seconds to wait before the same server is asked again, doubled each time; what the server says comes first. A
        server that cannot be reached is asked only once more, within a second.
    longest : float
        Seconds; a server that asks for a longer wait is not waited for.
    """

    tries: int = 5
    pause: float = 10.0
    longest: float = 120.0


def ask_patiently(
    ask: Callable[[str], Answer], servers: Sequence[str], patience: Patience, progress: Progress
) -> Answer:
    """Return the first answer that one of the servers gives, asked in turn.

    Parameters
    ----------
    ask : callable
        Asks the server whose address it is given, or raises `Setback`.
    servers : sequence of str
        Addresses; each is asked at once, and again only after a wait.
    patience : Patience
        How often, and how long to wait in between.
    progress : callable
        Called with 0 and a text while waiting; it may raise `Cancelled`.

    Raises
    ------
    InputError
        No server gave an answer; the message says what the last ones did.
    """
    failures: dict[str, Setback] = {}
    turns = deque((server, 0) for server in servers)
    tries = 0
    while turns and tries < patience.tries:
        server, asked = turns.popleft()
        if asked:
            _wait(_pause(failures[server], asked, patience), server, progress)
        tries += 1
        try:
            return ask(server)
        except Setback as setback:
            failures[server] = setback
            if _may_be_asked_again(setback, asked + 1, patience):
                turns.append((server, asked + 1))
    raise InputError(_sentence(failures, tries, patience))


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return what a ``Retry-After`` header asks for, in seconds (RFC 9110, 10.2.3), or None."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def host(server: str) -> str:
    """Return what people call a server: its host name."""
    return urlsplit(server).netloc or server


def _may_be_asked_again(setback: Setback, asked: int, patience: Patience) -> bool:
    if setback.kind in _NOBODY:
        return asked == 1
    return setback.wait is None or setback.wait <= patience.longest


def _pause(setback: Setback, asked: int, patience: Patience) -> float:
    """Return the seconds to wait for a server that was asked so often."""
    if setback.kind in _NOBODY:
        return min(_BLINK, patience.pause)
    wanted = patience.pause * 2 ** (asked - 1) if setback.wait is None else setback.wait
    return min(wanted, patience.longest)


def _wait(seconds: float, server: str, progress: Progress) -> None:
    end = time.monotonic() + seconds
    text = _("{server} did not answer as hoped; asking again in {seconds} s")
    while (left := end - time.monotonic()) > 0:
        progress(0.0, text.format(server=host(server), seconds=round(left)))
        time.sleep(min(_STEP, left))


def _sentence(failures: Mapping[str, Setback], tries: int, patience: Patience) -> str:
    servers = ", ".join(host(server) for server in failures)
    kinds = [setback.kind for setback in failures.values()]
    waits = [setback.wait for setback in failures.values() if setback.wait is not None]
    if "busy" in kinds:
        if waits and min(waits) > patience.longest:
            message = _("{servers} is busy and asks to come back in {minutes} minutes; do so, or name another server.")
            return message.format(servers=servers, minutes=max(1, round(min(waits) / 60)))
        message = _("{servers} is still busy after {tries} tries; try again later, or name another server.")
    elif "cut short" in kinds:
        message = _("{servers} sent an answer that is cut short, {tries} times; try again, or take a smaller area.")
    elif "web page" in kinds:
        message = _(
            "{servers} answered with a web page in place of data, {tries} times; does this network ask you to log in,"
            " or is the server's address wrong?"
        )
    elif "refused" in kinds:
        message = _(
            "{servers} refuses the connection: no server answers there. Check its address, whether a proxy or firewall"
            " is in the way, or name another server."
        )
    else:
        message = _("{servers} cannot be reached; is this computer connected to the internet, and the address right?")
    return message.format(servers=servers, tries=tries)
