"""Default deny: both compartments must be open, held things only to those who work on them."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import VERBS, Actor, Refused, Unnamed, may, require, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import close_account, grant_role, take_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Response, Role
from dadkhah.archive.recording import recording
from dadkhah.claims.vocabulary import vocabulary


def source_in(world, compartment, handle="S-1", **described):
    return describe_source(world.steward, compartment, handle=handle, title=f"Title of {handle}", kind="ngo", **described)


def claim_on(world, source, name="Somebody Fictional", **more):
    return record_claim(
        world.steward,
        NewClaim(source=source, predicate="prison", value="Evin", new_subject_kind="person", new_subject_name=name, **more),
    )


def test_every_role_of_the_vocabulary_has_its_verbs_and_no_other_exists():
    assert set(VERBS) == set(vocabulary().codes("account_roles"))


def test_nobody_may_anything_without_a_role(world):
    assert not any(may(world.outsider, verb, world.main) for verbs in VERBS.values() for verb in verbs)
    assert not any(may(Actor(None), verb, world.main) for verbs in VERBS.values() for verb in verbs)


def test_a_claim_needs_the_compartment_of_its_source_and_of_its_item(world, tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("a page")
    (item,) = take_in(world.steward, world.sealed, [paper], Acquisition())
    claim = claim_on(world, source_in(world, world.main), item=item, passage={"page": 1})
    assert not visible_to(world.reader).claims().filter(pk=claim.pk).exists()
    grant_role(world.steward, world.reader.account, world.sealed, "reader")
    assert visible_to(Actor(world.reader.account)).claims().filter(pk=claim.pk).exists()


def test_a_person_is_seen_through_one_visible_claim_and_not_without(world):
    claim = claim_on(world, source_in(world, world.other))
    assert visible_to(world.member_elsewhere).subjects("person").filter(pk=claim.subject_id).exists()
    assert not visible_to(world.reader).subjects().filter(pk=claim.subject_id).exists()
    here = source_in(world, world.main, "S-2")
    record_claim(world.steward, NewClaim(source=here, subject=claim.subject, predicate="prison", value="Gohardasht"))
    assert visible_to(world.reader).subjects().filter(pk=claim.subject_id).exists()
    assert [c.value for c in visible_to(world.reader).claims().filter(subject=claim.subject)] == ["Gohardasht"]


def test_what_is_held_back_is_for_those_who_work_on_it(world):
    claim = claim_on(world, source_in(world, world.main), more={"hold": "until it is read"})
    assert not visible_to(world.reader).claims().filter(pk=claim.pk).exists()
    for actor in (world.documenter, world.reviewer, world.steward):
        assert visible_to(actor).claims().filter(pk=claim.pk).exists()


def test_a_role_that_is_taken_away_closes_at_once(world):
    claim = claim_on(world, source_in(world, world.main))
    role = Role.objects.get(account=world.reader.account)
    assert visible_to(Actor(world.reader.account)).claims().filter(pk=claim.pk).exists()
    take_role(world.steward, role)
    assert not visible_to(Actor(world.reader.account)).claims().filter(pk=claim.pk).exists()


def test_a_closed_account_sees_nothing(world):
    claim_on(world, source_in(world, world.main))
    close_account(world.steward, world.reader.account)
    assert not visible_to(Actor(world.reader.account)).claims().exists()


def test_no_default_actor(world):
    with pytest.raises(Unnamed), recording(Actor(None), "anything"):
        pass
    with pytest.raises(Unnamed):
        require(Actor(None), "take_in", world.main)


def test_a_refusal_says_who_may(world):
    with pytest.raises(Refused, match="steward"):
        require(world.reader, "load_sheet", world.main)


def test_every_query_set_of_visible_is_empty_for_an_outsider(world):
    claim_on(world, source_in(world, world.main))
    visible = visible_to(world.outsider)
    for name in (
        *("claims", "retired_claims", "sources", "subjects", "statements", "figures", "items", "passages", "custody"),
        *("stances", "codings", "standings", "derivations", "assessments", "testimonies", "consents", "identities"),
        "compartments",
    ):
        assert not getattr(visible, name)().exists(), name
    assert visible.answers(Response.objects.all()) == []
    assert [a.pk for a in visible.accounts()] == [world.outsider.id]
