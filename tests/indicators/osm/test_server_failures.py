"""Servers that are busy, gone, cut short or not what they should be: borne with to a point, then said in a sentence."""

from __future__ import annotations

import socket
import time

import pytest
import shapely
from stand_in import HTML

from parklocus.indicators import City, FetchOptions, InputError
from parklocus.indicators.errors import Cancelled
from parklocus.indicators.osm.patience import Patience, seconds_to_wait

SMALL = shapely.box(13.255, 53.553, 13.268, 53.561)  # the old town
QUICK = Patience(tries=3, pause=0.01, longest=1.0)


def fetch(polygon=SMALL, **options):
    return City.from_polygon(polygon, fetching=FetchOptions(patience=QUICK, **options))


def cancel(_fraction, text):
    """Be somebody who loses patience as soon as there is to be a second try."""
    if "asking again" in text:
        raise Cancelled


@pytest.mark.parametrize(
    "failure",
    [
        {"status": 429, "headers": {"Retry-After": "0"}, "content": HTML},
        {"status": 504, "content": HTML},
        {"status": 503, "content": b""},
        {"content": HTML},
        {"content": b'{"version": 0.6, "elements": ['},
        {"change": lambda content: content[: len(content) // 2]},
        {"missing": 1000},
        {"change": lambda content: content.replace(b"<way ", b"<way <", 1)},
        {"change": lambda content: content.replace(b"</osm>", b"<remark>rate_limited</remark></osm>")},
    ],
    ids=["429", "504", "503", "html", "json cut short", "cut short", "broken off", "malformed", "rate limited"],
)
def test_one_bad_answer_is_borne_with(server, failure):
    server.failures = [failure]
    assert fetch().streets.n_nodes > 50
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ({"status": 504, "content": HTML}, r"127\.0\.0\.1:\d+ is still busy after 3 tries; try again later"),
        ({"status": 429, "headers": {"Retry-After": "900"}}, "busy and asks to come back in 15 minutes"),
        ({"content": HTML}, "answered with a web page in place of data, 3 times"),
        ({"change": lambda content: content[:-300]}, "sent an answer that is cut short, 3 times"),
    ],
)
def test_a_server_that_does_not_recover_is_given_up_in_a_sentence(server, cache, failure, sentence):
    server.failures = [failure] * 3
    with pytest.raises(InputError, match=sentence):
        fetch()
    assert [file for file in cache.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ({"status": 400, "content": HTML}, r"refuses the request \(HTTP 400"),
        (
            {
                "change": lambda content: content.replace(
                    b"</osm>", b"<remark> runtime error: Query timed out in 'query' at line 3. </remark></osm>"
                )
            },
            r"gave up \(runtime error: Query timed out in 'query' at line 3.\); take a smaller area",
        ),
    ],
)
def test_what_will_not_change_is_not_asked_again(server, failure, sentence):
    server.failures = [failure]
    with pytest.raises(InputError, match=sentence):
        fetch()
    assert len(server.requests) == 1


@pytest.fixture
def dead():
    """Return an address at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/api"


def test_the_next_server_is_asked_at_once_and_none_is_told_from_no_internet(server, dead, monkeypatch):
    assert fetch(servers=[dead, f"{server.overpass}/interpreter"]).streets.n_nodes > 50
    with pytest.raises(InputError, match="The request cannot be sent"):
        fetch(servers=["overpass"], refresh=True)

    def offline(*_arguments, **_options):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    with pytest.raises(InputError, match=r"overpass\.example cannot be reached; is this computer connected"):
        fetch(servers=["https://overpass.example/api"], refresh=True)


def test_a_refused_connection_is_told_in_seconds_with_the_patience_of_every_user(dead, cache, monkeypatch):
    osmnx = pytest.importorskip("osmnx")
    monkeypatch.setattr(osmnx.settings, "nominatim_url", dead)
    for fetching in (
        lambda: City.from_polygon(SMALL, fetching=FetchOptions(servers=[dead])),
        lambda: City.from_place("Altstadt"),  # osmnx itself rests a second before each of the two tries
    ):
        begun = time.monotonic()
        with pytest.raises(InputError, match=r"127\.0\.0\.1:\d+ refuses the connection: no server answers there"):
            fetching()
        assert time.monotonic() - begun < 6.0


def test_the_wait_before_the_second_try_of_a_refused_connection_can_be_cancelled(dead, cache):
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        City.from_polygon(SMALL, fetching=FetchOptions(servers=[dead]), progress=cancel)
    assert time.monotonic() - begun < 0.5


def test_only_who_cannot_be_reached_is_dropped_and_who_is_busy_is_asked_as_often_as_before(server, dead):
    server.failures = [{"status": 504}, {"status": 504}, {"status": 504}]
    patience = Patience(tries=6, pause=0.01)
    options = FetchOptions(servers=[dead, server.overpass], patience=patience)
    assert City.from_polygon(SMALL, fetching=options).streets.n_nodes > 50  # two tries for the dead one, then four
    assert len(server.requests) == 4


def test_a_wait_is_waited_and_can_be_cancelled(server):
    server.failures = [{"status": 429, "headers": {"Retry-After": "1"}}]
    begun = time.monotonic()
    fetch()
    assert 1.0 <= time.monotonic() - begun < 5.0
    server.failures = [{"status": 429, "headers": {"Retry-After": "100"}}]
    with pytest.raises(Cancelled):
        City.from_polygon(SMALL, fetching=FetchOptions(refresh=True), progress=cancel)


def test_a_geocoder_that_fails_is_not_asked_for_ever(server):
    options = FetchOptions(patience=Patience(tries=2, pause=0.01))  # osmnx itself rests a second before each try
    for failure, sentence in [
        ({"status": 429}, "still busy after 2 tries"),
        ({"content": HTML}, "web page in place of data"),
        ({"content": b'[{"place_id": 1, "osm_'}, "cut short"),
    ]:
        server.failures = [failure] * 2
        with pytest.raises(InputError, match=sentence):
            City.from_place("Altstadt", fetching=options)


def test_retry_after_is_seconds_or_a_date():
    assert seconds_to_wait({"Retry-After": "17"}) == 17.0
    assert seconds_to_wait({}) is None
    assert seconds_to_wait({"Retry-After": "soon"}) is None
    assert seconds_to_wait({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
