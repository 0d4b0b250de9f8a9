"""“What do you know?”: told in plain words, kept as told, used as allowed, and taken back at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dadkhah.archive import models
from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.models import Claim, Item, LedgerEntry, Source, Subject, WitnessIdentity
from dadkhah.archive.passages import text_of

ADDRESS = "/what-do-you-know"


@pytest.fixture
def told(world) -> dict[str, str]:
    return {
        "person_text": "Somebody Fictional",
        "knowledge": "witness.eye",
        "what_last_contact": "She was thin,\r\nand she smiled.",
        "when_last_contact": "۱۵/۵/۱۳۶۷",
        "where_last_contact": "Behind the glass",
        "use_store": "given",
        "consent_form": "given.oral",
        "compartment": world.main.pk,
        "identities": "",
    }


@pytest.fixture
def person(world) -> Subject:
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo")
    known = {"new_subject_kind": "person", "new_subject_name": "Somebody Fictional"}
    return record_claim(world.documenter, NewClaim(source=source, predicate="prison", value="A prison", **known)).subject


def text(answer) -> str:
    return answer.content.decode()


def test_what_is_told_becomes_words_that_are_kept_and_claims_that_point_into_them(world, enter, told):
    browser = enter(world.documenter)
    answer = browser.post(ADDRESS, told)
    source = Source.objects.get(kind="testimony")
    assert answer["Location"] == f"{ADDRESS}/{source.pk}"
    claim = Claim.objects.get(predicate="last_contact")
    assert (claim.value, claim.date, claim.date_written) == ("She was thin,\nand she smiled.", "1988-08-06", "۱۵/۵/۱۳۶۷")
    words = text_of(source.item)
    assert words[claim.passage.start : claim.passage.end] == claim.value
    kept = text(browser.get(answer["Location"]))
    assert models.Testimony.objects.get().pseudonym in kept
    assert source.item.digest in kept
    assert "Given orally" in kept


def test_nothing_is_chosen_beforehand(world, enter):
    page = text(enter(world.documenter).get(ADDRESS))
    assert " checked" not in page
    assert "Before you add a file" in page
    assert page.index("Before you add a file") < page.index('type="file"')


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"use_store": ""}, "This field is required"),
        ({"use_store": "refused"}, "Without your consent to keep it nothing is kept"),
        ({"consent_form": ""}, "Say how consent is given"),
        ({"what_last_contact": ""}, "Write at least one thing"),
        ({"name": "My Name"}, "no sealed place for names"),
        ({"when_last_contact": "1367"}, "Persian calendar"),
        ({"knowledge": "dreamt"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept_not_even_a_file(world, enter, told, change, sentence):
    before = LedgerEntry.objects.count()
    photo = SimpleUploadedFile("photo.txt", b"not yet")
    answer = enter(world.documenter).post(ADDRESS, {**told, **change, "sent": photo})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert not Item.objects.exists()
    assert LedgerEntry.objects.count() == before


def test_a_person_who_is_here_is_chosen_and_never_guessed(world, enter, told, person):
    browser = enter(world.documenter)
    looked = text(browser.post(ADDRESS, {**told, "person_text": "somebody fict", "find": "1"}))
    assert f'value="{person.pk}"' in looked
    assert "This field is required" not in looked
    assert "۱۵/۵/۱۳۶۷" in looked
    assert "Choose one of these" in text(browser.post(ADDRESS, told))
    browser.post(ADDRESS, {**told, "person": person.pk})
    assert Claim.objects.get(predicate="last_contact").subject == person
    browser.post(ADDRESS, {**told, "person": "new"})
    assert Subject.objects.filter(kind="person").count() == 2


def test_a_name_goes_into_the_sealed_place_and_a_photograph_beside_the_words(world, enter, told):
    grant_role(world.steward, world.documenter.account, world.sealed, "documenter")
    browser = enter(Actor(world.documenter.account))
    photo = SimpleUploadedFile("her photo.jpg", b"\xff\xd8\xff\xe0 not much of a picture")
    sent = {**told, "name": "Mother Unspoken", "contact": "by letter", "identities": world.sealed.pk, "sent": photo}
    answer = browser.post(ADDRESS, sent, follow=True)
    assert WitnessIdentity.objects.get().name == "Mother Unspoken"
    assert "Mother Unspoken" not in text(answer)
    given = Item.objects.get(original_name="her photo.jpg")
    source = Source.objects.get(kind="testimony")
    assert given.digest in text_of(source.item)
    assert given.original_path == "upload"
    assert "damaged" in text(answer)


def test_hearsay_is_kept_as_what_others_said(world, enter, told):
    enter(world.documenter).post(ADDRESS, {**told, "knowledge": "witness.hearsay", "heard_from": "a cellmate"})
    claim = Claim.objects.get(predicate="last_contact")
    assert (claim.derivation, claim.attributed_to) == ("unknown", "a cellmate")
    assert models.Testimony.objects.get().knowledge == "witness.hearsay"


def test_consent_is_taken_back_and_that_acts_at_once(world, enter, told):
    browser = enter(world.documenter)
    browser.post(ADDRESS, {**told, "use_publish_pseudonym": "given"})
    source = Source.objects.get(kind="testimony")
    address = f"/sources/{source.pk}/consent"
    assert "Given orally" in text(browser.get(address))
    assert "for at least one use" in text(browser.post(address, {}, follow=True))
    browser.post(address, {"publish_pseudonym": "withdrawn", "store": "withdrawn", "nothing": "given"})
    states = dict(source.consents.order_by("at", "id").values_list("scope", "state"))
    assert states == {"store": "withdrawn", "publish_pseudonym": "withdrawn"}
    reader = enter(world.reader)
    assert reader.get(f"/sources/{source.pk}").status_code == 404
    for page in ("", "/view", "/download", "/proof"):
        assert reader.get(f"/items/{source.item_id}{page}").status_code == 404
    assert not visible_to(world.reader).claims().filter(source=source).exists()


def test_a_reader_sees_consent_and_changes_none(world, enter, told):
    enter(world.documenter).post(ADDRESS, told)
    source = Source.objects.get(kind="testimony")
    browser = enter(world.reader)
    assert "<select" not in text(browser.get(f"/sources/{source.pk}/consent"))
    assert browser.post(f"/sources/{source.pk}/consent", {"store": "withdrawn"}).status_code == 403
    assert browser.get(ADDRESS).status_code == 403
    assert browser.post(ADDRESS, told).status_code == 403


def test_what_was_kept_is_only_for_testimonies(world, enter, person):
    source = Source.objects.get()
    assert enter(world.documenter).get(f"{ADDRESS}/{source.pk}").status_code == 404
