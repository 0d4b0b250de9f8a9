"""Describe a source by hand, with how it stands to the conflict as a first assessment."""

from __future__ import annotations

from typing import Any

from dadkhah.archive.access import Actor, require, visible_to
from dadkhah.archive.models import Compartment, Item, Source, Standing
from dadkhah.archive.recording import recording
from dadkhah.archive.zones import zone_for
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.edtf import parse
from dadkhah.sentences import Sentence, Word, sentence_of, together

CODES = {"reliability": "admiralty_reliability", "seen": "seen", "language": "languages"}


def describe_source(
    actor: Actor,
    compartment: Compartment,
    *,
    handle: str = "",
    title: str,
    kind: str,
    party: str = "",
    item: Item | None = None,
    **described: Any,
) -> Source:
    """A new source; without a handle it gets one. Raises ValueError with every fault at once.

    `described` takes author, date (EDTF), language, url, host, stands_behind, reliability, seen, note, hold.
    """
    require(actor, "describe_source", compartment)
    if faults := _faults(actor, handle, title, kind, party, item, described):
        raise ValueError(together(faults))
    if described.get("date"):
        described["date"] = parse(described["date"]).text
    with recording(actor, "describe_source") as record:
        source = Source(title=title, kind=kind, compartment=compartment, item=item, **described)
        source.handle = handle or f"S-{source.pk[-8:].upper()}"
        held = bool(source.hold)
        source.zone_id = zone_for(record, compartment.pk, item.compartment_id if item else None, held=held)
        record.add(source)
        if party:
            standing = Standing(
                source=source, party=party, at=source.date, basis=source.stands_behind, hold=source.hold
            )
            standing.zone_id = source.zone_id
            standing.account = actor.account
            record.add(standing)
    return source


def _faults(
    actor: Actor, handle: str, title: str, kind: str, party: str, item: Item | None, described: dict[str, Any]
) -> list[str]:
    # Only what the actor sees is compared: a refusal must not tell that a hidden source has this handle.
    visible = visible_to(actor)
    faults: list[str] = []
    if not title.strip():
        faults.append(Sentence("Give the source a title: how would you name it in a footnote?"))
    if handle and visible.sources().filter(handle=handle).exists():
        faults.append(Sentence("There is a source “{handle}” already. Choose another handle.", handle=handle))
    if " " in handle:
        faults.append(Sentence("A handle has no spaces: S-REPORT-2018."))
    if kind not in vocabulary().codes("source_kinds"):
        faults.append(Sentence("Choose the kind of source from the list."))
    if party and party not in vocabulary().codes("party"):
        faults.append(Sentence("“{code}” is not a standing. Choose one of the list.", code=party))
    if item and not visible.items().filter(pk=item.pk).exists():
        faults.append(Sentence("The file of this source is not here. Choose it again."))
    return faults + _described_faults(described)


def _described_faults(described: dict[str, Any]) -> list[str]:
    faults: list[str] = [
        Sentence(
            "“{value}” is not in the list for “{name}”. Choose one of the list.",
            value=described[name],
            name=Word(name, fa=vocabulary().lists[terms].fa),
        )
        for name, terms in CODES.items()
        if described.get(name) and described[name] not in vocabulary().codes(terms)
    ]
    if (url := described.get("url", "")) and not url.startswith(("https://", "http://")):
        faults.append(Sentence("An address begins with https:// or http://."))
    if date := described.get("date", ""):
        faults += date_fault(date)
    return faults


def date_fault(text: str) -> list[str]:
    """The sentence that says why a text is no EDTF date, or nothing."""
    try:
        parse(text)
    except ValueError as error:
        return [sentence_of(error)]
    return []
