"""`estimate` within an archive: persons of its lists are counted, and what must be known beside any number is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dadkhah.cli.estimating_report import About
from dadkhah.cli.session import Session

if TYPE_CHECKING:
    from dadkhah.archive.queries.overlaps import Overlaps
    from dadkhah.estimate.tables import Tables


def counted(session: Session, names: tuple[str, ...]) -> tuple[Tables, About]:
    """The lists of these names, by the persons that their records are joined to now. Raises Refused, CannotDo."""
    session.ready()
    from dadkhah.archive.actions.record_run import require_lists
    from dadkhah.archive.queries.overlaps import overlaps
    from dadkhah.cli.listing_files import list_of
    from dadkhah.estimate.tables import Tables

    lists = list({each.pk: each for each in (list_of(session, name) for name in names)}.values())
    require_lists(session.actor, "analyse", lists)
    session.shown(each.source for each in lists)
    found = overlaps(session.visible, lists)
    plain = {"position": found.position, "records": found.records, "merged": found.merged, "waiting": found.waiting}
    about = About("; ".join(each.source.title for each in lists), _notes(found), plain)
    return Tables(found.table.lists, (), {((), ""): found.table}), about


def _notes(found: Overlaps) -> tuple[str, ...]:
    from dadkhah.sentences import Sentence

    merged = (
        Sentence("Taken for one list, for they share a source or an author: {lists}.", lists=group) for group in found.merged
    )
    notes: list[str] = [
        Sentence("{records} records, as persons are joined after entry {position} of the ledger.", records=found.records,
                 position=found.position), *merged,
    ]  # fmt: skip
    if found.waiting:
        notes.append(Sentence(
            "{waiting} pairs of these lists wait for somebody to decide. Two records of one person that are not joined count as"
            " two persons, and make the estimate too high.", waiting=found.waiting,
        ))  # fmt: skip
    return tuple(notes)
