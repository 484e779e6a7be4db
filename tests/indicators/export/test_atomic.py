"""A file that is replaced whole or not at all, and the sentences for files that cannot be."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from parklocus.indicators.errors import Cancelled, InputError
from parklocus.indicators.export import atomic
from parklocus.indicators.export.atomic import check_target, replacing

HERE = Path(__file__).resolve().parent

EXPORT = """
import runpy, sys, time
from parklocus.indicators.export.geopackage import export_geopackage
made = runpy.run_path(sys.argv[1])
def progress(fraction, text):
    if fraction > 0.2:
        print("writing", flush=True)
        time.sleep(60)
export_geopackage(sys.argv[2], city=made["make_city"](), table=made["make_table"](), progress=progress)
"""

TOO_LARGE = """
import resource, runpy, sys
from parklocus.indicators.errors import InputError
from parklocus.indicators.export.geopackage import export_geopackage
made = runpy.run_path(sys.argv[1])
city, table = made["make_city"](), made["make_table"](side=60)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    export_geopackage(sys.argv[2], city=city, table=table)
except InputError as error:
    print(error)
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return an old file."""
    path = tmp_path / "结果.gpkg"
    path.write_bytes(b"old")
    return path


def fail(target: Path, error: BaseException) -> None:
    with replacing(target) as working:
        working.write_bytes(b"half")
        raise error


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_the_new_file_takes_the_place_of_the_old(target: Path) -> None:
    with replacing(target) as working:
        assert working.parent.parent == target.parent
        assert not working.exists()
        working.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert beside(target) == []


def test_permissions_stay(target: Path) -> None:
    target.chmod(0o640)
    with replacing(target) as working:
        working.write_bytes(b"new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_its_file_is_replaced(target: Path) -> None:
    link = target.parent / "link.gpkg"
    link.symlink_to(target)
    with replacing(link) as working:
        working.write_bytes(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("error", [Cancelled("stop"), KeyboardInterrupt(), ValueError("ours")])
def test_what_breaks_off_leaves_the_old_file_alone(target: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        fail(target, error)
    assert target.read_bytes() == b"old"
    assert beside(target) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (PermissionError(errno.EACCES, "used by another process"), "open in another program"),
        (OSError(errno.EROFS, "Read-only file system"), "may not be written"),
    ],
)
def test_the_systems_errors_become_sentences(target: Path, error: OSError, words: str) -> None:
    with pytest.raises(InputError, match=words):
        fail(target, error)
    assert target.read_bytes() == b"old"
    assert beside(target) == []


def test_what_the_system_refuses_is_told_by_name_and_what_is_not_ours_stays_as_it_is(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"结果\.gpkg cannot be written: File name too long; choose another folder"):
        fail(target, OSError(errno.ENAMETOOLONG, "File name too long", str(target)))
    with pytest.raises(BrokenPipeError):  # the reader of the progress left
        fail(target, BrokenPipeError(errno.EPIPE, "Broken pipe"))
    with pytest.raises(FileNotFoundError):
        fail(target, FileNotFoundError(errno.ENOENT, "No such file", "/elsewhere/raster.tif"))

    def refuse(**options: str) -> str:
        raise OSError(errno.ENOENT, "No such file or directory", f"{options['dir']}/{options['prefix']}x")

    monkeypatch.setattr("tempfile.mkdtemp", refuse)  # as /proc does to root
    nowhere = replacing(tmp_path / "report.html", ".html")
    with pytest.raises(InputError, match=r"report\.html cannot be written: No such file"), nowhere:
        pass


def test_our_own_mistakes_are_not_blamed_on_the_disk(target: Path) -> None:
    with pytest.raises(RuntimeError, match="ours"):
        fail(target, RuntimeError("ours"))


def test_gdal_does_not_say_that_the_disk_is_full(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1000))
    with pytest.raises(InputError, match="full or failing") as caught:
        fail(target, RuntimeError("Failed to commit transaction"))
    assert "结果.gpkg" in str(caught.value)


def test_a_file_that_another_program_holds(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _other: Path) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match="open in another program"), replacing(target) as working:
        working.write_bytes(b"new")
    assert target.read_bytes() == b"old"
    assert beside(target) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("result.shp", r"must end in \.gpkg"),
        ("result", r"must end in \.gpkg"),
        ("missing/result.gpkg", "no folder"),
        ("folder.gpkg", "is a folder"),
    ],
)
def test_wrong_targets_are_told_before_any_work(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.gpkg").mkdir()
    with pytest.raises(InputError, match=words) as caught:
        check_target(tmp_path / name)
    assert Path(name).name in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.gpkg"]


def test_endings_in_capitals_will_do(tmp_path: Path) -> None:
    assert check_target(tmp_path / "RESULT.GPKG").name == "RESULT.GPKG"


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    with pytest.raises(InputError, match="may not be written"):
        check_target(tmp_path / "result.gpkg")


def test_a_folder_that_turns_out_not_to_be_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> str:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(atomic.tempfile, "mkdtemp", refuse)
    with pytest.raises(InputError, match="may not be written"), replacing(tmp_path / "result.gpkg"):
        pytest.fail("nothing can be written")


def test_a_write_protected_file(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != target)
    with pytest.raises(InputError, match="write-protected"):
        check_target(target)


def test_a_database_in_use_is_not_replaced_under_its_journal(tmp_path: Path) -> None:
    target = tmp_path / "result.gpkg"
    editor = sqlite3.connect(target)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("CREATE TABLE edits (text)")
    editor.commit()
    assert (tmp_path / "result.gpkg-wal").exists()
    with pytest.raises(InputError, match="open in another program"):
        check_target(target)
    editor.execute("INSERT INTO edits VALUES ('kept')")
    editor.commit()
    editor.close()
    check_target(target)


def test_a_journal_that_a_crash_left_is_not_played_into_the_new_file(tmp_path: Path) -> None:
    target, crashed = tmp_path / "result.gpkg", tmp_path / "crashed"
    editor = sqlite3.connect(target)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("CREATE TABLE edits (text)")
    editor.commit()
    crashed.mkdir()
    for file in ("result.gpkg", "result.gpkg-wal"):
        shutil.copy(tmp_path / file, crashed / file)
    editor.close()
    with replacing(crashed / "result.gpkg") as working:
        new = sqlite3.connect(working)
        new.execute("CREATE TABLE fresh (text)")
        new.commit()
        new.close()
    reader = sqlite3.connect(crashed / "result.gpkg")
    assert reader.execute("SELECT name FROM sqlite_master").fetchall() == [("fresh",)]
    reader.close()
    assert [path.name for path in crashed.iterdir()] == ["result.gpkg"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_killed_run_leaves_the_old_file_alone(target: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", EXPORT, str(HERE / "conftest.py"), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "writing\n"
        (working,) = (target.parent / name for name in beside(target))
        assert (working / target.name).stat().st_size > 0
        run.send_signal(number)
        assert run.wait(timeout=30) != 0
    assert target.read_bytes() == b"old"
    if number == signal.SIGINT:
        assert beside(target) == []
        return
    # Nothing can tidy up after itself once it is killed outright: the next run does, when that is surely over.
    long_ago = time.time() - atomic.ABANDONED_AFTER - 60
    assert beside(target) == [working.name]
    with replacing(target) as fresh:
        fresh.write_bytes(b"new")
    assert beside(target) == [working.name]
    os.utime(working, (long_ago, long_ago))
    with replacing(target) as fresh:
        fresh.write_bytes(b"newer")
    assert beside(target) == []
    assert target.read_bytes() == b"newer"


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no file sizes")
@pytest.mark.parametrize("limit", [10_000, 400_000])
def test_a_disk_that_fills_up_leaves_the_old_file_alone(target: Path, limit: int) -> None:
    command = [sys.executable, "-c", TOO_LARGE, str(HERE / "conftest.py"), str(target), str(limit)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "is full or failing" in run.stdout
    assert run.stdout.count("\n") == 1
    assert target.read_bytes() == b"old"
    assert beside(target) == []
