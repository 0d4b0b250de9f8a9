"""What is kept encrypted: the items of sealed and restricted compartments, and who can open them.

Each item has a key of its own, in an envelope that every custodian opens with theirs (`evidence.envelope`). The archive
itself is a custodian at first: its key lies in `keys/custodian.key`, so that pages can show what they may. Without
that file the archive keeps and verifies what it cannot read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from pyrage.x25519 import Identity

from dadkhah.archive import heads, keyring
from dadkhah.archive.models import Compartment, Custodian, Envelope, Item
from dadkhah.archive.place import Place
from dadkhah.archive.recording import Recording
from dadkhah.evidence.age import NotOpened, decrypting
from dadkhah.evidence.copying import Sealed
from dadkhah.evidence.envelope import ItemKey, close, open_envelope, parse_identities
from dadkhah.evidence.store import NotHeld, Store
from dadkhah.sentences import Sentence

KEY = "custodian.key"
OWN = "archive"
"""What the archive itself is called among the custodians."""


class Closed(NotHeld):
    """The item's bytes are here, encrypted, and no key that opens them is."""


def is_kept_encrypted(compartment: Compartment) -> bool:
    """Whether files taken in here are encrypted: where reading is sensitive, and in a sealed archive everywhere."""
    return compartment.is_sensitive or heads.place().is_sealed


def add_envelope(record: Recording, item: Item, sealed: Sealed) -> None:
    """Keep the key of an encrypted item for today's custodians. Of a plain one there is none."""
    if sealed.secret:
        held_by = holders(record)
        record.add(
            Envelope(
                item=item,
                custodians=ids_of(held_by),
                sealed=close(sealed.secret.key, [each.recipient for each in held_by]),
                commitment=sealed.secret.commitment,
                size=sealed.secret.size,
            )
        )


def custodians() -> list[Custodian]:
    """Those of today, in the order in which they came."""
    return list(Custodian.objects.filter(retired__isnull=True).order_by("id"))


def ids_of(holders: Sequence[Custodian]) -> str:
    return " ".join(sorted(each.pk for each in holders))


def own_identities(place: Place | None = None) -> list[Identity]:
    """The archive's own key, where it has one."""
    return parse_identities(keyring.read(place or heads.place(), KEY) or "", KEY)


def write_own_key(place: Place, identity: str) -> None:
    """The archive's own key, readable for its owner alone. Raises FileExistsError where there is one."""
    if keyring.read(place, KEY) is not None:
        raise FileExistsError(17, "The archive has a custodian's key already", str(place.keys / KEY))
    keyring.write(place, KEY, f"# opens what {place.setting('origin')} keeps encrypted\n{identity}\n")


def key_of(item: Item, identities: Sequence[Identity] | None = None) -> ItemKey | None:
    """The item's key; nothing where it is not encrypted. Raises `Closed`."""
    envelope = envelope_of(item)
    if envelope is None:
        return None
    try:
        return open_envelope(envelope.sealed, own_identities() if identities is None else identities)
    except NotOpened as fault:
        raise Closed(
            Sentence(
                "This file is kept encrypted, and no key that opens it is here. Ask one of its custodians: they open it "
                "with dadkhah open."
            )
        ) from fault


def envelope_of(item: Item) -> Envelope | None:
    return Envelope.objects.filter(item=item).first()


@contextmanager
def opened(item: Item, identities: Sequence[Identity] | None = None) -> Iterator[BinaryIO]:
    """The bytes as they came, from their beginning: decrypted on the way where they are encrypted.

    Raises NotHeld, `Closed`, and NotOpened at the end of the block where the encrypted file was altered.
    """
    store, key = Store(heads.place().store), key_of(item, identities)
    if key is None:
        with store.open(item.digest) as plain:
            yield plain
    elif not store.has(item.digest):
        store.open(item.digest)  # raises NotHeld
    else:
        with decrypting(store.path(item.digest), [Identity.from_str(key.identity)]) as decrypted:
            yield decrypted


def in_memory(item: Item, most: int) -> io.BytesIO:
    """At most so many bytes from the beginning, for what must go back and forth in them. Raises as `opened` does."""
    with opened(item) as file:
        return io.BytesIO(file.read(most))


def holders(record: Recording) -> list[Custodian]:
    """Today's custodians; with the very first encrypted item the archive itself becomes one."""
    known = custodians() or record.pending(Custodian)
    return known or [record.add(Custodian(name=OWN, recipient=own_recipient(heads.place())))]


def own_recipient(place: Place) -> str:
    """The public part of the archive's own key, which is made at its first use."""
    if not own_identities(place):
        write_own_key(place, str(Identity.generate()))
    return str(own_identities(place)[0].to_public())
