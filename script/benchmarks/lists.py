"""A list of a million invented people read into an archive on SQLite: how fast, in how much memory, and how long others wait.

The reference is the same file read, and its cells written into a bare table with one index, without digests or search.

Memory is what both processes together hold at one time of their own (RssAnon and RssShmem of /proc/PID/status), looked at ten
times a second. Pages of the database's file that the system keeps at hand, and gives away when it needs room, are not counted.
The tenth of the list, read before, tells whether it grows.
"""

from __future__ import annotations

import csv
import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from script.benchmarks.figure import Figure, Spent, held, spent
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


class Work(NamedTuple):
    """What a work took: seconds of processors of the writer and of the process beside it, and megabytes at most."""

    spent: Spent
    writer: float
    beside: float
    memory: float


def watched(work: Callable[[], object]) -> Work:
    most, is_over = [held()], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.1):
            most.append(held())

    thread = threading.Thread(target=watch)
    before = [_seconds(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    thread.start()
    try:
        took = spent(work)
    finally:
        is_over.set()
        thread.join()
    after = [_seconds(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Work(took, after[0] - before[0], after[1] - before[1], max(most))


def _seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


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
    tenth = describe_list(actor, describe_source(actor, main, handle="S-TENTH", title="A tenth of them", kind="ngo"))
    [item, small] = take_in(actor, main, [path, write_list(work / "tenth.csv", count // 10)], Acquisition())
    done: list[Imported] = []
    begun = watched(lambda: done.append(import_list(actor, tenth, small)))
    first = watched(lambda: done.append(import_list(actor, listed, item)))
    again = watched(lambda: done.append(import_list(actor, listed, item)))
    assert (done[1].counts["new"], done[2].counts["same"]) == (count, count)
    note = f"{count:,} rows, with digests, the ledger and search; into a bare table with one index: {count / reference.wall:,.0f}"
    each = f"the one that writes {1e6 * first.writer / count:.0f} ms, the one that makes ready {1e6 * first.beside / count:.0f} ms"
    most = max(first.memory, again.memory)
    return [
        Figure("lists: rows read in", count / first.spent.wall, "rows/s", 15_000, note=f"{note}; a thousand rows cost {each}"),
        Figure("lists: the same file again, compared", count / again.spent.wall, "rows/s", 15_000),
        Figure("lists: longest transaction", max(one.longest for one in done), "s", 1, at_most=True),
        Figure("lists: memory of both processes at most", most, "MB", 500, at_most=True, note="their own, not files at hand"),
        Figure("lists: memory against a tenth of the rows", first.memory / begun.memory, "times", 1.5, at_most=True),
    ]
