"""What someone tells is kept as they told it, under a pseudonym, and used only as they allow."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive import models
from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_consent import NOT_TO_BE_KEPT, allows, record_consent
from dadkhah.archive.actions.record_testimony import NewTestimony, Told, record_testimony
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Claim, Item, LedgerEntry, LedgerHead, WitnessIdentity
from dadkhah.archive.passages import text_of
from dadkhah.archive.queries.search import search
from dadkhah.archive.recording import recording
from dadkhah.archive.verify.derived import check_orphans

WORDS = "Somebody Fictional\n\nThe last visit\nShe was thin, and she smiled.\n"
SECRET = "Mother Unspoken"


@pytest.fixture
def teller(world) -> Actor:
    grant_role(world.steward, world.documenter.account, world.sealed, "documenter")
    return Actor(world.documenter.account)


def told_of(**values) -> NewTestimony:
    told = [Told(predicate="last_contact", value="She was thin, and she smiled.", date="1988", new_name="Somebody Fictional")]
    given = {"case": "c", "told": told, "knowledge": "witness.eye", "words": WORDS, "consent": {"store": "given"}}
    return NewTestimony(**{**given, **values})


def test_the_words_are_an_item_and_the_claim_points_into_it(world, teller):
    before = LedgerHead.objects.get(id=1).size
    source = record_testimony(teller, world.main, None, told_of())
    assert LedgerHead.objects.get(id=1).size == before + 1
    assert text_of(source.item) == WORDS
    claim = Claim.objects.get(source=source, predicate="last_contact")
    assert WORDS[claim.passage.start : claim.passage.end] == "She was thin, and she smiled."
    assert (claim.derivation, claim.subject.kind) == ("own", "person")
    assert visible_to(world.reader).claims().filter(pk=claim.pk).exists()


def test_the_name_stands_in_the_sealed_compartment_and_nowhere_else(world, teller):
    source = record_testimony(teller, world.main, world.sealed, told_of(name=SECRET, contact="by letter"))
    identity = WitnessIdentity.objects.get()
    assert (identity.name, identity.compartment) == (SECRET, world.sealed)
    assert source.author == identity.pseudonym == models.Testimony.objects.get(source=source).pseudonym
    assert SECRET not in text_of(source.item)
    everywhere = [json.dumps(list(model.objects.values()), default=str) for model in (Claim, Item, models.Testimony, LedgerEntry)]
    assert not any(SECRET in text for text in everywhere)
    assert not visible_to(world.reader).identities().exists()
    assert not visible_to(teller).identities().exists()
    assert visible_to(Actor(world.steward.account)).identities().exists()


def test_one_person_keeps_one_pseudonym_within_a_case(world, teller):
    same = [record_testimony(teller, world.main, world.sealed, told_of(name=SECRET)) for _ in range(2)]
    other = record_testimony(teller, world.main, world.sealed, told_of(name=SECRET, case="another"))
    assert same[0].author == same[1].author != other.author


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"consent": {}}, "Without consent to keep it, nothing is kept."),
        ({"consent": {"store": "refused"}}, "Without consent to keep it, nothing is kept."),
        ({"consent": {"store": "given", "sell": "given"}}, "not uses and answers"),
        ({"name": SECRET}, "no sealed place for names"),
        ({"knowledge": "perhaps"}, "first hand"),
        ({"words": " "}, "Write what is known"),
        ({"told": []}, "Write what is known"),
        ({"taken": "summer"}, "not a date"),
        ({"told": [Told(predicate="prison", value="", new_name="Somebody")]}, "Write what the source says"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(values, sentence, world, teller):
    before = LedgerEntry.objects.count(), Item.objects.count()
    with pytest.raises(ValueError, match=sentence):
        record_testimony(teller, world.main, None, told_of(**values))
    assert (LedgerEntry.objects.count(), Item.objects.count()) == before


def test_a_name_is_not_put_into_an_open_compartment(world, teller):
    with pytest.raises(ValueError, match="sealed or restricted"):
        record_testimony(teller, world.main, world.main, told_of(name=SECRET))


def test_who_may_not_write_there_is_refused(world):
    with pytest.raises(Refused):
        record_testimony(world.reader, world.main, None, told_of())
    with pytest.raises(Refused):
        record_testimony(world.documenter, world.main, world.sealed, told_of(name=SECRET))


def test_consent_is_per_use_and_a_withdrawal_acts_at_once(world, teller):
    given = {"store": "given", "publish_pseudonym": "given", "share_court": "refused"}
    source = record_testimony(teller, world.main, None, told_of(consent=given, until="2030"))
    uses = ("publish_pseudonym", "share_court", "publish_named")
    assert [allows(source, use, "2030-06-01") for use in uses] == [True, False, False]
    assert not allows(source, "publish_pseudonym", "2031-01-01")
    record_consent(teller, source, {"publish_pseudonym": "withdrawn"})
    assert not allows(source, "publish_pseudonym", "2026-01-01")
    assert source.consents.count() == 4


def test_taking_back_the_consent_to_keep_hides_it_from_readers(world, teller):
    source = record_testimony(teller, world.main, None, told_of())
    record_consent(teller, source, {"store": "withdrawn"})
    assert not visible_to(world.reader).claims().filter(source=source).exists()
    assert not visible_to(world.reader).sources().filter(pk=source.pk).exists()
    assert visible_to(teller).claims().filter(source=source, hold=NOT_TO_BE_KEPT).count() == 2
    record_consent(teller, source, {"store": "given"})
    assert visible_to(world.reader).claims().filter(source=source).count() == 2


def test_what_is_recorded_after_the_consent_was_taken_back_is_held_with_the_rest(world, teller):
    source = record_testimony(teller, world.main, None, told_of())
    record_consent(teller, source, {"store": "withdrawn"})
    source.refresh_from_db()
    late = record_claim(teller, NewClaim(source=source, subject=source.claims.first().subject, predicate="prison", value="X"))
    assert late.hold == NOT_TO_BE_KEPT
    assert not visible_to(world.reader).claims().filter(pk=late.pk).exists()
    record_consent(teller, source, {"store": "given"})
    assert visible_to(world.reader).claims().filter(pk=late.pk).exists()


def of_readers(world, item: Item) -> dict[str, bool]:
    """By which ways a reader comes to this item."""
    visible = visible_to(Actor(world.reader.account))
    return {
        "item": visible.items().filter(pk=item.pk).exists(),
        "passage": visible.passages().filter(item=item).exists(),
        "custody": visible.custody().filter(item=item).exists(),
        "search": item.pk in {hit.id for hit in search(visible, item.original_name, kinds=("item",)).hits},
    }


def given_file(world, teller, tmp_path) -> Item:
    letter = tmp_path / "letterfromprison.txt"
    letter.write_text("Dear mother")
    return take_in(teller, world.main, [letter], Acquisition(method="testimony"))[0]


def test_taking_back_the_consent_to_keep_hides_the_words_themselves(world, teller):
    source = record_testimony(teller, world.main, None, told_of())
    assert all(of_readers(world, source.item).values())
    record_consent(teller, source, {"store": "withdrawn"})
    assert not any(of_readers(world, source.item).values())
    assert visible_to(teller).items().filter(pk=source.item_id, hold=NOT_TO_BE_KEPT).exists()
    record_consent(teller, source, {"store": "given"})
    assert all(of_readers(world, source.item).values())
    assert not check_orphans().faults


def test_what_was_given_with_it_or_made_from_it_goes_too(world, teller, tmp_path):
    letter = given_file(world, teller, tmp_path)
    source = record_testimony(teller, world.main, None, told_of(given=[letter]))
    with recording(teller, "test") as record:
        copy = Item(digest=letter.digest, size=letter.size, media_type="text/plain", compartment=world.main)
        copy.zone_id, copy.derived_from = letter.zone_id, letter
        record.add(copy)
    record_consent(teller, source, {"store": "withdrawn"})
    assert not visible_to(world.reader).items().filter(pk__in=[letter.pk, copy.pk]).exists()
    assert not any(of_readers(world, letter).values())


def test_what_another_source_quotes_of_it_goes_too(world, teller):
    source = record_testimony(teller, world.main, None, told_of())
    other = describe_source(teller, world.main, title="A report that quotes it", kind="ngo")
    passage = {"exact": "she smiled"}
    quoted = record_claim(
        teller,
        NewClaim(
            source=other, item=source.item, passage=passage, predicate="prison", value="Evin",
            new_subject_kind="person", new_subject_name="Somebody Else",
        ),
    )  # fmt: skip
    record_consent(teller, source, {"store": "withdrawn"})
    assert not visible_to(world.reader).claims().filter(pk=quoted.pk).exists()
    assert visible_to(world.reader).sources().filter(pk=other.pk).exists()
    record_consent(teller, source, {"store": "given"})
    assert visible_to(world.reader).claims().filter(pk=quoted.pk).exists()


def test_two_testimonies_in_one_file_are_both_to_be_given_before_it_is_read_again(world, teller, tmp_path):
    notebook = given_file(world, teller, tmp_path)
    both = [describe_source(teller, world.main, title=t, kind="testimony", item=notebook) for t in ("One", "Two")]
    for source in both:
        record_consent(teller, source, {"store": "withdrawn"})
    record_consent(teller, both[0], {"store": "given"})
    assert not of_readers(world, notebook)["item"]
    record_consent(teller, both[1], {"store": "given"})
    assert of_readers(world, notebook)["item"]


def test_consent_says_what_is_wrong(world, teller):
    source = record_testimony(teller, world.main, None, told_of())
    with pytest.raises(ValueError, match="for at least one use"):
        record_consent(teller, source, {})
    with pytest.raises(ValueError, match="not a date"):
        record_consent(teller, source, {"store": "given"}, until="soon")
    with pytest.raises(Refused):
        record_consent(world.reader, source, {"store": "withdrawn"})
