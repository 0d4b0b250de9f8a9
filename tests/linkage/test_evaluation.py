"""Evaluation against a known truth, what a threshold costs, and the order of the queue."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.linkage.evaluation import Evaluated, of_clusters, of_pairs, read_truth
from dadkhah.linkage.queue import ranks, uncertainty
from dadkhah.linkage.simulate import Settings, several, simulate, write
from dadkhah.linkage.threshold import DIFFERENT, GRID, NOT_JUDGED, SAME, expected, judged


def test_precision_recall_and_f1_by_hand():
    found = of_pairs([(0, 5), (6, 1), (2, 7), (2, 7)], [(5, 0), (1, 6), (3, 8), (4, 9)])
    assert found == Evaluated(2, 1, 2)
    assert found.precision.value == pytest.approx(2 / 3)
    assert found.recall.value == pytest.approx(1 / 2)
    assert found.f1.value == pytest.approx(4 / 7)
    assert found.f1.low < found.f1.value < found.f1.high < 1


def test_nothing_found_has_no_precision_but_a_recall():
    found = of_pairs([], [(0, 1)])
    assert found.precision == (None, 0, 1)
    assert found.recall.value == found.f1.value == 0
    assert of_pairs([], []).f1 == (None, 0, 1)


@pytest.mark.parametrize("pair", [(3, 3), (-1, 2), (0, 1 << 31)])
def test_what_is_no_pair_is_refused(pair):
    with pytest.raises(ValueError, match="Give"):
        of_pairs([pair], [])


labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)


@given(labels)
@settings(deadline=None)
def test_clusters_are_evaluated_as_all_their_pairs(rows):
    found, true = ([row[at] for row in rows] for at in (0, 1))
    pairs = [[(a, b) for a, b in combinations(range(len(rows)), 2) if of[a] == of[b]] for of in (found, true)]
    assert of_clusters(found, true) == of_pairs(*pairs)


def test_clusters_of_different_records_are_refused():
    with pytest.raises(ValueError, match="2 records are in clusters and 1"):
        of_clusters([0, 1], [0])


def test_every_truth_file_of_a_simulation_says_the_same(tmp_path):
    for count, duplicates in ((2, [0]), (3, [0.1])):
        found = simulate(Settings(seed=1, persons=200, lists=several(count, duplicates=duplicates)))
        folder = tmp_path / str(count)
        write(found, folder)
        starts = np.cumsum([0, *(len(who) for who in found.who)])
        places = [{each: start + at for at, each in enumerate(ids)} for ids, start in zip(found.ids(), starts, strict=False)]
        names = [each.name for each in found.settings.lists]
        for file in ("truth.csv", "pairs-truth.csv"):
            read = read_truth(folder / file, places, names)
            assert of_pairs(read, found.pairs()) == Evaluated(len(found.pairs()), 0, 0)
            assert len(read) > 30


def test_a_truth_of_other_lists_is_refused(tmp_path):
    file = tmp_path / "truth.csv"
    file.write_text("id_a,id_b,how\nA1,B1,read\n\nA2,B9,read\n")
    with pytest.raises(ValueError, match="“B9” that 2 does not have"):
        read_truth(file, [{"A1": 0, "A2": 1}, {"B1": 2}])
    with pytest.raises(ValueError, match="does not say of which lists"):
        read_truth(file, [{}, {}, {}])
    file.write_text("list,id,person\nmine,A1,p\n")
    with pytest.raises(ValueError, match="a list “mine”"):
        read_truth(file, [{"A1": 0}], ["yours"])


def test_what_a_threshold_costs_by_the_probabilities():
    [all_, half, high] = expected([0.9, 0.1, 0.6, 0.5], [0.0, 0.5, 0.95])
    assert (all_.joined, half.joined, high.joined) == (4, 3, 0)
    assert half.true.value == pytest.approx(2.0)
    assert half.false.value == pytest.approx(1.0)
    assert half.missed.value == pytest.approx(0.1)
    assert half.precision == pytest.approx(2 / 3)
    assert half.recall == pytest.approx(2 / 2.1)
    assert (high.precision, high.recall) == (None, 0)
    with pytest.raises(ValueError, match="from 0 to 1"):
        expected([0.5, float("nan")])


def test_a_sample_is_weighted_by_the_chance_of_being_drawn():
    [found] = judged([0.9, 0.8, 0.2, 0.7], [SAME, DIFFERENT, SAME, NOT_JUDGED], [1.0, 0.5, 0.1, 0.5], [0.5])
    assert found.joined == 3
    assert found.true == (1, 1, 1)
    assert found.false.value == 2
    assert found.false.low == 1  # one was seen
    assert found.missed.value == 10
    with pytest.raises(ValueError, match="over 0"):
        judged([0.5], [SAME], [0.0])


def test_weights_find_the_truth_of_all_from_a_sample_of_some():
    random = np.random.default_rng(7)
    p = random.beta(0.3, 0.3, 20_000)
    truth = random.random(20_000) < p**2  # the model is too sure
    drawn_with = np.where((p > 0.1) & (p < 0.9), 0.2, 0.05)
    said = np.where(random.random(20_000) < drawn_with, truth, NOT_JUDGED).astype(int)
    [found], [model] = judged(p, said, drawn_with, [0.5]), expected(p, [0.5])
    for estimate, real in ((found.true, truth & (p >= 0.5)), (found.false, ~truth & (p >= 0.5)), (found.missed, truth & (p < 0.5))):
        assert estimate.low <= real.sum() <= estimate.high
    assert model.false.value < (~truth & (p >= 0.5)).sum() * 0.8


@given(st.lists(st.floats(0, 1), max_size=30))
@settings(deadline=None)
def test_a_higher_threshold_joins_less_and_misses_more(probabilities):
    found = expected(probabilities)
    assert [each.threshold for each in found] == list(GRID) == sorted(GRID)
    for before, after in pairwise(found):
        assert before.joined >= after.joined
        assert before.missed.value <= after.missed.value + 1e-9
        assert before.false.value >= after.false.value - 1e-9


def test_conflicts_come_first_and_what_is_settled_last():
    of = np.array([0, 0, 0, 3, 4, 4])
    found = ranks(
        [0, 3, 0, 4, 1], [1, 5, 3, 5, 4], [0.99, 0.5, 0.5, 1.0, 0.5], of,
        conflict=[True, False, False, False, False], settled=[False, False, False, True, False],
    )  # fmt: skip
    assert found.tolist() == [0, 3, 2, 4, 1]  # 5 records would change, then 4, then 3


def test_the_uncertain_come_before_the_sure():
    found = ranks([0, 1, 2], [3, 4, 5], [0.99, 0.5, 0.2], np.arange(6))
    assert found.tolist() == [2, 0, 1]
    assert uncertainty([0, 0.5, 1, 0.25]).tolist() == pytest.approx([0, 1, 0, 0.8113], abs=1e-4)


queued = st.tuples(st.integers(0, 4), st.integers(5, 9), st.floats(0, 1))


@given(st.lists(queued, max_size=20, unique_by=lambda row: row[:2]), st.randoms())
@settings(deadline=None)
def test_the_queue_is_an_order_that_input_does_not_change(rows, random):
    of = np.array([0, 1, 1, 3, 4, 0, 6, 7, 7, 7])

    def placed(given_):
        columns = list(zip(*given_, strict=True)) or [(), (), ()]
        return dict(zip(given_, ranks(*columns, of).tolist(), strict=True))

    found = placed(rows)
    assert sorted(found.values()) == list(range(len(rows)))
    assert found == placed(random.sample(rows, len(rows)))
