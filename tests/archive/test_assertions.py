"""Follow the claim: sources, roots, rivals and position come with it, in a fixed number of questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.models import Claim
from dadkhah.archive.queries.assertions import assertions
from dadkhah.claims.sheet import read_sheet

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-1988"


@pytest.fixture
def loaded(world):
    sheet, _ = read_sheet(EXAMPLE)
    load_sheet(world.steward, sheet, world.main)
    return world


def of(world, **which):
    visible = visible_to(world.reviewer)
    return assertions(visible, visible.claims().filter(**which), "en")


def test_an_assertion_gathers_every_source_of_its_group(loaded):
    (found,) = of(loaded, figure__key="iran-1988:F14")
    assert {c.claim.source.handle for c in found.carried} == {"S-AI-2018-12-12", "S-AWSAT-2022"}
    assert found.entity_label == "Amnesty International"
    assert not found.bytes_held
    assert all(c.seq is not None for c in found.carried)
    assert found.verdict == "unverified"


def test_repetition_never_raises_the_count_of_roots(loaded):
    (found,) = of(loaded, figure__key="iran-1988:F01")
    assert len(found.carried) == 2
    assert found.roots.independent == 1


def test_rivals_stand_side_by_side(loaded):
    found = of(loaded, subject__handle="P02", predicate="arrest")
    by_value = {a.claim.value: a for a in found}
    rivals = {r.claim.date for r in by_value["1981, aged 17"].rivals}
    assert rivals == {"1980"}


def test_the_orders_two_dates_are_rivals(loaded):
    found = of(loaded, subject__handle="O1", predicate="date")
    assert {a.claim.date for a in found} == {"1988-07-28~", "1988-07-26"}
    assert all(a.rivals for a in found)


def test_the_newest_verdict_counts_and_the_earlier_stays(loaded):
    claim = Claim.objects.filter(figure__key="iran-1988:F14").first()
    assess_claim(loaded.reviewer, claim, "disputed", "The chapter on method was not seen.")
    assess_claim(loaded.reviewer, claim, "unverified", "Seen again: still open.")
    (found,) = of(loaded, figure__key="iran-1988:F14")
    assert found.verdict == "unverified"
    assert claim.assessments.count() == 2


def test_the_number_of_questions_does_not_grow_with_the_page(loaded):
    visible = visible_to(loaded.reviewer)
    few, many = visible.claims().filter(predicate="figure")[:12], visible.claims().filter(predicate="figure")
    assertions(visible, few, "en")
    with CaptureQueriesContext(connection) as one:
        assertions(visible, few, "en")
    with CaptureQueriesContext(connection) as other:
        assert len(assertions(visible, many, "en")) == 36
    assert len(other) <= len(one) + 1  # names of answers are asked for only where there are answers


@pytest.mark.parametrize(("language", "sentence"), [("en", "a Saturday"), ("fa", "شنبه است")])
def test_a_weekday_that_does_not_fit_is_told_in_the_readers_language(world, language, sentence):
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo")
    told = NewClaim(
        source=source, predicate="arrest", value="Taken on a Friday", date="1988-08-06",
        new_subject_kind="person", new_subject_name="Somebody",
    )  # fmt: skip
    claim = record_claim(world.documenter, told)
    (found,) = assertions(visible_to(world.reader), [claim], language)
    assert sentence in found.weekday_mismatch
