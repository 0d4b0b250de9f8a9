"""The register of statements: filters that combine, standing at a date, threads, and nothing that is hidden."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.models import Response, Standing, Statement
from dadkhah.archive.queries.arguments import argument_subjects, arguments
from dadkhah.archive.queries.facets import facets, panel_members
from dadkhah.archive.queries.statements import NOT_ASSESSED, register, weekday_fault
from dadkhah.archive.queries.threads import thread
from dadkhah.archive.recording import recording


class Speaking:
    """Lets made-up people say things in a made-up source."""

    def __init__(self, world) -> None:
        self.world = world
        self.source = describe_source(world.steward, world.main, title="A paper", kind="news")

    def someone(self, kind, name, predicate="description", value="Made up."):
        new = NewClaim(source=self.source, predicate=predicate, value=value, new_subject_kind=kind, new_subject_name=name)
        return record_claim(self.world.steward, new).subject

    def say(self, speaker, date="2000-01-01", source=None, **more):
        more = {"mode": "paraphrased", "paraphrase": "Something.", "stance": "denies", **more}
        return record_statement(
            self.world.steward, NewStatement(source=source or self.source, speaker=speaker, date=date, **more),
        )

    def stand(self, subject, party, at=""):
        with recording(self.world.steward, "test") as record:
            said = {"party": party, "at": at, "account": self.world.steward.account}
            record.add(Standing(subject=subject, zone_id=self.source.zone_id, **said))

    def answer(self, **ends):
        with recording(self.world.steward, "test") as record:
            record.add(Response(**ends))


@pytest.fixture
def speaking(world):
    return Speaking(world)


@pytest.fixture
def ann(speaking):
    return speaking.someone("person", "Ann")


@pytest.fixture
def bob(speaking):
    return speaking.someone("person", "Bob")


def found(world, **which):
    return {line.id for line in register(visible_to(world.reader), **which)}


def test_filters_combine(world, speaking, ann, bob):
    war = speaking.someone("argument", "War")
    one = speaking.say(ann, "1988-08-15", stance="justifies", arguments=(war,))
    two = speaking.say(ann, "2016", stance="denies", mode="reported")
    three = speaking.say(bob, "1988", stance="justifies")
    assert found(world) == {one.pk, two.pk, three.pk}
    assert found(world, speaker=ann.pk) == {one.pk, two.pk}
    assert found(world, stance="justifies") == {one.pk, three.pk}
    assert found(world, stance="justifies", speaker=ann.pk, year="1988") == {one.pk}
    assert found(world, argument=war.pk) == {one.pk}
    assert found(world, mode="reported") == {two.pk}
    assert found(world, year="1990") == set()


def test_a_statement_dated_over_years_is_found_in_each(world, speaking, ann):
    said = speaking.say(ann, "2019/2021")
    assert all(found(world, year=year) == {said.pk} for year in ("2019", "2020", "2021"))
    assert found(world, year="2022") == set()


def test_standing_is_that_of_the_statements_own_time(world, speaking, ann):
    early, late = speaking.say(ann, "1988-03"), speaking.say(ann, "1995-03")
    speaking.stand(ann, "state", "1988-01")
    speaking.stand(ann, "state_dissident", "1990")
    standings = {line.id: line.standing for line in register(visible_to(world.reader))}
    assert standings == {early.pk: "state", late.pk: "state_dissident"}
    assert found(world, standing="state") == {early.pk}


def test_a_later_assessment_says_nothing_of_an_earlier_statement(world, speaking, ann):
    said = speaking.say(ann, "1988-03")
    speaking.stand(ann, "state_dissident", "1990")
    assert found(world, standing="state_dissident") == set()
    assert found(world, standing=NOT_ASSESSED) == {said.pk}


def test_a_standing_given_with_an_uncertain_date_holds_for_the_statement_of_that_date(world, speaking, ann):
    said = speaking.say(ann, "2023~")
    speaking.stand(ann, "unknown", "2023~")
    assert found(world, standing="unknown") == {said.pk}


def test_the_sources_framing_and_ours_are_two_readings(world, speaking, ann):
    speaking.say(ann, stance="denies", framed_by_source_as="admits")
    (line,) = register(visible_to(world.reader))
    assert {(reading.stance, reading.ours) for reading in line.stances} == {("denies", True), ("admits", False)}
    assert next(r.author for r in line.stances if not r.ours) == "A paper"


def test_panel_members_who_have_not_spoken_are_listed_too(world, speaking, ann, bob):
    for subject in (ann, bob):
        new = NewClaim(source=speaking.source, predicate="panel_seat", subject=subject, value="judge")
        record_claim(world.steward, new)
    said = speaking.say(ann, stance="justifies")
    speaking.say(speaking.someone("person", "Carl"))
    assert found(world, panel=True) == {said.pk}
    members = {m.name: (m.statements, m.stances) for m in panel_members(visible_to(world.reader), "en")}
    assert members == {"Ann": (1, [("justifies", 1)]), "Bob": (0, [])}


def test_a_statement_is_hidden_with_the_claims_that_attest_it(world, speaking, ann):
    sealed = describe_source(world.steward, world.sealed, title="Sealed", kind="testimony")
    speaking.say(ann, source=sealed)
    held = speaking.say(ann, hold="Not before a second source.")
    assert found(world) == set()
    assert {line.id for line in register(visible_to(world.documenter))} == {held.pk}
    assert panel_members(visible_to(world.outsider), "en") == []


def test_a_hidden_source_does_not_lend_its_framing(world, speaking, ann):
    said = speaking.say(ann)
    sealed = describe_source(world.steward, world.sealed, title="Sealed", kind="testimony")
    again = NewClaim(source=sealed, predicate="said", subject=ann, statement=said)
    record_claim(world.steward, again)
    from dadkhah.archive.models import Stance

    with recording(world.steward, "test") as record:
        record.add(Stance(statement=said, stance="admits", source=sealed))
    (line,) = register(visible_to(world.reader))
    assert [reading.stance for reading in line.stances] == ["denies"]
    assert found(world, stance="admits") == set()


def test_counts_are_those_with_the_other_choices_kept(world, speaking, ann, bob):
    speaking.say(ann, stance="denies")
    speaking.say(ann, stance="justifies")
    speaking.say(bob, stance="justifies")
    counted = facets(visible_to(world.reader), {"speaker": ann.pk, "stance": "denies"}, "en")
    assert counted["stance"] == [("denies", "", 1), ("justifies", "", 1)]
    assert counted["speaker"] == [(ann.pk, "Ann", 1)]


def test_a_thread_follows_answers_to_answers_and_ends_in_a_circle(world, speaking, ann, bob):
    first = speaking.say(ann, "2000-01-01", paraphrase="First.")
    second = speaking.say(bob, "2000-01-02", paraphrase="Second.")
    third = speaking.say(ann, "2000-01-03", paraphrase="Third.")
    speaking.answer(statement=second, to_statement=first)
    speaking.answer(statement=third, to_statement=second)
    speaking.answer(statement=second, to_statement=third)
    around = thread(visible_to(world.reader), first, "en")
    (reply,) = around.replies
    assert (reply.id, reply.name) == (second.pk, "Bob: Second.")
    assert [below.id for below in reply.replies] == [third.pk]
    assert [end.id for end in thread(visible_to(world.reader), third, "en").answers] == [second.pk]


def test_a_thread_leaves_out_what_may_not_be_seen(world, speaking, ann, bob):
    first = speaking.say(ann)
    sealed = describe_source(world.steward, world.sealed, title="Sealed", kind="testimony")
    hidden = speaking.say(bob, source=sealed)
    speaking.answer(statement=hidden, to_statement=first)
    around = thread(visible_to(world.reader), first, "en")
    assert around.replies == []


def test_an_argument_counts_visible_statements_in_their_order(world, speaking, ann):
    war = speaking.someone("argument", "War")
    late, early = (speaking.say(ann, year, arguments=(war,)) for year in ("2016", "1988"))
    speaking.say(ann, "1990", arguments=(war,), hold="Not yet.")
    visible = visible_to(world.reader)
    (line,) = arguments(visible, argument_subjects(visible), "en")
    assert [given.id for given in line.statements] == [early.pk, late.pk]
    assert (line.name, line.first, line.last) == ("War", "1988", "2016")


def test_a_weekday_that_does_not_fit_the_date_is_told():
    friday = Statement(date="1988-08-05", paraphrase="Friday sermon.")
    assert weekday_fault(friday, "en") == ""
    assert "Friday" in weekday_fault(Statement(date="1988-08-06", paraphrase="Friday sermon."), "en")


def test_a_page_asks_as_many_questions_for_many_statements_as_for_one(world, speaking, ann):
    def asked():
        visible = visible_to(world.reader)
        with CaptureQueriesContext(connection) as asking:
            assert register(visible)[0:25]
        return len(asking)

    speaking.say(ann)
    before = asked()
    for _ in range(5):
        speaking.say(ann)
    assert asked() == before
