"""The parts of a verification, and who does them: this process alone, or several that see the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection

from dadkhah.archive import seal
from dadkhah.archive.place import find
from dadkhah.archive.seal import Seal
from dadkhah.archive.verify.report import Findings, Progress
from dadkhah.archive.verify.snapshot import Database, Head, ranges, snapshot

CHUNK = 10_000
FEW = 20_000
"""Up to so many ledger lines, starting processes would take longer than the work."""
ATTEMPTS = 200
FOLLOWED = ("record", "subject", "statement", "claim", "source", "item")
"""Tables of whose rows others are derived."""
WITH_FILES = ("linkage_run", "document_reading")
"""Tables whose derived rows follow from files too, which another process may not find."""


class Part(NamedTuple):
    """One piece of work: of which kind, on which table, from where to where."""

    kind: str
    table: str = ""
    low: Any = None
    high: Any = None


class Restless(Exception):
    """The archive is written to so fast that the processes never saw the same moment."""


def parts(*, following: bool) -> list[Part]:
    """All the work, the longest parts first."""
    from dadkhah.archive.tables import LEDGERED

    cut = [
        ("entries", "ledger_row", "seq"),
        *(("rows", table, "id") for table in LEDGERED),
        *(("following", table, "id") for table in FOLLOWED if following),
    ]
    whole = [Part("schema"), Part("index"), Part("orphans")] if following else []
    return whole + [Part(kind, table, *each) for kind, table, column in cut for each in ranges(table, column, CHUNK)]


def do(part: Part) -> Findings:
    from dadkhah.archive.verify.derived import check_following, check_index, check_orphans
    from dadkhah.archive.verify.entries import check_entries
    from dadkhah.archive.verify.rows import check_rows
    from dadkhah.archive.verify.schema import check_schema

    kinds: dict[str, Callable[[], Findings]] = {
        "schema": check_schema,
        "index": check_index,
        "orphans": check_orphans,
        "entries": lambda: check_entries(part.low, part.high),
        "rows": lambda: check_rows(part.table, part.low, part.high),
        "following": lambda: check_following(part.table, part.low, part.high),
    }
    found = Findings()
    with damage_told(found, " ".join(str(each) for each in (part.table, part.low) if each) or part.kind):
        return kinds[part.kind]()
    return found


def database_module() -> Any:
    """The module below Django's connection: its errors are the causes of Django's."""
    return connection.Database  # type: ignore[attr-defined]


@contextmanager
def damage_told(found: Findings, where: str) -> Iterator[None]:
    """A fault instead of an error where SQLite finds its own file damaged: a bit that turned, or a hand that was at it."""
    try:
        yield
    except DatabaseError as fault:
        if not (isinstance(fault.__cause__, database_module().DatabaseError) and "malformed" in str(fault)):
            raise
        message = (
            f"The database's file is damaged here, and what follows cannot be read: {fault}. Restore it from a backup."
        )
        found.fault("database", where, message)


def do_all(found: Findings, pipes: list[Connection], progress: Progress | None, *, following: bool) -> None:
    """Do every part of the moment that this process and the workers see."""
    todo = parts(following=following)
    results = _shared(pipes, iter(todo)) if pipes else map(do, todo)
    for done, result in enumerate(results, 1):
        found.add(result)
        if progress:
            progress("rows", done, len(todo))


def _shared(pipes: list[Connection], todo: Iterator[Part]) -> Iterator[Findings]:
    """Whoever is done gets the next part."""
    busy: set[Connection] = set()
    for pipe, part in zip(pipes, todo, strict=False):
        pipe.send(part)
        busy.add(pipe)
    while busy:
        for pipe in busy.intersection(wait(busy)):
            yield pipe.recv()
            if following := next(todo, None):
                pipe.send(following)
            else:
                busy.remove(pipe)


@contextmanager
def moment(where: Database, pipes: list[Connection]) -> Iterator[Head]:
    """A snapshot of this process and of each worker, all with the same head. Raises Restless."""
    for _ in range(ATTEMPTS):
        with snapshot(where) as head:
            for pipe in pipes:
                pipe.send(None)
            if [pipe.recv() for pipe in pipes] == [head] * len(pipes):
                yield head
                return
    raise Restless("The archive is written to without a pause. Verify it again at a quieter time, or with one process.")


def is_worth_it(where: Database) -> bool:
    """Whether there is enough to do for more than one process."""
    from django.db import connection

    with snapshot(where), connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ledger_row ORDER BY id LIMIT 1 OFFSET {FEW}")
        return cursor.fetchone() is not None


@contextmanager
def workers(where: Database, count: int) -> Iterator[list[Connection]]:
    """Processes of our own, each at the other end of a pipe. New ones, not copies: a server has threads."""
    context = get_context("spawn")
    pipes, processes = [], []
    for _ in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, where, unlocked()), daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    try:
        yield pipes
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            pipe.close()
            process.join()


def unlocked() -> Seal | None:
    """The seal that this process opened, for a worker: it is handed over by a pipe, never where others could see it."""
    place = settings.PLACE
    return place.seal if place.is_sealed else None


def serve(pipe: Connection, where: Database, opened: Seal | None) -> None:
    """What a worker does: begin anew when told so, do parts, until the pipe is closed."""
    import django

    if opened:
        seal.keep(find(), opened)
    django.setup()
    with ExitStack() as stack, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            part = pipe.recv()
            if part is None:
                stack.close()
                pipe.send(stack.enter_context(snapshot(where)))
            else:
                pipe.send(do(part))
