"""The envelope: around its methods, stretched as it was calibrated, and silent where fewer than two methods speak."""

from __future__ import annotations

import numpy as np
import pytest

from dadkhah.estimate import DGA, Chao, Envelope, Histories, LogLinear
from dadkhah.estimate.designs import DESIGNS, made
from dadkhah.estimate.summary import LANGUAGES, rounded, summary
from dadkhah.estimate.tables import rows_of

TABLE = made("paired", 3, lists=4, people=1000).table
APART = Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20)])


def test_it_lies_around_every_method_and_is_stretched_above_those_observed():
    plain, stretched = Envelope(stretch=1.0).fit(TABLE), Envelope(stretch=2.0).fit(TABLE)
    each = [DGA().fit(TABLE), LogLinear(averaging=True).fit(TABLE), Chao().fit(TABLE)]
    assert plain.lower == min(one.lower for one in each)
    assert plain.upper == max(one.upper for one in each)
    assert stretched.upper - TABLE.observed == pytest.approx(2 * (plain.upper - TABLE.observed))
    assert stretched.lower == plain.lower
    assert set(plain.details["methods"]) == {"DGA", "LogLinear", "Chao"}


def test_its_draws_have_its_median_and_its_ends():
    found = Envelope(stretch=1.0).fit(TABLE)
    ends = np.quantile(found.draws, [0.025, 0.5, 0.975]) - TABLE.observed
    told = np.array([found.lower, found.estimate, found.upper]) - TABLE.observed
    assert ends == pytest.approx(told, rel=0.08)


def test_what_it_was_worth_is_told_where_it_was_measured_and_nowhere_else():
    assert 0 < Envelope().fit(TABLE).details["coverage"] <= 1
    assert "coverage" not in Envelope(level=0.87).fit(TABLE).details
    assert "coverage" not in Envelope(stretch=1.0).fit(TABLE).details


def test_without_overlap_there_is_no_number():
    found = Envelope().fit(APART)
    assert found.status == "refused"
    assert found.estimate is None


def test_the_same_seed_gives_the_same_and_the_order_of_lists_nothing_else():
    turned = Histories.of(TABLE.lists[::-1], [(row[::-1], count) for row, count in rows_of(TABLE)])
    one, other = Envelope().fit(TABLE), Envelope().fit(turned)
    assert (one.lower, one.estimate, one.upper, one.digest) == (other.lower, other.estimate, other.upper, other.digest)
    assert (one.draws == other.draws).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_is_made_again_from_its_seed(design):
    one, other = (made(design, 5, lists=4, people=800) for _ in range(2))
    assert one.table.digest == other.table.digest
    assert one.truth == 800
    assert one.table.observed < 800
    assert made(design, 6, lists=4, people=800).table.digest != one.table.digest


@pytest.mark.slow
def test_it_holds_the_truth_of_hidden_parts_of_the_people():
    """A hidden class is what single methods miss: here they hold the truth in few of these tables."""
    tables = [made("classes", seed, lists=4, people=2000) for seed in range(12)]
    held = sum(found.lower <= each.truth <= found.upper for each in tables for found in [Envelope().fit(each.table)])
    alone = sum(found.lower <= each.truth <= found.upper for each in tables for found in [DGA().fit(each.table)])
    assert held >= 10
    assert alone < held


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_says_at_least_the_interval_and_what_is_assumed(language):
    found = Envelope().fit(TABLE)
    text = summary(found, language)
    assert {"en": "at least", "fa": "دست‌کم", "es": "al menos"}[language] in text
    assert {"en": "This holds if", "fa": "در صورتی درست است", "es": "Esto vale si"}[language] in text
    refused = summary(Envelope().fit(APART), language)
    assert {"en": "cannot be estimated", "fa": "نمی‌توان برآورد", "es": "no puede estimarse"}[language] in refused
    assert "{" not in text + refused


def test_the_sentence_rounds_outwards_and_never_below_those_observed():
    from dataclasses import replace

    found = replace(Envelope().fit(TABLE), observed=1234, lower=1236.0, upper=45671.0)
    assert "at least 1,234 in all" in summary(found)
    assert "as many as 45,700" in summary(found)
    assert "۴۵٬۷۰۰" in summary(found, "fa")
    assert "how many more there may be" in summary(replace(found, upper=None, status="unbounded"))
    assert (rounded(987, up=False), rounded(12_345, up=False), rounded(12_345, up=True)) == (987, 12_300, 12_400)
    with pytest.raises(ValueError, match="no summary in 'de'"):
        summary(found, "de")
