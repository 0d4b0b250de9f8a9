"""A verdict is signed, reasoned, added and never overwritten; without bytes nothing is accepted."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Assessment, Claim, Standing
from dadkhah.archive.recording import recording


def claim_in(world, actor, compartment, item=None, **more) -> Claim:
    source = describe_source(actor, compartment, title="A report", kind="ngo", party="none", item=item)
    told = {"predicate": "prison", "value": "A prison", "new_subject_kind": "person", "new_subject_name": "Somebody Fictional"}
    return record_claim(actor, NewClaim(source=source, **told, **more))


@pytest.fixture
def claim(world) -> Claim:
    return claim_in(world, world.documenter, world.main)


def test_verdicts_are_added_and_the_earlier_ones_stay(world, claim):
    for verdict in ("disputed", "rejected"):
        assess_claim(world.reviewer, claim, verdict, f"because {verdict}", "4")
    found = Assessment.objects.filter(claim=claim).order_by("at")
    assert [(a.verdict, a.account) for a in found] == [(v, world.reviewer.account) for v in ("disputed", "rejected")]


def test_without_bytes_of_the_source_nothing_is_accepted(world, claim, tmp_path):
    with pytest.raises(ValueError, match="No file of this source is held"):
        assess_claim(world.reviewer, claim, "accepted", "it fits")
    paper = tmp_path / "paper.txt"
    paper.write_text("A prison")
    [item] = take_in(world.documenter, world.main, [paper], Acquisition())
    held = claim_in(world, world.documenter, world.main, item=item)
    assert assess_claim(world.reviewer, held, "accepted", "read in the file").verdict == "accepted"


def test_all_faults_come_at_once(world, claim):
    with pytest.raises(ValueError, match=r"Choose a verdict.*Give the reason.*1 to 6"):
        assess_claim(world.reviewer, claim, "true", " ", "7")


@pytest.mark.parametrize("who", ["reader", "documenter", "outsider", "member_elsewhere"])
def test_who_is_no_reviewer_there_is_refused(who, world, claim):
    with pytest.raises(Refused):
        assess_claim(getattr(world, who), claim, "disputed", "because")


def test_a_machine_does_not_assess(world, claim):
    with pytest.raises(Refused):
        assess_claim(Actor(None, machine="machine:guess/1"), claim, "disputed", "because")


def test_a_claim_behind_a_sealed_file_is_assessed_only_by_who_may_see_it(world, tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("A prison")
    [item] = take_in(world.steward, world.sealed, [paper], Acquisition())
    hidden = claim_in(world, world.steward, world.main, item=item)
    with pytest.raises(Refused):
        assess_claim(world.reviewer, hidden, "disputed", "because")
    grant_role(world.steward, world.reviewer.account, world.sealed, "reader")
    assert assess_claim(Actor(world.reviewer.account), hidden, "disputed", "because").claim == hidden


def test_a_standing_is_assessed_where_its_source_or_speaker_is(world, claim):
    [of_source] = Standing.objects.filter(source=claim.source)
    assert assess_claim(world.reviewer, of_source, "disputed", "they side with one party").standing == of_source
    with recording(world.documenter, "assess_claim") as record:
        said = {"party": "state", "account": world.documenter.account, "zone_id": claim.zone_id}
        of_speaker = record.add(Standing(subject=claim.subject, **said))
    with pytest.raises(Refused):
        assess_claim(world.member_elsewhere, of_speaker, "disputed", "because")
