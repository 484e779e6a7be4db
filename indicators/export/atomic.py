"""A file that is either the old one or the new one, whole: written aside, then moved into place."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from parklocus.indicators.errors import InputError, ParkLocusError
from parklocus.indicators.language import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

ABANDONED_AFTER = 24 * 3600.0  # seconds; no export takes this long, so what is older was left by a killed run

ROOM = 64 * 2**20  # bytes; where less is free, a failed write needs no other explanation

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_SIDE_FILES = ("-wal", "-journal")


def check_target(path: str | Path, suffix: str = ".gpkg") -> Path:
    """Return the file that `path` names, once it is sure that it may be written.

    Cheap, so that a run can ask before it computes for minutes.

    Parameters
    ----------
    path : str or Path
        The file to write; a symbolic link stands for the file it points to.
    suffix : str
        The ending the name must have.

    Raises
    ------
    InputError
        The name has another ending, the folder is missing or may not be written, a folder or a write-protected file
        is in the way, or another program is writing to the file.
    """
    target = Path(path).expanduser()
    if target.suffix.lower() != suffix:
        raise InputError(
            _("The output {file} must end in {suffix}; name it so.").format(file=target, suffix=suffix),
        )
    target = target.resolve()
    if target.is_dir():
        raise InputError(_("The output {file} is a folder; name a file.").format(file=target))
    if not target.parent.is_dir():
        message = _("There is no folder {folder} to write {file} to; make it first or choose another.")
        raise InputError(message.format(folder=target.parent, file=target.name))
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise InputError(_forbidden(target))
    if target.exists() and not os.access(target, os.W_OK):
        message = _("The output {file} exists and is write-protected; choose another name.")
        raise InputError(message.format(file=target))
    _release(target)
    return target


def check_folder(folder: Path) -> None:
    """See that a folder may be made or written to, before anything is computed for it.

    Raises
    ------
    InputError
        A file is in the way, or the folder may not be written to.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise InputError(_("{folder} cannot be a folder: {file} is a file.").format(folder=folder, file=there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise unwritable(there, os.strerror(errno.EACCES))


def unwritable(path: Path, reason: str | None) -> InputError:
    """Return the sentence for a file or folder that the system refuses to write, with the system's reason."""
    message = _("{path} cannot be written: {reason}; choose another folder, or make this one writable.")
    return InputError(message.format(path=path, reason=reason or _("no reason given")))


def made_folder(folder: Path) -> Path:
    """Return a folder, made where it is missing.

    Raises
    ------
    InputError
        It cannot be made.
    """
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("The folder {folder} cannot be made: {reason}.")
        raise InputError(message.format(folder=folder, reason=error.strerror)) from error
    return folder


@contextlib.contextmanager
def replacing(path: str | Path, suffix: str = ".gpkg") -> Iterator[Path]:
    """Give a file to write in the target's folder; put it in the target's place when the block ends well.

    Whatever ends the block early (an error, a cancelled run, a signal that raises) leaves the old file as it was and
    nothing beside it. Only a process that is killed outright leaves its hidden working folder, which a later run
    removes.

    Parameters
    ----------
    path : str or Path
        The file to write or replace.
    suffix : str
        The ending the name must have.

    Yields
    ------
    Path
        Where to write; it does not exist yet.

    Raises
    ------
    InputError
        The target cannot be written (see `check_target`), is open in another program, or the disk is full.
    """
    target = check_target(path, suffix)
    _remove_abandoned(target)
    try:
        # A folder of its own, since SQLite lays journals beside the file it writes.
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    except PermissionError as error:
        raise InputError(_forbidden(target)) from error
    except OSError as error:
        raise _explained(error, target, target.parent) from error
    try:
        working = folder / target.name
        yield working
        if target.exists():
            shutil.copymode(target, working)
        _flush(working)
        _release(target)
        working.replace(target)
        _flush(target.parent)
    except Exception as error:
        explained = _explained(error, target, folder)
        if explained is error:
            raise
        raise explained from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(target: Path) -> str:
    return f".{target.stem}-unfinished-"


def _remove_abandoned(target: Path) -> None:
    for folder in target.parent.glob(f"{_prefix(target)}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)


def _release(target: Path) -> None:
    """See that no journal lies beside the old file: SQLite would play it into the new one."""
    if not any(target.with_name(target.name + ending).exists() for ending in _SIDE_FILES):
        return
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(target, timeout=1)) as connection:
        # Only the file's last user may do this; what a crashed program left is brought into the old file first.
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("PRAGMA schema_version").fetchall()
    if any(target.with_name(target.name + ending).exists() for ending in _SIDE_FILES):
        raise InputError(_in_use(target))


def _forbidden(target: Path) -> str:
    message = _("The folder {folder} may not be written to; choose another for {file}.")
    return message.format(folder=target.parent, file=target.name)


def _in_use(target: Path) -> str:
    message = _("The output {file} is open in another program; close it there (in QGIS: remove its layers).")
    return message.format(file=target)


def _explained(error: Exception, target: Path, folder: Path) -> Exception:
    """Return the sentence for a person where the user's disk or file is at fault, the error itself otherwise."""
    if isinstance(error, ParkLocusError):
        return error
    if isinstance(error, PermissionError):
        return InputError(_in_use(target))
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return InputError(_forbidden(target))
    # GDAL does not say why it could not write (its errors are RuntimeErrors), so the disk is asked.
    stopped = isinstance(error, OSError) and error.errno in _NO_ROOM
    if isinstance(error, OSError) and not stopped and _lies_in(error.filename, target.parent):
        return unwritable(target, error.strerror)
    if stopped or (isinstance(error, RuntimeError) and _is_full(folder)):
        message = _("The disk of {folder} is full or failing; free some room or choose another for {file}.")
        return InputError(message.format(folder=target.parent, file=target.name))
    return error


def _lies_in(filename: object, folder: Path) -> bool:
    """Whether it is a file of ours that an error is about: not one that is read for the output, nor a closed pipe."""
    return isinstance(filename, str) and Path(filename).is_relative_to(folder)


def _is_full(folder: Path) -> bool:
    try:
        if shutil.disk_usage(folder).free < ROOM:
            return True
        (folder / "probe").write_bytes(bytes(2**20))  # a quota or a limit shows only when it is met
    except OSError as error:
        return error.errno in _NO_ROOM
    return False


def _flush(path: Path) -> None:
    """Bring a file or folder to the disk, so that a power cut finds the old file or the new one."""
    if path.is_dir() and os.name == "nt":
        return  # Windows keeps no handle on folders
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
