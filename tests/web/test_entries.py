"""An entry of the ledger is for those who see something of what it wrote; of the rest they learn a number."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_testimony import NewTestimony, Told, record_testimony
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.actions.set_password import set_password
from dadkhah.archive.models import Claim, LedgerEntry, LedgerRow, Subject, WitnessIdentity
from dadkhah.archive.recording import recording

TOLD = {
    "predicate": "prison",
    "value": "A prison",
    "new_subject_kind": "person",
    "new_subject_name": "Somebody Fictional",
}


def newest() -> int:
    return LedgerEntry.objects.latest("seq").seq


@pytest.fixture
def written(world) -> SimpleNamespace:
    """Numbers of entries: of open rows alone, of sealed rows alone, and of both."""
    found = SimpleNamespace()
    source = describe_source(world.steward, world.main, title="A report", kind="ngo")
    found.claim = record_claim(world.steward, NewClaim(source=source, **TOLD))
    found.open = newest()
    hidden = describe_source(world.steward, world.sealed, title="A sealed report", kind="ngo")
    found.hidden_claim = record_claim(world.steward, NewClaim(source=hidden, **TOLD))
    found.sealed = newest()
    told = [Told(predicate="last_contact", value="It was then.", new_name="Somebody Fictional")]
    given = {"case": "c", "told": told, "knowledge": "witness.eye", "words": "It was then.", "name": "Nobody Known"}
    record_testimony(world.steward, world.main, world.sealed, NewTestimony(**given, consent={"store": "given"}))
    found.mixed = newest()
    return found


def ids_of(seq: int) -> set[str]:
    return set(LedgerRow.objects.filter(seq=seq).values_list("pk_value", flat=True))


def page(browser, seq: int) -> str:
    answer = browser.get(f"/entries/{seq}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_sees_no_row_of_it_finds_no_entry(written, world, enter):
    outsider, reader = enter(world.outsider), enter(world.reader)
    for seq in (written.open, written.sealed, written.mixed, newest() + 1):
        assert outsider.get(f"/entries/{seq}").status_code == 404
    assert reader.get(f"/entries/{written.sealed}").status_code == 404
    assert reader.get(f"/entries/{written.open}").status_code == 200


def test_who_sees_all_of_it_is_shown_the_whole_with_what_proves_it(written, world, enter):
    text = page(enter(world.reader), written.open)
    assert all(pk in text for pk in ids_of(written.open))
    assert f"/claims/{written.claim.pk}/history" in text
    for digest in LedgerRow.objects.filter(seq=written.open).values_list("digest", flat=True):
        assert digest in text
    assert LedgerEntry.objects.get(seq=written.open).leaf in text
    assert "The entry as it was hashed</summary>" in text
    assert "not shown to you" not in text


def test_rows_that_are_not_for_the_reader_are_a_number(written, world, enter):
    hidden = {WitnessIdentity.objects.get().pk}
    text = page(enter(world.reader), written.mixed)
    assert all(pk in text for pk in Claim.objects.filter(source__kind="testimony").values_list("pk", flat=True))
    assert not any(pk in text for pk in hidden)
    assert "It wrote one row that is not shown to you." in text
    assert LedgerEntry.objects.get(seq=written.mixed).leaf in text


def test_who_manages_a_compartment_sees_that_there_was_an_entry_and_no_more(written, world, enter):
    account = add_account(world.steward, "manager", password="a long password for tests")
    grant_role(world.steward, account, world.main, "steward")
    text = page(enter(account), written.sealed)
    assert not any(pk in text for pk in ids_of(written.sealed))
    assert f"It wrote {len(ids_of(written.sealed))} rows that are not shown to you." in text
    assert "The entry as it was hashed</summary>" in page(enter(world.steward), written.mixed)


def test_a_withdrawn_claim_still_opens_its_entries(written, world, enter):
    retire_claim(Actor(world.steward.account), written.claim, "misread")
    assert written.claim.pk in page(enter(world.reader), newest())


def test_an_entry_about_an_account_is_for_stewards(written, world, enter):
    set_password(world.documenter, world.documenter.account, "another long password")
    seq = newest()
    assert enter(world.reader).get(f"/entries/{seq}").status_code == 404
    assert "It wrote no row." in page(enter(world.steward), seq)


def test_what_others_read_of_a_sealed_compartment_is_not_told_outside_it(written, world, enter):
    steward = enter(world.steward)
    steward.get(f"/claims/{written.hidden_claim.pk}")
    seq = newest()
    assert written.hidden_claim.pk in LedgerEntry.objects.get(seq=seq).body
    assert enter(world.reader).get(f"/entries/{seq}").status_code == 404
    account = add_account(world.steward, "manager", password="a long password for tests")
    grant_role(world.steward, account, world.main, "steward")
    assert written.hidden_claim.pk not in page(enter(account), seq)


def test_to_look_at_an_entry_of_sealed_rows_is_to_read_them(written, world, enter):
    page(enter(world.steward), written.sealed)
    read = json.loads(LedgerEntry.objects.latest("seq").body)
    assert read["action"] == "read"
    assert written.hidden_claim.pk in read["notes"]["shown"]["claim"]


def test_a_long_entry_names_a_part_and_counts_the_rest(world, enter):
    source = describe_source(world.steward, world.main, title="A report", kind="ngo")
    with recording(world.steward, "test") as record:
        for number in range(120):
            subject = record.add(Subject(kind="person", handle=str(number)))
            said = {"predicate": "name", "value": str(number), "group": str(number)}
            record.add(Claim(subject=subject, source=source, zone_id=source.zone_id, **said))
    text = page(enter(world.reader), record.seq)
    assert "140 more rows that you may see are not listed here." in text
    assert json.loads(LedgerEntry.objects.get(seq=record.seq).body)["root"] in text
