"""What is decoded of a PBF equals what osmium reads of it, object for object; what is not plain is said."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest

from parklocus.indicators import demo_folder
from parklocus.indicators.osm.objects import NODE, RELATION, WAY
from parklocus.indicators.osm.pbf import PlainPbf
from parklocus.indicators.osm.wire import UnusualFileError

if TYPE_CHECKING:
    from pathlib import Path

DEMO = demo_folder() / "neubrandenburg.osm.pbf"
KINDS = (NODE, WAY, RELATION)


def decoded(file: Path, kinds=KINDS):
    """Return id, tags, seconds and what else each object has, in the order of the file."""
    found = []
    for block, _fraction in PlainPbf(file, stamps=True).objects(*kinds):
        for number in range(0 if block is None else len(block.ids)):
            part = slice(block.ref_ptr[number], block.ref_ptr[number + 1])
            what = {
                NODE: lambda b, n, _p: (int(b.x[n]), int(b.y[n])),
                WAY: lambda b, _n, p: b.refs[p].tolist(),
                RELATION: lambda b, n, _p: b.members(n),
            }[block.kind](block, number, part)
            seconds = 0 if block.stamps is None else int(block.stamps[number])
            found.append(
                ("nwr"[(1, 3, 4).index(block.kind)], int(block.ids[number]), block.tags(number), seconds, what)
            )
    return found


def as_osmium_reads(file: Path, *filters):
    found = []
    processor = osmium.FileProcessor(file)
    for one in filters:
        processor.with_filter(one)
    for item in processor:
        if item.is_node():
            what = (item.location.x, item.location.y)
        elif item.is_way():
            what = [node.ref for node in item.nodes]
        else:
            what = [(f"{member.type}{member.ref}", member.role) for member in item.members]
        found.append((item.type_str(), item.id, dict(item.tags), int(item.timestamp.timestamp()), what))
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """All that a file may hold: signs, long ids, tags or none, other scripts, members of all kinds."""
    file = tmp_path_factory.mktemp("pbf") / "small.osm.pbf"
    new = osmium.osm.mutable
    with osmium.SimpleWriter(str(file)) as writer:
        writer.add_node(new.Node(id=-7, location=(-179.9999999, -89.5), tags={"name": "东园", "amenity": "cafe"}))
        writer.add_node(new.Node(id=1, location=(0.0000001, 0.0), timestamp="2024-02-29T12:00:00Z"))
        writer.add_node(new.Node(id=12_345_678_901, location=(121.55, 29.87), tags={"empty": ""}))
        writer.add_way(new.Way(id=3, nodes=[1, -7, 12_345_678_901, 1], tags={"highway": "path"}))
        writer.add_way(new.Way(id=4, nodes=[]))
        members = [("n", 1, ""), ("w", 3, "outer"), ("r", 9, "子")]
        writer.add_relation(new.Relation(id=5, members=members, tags={"type": "x" * 300}))
        writer.add_relation(new.Relation(id=6, members=[]))
    return file


def test_a_small_file_equals_what_osmium_reads(small) -> None:
    assert decoded(small) == as_osmium_reads(small)
    assert len(decoded(small)) == 7


@pytest.mark.parametrize("options", ["pbf_dense_nodes=false", "pbf_compression=none", "add_metadata=none"])
def test_nodes_one_by_one_raw_blocks_and_objects_without_a_date(small, tmp_path, options) -> None:
    file = tmp_path / "other.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(file), f"pbf,{options}")) as writer:
        osmium.apply(str(small), writer)
    assert decoded(file) == as_osmium_reads(file)


def test_the_demo_equals_what_osmium_reads() -> None:
    theirs = as_osmium_reads(DEMO, osmium.filter.EmptyTagFilter())
    assert len(theirs) > 25_000
    assert [one for one in decoded(DEMO) if one[2]] == theirs


def test_only_the_kinds_asked_for_come() -> None:
    assert {kind for kind, *_rest in decoded(DEMO, (RELATION,))} == {"r"}
    blocks = list(PlainPbf(DEMO).objects(RELATION))
    assert any(block is None for block, _fraction in blocks)
    fractions = [fraction for _block, fraction in blocks]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_objects_with_a_key_are_those_that_have_it() -> None:
    keys = frozenset({b"highway", b"shop"})
    for block in filter(None, (block for block, _fraction in PlainPbf(DEMO).objects(*KINDS))):
        expected = [n for n in range(len(block.ids)) if {"highway", "shop"} & block.tags(n).keys()]
        assert block.with_key(keys).tolist() == expected


def test_the_values_of_a_key_are_those_of_the_tags() -> None:
    for block in filter(None, (block for block, _fraction in PlainPbf(DEMO).objects(*KINDS))):
        some = np.arange(0, len(block.ids), 7)
        assert block.values_of(some, b"name") == [block.tags(number).get("name", "") for number in some.tolist()]
        groups, tags = block.alike(some, frozenset({b"highway", b"name"}))
        told = [{key: block.tags(number).get(key) for key in ("highway", "name")} for number in some.tolist()]
        assert [{key: tags[group].get(key) for key in ("highway", "name")} for group in groups] == told


def test_what_is_read_second_is_as_complete_as_what_is_read_first(small) -> None:
    """Blocks that hold nothing of what is asked for are passed over the second time, and no others."""
    for file in (small, DEMO):
        pbf = PlainPbf(file)
        for kinds in ((NODE, RELATION), (WAY,), KINDS, (RELATION,)):
            found = [(block.kind, block.ids.tolist()) for block, _fraction in pbf.objects(*kinds) if block is not None]
            again = PlainPbf(file).objects(*kinds)
            assert found == [(block.kind, block.ids.tolist()) for block, _fraction in again if block is not None]
            assert {kind for kind, _ids in found} == set(kinds)


def rewritten(file: Path, target: Path, change) -> Path:
    """Write a file anew, each block as `change` makes it."""
    data, at, out = file.read_bytes(), 0, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4])
        header = data[at + 4 : at + 4 + size]
        kind = b"OSMHeader" if b"OSMHeader" in header else b"OSMData"
        length = _varint_at(header, header.index(kind) + len(kind) + 1)
        blob = data[at + 4 + size : at + 4 + size + length]
        block = change(kind, zlib.decompress(blob[blob.index(b"\x78") :]))
        packed = zlib.compress(block)
        blob = b"\x10" + _as_varint(len(block)) + b"\x1a" + _as_varint(len(packed)) + packed
        header = b"\x0a" + bytes([len(kind)]) + kind + b"\x18" + _as_varint(len(blob))
        out.append(len(header).to_bytes(4) + header + blob)
        at += 4 + size + length
    target.write_bytes(b"".join(out))
    return target


def _varint_at(data: bytes, at: int) -> int:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        if data[at] < 128:
            return value
        at, shift = at + 1, shift + 7


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


UNUSUAL = {
    "granularity": lambda kind, block: block + (b"\x88\x01\x0a" if kind == b"OSMData" else b""),
    "offset": lambda kind, block: block + (b"\x98\x01\x0a" if kind == b"OSMData" else b""),
    "dates": lambda kind, block: block + (b"\x90\x01\x01" if kind == b"OSMData" else b""),
    "feature": lambda kind, block: block + (b"\x22\x03abc" if kind == b"OSMHeader" else b""),
    "wire type": lambda kind, block: block + (b"\x09abcdefgh" if kind == b"OSMData" else b""),
    "string": lambda kind, block: block.replace(b"\x0a\x00", b"", 1) if kind == b"OSMData" else block,
    "cut short": lambda kind, block: block[:-3] if kind == b"OSMData" else block,
}


def test_a_file_written_anew_is_the_same(small, tmp_path) -> None:
    assert decoded(rewritten(small, tmp_path / "same.osm.pbf", lambda _kind, block: block)) == decoded(small)


@pytest.mark.parametrize("case", UNUSUAL)
def test_what_is_not_plain_is_said(small, tmp_path, case) -> None:
    with pytest.raises(UnusualFileError):
        decoded(rewritten(small, tmp_path / "unusual.osm.pbf", UNUSUAL[case]))


def test_no_file_cut_short_is_taken_for_whole(small, tmp_path) -> None:
    data = small.read_bytes()
    whole = decoded(small)
    file = tmp_path / "cut.osm.pbf"
    for length in range(1, len(data)):
        file.write_bytes(data[:length])
        try:
            assert len(decoded(file)) < len(whole)  # cut between two blocks: what is there is sound
        except UnusualFileError:
            continue


def test_bytes_that_are_wrong_never_end_in_another_error(small, tmp_path) -> None:
    data = bytearray(small.read_bytes())
    rng = np.random.default_rng(5)
    file = tmp_path / "wrong.osm.pbf"
    for at in rng.choice(len(data), 150, replace=False):
        wrong = data.copy()
        wrong[at] ^= int(rng.integers(1, 256))
        file.write_bytes(wrong)
        try:
            decoded(file)
        except (UnusualFileError, UnicodeDecodeError):
            continue
