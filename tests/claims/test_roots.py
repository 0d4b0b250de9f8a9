"""How many independent roots stand behind claims: examples, and what must hold for any web of claims."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.claims import RootClaim, RootSource, explain, roots

SOURCES = ["A", "B", "C", "D", "E"]


def own(id_, source):
    return RootClaim(id_, source, "own")


def derived(id_, source, *upstream):
    return RootClaim(id_, source, "derived", upstream)


def count(*claims, sources=()):
    return roots(claims, sources).independent


def test_two_sources_of_their_own_are_two_roots():
    assert roots([own("1", "A"), own("2", "B")]).roots == (frozenset("A"), frozenset("B"))


def test_a_quotation_of_a_quotation_leads_to_the_first():
    found = roots([own("1", "A"), derived("2", "B", "1"), derived("3", "C", "2")])
    assert found.roots == (frozenset("A"),)
    assert found.origins == {"1": frozenset("A"), "2": frozenset("A"), "3": frozenset("A")}


def test_derivation_may_name_a_claim_or_a_source():
    assert roots([own("1", "A"), derived("2", "B", "A")]) == roots([own("1", "A"), derived("2", "B", "1")])


def test_an_upstream_that_is_not_held_is_still_the_root():
    assert roots([derived("1", "B", "A"), derived("2", "C", "A")]).roots == (frozenset("A"),)


def test_a_source_that_is_not_held_is_followed_by_its_own_derivation():
    rows = [RootSource("A", derives_from=("B",)), RootSource("B", derives_from=("C",))]
    assert roots([derived("1", "D", "A")], rows).roots == (frozenset("C"),)


def test_the_claim_decides_where_the_row_of_its_source_says_otherwise():
    assert roots([own("1", "A")], [RootSource("A", derives_from=("B",))]).roots == (frozenset("A"),)


def test_two_known_only_through_one_go_between_are_one_root():
    assert count(derived("1", "C", "A"), derived("2", "C", "B")) == 1


def test_a_report_that_sums_up_two_roots_neither_adds_nor_joins_them():
    assert count(own("1", "A"), own("2", "B"), derived("3", "C", "A", "B")) == 2


def test_who_quotes_another_on_the_point_is_not_independent_of_it():
    assert count(own("1", "A"), own("2", "B"), derived("3", "B", "A")) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RootSource("A", authors=("Jane  Doe",)), RootSource("B", authors=("jane doe",))),
        (RootSource("A", authors=("News Agency / Wire",)), RootSource("B", authors=("Wire",))),
        (RootSource("A", recording="Tape 1"), RootSource("B", recording="tape 1")),
        (RootSource("A", victim_list="List of 1999"), RootSource("B", victim_list="List of 1999")),
    ],
)
def test_same_author_recording_or_list_is_one_root(first, second):
    found = roots([own("1", "A"), own("2", "B")], [first, second])
    assert found.roots == (frozenset("AB"),)


def test_a_joint_work_does_not_make_its_two_authors_one():
    rows = [RootSource("A", ("X",)), RootSource("B", ("Y",)), RootSource("C", ("X / Y",))]
    assert count(own("1", "A"), own("2", "B"), own("3", "C"), sources=rows) == 2


def test_no_name_is_no_common_author():
    rows = [RootSource("A", ("Unknown", "")), RootSource("B", ("unknown", ""))]
    assert count(own("1", "A"), own("2", "B"), sources=rows) == 2


def test_unknown_is_counted_apart_and_spreads_to_those_who_draw_on_it():
    found = roots([own("1", "A"), RootClaim("2", "B"), derived("3", "C", "2"), derived("4", "D")])
    assert (found.independent, found.unknown) == (1, ("2", "3", "4"))


def test_a_circle_is_shown_and_never_counted():
    found = roots([derived("1", "A", "B"), derived("2", "B", "C"), derived("3", "C", "A"), derived("4", "D", "A")])
    assert found.cycles == (frozenset("ABC"),)
    assert (found.independent, found.unknown) == (0, ("1", "2", "3", "4"))


def test_a_circle_does_not_take_away_words_of_ones_own():
    found = roots([own("1", "A"), derived("2", "A", "B"), derived("3", "B", "A")])
    assert (found.independent, found.unknown, found.cycles) == (1, ("3",), (frozenset("AB"),))


def test_one_id_for_two_things_is_refused():
    with pytest.raises(ValueError, match="not so: A, x"):
        roots([own("x", "B"), own("x", "C"), own("A", "A")])


def test_it_is_told_in_a_plain_sentence():
    found = roots(
        [own("1", "A"), derived("2", "B", "1"), derived("3", "C", "1"), RootClaim("4", "D"), RootClaim("5", "E")]
    )
    assert explain(found) == ("3 claims rest on 1 independent root; for 2 more we do not know where they come from.")
    assert explain(found, "fa").startswith("۳ ادعا بر ۱ ریشهٔ مستقل")
    assert explain(roots([])) == "There is no claim."
    assert explain(roots([own("1", "A")])) == "1 claim rests on 1 independent root."
    assert explain(roots([RootClaim("1", "A")])) == "We do not know where 1 claim comes from."


def test_many_entangled_sources_are_counted_without_delay():
    rng = random.Random(1)
    rows = [RootSource(f"s{i}", tuple(f"a{rng.randrange(90)}" for _ in range(3))) for i in range(150)]
    found = roots([own(f"c{i}", f"s{i}") for i in range(150)], rows)
    assert 20 < found.independent < 31  # 90 authors, three to a source: never more than thirty


states = st.sampled_from(["own", "derived", "unknown"])
claim_parts = st.tuples(st.sampled_from(SOURCES), states, st.lists(st.sampled_from(SOURCES), max_size=2))
webs = st.lists(claim_parts, max_size=7).map(
    lambda parts: [RootClaim(f"c{i}", s, state, tuple(up)) for i, (s, state, up) in enumerate(parts)]
)
row_lists = st.lists(
    st.builds(
        RootSource,
        st.sampled_from(SOURCES),
        st.lists(st.sampled_from("xyz"), max_size=2).map(tuple),
        st.lists(st.sampled_from(SOURCES), max_size=1).map(tuple),
        st.sampled_from(["", "", "tape"]),
    ),
    max_size=5,
    unique_by=lambda row: row.id,
)


@given(webs, row_lists, st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(claims, rows, rng):
    assert roots(rng.sample(claims, len(claims)), rng.sample(rows, len(rows))) == roots(claims, rows)


@given(webs.filter(bool), row_lists, st.data())
def test_repeating_a_claim_never_changes_the_count(claims, rows, data):
    one = data.draw(st.sampled_from(claims))
    again = RootClaim("again", one.source, one.state, one.derives_from)
    assert roots([*claims, again], rows).independent == roots(claims, rows).independent


@settings(max_examples=300)
@given(webs.filter(bool), row_lists, st.data())
def test_adding_a_derivation_never_raises_the_count(claims, rows, data):
    place = data.draw(st.integers(0, len(claims) - 1))
    one, upstream = claims[place], data.draw(st.sampled_from(SOURCES))
    # To learn at last where a claim comes from may count it for the first time: knowledge, not repetition.
    learned = one.state == "derived" and not set(one.derives_from) - {one.source}
    more = RootClaim(one.id, one.source, one.state, (*one.derives_from, upstream))
    after = roots([*claims[:place], more, *claims[place + 1 :]], rows)
    assert after.independent <= roots(claims, rows).independent + learned


@given(webs.filter(bool), row_lists, st.sets(st.sampled_from(SOURCES), min_size=1))
def test_a_summary_of_held_claims_never_changes_the_count(claims, rows, cited):
    held = cited & {claim.source for claim in claims}
    summary = RootClaim("summary", "S", "derived", tuple(sorted(held)))
    assert roots([*claims, summary], rows).independent == roots(claims, rows).independent


@given(webs, row_lists)
def test_every_claim_is_either_counted_or_unknown_and_no_root_is_empty(claims, rows):
    found = roots(claims, rows)
    assert sorted([*found.origins, *found.unknown]) == sorted(claim.id for claim in claims)
    assert all(found.roots)
    assert all(found.origins.values())
    assert found.independent <= len({claim.source for claim in claims})


@given(st.lists(st.frozensets(st.sampled_from("uvwxyz"), min_size=1, max_size=3), max_size=8))
def test_the_count_is_the_largest_choice_of_sources_that_share_no_author(authors):
    rows = [RootSource(f"s{i}", tuple(sorted(names))) for i, names in enumerate(authors)]
    found = roots([own(f"c{i}", f"s{i}") for i in range(len(authors))], rows)
    sizes = (size for size in range(len(authors), 0, -1) if any(map(_apart, combinations(authors, size))))
    assert found.independent == next(sizes, 0)


def _apart(chosen):
    return sum(map(len, chosen)) == len(frozenset().union(*chosen))
