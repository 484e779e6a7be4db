"""TOML files, read key by key: whatever is wrong becomes one sentence that names the file and the key."""

from __future__ import annotations

import math
import tomllib
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, overload

from parklocus.indicators.errors import InputError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

SUFFIX = ".toml"


def read_toml(file: Path) -> dict[str, Any]:
    """Return the table that a TOML file holds.

    Raises
    ------
    InputError
        The file is missing, a folder, unreadable, not UTF-8 text or not TOML.
    """
    if file.is_dir():
        raise InputError(_("{file} is a folder: name a file in it.").format(file=file))
    try:
        # Windows' editors like to put a byte order mark first, which TOML does not know.
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(_("There is no file {file}.").format(file=file)) from error
    except OSError as error:
        raise InputError(_("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        if file.suffix.lower() != SUFFIX:
            raise InputError(_not_toml(file)) from error
        message = _("{file} is not UTF-8 text (byte {position}): save it as UTF-8.")
        raise InputError(message.format(file=file, position=error.start + 1)) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if file.suffix.lower() != SUFFIX:
            raise InputError(_not_toml(file)) from error
        message = (
            _("{file} is not valid TOML: {reason}; write paths with / or in single quotes.")
            if "\\" in text
            else _("{file} is not valid TOML: {reason}.")
        )
        raise InputError(message.format(file=file, reason=error)) from error


def _not_toml(file: Path) -> str:
    return _("{file} is no TOML file, as a study is; name one that ends in {suffix}.").format(file=file, suffix=SUFFIX)


class Table:
    """One table of a file.

    Parameters
    ----------
    data : Mapping
        The table.
    origin : str
        The file, as errors name it.
    header : str
        The table's header as it stands in the file, such as ``[city]``; empty for the file's top.
    """

    def __init__(self, data: Mapping[str, Any], origin: str, header: str = "") -> None:
        self._data = data
        self._origin = origin
        self._header = header

    def error(self, text: str) -> InputError:
        """Return the error that says `text` of this table."""
        place = f"{self._origin}: {self._header} " if self._header else f"{self._origin}: "
        return InputError(place + text)

    def allow(self, *known: str) -> None:
        """Refuse every key that is not `known`, with the nearest one that is."""
        for key in self.others(known):
            # At the file's top a mistyped section is meant, with its brackets.
            form = "[{}]" if not self._header and isinstance(self._data[key], dict | list) else '"{}"'
            near = get_close_matches(key, known, n=1)
            if near:
                message = _("{key} is not known: did you mean {near}?")
                raise self.error(message.format(key=form.format(key), near=form.format(near[0])))
            message = _("{key} is not known; what may stand here is {known}.")
            raise self.error(message.format(key=form.format(key), known=", ".join(known)))

    def others(self, known: Collection[str] = ()) -> list[str]:
        """Return the keys that are not among `known`, in the file's order."""
        return [key for key in self._data if key not in known]

    def _wrong(self, key: str, wanted: str, value: Any) -> InputError:
        return self.error(_("{key} must be {wanted}, not {value}.").format(key=key, wanted=wanted, value=_shown(value)))

    def _missing(self, key: str) -> InputError:
        return self.error(_("{key} is missing.").format(key=key))

    @overload
    def table(self, key: str, *, required: Literal[True]) -> Table: ...
    @overload
    def table(self, key: str, *, required: bool = False) -> Table | None: ...
    def table(self, key: str, *, required: bool = False) -> Table | None:
        """Return the table under `key`, or None where there is none."""
        value = self._data.get(key)
        header = f"[{self._header[1:-1]}.{key}]" if self._header else f"[{key}]"
        if value is None:
            if required:
                raise self.error(_("the section {header} is missing.").format(header=header))
            return None
        if not isinstance(value, dict):
            raise self._wrong(key, _("a section {header}").format(header=header), value)
        return Table(value, self._origin, header)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of the array of tables under `key`; empty where there is none."""
        value = self._data.get(key)
        if value is None:
            return []
        if isinstance(value, dict):
            message = _("[{key}] must stand in double brackets, [[{key}]], since there may be several.")
            raise self.error(message.format(key=key))
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._wrong(key, _("sections [[{key}]]").format(key=key), value)
        return [Table(entry, self._origin, f"[[{key}]] {number}:") for number, entry in enumerate(value, start=1)]

    def mappings(self, known: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return all tables under keys that are not among `known` as they are, for another to judge."""
        found: dict[str, dict[str, Any]] = {}
        for key in self.others(known):
            value = self._data[key]
            if not isinstance(value, dict):
                # Not a section: then it is a mistyped key.
                self.allow(*known, *(other for other in self._data if isinstance(self._data[other], dict)))
            found[key] = dict(value)
        return found

    def text(self, key: str) -> str | None:
        """Return the text under `key`, or None where there is none."""
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(key, _("text in quotes"), value)
        if not value.strip():
            raise self.error(_("{key} is empty: fill it, or leave the line out.").format(key=key))
        if "\0" in value:
            raise self.error(_("{key} holds a null character: take it out.").format(key=key))
        return value

    def required_text(self, key: str) -> str:
        """Return the text under `key`, which must be there."""
        value = self.text(key)
        if value is None:
            raise self._missing(key)
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """Return the list of texts under `key`, or None where there is none."""
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._wrong(key, _('a list of texts such as ["a", "b"]'), value)
        return tuple(value)

    def required_number(self, key: str) -> float:
        """Return the finite number under `key`, which must be there."""
        value = self._data.get(key)
        if value is None:
            raise self._missing(key)
        # A truth value is an int to Python, but not to the person who wrote it.
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self._wrong(key, _("a number"), value)
        return float(value)

    def number_range(self, key: str) -> tuple[float, float] | None:
        """Return the two numbers under `key`, the lesser first, or None where there are none."""
        value = self._data.get(key)
        if value is None:
            return None
        wanted = _("two numbers such as [1, 5], the lesser first")
        if not isinstance(value, list) or len(value) != 2 or not all(type(one) in (int, float) for one in value):
            raise self._wrong(key, wanted, value)
        low, high = float(value[0]), float(value[1])
        if not low < high:
            raise self._wrong(key, wanted, value)
        return low, high

    def whole_range(self, key: str) -> tuple[int, int] | None:
        """Return the two whole numbers under `key`, the lesser first, or None where there are none."""
        limits = self.number_range(key)
        if limits is None:
            return None
        low, high = limits
        if not (low.is_integer() and high.is_integer()):
            raise self._wrong(key, _("two whole numbers such as [1, 5]"), self._data[key])
        return int(low), int(high)

    def codes(self, key: str) -> tuple[float | str, ...]:
        """Return the numbers and texts under `key`, one or a list; empty where there are none."""
        value = self._data.get(key, [])
        given = value if isinstance(value, list) else [value]
        if not all(type(one) in (int, float, str) for one in given):
            raise self._wrong(key, _('numbers or texts such as [9, "none"]'), value)
        return tuple(given)

    def is_table(self, key: str) -> bool:
        """Say whether there is a table under `key`."""
        return isinstance(self._data.get(key), dict)

    def whole_number(self, key: str, *, least: int) -> int | None:
        """Return the whole number under `key`, or None where there is none."""
        value = self._data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self._wrong(key, _("a whole number from {least} on").format(least=least), value)
        return value

    def day(self, key: str) -> date | None:
        """Return the day under `key`, written as a TOML date or as text, or None where there is none."""
        value = self._data.get(key)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self._wrong(key, _("a day such as 2018-07-01"), value) from error

    def flag(self, key: str) -> bool:
        """Return the truth value under `key`; false where there is none."""
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, _("true or false"), value)
        return value

    @overload
    def choice(self, key: str, choices: tuple[str, ...], *, required: Literal[True]) -> str: ...
    @overload
    def choice(self, key: str, choices: tuple[str, ...], *, required: bool = False) -> str | None: ...
    def choice(self, key: str, choices: tuple[str, ...], *, required: bool = False) -> str | None:
        """Return the text under `key`, which must be one of `choices`."""
        value = self._data.get(key)
        if value is None and not required:
            return None
        if value not in choices:
            wanted = _(" or ").join(f'"{choice}"' for choice in choices)
            raise self._wrong(key, wanted, value)
        return str(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return _("a section")
    return str(value)
