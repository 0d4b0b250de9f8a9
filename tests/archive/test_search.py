"""Search: one spelling meets the other, what is hidden counts nowhere, each hit says why."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.queries import search as searching
from dadkhah.archive.queries.search import search
from dadkhah.archive.queries.wanted import read_query


@pytest.fixture
def archive(world):
    world.source = describe_source(
        world.steward, world.main, handle="S-TEST-1", title="Report of the fictional valley", kind="ngo", date="1990",
    )
    world.far = describe_source(world.steward, world.other, title="Another report of the valley", kind="ngo", date="1991")
    return world


def say(archive, value, source=None, **more):
    """A claim about a person nobody knows."""
    new = NewClaim(
        source=source or archive.source, predicate="description", value=value, new_subject_kind="person",
        new_subject_name="Testim", **more,
    )
    return record_claim(archive.steward, new)


def found(archive, text, actor=None, **options):
    return search(visible_to(actor or archive.steward), text, **options)


def claims(result):
    return [hit.assertions[0].claim.value for hit in result.hits if hit.kind == "claim"]


SPELLINGS = [
    ("كتابي نوشت", "کتابی"),
    ("علی رفت", "علي"),
    ("می‌شود گفت", "می شود"),
    ("می شود گفت", "می‌شود"),
    ("میشود گفت", "می‌شود"),
    ("رئیس زندان", "رییس"),
    ("مسؤول", "مسئول"),
    ("شهداء", "شهدا"),
    ("آذر", "اذر"),
    ("خـاوران", "خاوران"),
    ("مُحَمَّد", "محمد"),
    ("۳۰٬۰۰۰ تن", "30,000"),
    ("30000 people", "۳۰۰۰۰"),
    ("GOHARDASHT", "gohardasht"),
    ("José Gómez", "gomez"),
    ("رجایی‌شهر", "رجایی شهر"),
    ("خانهٔ او", "خانه"),
]


@pytest.mark.parametrize(("written", "typed"), SPELLINGS)
def test_one_spelling_meets_the_other(archive, written, typed):
    say(archive, written)
    result = found(archive, typed)
    assert claims(result) == [written]
    (reason,) = result.hits[0].reasons
    assert reason.field == "value"
    assert any(piece.marked for piece in reason.pieces)
    assert "".join(piece.text for piece in reason.pieces) == written


def test_all_words_must_be_met_whatever_their_order(archive):
    say(archive, "taken from the house at night")
    assert claims(found(archive, "night house")) == ["taken from the house at night"]
    assert claims(found(archive, "night garden")) == []


def test_a_phrase_must_stand_in_a_row_and_in_one_field(archive):
    say(archive, "the prison visit ended", more={"quote": "early on Friday"})
    assert found(archive, '"prison visit"').total == 1
    assert found(archive, '"visit prison"').total == 0
    assert found(archive, '"ended early"').total == 0
    assert found(archive, "«prison visit» friday").total == 1


def test_a_phrase_meets_other_spellings_too(archive):
    say(archive, "گفته می‌شود که رفت")
    assert found(archive, '"می شود که"').total == 1
    assert found(archive, '"گفته می‌شود"').total == 1
    assert found(archive, '"گفته که"').total == 0


def test_a_star_ends_a_beginning(archive):
    say(archive, "wandering in Khavaran")
    assert found(archive, "khav*").total == 1
    assert found(archive, "wander* khav*").total == 1
    assert found(archive, "havaran*").total == 0
    marked = [p.text for p in found(archive, "khav*").hits[0].reasons[0].pieces if p.marked]
    assert marked == ["Khavaran"]


def test_a_word_in_parts_is_not_met_by_parts_far_from_each_other(archive):
    say(archive, "section F of the hall, number 14")
    assert found(archive, "F14").total == 0


def test_a_key_is_not_met_by_the_made_up_handle_of_a_person(archive):
    claim = say(archive, "seen in the valley")
    assert claim.subject.handle == claim.subject_id
    assert found(archive, claim.subject_id).total == 0


def test_what_is_hidden_counts_nowhere(archive):
    say(archive, "seen in the valley")
    say(archive, "sealed words of the valley", source=archive.far)
    everything = found(archive, "valley")
    assert (everything.total, everything.kinds) == (4, {"source": 2, "claim": 2})
    reader = found(archive, "valley", archive.reader)
    assert (reader.total, reader.kinds, reader.years) == (2, {"source": 1, "claim": 1}, {"1990": 1})
    assert found(archive, "sealed", archive.reader).total == 0
    assert found(archive, "valley", archive.outsider).total == 0


def test_a_held_claim_is_found_by_those_who_work_on_it_alone(archive):
    say(archive, "not yet checked", more={"hold": "to be checked"})
    assert found(archive, "checked", archive.documenter).total == 1
    assert found(archive, "checked", archive.reader).total == 0


def test_the_names_of_one_person_are_one_hit(archive):
    first = say(archive, "a teacher")
    alias = NewClaim(source=archive.source, predicate="alias", subject=first.subject, value="Testim the elder")
    record_claim(archive.steward, alias)
    result = found(archive, "testim")
    assert [hit.kind for hit in result.hits] == ["name", "claim"]
    assert len(result.hits[0].assertions) == 2
    assert result.hits[0].row == first.subject


def test_claims_of_one_group_are_one_hit(archive):
    first = say(archive, "a garden by the river")
    again = NewClaim(source=archive.far, predicate="description", subject=first.subject, value=first.value, group=first.group)
    record_claim(archive.steward, again)
    result = found(archive, "garden")
    assert result.total == 1
    assert len(result.hits[0].assertions[0].carried) == 2


def test_kinds_and_years_narrow_the_hits_and_not_the_facets(archive):
    say(archive, "the valley in winter", date="1984-02")
    result = found(archive, "valley", kinds=["claim"])
    assert (result.total, result.kinds) == (1, {"source": 2, "claim": 1})
    by_year = found(archive, "valley", year="1991")
    assert [hit.kind for hit in by_year.hits] == ["source"]
    assert by_year.years == {"1984": 1, "1990": 1, "1991": 1}


def test_beyond_the_cap_it_says_so_and_narrowing_asks_again(archive, monkeypatch):
    """The best are kept: with room for two, the sources come before the claims."""
    monkeypatch.setattr(searching, "CAP", 2)
    for number in range(4):
        say(archive, f"valley number {number}")
    result = found(archive, "valley")
    assert result.capped
    assert (result.total, result.kinds) == (2, {"source": 2})
    narrowed = found(archive, "valley", kinds=["claim"])
    assert narrowed.capped
    assert len(claims(narrowed)) == 2
    exact = found(archive, '"number 3"')
    assert (exact.capped, claims(exact)) == (False, ["valley number 3"])


def test_keys_lead_to_what_they_name(archive):
    result = found(archive, "S-TEST-1")
    assert [(hit.kind, hit.reasons[0].field) for hit in result.hits] == [("source", "handle")]


def test_pages_follow_each_other_without_gap_or_repeat(archive):
    for number in range(searching.PER_PAGE + 3):
        say(archive, f"orchard {number}")
    pages = [claims(found(archive, "orchard", page=page)) for page in (1, 2)]
    assert [len(page) for page in pages] == [searching.PER_PAGE, 3]
    assert len({*pages[0], *pages[1]}) == searching.PER_PAGE + 3
    assert found(archive, "orchard", page=99).page == 2


def test_nothing_asked_finds_nothing(archive):
    for text in ("", "  ", '""', "*", "...", "·", "(", "' OR 1"):
        assert found(archive, text).total == 0


def test_hostile_text_is_only_text(archive):
    say(archive, "plain words here")
    for text in ('plain" OR "here', "plain' | 'here", "plain:* & here", "NEAR(plain here)", "plain AND here", "plain \\"):
        found(archive, text)


def test_a_long_text_is_cut_around_the_match():
    wanted = read_query("needle")
    text = "straw " * 200 + "needle " + "straw " * 200
    (start, end), = wanted.ranges(text)
    pieces = searching._snippet(text, [(start, end)])
    assert [piece.text for piece in pieces if piece.marked] == ["needle"]
    assert len("".join(piece.text for piece in pieces)) < 400
    assert pieces[0].text == "… "
    assert pieces[-1].text.endswith(" …")


def test_the_number_of_questions_does_not_grow_with_the_hits(archive, django_assert_max_num_queries):
    for number in range(9):
        say(archive, f"meadow {number}")
    with django_assert_max_num_queries(30):
        found(archive, "meadow")


def test_a_member_of_both_sees_both_and_of_one_only_one(archive):
    account = add_account(archive.steward, "both", password="a long password for tests")
    grant_role(archive.steward, account, archive.main, "reader")
    assert found(archive, "valley", Actor(account)).total == 1
    grant_role(archive.steward, account, archive.other, "reader")
    assert found(archive, "valley", Actor(account)).total == 2
