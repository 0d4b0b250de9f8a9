"""What sealed compartments hold is encrypted; custodians open it, come and go; an erasure destroys the envelope."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from dadkhah.archive import envelopes
from dadkhah.archive.access import Refused
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.actions.manage_custodians import (
    add_custodian,
    check_all,
    remove_custodian,
    renew,
    stale,
    use_key,
)
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.envelopes import Closed, custodians, opened, own_identities
from dadkhah.archive.models import Custodian, Envelope, Item
from dadkhah.archive.passages import text_of
from dadkhah.archive.verify import verify
from dadkhah.claims.sheet import read_sheet
from dadkhah.evidence.age import NotOpened
from dadkhah.evidence.store import Store
from tests.archive.test_erase import places_of

WORDS = "Zarvandokht کاشانی‌نژاد was seen alive"


@pytest.fixture
def item(committed_world, tmp_path: Path) -> Item:
    world, file = committed_world, tmp_path / "letter.txt"
    file.write_text(WORDS)
    [item] = take_in(world.steward, world.sealed, [file], Acquisition(original_path="x"))
    file.unlink()
    return item


def silent(*_: int) -> None:
    pass


def read(item: Item, *identities: Identity) -> str:
    with opened(item, identities or None) as file:
        return file.read().decode()


def add(world, name: str, *more: Identity) -> Identity:
    fresh = Identity.generate()
    add_custodian(world.steward, name, str(fresh.to_public()), more or own_identities(), silent)
    return fresh


def longest_of(sealed: str) -> str:
    """A piece of an envelope that nothing else has: its signs `+` and `/` would cut it into words that stand anywhere."""
    return max(re.split("[+/=]", sealed), key=len)


def test_sealed_bytes_are_encrypted_and_verified_without_any_key(committed_world, item, settings) -> None:
    assert places_of("Zarvandokht") == set()
    assert (read(item), text_of(item)) == (WORDS, WORDS)
    key = settings.PLACE.keys / envelopes.KEY
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    assert verify(settings.PLACE).holds
    with pytest.raises(Closed, match="no key that opens it is here"):
        read(item)


def test_what_is_not_sensitive_stays_as_it_came(committed_world, tmp_path) -> None:
    (tmp_path / "open.txt").write_text(WORDS)
    [plain] = take_in(committed_world.documenter, committed_world.main, [tmp_path / "open.txt"], Acquisition())
    assert not Envelope.objects.exists()
    assert not Custodian.objects.exists()
    assert read(plain) == WORDS


def test_a_sheet_in_a_sealed_compartment_is_encrypted_too(committed_world, tmp_path) -> None:
    (tmp_path / "s.yaml").write_text(f"sheet: {{id: s, title: {WORDS}, compiled: '2026-01-02'}}\ncase: {{id: c, title: C}}\n")
    load_sheet(committed_world.steward, read_sheet(tmp_path / "s.yaml")[0], committed_world.sealed)
    [envelope] = Envelope.objects.select_related("item")
    assert WORDS in read(envelope.item)
    stored = Store(envelopes.heads.place().store).path(envelope.item.digest).read_bytes()
    assert b"Zarvandokht" not in stored


def test_custodians_come_and_go(committed_world, item, tmp_path, settings) -> None:
    world = committed_world
    lawyer = add(world, "lawyer")
    assert read(item, lawyer) == WORDS
    (tmp_path / "second.txt").write_text("Second")
    [second] = take_in(world.steward, world.sealed, [tmp_path / "second.txt"], Acquisition())
    assert read(second, lawyer) == "Second"

    board = add(world, "board")
    own = next(each for each in custodians() if each.name == envelopes.OWN)
    remove_custodian(world.steward, own, own_identities(), silent)
    assert own_identities() == []
    with pytest.raises(Closed):
        read(item)
    assert read(item, board) == WORDS
    with pytest.raises(NotOpened, match="--identity"):
        add(world, "third")
    remove_custodian(world.steward, next(c for c in custodians() if c.name == "lawyer"), [board], silent)
    with pytest.raises(Closed):
        read(item, lawyer)
    with pytest.raises(ValueError, match="last custodian"):
        remove_custodian(world.steward, custodians()[0], [board], silent)
    use_key(world.steward, [board])
    assert read(item) == WORDS
    assert verify(settings.PLACE).holds


def test_the_former_envelope_is_nowhere_in_the_archive(committed_world, item) -> None:
    before = Envelope.objects.get(item=item).sealed
    assert "envelope" in places_of(longest_of(before))
    add(committed_world, "lawyer")
    assert places_of(longest_of(before)) == set()


def test_what_was_interrupted_goes_on(committed_world, item, monkeypatch) -> None:
    """A power cut between the entry that adds somebody and the envelopes: they are stale until renew ends it."""
    fresh = Identity.generate()
    with monkeypatch.context() as cut:
        cut.setattr("dadkhah.archive.actions.manage_custodians.renew", silent)
        add_custodian(committed_world.steward, "lawyer", str(fresh.to_public()), own_identities(), silent)
    assert stale(custodians()).count() == 1
    with pytest.raises(Closed):
        read(item, fresh)
    assert renew(committed_world.steward, own_identities(), silent) == 1
    assert read(item, fresh) == WORDS


def test_erasing_destroys_the_envelope_so_that_a_copy_of_the_file_is_of_no_use(committed_world, item, settings) -> None:
    world, own = committed_world, own_identities()
    store = Store(settings.PLACE.store)
    copy, envelope = store.path(item.digest).read_bytes(), Envelope.objects.get(item=item).sealed
    erase(world.steward, item, "consent_withdrawn")
    kept = Envelope.objects.get(item=item)
    assert (kept.sealed, kept.commitment) == ("", "")
    assert places_of(longest_of(envelope)) == set()
    assert not store.has(item.digest)
    path = store.path(item.digest)
    path.write_bytes(copy)
    with pytest.raises(Closed):
        read(item, *own)
    path.unlink()
    assert verify(settings.PLACE).holds
    assert check_all(world.steward, own, silent) == (0, [])


def test_only_a_steward_of_all_that_is_sealed_manages_custodians(committed_world, item) -> None:
    recipient = str(Identity.generate().to_public())
    for actor in (committed_world.documenter, committed_world.reader, committed_world.outsider):
        with pytest.raises(Refused):
            add_custodian(actor, "me", recipient, own_identities(), silent)
    for name, key in (("", recipient), ("x", custodians()[0].recipient), (envelopes.OWN, recipient), ("x", "age1no")):
        with pytest.raises(ValueError, match=r"custodian|public key"):
            add_custodian(committed_world.steward, name, key, own_identities(), silent)


def test_a_custodian_checks_that_the_key_still_opens_everything(committed_world, item, settings) -> None:
    lawyer = add(committed_world, "lawyer")
    assert check_all(committed_world.steward, [lawyer], silent) == (1, [])
    _, [fault] = check_all(committed_world.steward, [Identity.generate()], silent)
    assert item.pk in fault
    path = Store(settings.PLACE.store).path(item.digest)
    path.chmod(0o600)
    held = path.read_bytes()
    path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
    _, [fault] = check_all(committed_world.steward, [lawyer], silent)
    assert item.pk in fault
    assert not verify(settings.PLACE).holds
