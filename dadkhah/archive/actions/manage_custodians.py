"""Custodians: who can open what is kept encrypted. Adding or removing one closes every envelope anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from django.db.models import QuerySet
from pyrage.x25519 import Identity

from dadkhah.archive import envelopes, heads
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.actions.erase import empty_pages
from dadkhah.archive.envelopes import KEY, OWN, custodians, ids_of, own_identities
from dadkhah.archive.models import Compartment, Custodian, Envelope
from dadkhah.archive.recording import recording
from dadkhah.evidence.age import NotOpened
from dadkhah.evidence.envelope import close, open_envelope, read_recipient
from dadkhah.evidence.store import NotHeld
from dadkhah.sentences import Sentence

PIECE = 1 << 20
GROUP = 500
"""Envelopes that one entry closes anew."""
Told = Callable[[int, int], None]


def require_all(actor: Actor) -> None:
    """Raises Refused unless the actor manages every compartment whose items are encrypted."""
    actor.must_be_named()
    sensitive = Compartment.objects.filter(level__in=Compartment.SENSITIVE).values_list("id", flat=True)
    managed = set(actor.compartments("manage"))
    if not managed or set(sensitive) - managed:
        raise Refused(
            Sentence("Only a steward of every sealed and restricted compartment may do this. Ask one of them.")
        )


def add_custodian(
    actor: Actor, name: str, recipient: str, identities: Sequence[Identity], progress: Told
) -> Custodian:
    """Let this key (age1…) open everything that is kept encrypted, now and from now on.

    `identities` open what is there. Raises Refused, ValueError, NotOpened.
    """
    require_all(actor)
    name, recipient = name.strip(), str(read_recipient(recipient))
    if not name or any(each.name == name or each.recipient == recipient for each in custodians()):
        raise ValueError(Sentence("Give a custodian a name and a key that no other one has. See: dadkhah custodian list."))
    _must_open(identities)
    with recording(actor, "add_custodian") as record:
        if not custodians():
            record.add(Custodian(name=OWN, recipient=envelopes.own_recipient(heads.place())))
        added = record.add(Custodian(name=name, recipient=recipient))
    renew(actor, identities, progress)
    return added


def remove_custodian(actor: Actor, custodian: Custodian, identities: Sequence[Identity], progress: Told) -> None:
    """Close every envelope without this key. What the custodian opened or copied before stays open to them.

    Without its own key the archive can show nothing that is encrypted, until a custodian brings a key.
    """
    require_all(actor)
    left = [each for each in custodians() if each.pk != custodian.pk]
    if not left:
        raise ValueError(Sentence("This is the last custodian: nobody could open anything any more. Add another one first."))
    _must_open(identities)
    with recording(actor, "remove_custodian") as record:
        record.change(custodian, retired=record.at)
    renew(actor, identities, progress)
    own = [str(each.to_public()) for each in own_identities()]
    if custodian.recipient in own:
        (heads.place().keys / KEY).unlink()


def renew(actor: Actor, identities: Sequence[Identity], progress: Told) -> int:
    """Close every envelope for today's custodians that is closed for others; returns how many. Goes on where it stopped.

    The former envelopes are erased from the ledger's history too: who had a key of theirs does not find them there.
    Raises StillInTheLog where another program keeps the database's log.
    """
    require_all(actor)
    holders = custodians()
    waiting, done = stale(holders), 0
    total = waiting.count()
    while group := list(waiting.select_related("item").order_by("id")[:GROUP]):
        with recording(actor, "renew_envelopes") as record:
            for each in group:
                key = open_envelope(each.sealed, identities)
                fresh = close(key, [holder.recipient for holder in holders])
                record.erase(each, sealed=fresh, custodians=ids_of(holders))
        done += len(group)
        progress(done, total)
    if done:
        empty_pages()
    return done


def stale(holders: Sequence[Custodian]) -> QuerySet[Envelope]:
    """Envelopes that are closed for others than these. Those of a merged archive's own custodians are not ours to open."""
    return _ours().exclude(custodians=ids_of(holders))


def _ours() -> QuerySet[Envelope]:
    return Envelope.objects.filter(sealed__isnull=False, custodians__isnull=False)


def _must_open(identities: Sequence[Identity]) -> None:
    """The newest and the oldest envelope are tried, so that nothing is begun that cannot be ended."""
    held = _ours().order_by("id")
    for envelope in {each.pk: each for each in (held.first(), held.last()) if each}.values():
        try:
            open_envelope(envelope.sealed, identities)
        except NotOpened as fault:
            raise NotOpened(
                Sentence("The envelopes cannot be opened with the keys that are here. Give a custodian's, with --identity FILE.")
            ) from fault


def use_key(actor: Actor, identities: Sequence[Identity]) -> None:
    """Keep one of today's custodians' secret keys as the archive's own. Raises Refused, ValueError."""
    require_all(actor)
    known = {each.recipient: each for each in custodians()}
    for identity in identities:
        if custodian := known.get(str(identity.to_public())):
            with recording(actor, "use_custodian_key") as record:
                record.notes["custodian"] = custodian.pk
                envelopes.write_own_key(heads.place(), str(identity))
            return
    raise ValueError(Sentence("This is the key of none of today's custodians. See: dadkhah custodian list."))


def check_all(actor: Actor, identities: Sequence[Identity], progress: Told) -> tuple[int, list[str]]:
    """Open every encrypted item and compare it with its commitment: how many there are, and a sentence for each fault."""
    require_all(actor)
    held = Envelope.objects.filter(sealed__isnull=False).select_related("item").order_by("id")
    total, faults = held.count(), []
    for number, envelope in enumerate(held.iterator(), 1):
        try:
            key, digest = open_envelope(envelope.sealed, identities), sha256()
            with envelopes.opened(envelope.item, identities) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
            if key.commitment(digest.digest()) != envelope.commitment:
                faults.append(f"{envelope.item_id}: It holds something else than was taken in.")
        except (NotOpened, NotHeld) as fault:
            faults.append(f"{envelope.item_id}: {fault}")
        progress(number, total)
    return total, faults
