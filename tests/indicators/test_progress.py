"""Progress: what is said again while work knows of none, and who hears it."""

from __future__ import annotations

import pytest

from parklocus.indicators import Cancelled
from parklocus.indicators.progress import alive, heard, part, saying


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("parklocus.indicators.progress._BEAT", 0.0)


@heard
def work(*, progress=None):
    """Work, deep down, for long."""
    said = saying(part(progress, 0.2, 0.6), "Working")
    alive()
    said(0.5)
    alive()
    alive()


def test_work_without_progress_repeats_what_was_said_last():
    events = []
    work(progress=lambda fraction, text: events.append((round(fraction, 6), text)))
    assert events == [(fraction, "Working") for fraction in (0.2, 0.2, 0.4, 0.4, 0.4)]
    assert work.__doc__ == "Work, deep down, for long."


def test_it_is_not_repeated_in_quick_succession(monkeypatch):
    monkeypatch.setattr("parklocus.indicators.progress._BEAT", 60.0)
    events = []
    work(progress=lambda *event: events.append(event))
    assert len(events) == 2


def test_nobody_hears_it_afterwards_also_where_it_was_cancelled():
    events = []

    def progress(fraction, _text):
        events.append(fraction)
        if len(events) == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        work(progress=progress)
    alive()
    assert len(events) == 4
