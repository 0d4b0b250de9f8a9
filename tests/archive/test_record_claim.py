"""A claim is written with its source and its place, never over another, and only by who may."""

from __future__ import annotations

import json

import pytest

from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.claim_faults import faults_of
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Claim, LedgerEntry, LedgerHead, Subject
from dadkhah.archive.passages import find, selector, text_of


@pytest.fixture
def source(world):
    return describe_source(world.documenter, world.main, title="A report", kind="ngo", date="۱۹۹۰")


@pytest.fixture
def person(world, source):
    return record_claim(world.documenter, new(source)).subject


def new(source, **values) -> NewClaim:
    given = {"predicate": "prison", "value": "A prison"}
    if "subject" not in values:
        given |= {"new_subject_kind": "person", "new_subject_name": "Somebody Fictional"}
    return NewClaim(source=source, **{**given, **values})


def test_a_new_person_gets_a_name_from_the_same_source_and_one_entry_holds_it_all(world, source):
    before = LedgerHead.objects.get(id=1).size
    claim = record_claim(world.documenter, new(source))
    named = Claim.objects.get(subject=claim.subject, predicate="name")
    assert (named.value, named.source) == ("Somebody Fictional", source)
    assert LedgerHead.objects.get(id=1).size == before + 1
    entry = json.loads(LedgerEntry.objects.order_by("seq").last().body)
    assert {row[0] for row in entry["rows"]} >= {"claim", "subject"}
    assert entry["actor"] == world.documenter.id


def test_a_persian_name_is_kept_as_one(world, source):
    claim = record_claim(world.documenter, new(source, new_subject_name="نامی ساختگی"))
    assert Claim.objects.get(subject=claim.subject, predicate="name_fa").value == "نامی ساختگی"


def test_what_names_a_new_subject_is_not_written_twice(world, source):
    claim = record_claim(world.documenter, new(source, predicate="name", value="Somebody Fictional"))
    assert [c.pk for c in Claim.objects.filter(subject=claim.subject)] == [claim.pk]


def test_a_rival_stands_beside_and_changes_nothing(world, source, person):
    first = record_claim(world.documenter, new(source, subject=person, predicate="execution", date="1988-08"))
    before = LedgerEntry.objects.count()
    second = record_claim(world.documenter, new(source, subject=person, predicate="execution", date="1988-09"))
    assert LedgerEntry.objects.count() == before + 1
    first.refresh_from_db()
    assert (first.date, first.retired, second.date) == ("1988-08", "", "1988-09")


def test_dates_are_kept_plain_whatever_they_were_typed_in(world, source, person):
    claim = record_claim(world.documenter, new(source, subject=person, date="۱۹۸۸-۰۸-۰۶؟", more={"claimed_on": "۱۹۹۰"}))
    assert (claim.date, claim.date_first, claim.claimed_on) == ("1988-08-06?", "1988-08-06", "1990")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"value": " "}, "Write what the source says."),
        ({"predicate": "nothing"}, "is not a predicate"),
        ({"predicate": "execution", "value": ""}, "Give the date"),
        ({"predicate": "fate", "value": "lost"}, "is not in the list"),
        ({"predicate": "relative_of", "value": ""}, "Choose who or what"),
        ({"predicate": "is_deceased", "value": "perhaps"}, "Say yes or no."),
        ({"predicate": "title"}, "is not said of a person"),
        ({"date": "summer"}, "not a date"),
        ({"derivation": "heard"}, "took it from another"),
        ({"more": {"confidence": "very"}}, "high, medium or low"),
        ({"new_subject_name": ""}, "give the new subject a name"),
    ],
)
def test_what_is_wrong_is_said(source, values, sentence):
    assert any(sentence in fault for fault in faults_of(new(source, **values)))


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        ({"measure": "people", "qualifier": "about", "value": 3}, "choose a measure"),
        ({"measure": "bodies", "qualifier": "some", "value": 3}, "Choose a qualifier"),
        ({"measure": "bodies", "qualifier": "about"}, "Give the number"),
        ({"measure": "bodies", "qualifier": "range", "low": 9, "high": 3}, "above the upper end"),
        ({"measure": "bodies", "qualifier": "about", "value": -1}, "below zero"),
        ({"measure": "bodies", "qualifier": "about", "value": 2**60}, "as large"),
        ({"measure": "bodies", "qualifier": "about", "value": 3, "scope": "the moon"}, "scope"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said(source, figure, sentence):
    about = {"new_subject_kind": "event", "new_subject_name": "An event", "predicate": "figure", "value": ""}
    assert any(sentence in fault for fault in faults_of(new(source, figure=figure, **about)))


def test_all_faults_come_at_once_and_nothing_is_written(world, source):
    before = LedgerEntry.objects.count(), Subject.objects.count()
    with pytest.raises(ValueError, match=r"Write what the source says.*not a date"):
        record_claim(world.documenter, new(source, value="", date="summer"))
    assert (LedgerEntry.objects.count(), Subject.objects.count()) == before


def test_who_has_no_right_is_refused(world, source):
    for actor in (world.reader, world.outsider, world.member_elsewhere):
        with pytest.raises(Refused):
            record_claim(actor, new(source))


def test_a_claim_is_not_tied_to_what_its_recorder_cannot_see(world, source, tmp_path):
    """Else its page would tell that the hidden thing is there."""
    elsewhere = describe_source(world.member_elsewhere, world.other, title="Theirs", kind="ngo")
    theirs = record_claim(world.member_elsewhere, new(elsewhere))
    words = {"mode": "reported", "paraphrase": "nothing", "new_speaker_name": "A Speaker"}
    spoken = record_statement(world.member_elsewhere, NewStatement(source=elsewhere, **words))
    paper = tmp_path / "paper.txt"
    paper.write_text("a page")
    [item] = take_in(world.member_elsewhere, world.other, [paper], Acquisition())
    for tie in (
        {"subject": theirs.subject},
        {"entity": theirs.subject, "predicate": "relative_of"},
        {"derives_from": (elsewhere,)},
        {"statement": spoken},
        {"item": item},
    ):
        with pytest.raises(ValueError, match="is not here"):
            record_claim(world.documenter, new(source, **tie))


def test_the_same_thing_by_another_source_joins_its_group_and_nothing_else_does(world, source, person):
    first = record_claim(world.documenter, new(source, subject=person))
    again = record_claim(world.documenter, new(source, subject=person, group=first.group))
    assert again.group == first.group
    with pytest.raises(ValueError, match="something else"):
        record_claim(world.documenter, new(source, subject=person, predicate="arrest", group=first.group))
    with pytest.raises(ValueError, match="something else"):
        record_claim(world.documenter, new(source, subject=person, group="of nobody"))


def test_what_is_taken_from_another_source_says_so(world, source, person):
    origin = describe_source(world.documenter, world.main, title="An earlier report", kind="ngo")
    claim = record_claim(world.documenter, new(source, subject=person, derives_from=(origin,)))
    assert claim.derivation == "derived"
    assert [d.from_source for d in claim.derivations.all()] == [origin]


def test_held_back_is_for_those_who_work_there(world, source):
    claim = record_claim(world.documenter, new(source, more={"hold": "until it is read"}))
    assert not visible_to(world.reader).claims().filter(pk=claim.pk).exists()
    assert visible_to(Actor(world.reviewer.account)).claims().filter(pk=claim.pk).exists()


def test_a_statement_is_attested_by_a_claim_with_its_place(world, source, tmp_path):
    paper = tmp_path / "speech.txt"
    paper.write_text("He said: there was nothing.")
    [item] = take_in(world.documenter, world.main, [paper], Acquisition())
    statement = record_statement(
        world.documenter,
        NewStatement(
            source=source, new_speaker_name="A Speaker", mode="quoted", words="there was nothing", date="۱۹۸۹", stance="denies",
            framed_by_source_as="deflects", item=item, passage=selector(text_of(item), "there was nothing"),
        ),
    )
    [claim] = statement.claims.all()
    assert (claim.predicate, claim.subject, claim.passage.start) == ("said", statement.speaker, 9)
    assert (statement.date, statement.passage) == ("1989", claim.passage)
    assert {(s.stance, bool(s.account), bool(s.source)) for s in statement.stances.all()} == {
        ("denies", True, False), ("deflects", False, True),
    }
    assert visible_to(world.reader).statements().filter(pk=statement.pk).exists()


def test_a_quotation_without_its_words_is_refused(world, source):
    with pytest.raises(ValueError, match="exact words"):
        record_statement(world.documenter, NewStatement(source=source, new_speaker_name="X", mode="quoted", paraphrase="no"))


def test_a_withdrawn_claim_keeps_its_reason_and_is_withdrawn_once(world, source):
    claim = record_claim(world.documenter, new(source))
    with pytest.raises(ValueError, match="Say why"):
        retire_claim(world.documenter, claim, " ")
    retire_claim(world.documenter, claim, "misread")
    assert claim.retired.endswith("misread")
    assert visible_to(world.documenter).retired_claims().filter(pk=claim.pk).exists()
    with pytest.raises(Refused):
        retire_claim(world.documenter, claim, "again")


def test_words_are_found_by_code_points_over_line_breaks():
    text = "یک\nدو سه 😀 دو\nسه چهار"
    assert [text[start:end] for start, end in find(text, "دو سه")] == ["دو سه", "دو\nسه"]
    found = selector(text, "دو سه چهار")
    assert text[found["start"] : found["end"]] == found["exact"] == "دو\nسه چهار"
    assert found["prefix"].endswith("😀 ")
    with pytest.raises(ValueError, match="2 places"):
        selector(text, "دو سه")
    assert selector("دو سه\nپنج دو سه", "دو سه", line=2)["start"] == 10
    with pytest.raises(ValueError, match="not in the file"):
        selector(text, "پنج")


def test_letters_that_mean_something_to_a_search_are_plain_letters():
    assert find("a (b) [c].", "(b) [c].") == [(2, 10)]
    assert find("anything", "  ") == []
