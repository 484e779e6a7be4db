"""What a job gave: a table for people, and `results.json`."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from measure import Taken


@dataclass
class Row:
    """A participant of a job: what it took, or why it could not do it.

    Attributes
    ----------
    agreement : dict
        How its results compare with ours.
    facts : dict
        What else is to be known, such as the CPU seconds of a step, or the sample that all was extrapolated from.
    """

    title: str
    version: str
    taken: Taken | None
    failure: str = ""
    agreement: dict[str, Any] = field(default_factory=dict)
    differences: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def results_of(job: str, data: str, ours: Row, peers: list[Row]) -> list[dict[str, Any]]:
    """Return an entry for each peer; a ratio is what the peer takes for one of ours."""
    entries = []
    for peer in peers:
        entry: dict[str, Any] = {
            "job": job,
            "data": data,
            "peer": peer.title,
            "peer_version": peer.version,
            "cpu_ratio": None,
            "memory_ratio": None,
            "agreement": peer.agreement or peer.failure,
            "differences": peer.differences,
        }
        if ours.taken and peer.taken:
            entry |= {
                "cpu_ratio": round(peer.taken.cpu_s / ours.taken.cpu_s, 2),
                "memory_ratio": round(peer.taken.peak_mb / ours.taken.peak_mb, 2),
                "ours_cpu_s": round(ours.taken.cpu_s, 2),
                "ours_peak_mb": round(ours.taken.peak_mb),
                "peer_cpu_s": round(peer.taken.cpu_s, 2),
                "peer_peak_mb": round(peer.taken.peak_mb),
            }
        entries.append(entry | peer.facts)
    return entries


def keep(file: Path, entries: list[dict[str, Any]]) -> None:
    """Put entries into the file, in the place of their likes."""

    def key(entry: dict[str, Any]) -> tuple[str, ...]:
        return entry["job"], entry["data"], entry["peer"]

    all_of_them = {key(entry): entry for entry in json.loads(file.read_text("utf-8"))} if file.exists() else {}
    all_of_them |= {key(entry): entry for entry in entries}
    file.write_text(json.dumps(list(all_of_them.values()), indent=1, ensure_ascii=False) + "\n", "utf-8")


def print_table(heading: str, ours: Row, peers: list[Row]) -> None:
    """Print what each took, and how many times as much as ours."""
    print(f"\n{heading}")
    print(f"{'':48}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'× CPU':>8}{'× MB':>8}")
    for row in (ours, *peers):
        if row.taken is None:
            print(f"{row.version:48} could not: {row.failure}")
            continue
        taken = row.taken
        line = f"{row.version:48}{taken.cpu_s:9.2f}{taken.wall_s:9.2f}{taken.peak_mb:9.0f}"
        if row is not ours and ours.taken:
            line += f"{taken.cpu_s / ours.taken.cpu_s:8.1f}{taken.peak_mb / ours.taken.peak_mb:8.1f}"
        print(line)
    for row in peers:
        print(f"{row.title}:")
        for name, value in (row.agreement | row.facts).items():
            print(f"  {name}: {value}")
        if row.differences:
            print(textwrap.fill(row.differences, 110, initial_indent="  ", subsequent_indent="  "))
