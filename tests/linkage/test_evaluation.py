"""Evaluation against a known truth, what a threshold costs, and the order of the queue."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.linkage.evaluation import Evaluated, of_clusters, of_pairs, read_truth
from dadkhah.linkage.queue import uncertainty, worth
from dadkhah.linkage.simulate import Settings, several, simulate, write
from dadkhah.linkage.threshold import GRID, expected


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


@given(st.lists(st.floats(0, 1), max_size=30))
@settings(deadline=None)
def test_a_higher_threshold_joins_less_and_misses_more(probabilities):
    found = expected(probabilities)
    assert [each.threshold for each in found] == list(GRID) == sorted(GRID)
    for before, after in pairwise(found):
        assert before.joined >= after.joined
        assert before.missed.value <= after.missed.value + 1e-9
        assert before.false.value >= after.false.value - 1e-9


def test_a_decision_is_worth_the_records_whose_cluster_would_change():
    joined = [(0, 1, 0.99), (1, 2, 0.99), (4, 5, 0.99)]
    doubtful = [(2, 4, 0.4), (3, 5, 0.4), (0, 2, 0.4)]
    one, other, probability = zip(*joined, *doubtful, strict=True)
    found = worth(one, other, probability, 6, for_people=[False] * 6)
    assert (found[3:] / uncertainty(0.4)).tolist() == pytest.approx([5, 3, 3])


def test_the_uncertain_come_before_the_sure():
    found = worth([0, 1, 2], [3, 4, 5], [0.01, 0.49, 0.2], 6, for_people=[False] * 3)
    assert np.argsort(-found).tolist() == [1, 2, 0]
    assert uncertainty([0, 0.5, 1, 0.25]).tolist() == pytest.approx([0, 1, 0, 0.8113], abs=1e-4)


def test_what_no_model_joins_is_worth_the_more_the_likelier_it_is():
    found = worth([0, 1, 2], [3, 4, 5], [0.99, 0.5, 0.99], 6, for_people=[True, True, False])
    assert found.tolist() == pytest.approx([1.98, 1.0, 2 * float(uncertainty(0.99))])


queued = st.tuples(st.integers(0, 4), st.integers(5, 9), st.floats(0, 1))


@given(st.lists(queued, max_size=20, unique_by=lambda row: row[:2]), st.randoms())
@settings(deadline=None)
def test_what_a_decision_is_worth_does_not_hang_on_the_order_of_input(rows, random):
    def told(given_):
        columns = list(zip(*given_, strict=True)) or [(), (), ()]
        for_people = [row[0] == 0 for row in given_]
        return dict(zip(given_, worth(*columns, 10, for_people=for_people).tolist(), strict=True))

    found = told(rows)
    assert found == told(random.sample(rows, len(rows)))
