"""The order of a verification, and the sentences of its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from multiprocessing.connection import Connection

from dadkhah.archive.place import Place
from dadkhah.archive.tables import EPHEMERAL, LEDGERED, UNCOVERED
from dadkhah.archive.verify.bytes import check_bytes
from dadkhah.archive.verify.checkpoints import check_own, known_keys, tree_of, verifier_key
from dadkhah.archive.verify.outside import check_outside
from dadkhah.archive.verify.report import AGREES, CONSISTENT, DAMAGED, Findings, Progress, Report
from dadkhah.archive.verify.snapshot import database
from dadkhah.archive.verify.stamps import check_stamps
from dadkhah.archive.verify.suspects import explain
from dadkhah.archive.verify.witnesses import check_witnesses
from dadkhah.archive.verify.work import WITH_FILES, damage_told, do_all, is_worth_it, moment, workers
from dadkhah.evidence.tree import Tree

OF_ROWS = ("edited", "deleted", "inserted", "resurrected", "swapped", "unreadable")
OF_THE_LEDGER = ("line", "entry", "erasure", "head", "tiles", "checkpoint", "key", "outside")
OF_THE_REST = ("derived", "zone", "index", "schema", "trigger", "database")


def verify_all(
    place: Place, outside: Sequence[str], processes: int, progress: Progress | None, *, following: bool
) -> Report:
    from dadkhah.archive.verify.derived import check_following

    found, where = Findings(), database()
    together: AbstractContextManager[list[Connection]] = nullcontext([])
    if processes > 1 and is_worth_it(where):
        together = workers(where, processes)
    tree = None
    with together as pipes, moment(where, pipes) as head:
        with damage_told(found, "rows"):
            do_all(found, pipes, progress, following=following)
            for table in WITH_FILES if following else ():
                found.add(check_following(table, None, None))
        explain(found)
        with damage_told(found, "ledger_entry"):
            tree = tree_of(found, head)
    agreed, vouched = _heads(place, outside, tree, found) if tree is not None else ([], [])
    with damage_told(found, "item"):
        check_bytes(place, found, processes, partial(progress, "files") if progress else None)
    return Report(
        level=DAMAGED if found.faults else AGREES if agreed else CONSISTENT,
        faults=tuple(sorted(found.faults, key=lambda fault: (fault.kind, fault.where))),
        proven=(*_proven(found), *agreed, *vouched),
        not_proven=tuple(_not_proven(found, is_outside=bool(agreed))),
        counts=dict(sorted(found.counts.items())),
    )


def _heads(place: Place, outside: Sequence[str], tree: Tree, found: Findings) -> tuple[list[str], list[str]]:
    """The archive's own heads, those kept outside, those that others signed: sentences on the last two."""
    vkey = verifier_key(place, found)
    check_own(place, vkey, tree, found)
    agreed = check_outside(place, vkey, outside, tree, found)
    keys = known_keys(place, vkey)
    return agreed, [*check_witnesses(place, keys, tree, found), *check_stamps(place, keys, tree, found)]


def _proven(found: Findings) -> Iterator[str]:
    counts = found.counts
    count = sum(counts[f"rows of {table}"] for table in LEDGERED)
    if not found.has(["bytes"]):
        yield f"Every one of {counts['files']} stored files ({counts['bytes']} bytes) still has its digest, and no other is there."
    if not found.has(OF_THE_LEDGER):
        yield f"All {counts['entries']} entries and their {counts['lines']} lines, the tree, the tiles and the checkpoint agree."
    if not found.has(OF_ROWS):
        yield f"All {count} rows are those that their newest entries wrote; none is missing, and none is extra."
    if not found.has(OF_THE_REST):
        yield "All that is derived from the rows follows from them, and the database has the archive's tables and triggers."


def _not_proven(found: Findings, *, is_outside: bool) -> Iterator[str]:
    counts = found.counts
    if not is_outside:
        yield (
            "Whether the whole archive was rewritten: no checkpoint kept outside was given that agrees. Someone with the "
            "database, the files and the signing key could have made all of it anew. Internally consistent only."
        )
    if inside := counts["inside checkpoints"]:
        yield f"A checkpoint in the archive's own folder proves nothing about it: {inside} given were left aside."
    if counts["missing keys"]:
        yield "Whether the archive can still sign: its signing key is not here. Signatures were checked with ledger/vkey."
    if erased := counts["erased lines"]:
        yield f"What {erased} erased lines of the ledger said: their salts and bodies are gone, as an erasure wants it."
    if unreadable := counts["unreadable history"]:
        yield f"What {unreadable} rows were before a change: the line before it was erased."
    if found.unclaimed:
        yield (
            f"Where {len(found.unclaimed)} files come from that no item has, first {', '.join(found.unclaimed[:3])}. They are "
            "being taken in, or were when the power failed, or somebody put them there."
        )
    yield from _of_time(counts["stamps that prove nothing"])
    yield (
        "Who sat at the keyboard: an entry names the account that was signed in. Whoever can write to the database and have "
        "the archive sign its next entry can add one in another's name."
    )
    yield "Who read what is not sealed or restricted, and who read the database or its files without the archive."
    for table, columns in UNCOVERED.items():
        for column, reason in columns.items():
            yield f"The column {column} of {table}: {reason}."
    for table, reason in EPHEMERAL.items():
        yield f"The table {table}: {reason}."


def _of_time(unproven: int) -> Iterator[str]:
    if unproven:
        yield (
            f"{unproven} answers of time-stamping authorities are kept that no certificate in ledger/stamps/authorities.pem "
            "explains, or that fit no request. See: dadkhah stamp list."
        )
    yield "When something happened: the times in entries are those of this computer's clock."
