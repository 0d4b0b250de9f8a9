"""Figures side by side: only of one measure and scope, narrowed by number, with their roots taken together."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.retire_claim import retire_claim
from dadkhah.archive.models import Subject
from dadkhah.archive.queries.figures import figures, measures, together


class Counting:
    """Writes down figures in few words, all about one made-up case."""

    def __init__(self, world) -> None:
        self.world, self.case = world, None

    def source(self, title, author="", compartment=None):
        compartment = compartment or self.world.main
        return describe_source(self.world.steward, compartment, title=title, kind="ngo", author=author)

    def figure(self, source, number, *, on="", measure="people_killed", scope="country_1988", group="", **more):
        numbers = dict(zip(("low", "high"), number, strict=True)) if isinstance(number, tuple) else {"value": number}
        self.case = self.case or self._case(source)
        return record_claim(
            self.world.steward,
            NewClaim(
                source=source, predicate="figure", subject=self.case, group=group,
                figure={"measure": measure, "scope": scope, "qualifier": "about", "counts": "people", **numbers},
                more={"claimed_on": on, "attributed_to": source.author, "party": more.pop("party", "")},
                **{"derivation": "own", **more},
            ),
        )  # fmt: skip

    def _case(self, source) -> Subject:
        named = NewClaim(source=source, predicate="description", value="A case.", new_subject_kind="case",
                         new_subject_name="A case that is made up")  # fmt: skip
        return record_claim(self.world.steward, named).subject


@pytest.fixture
def counting(world):
    return Counting(world)


def seen(world, **which):
    return figures(visible_to(world.reader), **which)


def test_figures_of_another_measure_or_scope_never_stand_in_the_same_list(world, counting):
    source = counting.source("A report", "An author")
    counting.figure(source, 100)
    counting.figure(source, 200)
    counting.figure(source, 300, measure="bodies")
    counting.figure(source, 400, scope="one_place_or_day")
    counting.figure(source, 500, scope="")
    assert measures(visible_to(world.reader))[0] == ("people_killed", "country_1988", 2)
    assert {line.value for line in seen(world)} == {100, 200}
    assert {line.value for line in seen(world, measure="bodies", scope="country_1988")} == {300}
    assert {line.value for line in seen(world, measure="people_killed", scope="")} == {500}


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(None, None, {100, 4000, 6500}), (5000, None, {4000, 6500}), (None, 99, set()), (150, 3999, set()),
     (4500, 5500, {4000}), (6000, 6000, {4000})],
)  # fmt: skip
def test_a_range_is_kept_where_it_touches_the_span_asked_for(world, counting, low, high, found):
    source = counting.source("A report")
    for number in (100, (4000, 6000), 6500):
        counting.figure(source, number)
    assert {line.least for line in seen(world, low=low, high=high)} == found


def test_the_earliest_claim_comes_first_and_an_undated_one_last(world, counting):
    source = counting.source("A report")
    for number, on in ((1, ""), (2, "2001-05"), (3, "1999~"), (4, "2001-04-30")):
        counting.figure(source, number, on=on)
    assert [line.value for line in seen(world)] == [3, 4, 2, 1]
    assert [line.value for line in seen(world, order="number")] == [1, 2, 3, 4]


def test_repeating_a_figure_adds_a_voice_but_no_root(world, counting):
    first, echo = counting.source("A report", "An author"), counting.source("A paper", "A reporter")
    told = counting.figure(first, 100)
    counting.figure(echo, 100, group=told.group, derives_from=(first,))
    (line,) = seen(world)
    assert len(line.voices) == 2
    assert line.roots.independent == 1


def test_roots_behind_several_figures_are_counted_together(world, counting):
    one, same, other = (counting.source(t, a) for t, a in (("A", "Ann"), ("B", "Ann"), ("C", "Carl")))
    counting.figure(one, 100)
    counting.figure(same, 110)
    counting.figure(other, 120)
    counting.figure(counting.source("D", "Dora"), 130, derivation="unknown")
    behind = together(seen(world))
    assert behind.independent == 2
    assert len(behind.unknown) == 1


def test_what_is_hidden_or_withdrawn_is_neither_shown_nor_counted(world, counting):
    counting.figure(counting.source("A report"), 100)
    gone = counting.figure(counting.source("Another"), 150)
    counting.figure(counting.source("Elsewhere", compartment=world.sealed), 200)
    retire_claim(world.steward, gone, "Misread.")
    assert {line.value for line in seen(world)} == {100}
    assert measures(visible_to(world.reader)) == [("people_killed", "country_1988", 1)]
    assert figures(visible_to(world.outsider)) == []


def test_a_hidden_origin_does_not_count_as_a_root(world, counting):
    hidden = counting.source("Elsewhere", "Carl", compartment=world.sealed)
    counting.figure(counting.source("A report", "Ann"), 100, derives_from=(hidden,))
    (line,) = seen(world)
    assert hidden.pk not in {key for root in line.roots.roots for key in root}


def test_more_figures_ask_no_more_questions(world, counting):
    def asked():
        visible = visible_to(world.reader)
        with CaptureQueriesContext(connection) as asking:
            figures(visible, "people_killed", "country_1988")
        return len(asking)

    source = counting.source("A report")
    counting.figure(source, 1)
    before = asked()
    for number in range(2, 8):
        counting.figure(source, number)
    assert asked() == before
