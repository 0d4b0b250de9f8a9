"""The desk: what waits, what was written down step by step, verdicts beside rivals, and withdrawing."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse_lazy

from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Assessment, Claim, Source, Statement
from dadkhah.reading.edtf import NotADate
from dadkhah.web.forms.dates import Written, read_date

ADD_SOURCE, ADD_CLAIM, ADD_STATEMENT = (reverse_lazy(name) for name in ("add_source", "add_claim", "add_statement"))
TEXT = "On the sixth day of that month\nshe was taken to a room\nand did not come back.\n"


@pytest.fixture
def desk(world, tmp_path) -> SimpleNamespace:
    """A report whose file is held, and a person it tells of."""
    paper = tmp_path / "report.txt"
    paper.write_text(TEXT)
    [item] = take_in(world.documenter, world.main, [paper], Acquisition())
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo", item=item)
    told = {"predicate": "prison", "value": "A prison", "new_subject_kind": "person", "new_subject_name": "Somebody Fictional"}
    claim = record_claim(world.documenter, NewClaim(source=source, **told))
    return SimpleNamespace(item=item, source=source, claim=claim, person=claim.subject)


def text(answer) -> str:
    return answer.content.decode()


COMMON = {"derivation": "unknown", "item": "", "quote": "", "page": "", "line": ""}


def test_a_documenter_reaches_the_form_in_steps_by_links_alone(desk, world, enter):
    browser = enter(world.documenter)
    assert f"source={desk.source.pk}" in text(browser.get(ADD_CLAIM))
    found = text(browser.get(f"{ADD_CLAIM}?source={desk.source.pk}&q=somebody fict"))
    assert f"subject={desk.person.pk}" in found
    assert "name=somebody+fict" in found
    predicates = text(browser.get(f"{ADD_CLAIM}?source={desk.source.pk}&subject={desk.person.pk}"))
    assert "predicate=execution" in predicates
    assert "predicate=issuer" not in predicates
    form = browser.get(f"{ADD_CLAIM}?source={desk.source.pk}&subject={desk.person.pk}&predicate=execution")
    assert form.context["form"].initial["item"] == desk.item.pk


def test_a_claim_is_kept_with_its_exact_words_and_a_persian_date(desk, world, enter):
    address = f"{ADD_CLAIM}?source={desk.source.pk}&subject={desk.person.pk}&predicate=execution"
    sent = {**COMMON, "date_": "", "date": "۱۵/۵/۱۳۶۷", "item": desk.item.pk, "quote": "she was taken to a room and did not"}
    answer = enter(world.documenter).post(address, sent)
    claim = Claim.objects.get(subject=desk.person, predicate="execution")
    assert answer["Location"] == f"/claims/{claim.pk}"
    assert (claim.date, claim.date_written, claim.calendar) == ("1988-08-06", "۱۵/۵/۱۳۶۷", "jalali")
    passage = claim.passage
    assert TEXT[passage.start : passage.end] == passage.exact == "she was taken to a room\nand did not"
    assert (passage.prefix, passage.suffix) == (TEXT[: passage.start], " come back.\n")


def test_words_that_are_not_in_the_file_are_refused(desk, world, enter):
    address = f"{ADD_CLAIM}?source={desk.source.pk}&subject={desk.person.pk}&predicate=arrest"
    browser, before = enter(world.documenter), Claim.objects.count()
    answer = browser.post(address, {**COMMON, "value": "taken", "item": desk.item.pk, "quote": "she was happy"})
    assert "not in the file’s text" in text(answer)
    answer = browser.post(address, {**COMMON, "value": "taken", "item": desk.item.pk})
    assert "Say where in the file it stands" in text(answer)
    assert Claim.objects.count() == before
    browser.post(address, {**COMMON, "value": "taken", "item": desk.item.pk, "line": "۲"})
    assert Claim.objects.get(predicate="arrest").passage.first_line == 2


def test_a_new_person_and_a_figure_in_persian_digits(desk, world, enter):
    browser = enter(world.documenter)
    address = f"{ADD_CLAIM}?source={desk.source.pk}&kind=event&name=Executions+of+a+summer&predicate=figure"
    browser.post(address, {
        **COMMON, "measure": "people_killed", "qualifier": "about", "scope": "country_1988", "value": "۳۰٬۰۰۰",
        "entity_text": "Somebody Fictional", "claimed_on": "1990", "derivation": "own",
    })
    claim = Claim.objects.get(predicate="figure")
    assert (claim.figure.value, claim.entity, claim.claimed_on, claim.derivation) == (30000, desk.person, "1990", "own")
    assert Claim.objects.get(subject=claim.subject, predicate="title").value == "Executions of a summer"


def test_of_several_by_one_name_one_is_chosen(desk, world, enter):
    twin = record_claim(
        world.documenter,
        NewClaim(
            source=desk.source, predicate="prison", value="Another prison",
            new_subject_kind="person", new_subject_name="Somebody Fictional",
        ),
    )
    address = f"{ADD_CLAIM}?source={desk.source.pk}&subject={desk.person.pk}&predicate=relative_of"
    browser = enter(world.documenter)
    answer = browser.post(address, {**COMMON, "entity_text": "Somebody Fictional", "relation": "sister"})
    assert "Choose who or what is meant" in text(answer)
    assert twin.subject_id in text(answer)
    browser.post(address, {**COMMON, "entity_text": "Somebody Fictional", "entity": twin.subject_id, "relation": "sister"})
    assert Claim.objects.get(predicate="relative_of").entity == twin.subject
    answer = browser.post(address, {**COMMON, "entity_text": "Nobody Such", "relation": "sister"})
    assert "Nobody and nothing by that name is here" in text(answer)


def test_another_source_that_says_the_same_joins_it_and_a_correction_does_not(desk, world, enter):
    other = describe_source(world.documenter, world.main, title="Another report", kind="ngo")
    browser = enter(world.documenter)
    start = f"{ADD_CLAIM}?subject={desk.person.pk}&predicate=prison&like={desk.claim.pk}"
    assert browser.get(f"{start}&source={other.pk}").context["form"].initial["value"] == "A prison"
    browser.post(f"{start}&source={other.pk}", {**COMMON, "value": "A prison", "same": "on"})
    browser.post(f"{start}&source={desk.source.pk}", {**COMMON, "value": "The prison, rightly", "same": "on"})
    groups = dict(Claim.objects.filter(predicate="prison").values_list("value", "group").order_by("-id"))
    assert Claim.objects.get(source=other).group == desk.claim.group
    assert groups["The prison, rightly"] != desk.claim.group


def test_a_source_and_a_statement_are_kept(desk, world, enter):
    browser = enter(world.documenter)
    answer = browser.post(ADD_SOURCE, {
        "title": "خاطرات", "kind": "memoir", "date": "۱۳۷۹", "date_1": "", "compartment": world.main.pk,
    })
    assert "Is “۱۳۷۹” a date of the Persian calendar?" in text(answer)
    answer = browser.post(ADD_SOURCE, {
        "title": "خاطرات", "kind": "memoir", "date": "۱۳۷۹", "date_calendar": "jalali",
        "compartment": world.main.pk, "party": "none",
    })
    source = Source.objects.get(title="خاطرات")
    assert (source.date, answer["Location"]) == ("2000-03-20/2001-03-20", f"/sources/{source.pk}")
    answer = browser.post(f"{ADD_STATEMENT}?source={source.pk}&kind=person&name=A+Speaker", {
        **COMMON, "mode": "quoted", "words": "هیچ", "language": "fa", "stance": "denies", "date": "1989",
    })
    statement = Statement.objects.get()
    assert answer["Location"] == f"/statements/{statement.pk}"
    assert (statement.words, statement.stances.get().account) == ("هیچ", world.documenter.account)


def test_a_file_of_another_compartment_cannot_be_named(desk, world, enter):
    browser = enter(world.member_elsewhere)
    answer = browser.post(ADD_SOURCE, {"title": "Mine", "kind": "ngo", "compartment": world.main.pk, "item": desk.item.pk})
    assert answer.status_code == 200
    assert len(answer.context["form"].errors) == 2
    assert not Source.objects.filter(title="Mine").exists()


def test_a_reviewer_sees_rivals_beside_and_none_is_overwritten(desk, world, enter):
    for date in ("1988-08", "1988-09"):
        told = NewClaim(source=desk.source, subject=desk.person, predicate="execution", date=date)
        claim = record_claim(world.documenter, told)
    browser = enter(world.reviewer)
    page = text(browser.get(f"/claims/{claim.pk}/assess"))
    assert "September 1988" in page
    assert "August 1988" in page
    assert "You wrote this claim down yourself" not in page
    for verdict in ("disputed", "unverified"):
        assert browser.post(f"/claims/{claim.pk}/assess", {"verdict": verdict, "reason": f"as {verdict}"}).status_code == 302
    assert [a.reason for a in Assessment.objects.filter(claim=claim).order_by("at")] == ["as disputed", "as unverified"]
    assert "as disputed" in text(browser.get(f"/claims/{claim.pk}/assess"))


def test_a_verdict_without_a_reason_or_bytes_is_refused(desk, world, enter):
    bare = describe_source(world.documenter, world.main, title="Only heard of", kind="ngo")
    claim = record_claim(world.documenter, NewClaim(source=bare, subject=desk.person, predicate="arrest", value="taken"))
    browser = enter(world.reviewer)
    assert "This field is required" in text(browser.post(f"/claims/{claim.pk}/assess", {"verdict": "disputed"}))
    answer = browser.post(f"/claims/{claim.pk}/assess", {"verdict": "accepted", "reason": "it fits"})
    assert "No file of this source is held" in text(answer)
    assert not Assessment.objects.exists()


def test_who_wrote_it_is_reminded_that_another_should_look(desk, world, enter):
    own = record_claim(world.reviewer, NewClaim(source=desk.source, subject=desk.person, predicate="arrest", value="taken"))
    assert "You wrote this claim down yourself" in text(enter(world.reviewer).get(f"/claims/{own.pk}/assess"))


@pytest.mark.parametrize("who", ["reader", "documenter"])
def test_only_a_reviewer_assesses(who, desk, world, enter):
    browser = enter(getattr(world, who))
    assert browser.get(f"/claims/{desk.claim.pk}/assess").status_code == 403
    assert browser.post(f"/claims/{desk.claim.pk}/assess", {"verdict": "rejected", "reason": "no"}).status_code == 403
    assert not Assessment.objects.exists()


def test_a_withdrawn_claim_leaves_the_pages_and_stays_in_the_history(desk, world, enter):
    browser = enter(world.documenter)
    assert "never rewritten" in text(browser.get(f"/claims/{desk.claim.pk}/retire"))
    answer = browser.post(f"/claims/{desk.claim.pk}/retire", {"reason": "misread by me"})
    history = text(browser.get(answer["Location"]))
    assert "misread by me" in history
    assert {browser.get(link).status_code for link in re.findall(r'<a href="(/[^"]+)"', history)} == {200}
    assert browser.get(f"/claims/{desk.claim.pk}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "calendar", "expected"),
    [
        ("۱۵/۵/۱۳۶۷", "", Written("1988-08-06", "۱۵/۵/۱۳۶۷", "jalali")),
        ("1367/5/15", "", Written("1988-08-06", "1367/5/15", "jalali")),
        ("۱۵ مرداد ۱۳۶۷", "", Written("1988-08-06", "۱۵ مرداد ۱۳۶۷", "jalali")),
        ("Mordad 1367", "", Written("1988-07-23/1988-08-22", "Mordad 1367", "jalali")),
        ("1367", "jalali", Written("1988-03-21/1989-03-20", "1367", "jalali")),
        ("1367/5~", "", Written("1988-07-23~/1988-08-22~", "1367/5~", "jalali")),
        ("1367", "gregorian", Written("1367", "", "gregorian")),
        ("1988-07/1988-09", "", Written("1988-07/1988-09", "", "gregorian")),
        ("۱۹۸۸-۰۷", "", Written("1988-07", "۱۹۸۸-۰۷", "gregorian")),
    ],
)
def test_dates_are_understood_as_people_write_them(typed, calendar, expected):
    assert read_date(typed, calendar) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1367", "Is “1367” a date of the Persian calendar"),
        ("1367-05-15", "Persian calendar"),
        ("28/7/1988", "two ways"),
        ("1367/13/1", "Persian calendar"),
        ("67/5/15", "two ways"),
        ("summer", "Write a year"),
    ],
)
def test_what_is_not_understood_says_what_to_write(typed, sentence):
    with pytest.raises(NotADate, match=sentence):
        read_date(typed)


def test_a_sealed_file_is_offered_to_nobody_else(desk, world, enter, tmp_path):
    paper = tmp_path / "sealed.txt"
    paper.write_text("sealed")
    [item] = take_in(world.steward, world.sealed, [paper], Acquisition())
    page = text(enter(world.documenter).get(f"{ADD_SOURCE}?item={item.pk}"))
    assert f'<option value="{item.pk}"' not in page
    assert f'<option value="{desk.item.pk}"' in page
