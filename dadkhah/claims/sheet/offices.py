"""Three sections that say something of subjects entered elsewhere: positions, panels, damage to sites."""

from __future__ import annotations

from typing import Any

from dadkhah.claims.sheet.attested import cites, record
from dadkhah.claims.sheet.draft import Draft
from dadkhah.claims.sheet.entry import Entry
from dadkhah.claims.sheet.keys import DAMAGE_KEYS, MEMBER_KEYS, PANEL_KEYS, POSITION_KEYS
from dadkhah.claims.sheet.subjects import claim_id
from dadkhah.claims.values import ClaimRow


def read_position(draft: Draft, entry: Entry) -> None:
    """An office or role that a source says a person held. `alleged_by` tells in words who says so."""
    entry.allow(POSITION_KEYS, "A position")
    person = _subject(draft, entry, "person", "A position")
    role, period = entry.needed("role", "A position"), draft.date(entry, "period")
    row = _row(draft, entry, person, "position", value=role, date=period, attributed_to=entry.text("alleged_by"))
    record(draft, row, cites(draft, entry), [row.attributed_to])


def read_panel(draft: Draft, entry: Entry) -> None:
    """The seats of one panel, a group or event. `named_in_order`: does the order itself name the person?"""
    entry.allow(PANEL_KEYS, "A panel")
    panel = draft.known(entry.needed("panel", "A panel"), ("group", "event"), entry.at("panel"), "group")
    order = draft.known(entry.text("order"), ("order",), entry.at("order"), "order")
    for member in entry.entries("members"):
        _member(draft, member, panel, order, entry.text("hold"))


def _member(draft: Draft, member: Entry, panel: str, order: str, hold: str) -> None:
    member.allow(MEMBER_KEYS, "A member of a panel")
    person = _subject(draft, member, "person", "A member of a panel")
    cited = cites(draft, member)
    seat = member.needed("seat", "A member of a panel")
    record(draft, _row(draft, member, person, "panel_seat", hold, value=seat, entity=panel), cited)
    named = member.flag_word("named_in_order")
    if named:
        record(draft, _row(draft, member, person, "named_in_decree", hold, value=named, entity=order), cited)


def read_damage(draft: Draft, entry: Entry) -> None:
    """What was done to a site, and when."""
    entry.allow(DAMAGE_KEYS, "An entry of “site_damage”")
    site = _subject(draft, entry, "site", "An entry of “site_damage”", "place")
    act = entry.needed("act", "An entry of “site_damage”")
    row = _row(draft, entry, site, "site_damage", value=act, date=draft.date(entry, "date"))
    record(draft, row, cites(draft, entry))


def _subject(draft: Draft, entry: Entry, key: str, what: str, kind: str = "person") -> str:
    return draft.known(entry.needed(key, what), (kind,), entry.at(key), kind)


def _row(draft: Draft, entry: Entry, subject: str, predicate: str, hold: str = "", **fields: Any) -> ClaimRow:
    return ClaimRow(
        key="",
        group=claim_id(draft, entry, f"{subject}/{predicate}"),
        subject=subject,
        predicate=predicate,
        source="",
        confidence=entry.text("confidence"),
        note=entry.text("note"),
        hold=entry.text("hold") or hold,
        lines=entry.lines,
        **fields,
    )
