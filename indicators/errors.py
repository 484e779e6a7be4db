"""The errors that people see: one sentence that says what is wrong and what to do."""

from __future__ import annotations


class ParkLocusError(Exception):
    """Base of every error that Park Locus raises on purpose."""


class InputError(ParkLocusError):
    """What the user gave cannot be used as it is; the message says what, where and what to do."""


class Cancelled(ParkLocusError):  # noqa: N818 - no error, but what the user asked for
    """The user stopped the run; nothing was written."""


class WorkerEndedError(ParkLocusError):
    """A process that computed a part ended before it was done; the message says what that may mean."""
