"""A list of a million invented people read into an archive on SQLite: how fast, in how much memory, and how long others wait.

The reference is the same file read, and its cells written into a bare table with one index, without digests or search.
"""

from __future__ import annotations

import csv
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

from script.benchmarks.figure import Figure, peak_memory, spent
from script.benchmarks.world import SYLLABLES, TOWNS, dadkhah

HEADER = ("No", "Name", "Father", "Sex", "Age", "Born", "Date", "Place", "Note")
BATCH = 4_000


def people(count: int) -> Iterator[tuple[object, ...]]:
    chance = Random(1988)

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=3)).title()

    given, family = [word() for _ in range(400)], [word() for _ in range(8_000)]
    for number in range(count):
        day = f"-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield (
            *(f"R{number}", f"{chance.choice(given)} {chance.choice(family)}", chance.choice(given), chance.choice("mf")),
            *(chance.randint(15, 80), f"{chance.randint(1910, 1972)}{day}", f"{chance.randint(1981, 1989)}{day}"),
            *(chance.choice(TOWNS), "invented"),
        )


def write_list(path: Path, count: int) -> Path:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        out.writerows(people(count))
    return path


def bare(path: Path, database: Path) -> None:
    """The reference."""
    with sqlite3.connect(database) as made, path.open(newline="") as file:
        made.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t ({', '.join(HEADER)});")
        made.execute("CREATE INDEX t_no ON t (No)")
        rows = csv.reader(file)
        next(rows)
        made.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(HEADER))})", rows)


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    count = 20_000 if quick else 1_000_000
    work = folder / "files"
    work.mkdir(parents=True)
    path = write_list(work / "list.csv", count)
    reference = spent(lambda: bare(path, work / "bare.sqlite3"))
    dadkhah("init", work / "archive", "--steward", "steward")
    from dadkhah.archive.place import Place
    from dadkhah.cli.session import django_ready

    django_ready(Place(work / "archive"))
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.describe_list import describe_list
    from dadkhah.archive.actions.describe_source import describe_source
    from dadkhah.archive.actions.import_list import Imported, import_list
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.models import Account, Compartment

    actor, main = Actor(Account.objects.get(login="steward")), Compartment.objects.get(handle="main")
    listed = describe_list(actor, describe_source(actor, main, handle="S-LIST", title="Invented people", kind="ngo"))
    [item] = take_in(actor, main, [path], Acquisition())
    done: list[Imported] = []
    first = spent(lambda: done.append(import_list(actor, listed, item)))
    again = spent(lambda: done.append(import_list(actor, listed, item)))
    assert (done[0].counts["new"], done[1].counts["same"]) == (count, count)
    beside = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    note = f"{count:,} rows, with digests, the ledger and search; into a bare table with one index: {count / reference.wall:,.0f}"
    return [
        Figure("lists: rows read in", count / first.wall, "rows/s", 15_000, note=note),
        Figure("lists: the same file again, compared", count / again.wall, "rows/s", 15_000),
        Figure("lists: longest transaction", max(each.longest for each in done), "s", 1, at_most=True),
        Figure("lists: memory at most, of both processes", peak_memory() + beside, "MB", 500, at_most=True),
    ]
