"""Consent changes: a further row per use. A withdrawal acts at once on every use it names."""

from __future__ import annotations

from django.db.models import Q

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.actions.describe_source import date_fault
from dadkhah.archive.actions.record_claim import plain_date
from dadkhah.archive.models import Claim, Consent, Item, Source, Standing
from dadkhah.archive.recording import Recording, recording
from dadkhah.archive.zones import zone_of_claim, zone_of_item
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.edtf import interval
from dadkhah.sentences import Sentence, together

GRANTS = ("given", "given.oral", "guardian")
DENIALS = ("refused", "withdrawn")
NOT_TO_BE_KEPT = str(Sentence("Consent to keep this was taken back."))
"""The hold that a withdrawal puts on a source, on what it says and on its files: nobody reads them any more but those
who work on it."""


def record_consent(actor: Actor, source: Source, states: dict[str, str], conditions: str = "", until: str = "") -> None:
    """`states`: use -> state, codes of `consent_scope` and `consent_state`; `until`: a date (EDTF).

    Where consent to keep is taken back, the source, its files and its claims are held back in the same transaction.
    Raises Refused, and ValueError with every fault.
    """
    require(actor, "record_consent", source.compartment_id)
    if not visible_to(actor).sources().filter(pk=source.pk).exists():
        raise Refused(Sentence("There is no such source here."))
    if faults := [*consent_faults(states), *(date_fault(until) if until else [])]:
        raise ValueError(together(faults))
    with recording(actor, "record_consent") as record:
        terms = {"conditions": conditions, "until": plain_date(until), "at": record.at}
        for scope, state in states.items():
            record.add(Consent(source=source, scope=scope, state=state, **terms))
        if states.get("store") in DENIALS:
            _hold(record, source, NOT_TO_BE_KEPT)
        if states.get("store") in GRANTS and source.hold == NOT_TO_BE_KEPT:
            _hold(record, source, "")


def consent_faults(states: dict[str, str]) -> list[str]:
    """What is wrong with uses and answers; none said at all is a fault too."""
    scopes, known = vocabulary().codes("consent_scope"), vocabulary().codes("consent_state")
    unknown = [f"{use}: {state}" for use, state in states.items() if use not in scopes or state not in known]
    if unknown:
        return [Sentence("These are not uses and answers of the consent lists: {answers}.", answers=unknown)]
    return [] if states else [Sentence("Say for at least one use whether consent was given or refused.")]


def _hold(record: Recording, source: Source, reason: str) -> None:
    """Put the hold on the source, what it says and its files, or take off the one that a withdrawal put there.

    What another source says with a passage in these files goes with them.
    """
    before = "" if reason else NOT_TO_BE_KEPT
    items = _files(source)
    record.change(source, hold=reason, zone_id=zone_of_claim(record, source, None, reason))
    for item in items:
        if item.hold == before:
            record.change(item, hold=reason, zone_id=zone_of_item(record, item.compartment_id, reason))
    others = Q(passage__item__in=items, source__isnull=False) & ~Q(source__hold=NOT_TO_BE_KEPT)
    for model in (Claim, Standing):
        rows = model.objects.filter(Q(source=source) | others, hold=before or None, retired__isnull=True)
        for row in rows.select_related("source__item", "passage__item"):
            zone = zone_of_claim(record, row.source or source, row.passage, reason)
            record.change(row, hold=reason, zone_id=zone)


def _files(source: Source) -> list[Item]:
    """The source's item, what derives from it and what was given with it; not where another withdrawal holds them."""
    others = Source.objects.filter(item=source.item_id, hold=NOT_TO_BE_KEPT).exclude(pk=source.pk)
    found: list[Item] = []
    fresh = list(Item.objects.filter(pk=source.item_id)) if not others.exists() else []
    while fresh:
        found += fresh
        beside = Item.objects.filter(Q(derived_from__in=fresh) | Q(given_with__in=fresh))
        fresh = list(beside.exclude(pk__in=[item.pk for item in found]))
    return found


def allows(source: Source, use: str, day: str) -> bool:
    """Whether the newest consent for this use allows it on this day (ISO). No record is no consent."""
    newest = Consent.objects.filter(source=source, scope=use).order_by("at", "id").last()
    if not newest or newest.state not in GRANTS:
        return False
    _, last = interval(newest.until) if newest.until else ("", "")
    return not last or day <= last
