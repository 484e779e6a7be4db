"""The file a city is kept in: what was written comes back, and nothing else is taken for it."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from parklocus.indicators.city.file import FORMAT, FORMAT_VERSION, CityFileError, read_city_file, write_city_file

ARRAYS = {
    "x": np.linspace(0, 1, 50) / 3,
    "ids": np.array([2**62, -1], dtype=np.int64),
    "flags": np.array([True, False]),
    "empty": np.empty(0, dtype=np.int8),
}
TABLES = {
    "places": pd.DataFrame({"name": ["博物馆", "", 'a "b"\n,c', "nan"], "x": [0.1, -1e300, 5e-324, 2.0]}),
    "lines": pd.DataFrame({"line": pd.Series(dtype=np.int64), "ref": pd.Series(dtype="str")}),
}
META = {"key": "k", "deep": {"list": [1, None, "二"], "true": True}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a written file."""
    path = tmp_path / "城.plc"
    write_city_file(path, arrays=ARRAYS, tables=TABLES, meta=META)
    return path


def sealed(archive: bytes, version: int = FORMAT_VERSION) -> bytes:
    """Return a file whose first two lines are right, whatever follows."""
    return FORMAT + f"{version}\n{hashlib.sha256(archive).hexdigest()}\n".encode() + archive


def archive_of(**contents: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **contents)
    return stream.getvalue()


def test_what_was_written_is_read(file: Path) -> None:
    arrays, tables, meta = read_city_file(file)
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)
    assert tables.keys() == TABLES.keys()
    for name, table in TABLES.items():
        assert_frame_equal(tables[name], table, check_exact=True)
    assert meta == META
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_no_flipped_bit_goes_unseen(file: Path) -> None:
    whole = file.read_bytes()
    positions = {*range(120), *range(120, len(whole), len(whole) // 300), *range(len(whole) - 60, len(whole))}
    for position in sorted(positions):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << position % 8
        file.write_bytes(flipped)
        with pytest.raises(CityFileError, match=r"damaged|not a stored city|another version"):
            read_city_file(file)


def test_no_cut_goes_unseen(file: Path) -> None:
    whole = file.read_bytes()
    for length in [*range(100), *range(100, len(whole), len(whole) // 50), len(whole) - 1]:
        file.write_bytes(whole[:length])
        with pytest.raises(CityFileError):
            read_city_file(file)
    file.write_bytes(whole + b"\0")
    with pytest.raises(CityFileError, match="damaged"):
        read_city_file(file)


def test_what_another_version_wrote_is_not_read(file: Path) -> None:
    archive = file.read_bytes().split(b"\n", 2)[2]
    file.write_bytes(sealed(archive))
    assert read_city_file(file)[2] == META
    for version in (FORMAT_VERSION - 1, FORMAT_VERSION + 1, FORMAT_VERSION * 10):
        file.write_bytes(sealed(archive, version))
        with pytest.raises(CityFileError, match="another version"):
            read_city_file(file)


def test_what_another_program_wrote_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "other.plc"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("header.npy", "hello")
    foreign = {"zip": path.read_bytes(), "numpy": archive_of(x=np.zeros(3)), "text": b"parklocus", "nothing": b""}
    for content in foreign.values():
        path.write_bytes(content)
        with pytest.raises(CityFileError, match="not a stored city"):
            read_city_file(path)
    for content in foreign.values():  # nor where it is sealed as ours are
        path.write_bytes(sealed(content))
        with pytest.raises(CityFileError, match="not a stored city"):
            read_city_file(path)


def test_a_folder_or_no_file_is_said_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.plc"):
        with pytest.raises(CityFileError, match="cannot be read"):
            read_city_file(path)


class Trap:
    """When it is unpickled, a file appears."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_nothing_in_a_file_is_executed(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    pickle.loads(pickle.dumps(Trap(sprung)))  # noqa: S301 - to see that the trap works
    assert sprung.exists()
    sprung.unlink()
    path = tmp_path / "trap.plc"
    trapped = np.array([Trap(sprung)], dtype=object)
    for archive in (archive_of(header=trapped), pickle.dumps(Trap(sprung))):
        path.write_bytes(sealed(archive))
        with pytest.raises(CityFileError, match="not a stored city"):
            read_city_file(path)
    assert not sprung.exists()


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(file: Path, monkeypatch) -> None:
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_city_file(file, arrays={}, tables={}, meta={})
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_what_a_killed_process_left_is_removed_after_a_day(file: Path) -> None:
    left = {name: file.with_name(f".{file.name}.{name}") for name in ("old", "young")}
    for path in left.values():
        path.write_bytes(b"half")
    os.utime(left["old"], (time.time() - 2 * 24 * 3600,) * 2)
    write_city_file(file, arrays={}, tables={}, meta={})
    assert (left["old"].exists(), left["young"].exists()) == (False, True)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permissions")
def test_others_may_read_what_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_city_file(tmp_path / "a.plc", arrays={}, tables={}, meta={})
    finally:
        os.umask(before)
    assert (tmp_path / "a.plc").stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")
def test_readers_see_whole_files_while_several_write(file: Path) -> None:
    ended = threading.Event()
    seen, failures = set(), []

    def write(number: int) -> None:
        while not ended.is_set():
            write_city_file(file, arrays={"x": np.full(20_000, number)}, tables={}, meta={"number": number})

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + 1
    while time.monotonic() < until:
        try:
            arrays, _tables, meta = read_city_file(file)
            if "number" in meta:
                assert (arrays["x"] == meta["number"]).all()
                seen.add(meta["number"])
        except CityFileError as error:
            failures.append(error)
    ended.set()
    for writer in writers:
        writer.join()
    assert not failures
    assert seen
    assert list(file.parent.iterdir()) == [file]
