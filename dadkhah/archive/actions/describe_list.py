"""Describe a source that is a list: whom it takes in, for which time and place, and whether anybody stands on it twice."""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.actions.describe_source import date_fault
from dadkhah.archive.models import RecordList, Source
from dadkhah.archive.recording import recording
from dadkhah.reading.edtf import parse
from dadkhah.sentences import Sentence, together

ANSWERS = ("", "yes", "no")


def describe_list(
    actor: Actor,
    source: Source,
    *,
    rule: str | None = None,
    period: str | None = None,
    place: str | None = None,
    duplicate_free: str | None = None,
    derives_from: Sequence[Source] | None = None,
) -> RecordList:
    """A new list, or the list of this source described anew; what is None stays. Raises ValueError with every fault at once.

    `rule`: whom it takes in, in words; `period`: EDTF; `duplicate_free`: "yes", "no", or "" where nobody knows.
    """
    require(actor, "describe_source", source.compartment_id)
    if faults := _faults(actor, source, period, duplicate_free, derives_from):
        raise ValueError(together(faults))
    told = {"rule": rule, "period": parse(period).text if period else period, "place": place, "duplicate_free": duplicate_free}
    said = {name: text.strip() for name, text in told.items() if text is not None}
    with recording(actor, "describe_list") as record:
        listed = RecordList.objects.filter(source=source).first()
        if listed is None:
            listed = record.add(RecordList(source=source, **said))
        else:
            record.change(listed, **said, retired="")
        if derives_from is not None:
            record.change(source, derives_from=" ".join(origin.handle for origin in derives_from))
    return listed


def _faults(
    actor: Actor, source: Source, period: str | None, duplicate_free: str | None, derives_from: Sequence[Source] | None
) -> list[str]:
    visible, faults = visible_to(actor), []
    if not visible.sources().filter(pk=source.pk).exists():
        faults.append(Sentence("There is no such source that you may see."))
    if duplicate_free is not None and duplicate_free not in ANSWERS:
        faults.append(Sentence("Whether everybody stands on the list once is “yes” or “no”, or empty where nobody knows."))
    origins = {origin.pk for origin in derives_from or ()}
    if source.pk in origins:
        faults.append(Sentence("A list cannot derive from itself."))
    if visible.sources().filter(pk__in=origins).count() < len(origins):
        faults.append(Sentence("A source it derives from is not here. Choose it again."))
    return faults + (date_fault(period) if period else [])
