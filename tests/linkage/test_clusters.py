"""Clusters: people outrank scores, nothing is swallowed, and no order of input matters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.linkage.clusters import DIFFERENT, DOUBLED, NAME_ALONE, OTHER_GIVEN, Conflict, Doubled, HeldBack, resolve
from dadkhah.linkage.comparisons import NAME
from dadkhah.linkage.pairs import one_to_one
from dadkhah.linkage.scored import NOTHING_SAID, Compared, Level, Scored
from dadkhah.linkage.scored import OTHER_GIVEN as SAYS_SO

NODES = 9
LISTS = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
FREE = (True, True, False)


def scored(*rows):
    """Rows of (one, other, probability), or with True behind where nothing but the name was compared."""
    one, other, probability, alone = (
        zip(*((*row, False)[:4] for row in rows), strict=True) if rows else ((), (), (), ())
    )
    levels = np.array([[0, NOTHING_SAID if each else 1] for each in alone], np.int8).reshape(-1, 2)
    compared = (Compared("name", ()), Compared("birth", ()))
    return Scored(np.array(one, np.int64), np.array(other, np.int64), np.array(probability), levels, compared, -10.0)


def of(found):
    return found.of.tolist()


def test_alone_every_record_is_its_own_cluster():
    assert of(resolve(3, [], [])) == [0, 1, 2]
    assert resolve(3, [], []).members() == []
    assert resolve(0, [], [], scored()).of.tolist() == []


def test_what_people_judged_the_same_is_one_cluster_whatever_the_scores():
    found = resolve(5, [(4, 2), (2, 1)], [], scored((0, 1, 0.2)), threshold=0.5)
    assert of(found) == [0, 1, 1, 3, 1]
    assert found.members() == [[1, 2, 4]]


def test_a_contradiction_of_people_is_told_with_the_way_that_leads_to_it():
    found = resolve(5, [(0, 1), (3, 4), (1, 2), (2, 3)], [(3, 0)])
    assert of(found) == [0, 0, 0, 0, 0]
    assert found.conflicts == (Conflict(0, 3, 0, (0, 2, 3)),)


def test_the_same_pair_judged_both_ways_is_a_conflict_of_one_step():
    assert resolve(2, [(0, 1)], [(0, 1)]).conflicts == (Conflict(0, 1, 0, (0,)),)


def test_a_model_does_not_join_what_a_person_judged_different_even_over_others():
    found = resolve(4, [], [(0, 3)], scored((0, 1, 0.9), (1, 2, 0.8), (2, 3, 0.95)), threshold=0.5)
    assert of(found) == [0, 0, 2, 2]
    assert found.held_back == (HeldBack(1, DIFFERENT, 0),)


def test_the_stronger_pair_goes_first_where_a_list_has_no_duplicates():
    pairs = scored((0, 3, 0.7), (0, 4, 0.9), (0, 6, 0.8), (0, 7, 0.6))
    found = resolve(NODES, [], [], pairs, threshold=0.5, list_of=LISTS, duplicate_free=FREE)
    assert found.members() == [[0, 4, 6, 7]]
    assert found.held_back == (HeldBack(0, DOUBLED, 1),)


def test_a_list_without_duplicates_holds_over_three_lists():
    pairs = scored((0, 6, 0.9), (1, 6, 0.8), (1, 3, 0.7))
    found = resolve(NODES, [], [], pairs, threshold=0.5, list_of=LISTS, duplicate_free=FREE)
    assert found.members() == [[0, 6], [1, 3]]
    assert found.held_back == (HeldBack(1, DOUBLED, 0),)


def test_people_may_join_two_of_a_list_without_duplicates_and_it_is_told():
    found = resolve(NODES, [(0, 6), (6, 1)], [], list_of=LISTS, duplicate_free=FREE)
    assert found.members() == [[0, 1, 6]]
    assert found.doubled == (Doubled(0, 1, 0, (0, 1)),)


def test_a_name_alone_never_joins_by_a_model_but_by_people():
    pairs = scored((0, 3, 0.999, True))
    found = resolve(NODES, [], [], pairs, threshold=0.5)
    assert of(found) == list(range(NODES))
    assert found.held_back == (HeldBack(0, NAME_ALONE, -1),)
    assert resolve(NODES, [(0, 3)], [], pairs, threshold=0.5).members() == [[0, 3]]


def test_pairs_below_the_threshold_and_without_a_number_join_nothing():
    found = resolve(4, [], [], scored((0, 1, 0.49), (1, 2, float("nan")), (2, 3, 0.5)), threshold=0.5)
    assert of(found) == [0, 1, 2, 2]
    assert found.held_back == ()


@pytest.mark.parametrize("pair", [(0, 5), (-1, 0), (2, 2)])
def test_a_judgement_on_records_that_are_not_there_is_refused(pair):
    with pytest.raises(ValueError, match="5 records"):
        resolve(5, [pair], [])


record = st.integers(0, NODES - 1)
pairs = st.lists(st.tuples(record, record).filter(lambda pair: pair[0] != pair[1]), max_size=8)
probabilities = st.sampled_from([0.3, 0.5, 0.7, 0.9])
model = st.dictionaries(
    st.tuples(record, record).filter(lambda pair: pair[0] < pair[1]), st.tuples(probabilities, st.booleans()), max_size=14
)


def run(same, different, rows, nodes=NODES, lists=LISTS):
    return resolve(nodes, same, different, scored(*rows), threshold=0.5, list_of=lists, duplicate_free=FREE)


def rows_of(given_):
    return [(*pair, probability, alone) for pair, (probability, alone) in given_.items()]


@settings(deadline=None)
@given(pairs, pairs, model, st.randoms())
def test_the_order_of_input_does_not_matter(same, different, given_, random):
    rows = rows_of(given_)
    one = run(same, different, rows)
    shuffled = [random.sample(each, len(each)) for each in (same, different, rows)]
    turned = [[pair[::-1] if random.random() < 0.5 else pair for pair in each] for each in shuffled[:2]]
    other = run(*turned, shuffled[2])

    def told(found, same_, different_, rows_):
        conflicts = {(each.one, each.other, tuple(frozenset(same_[at]) for at in each.path)) for each in found.conflicts}
        held = {(rows_[each.pair][:2], each.reason, frozenset(different_[each.by]) if each.reason == DIFFERENT else each.by)
                for each in found.held_back}
        return of(found), conflicts, {each[:3] for each in found.doubled}, held

    assert told(one, same, different, rows) == told(other, *turned, shuffled[2])


@settings(deadline=None)
@given(pairs, pairs, model)
def test_every_judgement_holds_or_is_told(same, different, given_):
    rows = rows_of(given_)
    found = run(same, different, rows)
    assert all(found.of[one] == found.of[other] for one, other in same)
    conflicts = {each.judgement: each for each in found.conflicts}
    for place, (one, other) in enumerate(different):
        assert (found.of[one] == found.of[other]) == (place in conflicts)
    for each in found.conflicts:
        here = each.one
        for at in each.path:
            assert here in same[at]
            here = sum(same[at]) - here
        assert here == each.other


@settings(deadline=None)
@given(pairs, pairs, model)
def test_every_pair_of_the_model_is_joined_or_told(same, different, given_):
    rows = rows_of(given_)
    found = run(same, different, rows)
    held = {each.pair: each for each in found.held_back}
    for place, (one, other, probability, alone) in enumerate(rows):
        joined = found.of[one] == found.of[other]
        assert joined or (place in held) == (probability >= 0.5)
        if place in held and not joined:
            reason = held[place].reason
            assert alone == (reason == NAME_ALONE)
            if reason == DIFFERENT:
                a, b = different[held[place].by]
                assert {found.of[a], found.of[b]} == {found.of[one], found.of[other]}


@settings(deadline=None)
@given(model)
def test_a_model_alone_never_puts_two_of_a_free_list_together(given_):
    found = run([], [], rows_of(given_))
    for members in found.members():
        free = [LISTS[each] for each in members if FREE[LISTS[each]]]
        assert len(free) == len(set(free))


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), record, record).filter(lambda each: each[1] != each[2]), max_size=8), model)
def test_undoing_step_by_step_gives_back_the_same_clusters(judged, given_):
    def after(judgements):
        same, different = ([each[1:] for each in judgements if each[0] is kind] for kind in (True, False))
        return of(run(same, different, rows_of(given_)))

    before = [after(judged[:count]) for count in range(len(judged) + 1)]
    rest = list(judged)
    for expected in reversed(before):
        assert after(rest) == expected
        rest = rest[:-1]


@settings(deadline=None)
@given(pairs, pairs, model)
def test_one_component_alone_gives_the_same(same, different, given_):
    rows = rows_of(given_)
    whole = run(same, different, rows)
    reach = resolve(NODES, [*same, *((one, other) for one, other, *_ in rows)], []).of
    for first in set(reach.tolist()):
        nodes = np.flatnonzero(reach == first).tolist()
        at = {node: number for number, node in enumerate(nodes)}
        inside = [[(at[a], at[b]) for a, b in each if a in at and b in at] for each in (same, different)]
        own = [(at[a], at[b], *rest) for a, b, *rest in rows if a in at and b in at]
        part = run(*inside, own, len(nodes), LISTS[nodes])
        assert [nodes[each] for each in part.of] == whole.of[nodes].tolist()


@settings(deadline=None)
@given(model)
def test_one_to_one_takes_the_pairs_that_clusters_join(given_):
    rows = [(*pair, probability) for pair, (probability, _) in given_.items()]
    kept = one_to_one(*(np.array([row[at] for row in rows]) for at in range(3)), LISTS, FREE)
    found = resolve(NODES, [], [], scored(*rows), threshold=0.0, list_of=LISTS, duplicate_free=FREE)
    assert kept.tolist() == [bool(found.of[one] == found.of[other]) for one, other, _ in rows] or any(
        each.pair in np.flatnonzero(~kept) for each in found.held_back
    )
    assert set(np.flatnonzero(~kept).tolist()) == {each.pair for each in found.held_back}


def siblings(*rows):
    """Rows of (one, other, probability, whether the given names disagree)."""
    one, other, probability, disagree = zip(*rows, strict=True)
    name = Compared("name", tuple(Level(words, 0.0) for words in ("the same name", *SAYS_SO)))
    levels = np.array([[each, 0] for each in disagree], np.int8)
    ends = (np.array(one, np.int64), np.array(other, np.int64))
    return Scored(*ends, np.array(probability), levels, (name, Compared("birth", ())), -10.0)


def test_twins_are_joined_by_people_alone():
    twins = siblings((0, 1, 0.9999, True), (1, 2, 0.6, False))
    found = resolve(3, [], [], twins, threshold=0.5)
    assert of(found) == [0, 1, 1]
    assert found.held_back == (HeldBack(0, OTHER_GIVEN, -1),)
    assert of(resolve(3, [(0, 1)], [], twins, threshold=0.5)) == [0, 0, 0]


def test_twins_are_not_joined_over_a_third_record_either():
    over = siblings((0, 1, 0.99, False), (1, 2, 0.98, False), (0, 2, 0.3, True))
    found = resolve(3, [], [], over, threshold=0.5)
    assert of(found) == [0, 0, 2]
    assert found.held_back == (HeldBack(1, OTHER_GIVEN, -1),)
    assert of(resolve(4, [(1, 2)], [(0, 3)], over, threshold=0.5)) == [0, 1, 1, 3]


def test_a_judgement_is_told_before_the_names():
    over = siblings((0, 1, 0.99, False), (1, 2, 0.98, False), (0, 2, 0.3, True))
    assert resolve(3, [], [(0, 2)], over, threshold=0.5).held_back == (HeldBack(1, DIFFERENT, 0),)


def test_the_comparison_of_names_has_the_levels_at_which_given_names_disagree():
    assert {level.words for level in NAME}.issuperset(SAYS_SO)


def test_ties_go_to_the_earlier_records_and_many_lists_are_told_apart():
    mask = one_to_one([1, 0, 0], [3, 4, 3], [0.5, 0.5, 0.5], LISTS, FREE)
    assert mask.tolist() == [False, False, True]
    lists = np.arange(130) // 2
    free = [True] * 65
    one = np.zeros(64, np.int64)
    assert one_to_one(one, np.arange(2, 130, 2), np.ones(64), lists, free).all()
    assert not one_to_one([0, 0], [128, 129], [0.9, 0.8], lists, free)[1]
    with pytest.raises(ValueError, match="as many"):
        one_to_one([0], [1, 2], [0.5], LISTS, FREE)
