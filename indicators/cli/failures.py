"""What a failure of a command means to people: a sentence and an exit code."""

from __future__ import annotations

from parklocus.indicators.errors import Cancelled, InputError, ParkLocusError
from parklocus.indicators.language import gettext as _

DONE, FAULT, WRONG_INPUT, CANCELLED = 0, 1, 2, 130


def failure(error: Exception) -> tuple[int, str]:
    """Return the exit code and the sentence that an error means to people."""
    if isinstance(error, Cancelled):
        return CANCELLED, _("Cancelled; nothing was written.")
    if isinstance(error, InputError):
        return WRONG_INPUT, str(error)
    if isinstance(error, ParkLocusError):
        return FAULT, str(error)
    if isinstance(error, MemoryError):
        return FAULT, _("There is not enough memory for this city; give a smaller extract.")
    if isinstance(error, OSError):
        return FAULT, _refusal(error)
    message = _("A fault in Park Locus ({kind}: {text}); --debug shows where it lies. Please report it.")
    return FAULT, message.format(kind=type(error).__name__, text=error)


def _refusal(error: OSError) -> str:
    """Return what the system refuses, by the name of the file where it says one."""
    if error.filename is None:
        return _("The system refused: {reason}.").format(reason=error)
    message = _("The system refuses {file}: {reason}. Check that it is there and may be read and written.")
    return message.format(file=error.filename, reason=error.strerror)
