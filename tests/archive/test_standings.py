"""A standing is seen where it was recorded: whoever sees the speaker or the source elsewhere does not get it too."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.actions.record_consent import record_consent
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.models import Standing, Subject
from dadkhah.archive.queries.arguments import argument_subjects, arguments
from dadkhah.archive.queries.facets import facets
from dadkhah.archive.queries.sources import standings_of
from dadkhah.archive.queries.statements import NOT_ASSESSED, register
from dadkhah.archive.verify.derived import check_orphans
from dadkhah.claims.sheet import read_sheet

SHEET = """
sheet: {id: test, title: A test sheet, compiled: '2026-01-02'}
case: {id: the-case, title: The case}
sources:
  - {id: S-ONE, title: First report, author: First group, kind: ngo, language: en, seen: full, party: none}
persons:
  - {id: speaker, name: Somebody Fictional, sources: [S-ONE]}
arguments:
  - {id: war, title: War, sources: [S-ONE]}
statements:
  - {id: T1, speaker: speaker, date: '1990', mode: paraphrased, paraphrase: Something., speaker_party: state,
     arguments: [war], sources: [S-ONE]}
"""


@pytest.fixture
def speaker(world, tmp_path) -> Subject:
    """Someone whose standing is recorded in the sealed compartment, and who is heard in the open one too."""
    file = tmp_path / "sheet.yaml"
    file.write_text(SHEET, "utf-8")
    sheet, faults = read_sheet(file)
    assert not faults, faults
    load_sheet(Actor(world.steward.account), sheet, world.sealed)
    someone, war = Subject.objects.get(handle="speaker"), Subject.objects.get(handle="war")
    source = describe_source(world.steward, world.main, title="A paper", kind="news")
    said = NewStatement(
        source=source, speaker=someone, date="2000", mode="paraphrased", paraphrase="Nothing.", arguments=(war,)
    )
    record_statement(Actor(world.steward.account), said)
    return someone


def test_a_speaker_seen_in_the_open_does_not_bring_a_sealed_standing_along(world, speaker):
    assert visible_to(world.reader).subjects().filter(pk=speaker.pk).exists()
    assert not visible_to(world.reader).standings().exists()
    assert visible_to(Actor(world.steward.account)).standings().filter(subject=speaker).exists()


def test_no_register_and_no_filter_tells_of_it(world, speaker):
    visible = visible_to(world.reader)
    [line] = register(visible)
    assert (line.standing, line.standing_at) == ("", "")
    assert len(register(visible, standing="state")) == 0
    assert len(register(visible, standing=NOT_ASSESSED)) == 1
    assert [code for code, _, _ in facets(visible, {}, "en")["standing"]] == [NOT_ASSESSED]
    given = [one for line in arguments(visible, argument_subjects(visible), "en") for one in line.statements]
    assert not any(one.standing for one in given)
    [_, ours] = register(visible_to(Actor(world.steward.account)))
    assert ours.standing == "state"


def test_it_is_assessed_by_reviewers_of_the_compartment_it_was_recorded_in(world, speaker):
    sealed = Standing.objects.get(subject=speaker)
    with pytest.raises(Refused):
        assess_claim(world.reviewer, sealed, "disputed", "because")
    assert assess_claim(Actor(world.steward.account), sealed, "disputed", "because").standing == sealed


def test_a_source_held_back_later_takes_its_standing_along(world):
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo", party="none")
    assert standings_of(visible_to(world.reader), [source.pk])
    record_consent(world.documenter, source, {"store": "withdrawn"})
    assert not standings_of(visible_to(world.reader), [source.pk])
    assert standings_of(visible_to(world.documenter), [source.pk])


def test_verify_finds_a_standing_in_a_zone_that_is_not_its_own(world, speaker):
    assert not check_orphans().faults
    opened = describe_source(world.steward, world.main, title="Open", kind="news").zone_id
    sealed = Standing.objects.get(subject=speaker)
    Standing.objects.filter(pk=sealed.pk).update(zone=opened)
    assert [fault.where for fault in check_orphans().faults] == [f"standing {sealed.pk}"]
