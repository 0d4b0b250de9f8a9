"""Comparing every row of the largest table with the ledger."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

from script.benchmarks.figure import Figure, median, spent
from script.benchmarks.world import open_world

ROUNDS = 3


def hash_plainly(database: Path) -> int:
    """The reference: read every row, write it as JSON, hash it; one process and nothing to compare with."""
    rows = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    rows.row_factory = sqlite3.Row
    size = 0
    for row in rows.execute("SELECT * FROM claim"):
        body = json.dumps(dict(row), sort_keys=True, ensure_ascii=False).encode()
        sha256(body).hexdigest()
        size += len(body)
    return size


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    place = open_world(folder / "world", quick=quick)
    from dadkhah.archive.models import Claim
    from dadkhah.archive.recording import body_of
    from dadkhah.archive.verify import verify, work
    from dadkhah.archive.verify.report import Findings
    from dadkhah.archive.verify.snapshot import database

    count = Claim.objects.count()
    size = sum(len(body_of(row)) for row in Claim.objects.all()[:1000]) / 1000
    every_part = work.parts
    work.parts = lambda: [part for part in every_part() if (part.kind, part.table) == ("rows", "claim")]
    where, times = database(), []
    with work.workers(where, 2) as pipes, work.moment(where, pipes):
        for _ in range(ROUNDS):
            found = Findings()
            times.append(spent(lambda: work.do_all(found, pipes, None)).wall)  # noqa: B023 - called at once
            assert found.counts["rows of claim"] == count
            assert not found.faults
            assert not found.suspects
    work.parts = every_part
    plain = spent(lambda: hash_plainly(place / "archive.sqlite3")).wall
    whole = spent(lambda: verify_all(place, verify)).wall
    return [
        Figure(
            "verify rows: rows of 650 bytes, two processes",
            count / median(times),
            "rows/s",
            80_000,
            note=f"{count:,} claims of {size:.0f} bytes; {count / plain:,.0f} rows/s for a plain loop of SQLite, "
            f"json and hashlib; the whole verification of that archive: {whole:.1f} s",
        ),
    ]


def verify_all(place: Path, verify) -> None:
    from dadkhah.archive.place import Place

    assert verify(Place(place)).holds
