"""Lists in, pairs out: the same whatever files, columns and rows are called and ordered, explained, and for bad lists too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log2
from random import Random

import numpy as np
import pytest

from dadkhah.linkage.columns import guess
from dadkhah.linkage.evaluation import of_pairs
from dadkhah.linkage.link import LIKELY, SETTLED, Linked, link
from dadkhah.linkage.model import Model, default
from dadkhah.linkage.records import Listed, read
from dadkhah.linkage.simulate import Settings, several, simulate

Rows = list[dict[str, str]]
Made = tuple[list[Rows], set[tuple[str, str]]]
NUMBER = ["شناسه", "id"]
"""What the column of ids is called in each of the two."""
COLUMNS = {"id": ["id"], "name": ["name"], "birth": ["birth"]}


@pytest.fixture(scope="module")
def made() -> Made:
    """Two lists of a made-up country, and the pairs that are of one person."""
    found = simulate(Settings(seed=11, persons=900, lists=several(2, coverage=[0.5, 0.5]), visibility=0.5))
    lists = [[dict(row) for row in found.rows(at)] for at in range(2)]
    starts = np.cumsum([0, *map(len, lists)])
    ids = [row[NUMBER[at]] for at, rows in enumerate(lists) for row in rows]
    true = {(ids[a], ids[b]) for a, b in np.sort(found.pairs(), 1).tolist() if a < starts[1] <= b}
    return lists, true


def listed(name: str, rows: Rows) -> Listed:
    return read(name, rows, guess(list(rows[0]), rows[:1000]))


def by_ids(linked: Linked, least: float = 0.0) -> dict[tuple[str, str], float]:
    ids = [record.id for each in linked.lists for record in each.records]
    scored = linked.scored
    rows = zip(scored.one.tolist(), scored.other.tolist(), scored.probability.tolist(), linked.kept.tolist(), strict=True)
    return {(ids[a], ids[b]): p for a, b, p, kept in rows if kept and p >= least}


def named(name: str, names: Sequence[str], births: Sequence[str] = ()) -> Listed:
    rows = [{"id": f"{name}{at}", "name": each, "birth": births[at] if births else ""} for at, each in enumerate(names)]
    return read(name, rows, COLUMNS)


def shuffled(rows: Rows, random: Random) -> Rows:
    header = random.sample(list(rows[0]), len(rows[0]))
    return [{column: row[column] for column in header} for row in random.sample(rows, len(rows))]


@pytest.fixture(scope="module")
def many(made: Made) -> Linked:
    return link([listed("a", made[0][0]), listed("b", made[0][1])], least=0.0)


@pytest.fixture(scope="module")
def single(made: Made) -> Linked:
    """One to one."""
    return link([listed("a", made[0][0]), listed("b", made[0][1])], is_one_to_one=True, least=0.0)


def test_most_pairs_are_found(made: Made, many: Linked, single: Linked) -> None:
    for linked in (many, single):
        found = set(by_ids(linked, 0.5))
        assert len(found & made[1]) / len(found) > 0.93
        assert len(found & made[1]) / len(made[1]) > 0.85


@pytest.mark.parametrize("is_one_to_one", [False, True])
def test_names_of_lists_and_orders_of_rows_and_columns_change_nothing(
    made: Made, many: Linked, single: Linked, is_one_to_one: bool
) -> None:
    random = Random(4)
    before = by_ids(single if is_one_to_one else many)
    again = [listed(name, shuffled(rows, random)) for name, rows in zip(("zz 9f3a", "ministry"), made[0], strict=True)]
    after = by_ids(link(again, is_one_to_one=is_one_to_one, least=0.0))
    assert after.keys() == before.keys()
    assert [after[pair] for pair in before] == pytest.approx(list(before.values()), abs=1e-9)


def test_other_ids_change_nothing(made: Made, single: Linked) -> None:
    renamed = [[{**row, column: row[column][::-1]} for row in rows] for column, rows in zip(NUMBER, made[0], strict=True)]
    after = link([listed("a", renamed[0]), listed("b", renamed[1])], is_one_to_one=True, least=0.0)
    assert after.scored.probability == pytest.approx(single.scored.probability, abs=1e-9)
    assert np.array_equal(single.kept, after.kept)


def test_the_second_list_may_come_first(made: Made, many: Linked) -> None:
    there = by_ids(many)
    back = {(b, a): p for (a, b), p in by_ids(link([listed("b", made[0][1]), listed("a", made[0][0])], least=0.0)).items()}
    assert back.keys() == there.keys()
    assert [back[pair] for pair in there] == pytest.approx(list(there.values()), abs=1e-6)


def test_evidence_and_prior_add_up_to_the_odds(made: Made) -> None:
    """Before rivals: with one list that may hold anyone twice nothing else counts."""
    records = [record for name, rows in zip("ab", made[0], strict=True) for record in listed(name, rows).records]
    linked = link([Listed("all", records)], least=0.0)
    scored = linked.scored
    likely = np.flatnonzero((scored.probability > 1e-6) & (scored.probability < 1 - 1e-6))
    assert len(likely) > 100
    for pair in likely[:: max(1, len(likely) // 100)].tolist():
        p = float(scored.probability[pair])
        told = scored.evidence(pair)
        assert scored.prior + sum(each.bits for each in told) == pytest.approx(log2(p / (1 - p)), abs=1e-6)
        assert [each.comparison for each in told] == [each.name for each in scored.comparisons]
        assert all(each.words or each.bits == 0 for each in told)


def test_a_saved_model_gives_the_same_again(made: Made, many: Linked) -> None:
    lists = [listed("a", made[0][0]), listed("b", made[0][1])]
    again = link(lists, model=Model.read(many.model.text()), least=0.0)
    assert again.model == many.model
    assert again.scored.probability == pytest.approx(many.scored.probability, abs=1e-9)


def test_nobody_gets_two_partners_one_to_one(single: Linked) -> None:
    for side in zip(*by_ids(single), strict=True):
        assert len(set(side)) == len(side)


def test_a_weaker_pair_is_kept_one_to_one_only_where_the_names_agree(made: Made, single: Linked) -> None:
    found = link(single.lists, is_one_to_one=True)
    probability, others = found.scored.probability, found.scored.other_names()
    between = single.kept & (probability >= SETTLED) & (probability < LIKELY)
    assert (between & others).any()
    assert (between & ~others).any()
    assert (found.kept & (probability < LIKELY)).tolist() == (between & ~others).tolist()


def test_of_namesakes_those_with_the_same_title_meet() -> None:
    both, days = fillers(60, 1)
    one = named("a", ["Seyed Omid Sazegar", "Omid Sazegar", *both], ["", "", *days])
    other = named("b", ["امید سازگار", "سید امید سازگار", *both], ["", "", *days])
    found = by_ids(link([one, other], is_one_to_one=True, least=0.0))
    assert {("a0", "b1"), ("a1", "b0")} <= set(found)


def test_three_lists_hold_nobody_twice_over_all_of_them() -> None:
    found = simulate(Settings(seed=2, persons=400, lists=several(3, coverage=[0.6, 0.6, 0.6]), visibility=0.5))
    lists = [listed(f"list {at}", [dict(row) for row in found.rows(at)]) for at in range(3)]
    linked = link(lists, is_one_to_one=True)
    sets = {place: {place} for place in range(sum(len(each.records) for each in lists))}
    source = np.repeat(np.arange(3), [len(each.records) for each in lists])
    for a, b in zip(linked.scored.one[linked.kept].tolist(), linked.scored.other[linked.kept].tolist(), strict=True):
        joined = sets[a] | sets[b]
        for place in joined:
            sets[place] = joined
    assert all(len({source[place] for place in each}) == len(each) for each in sets.values())
    pairs = np.stack([linked.scored.one[linked.kept], linked.scored.other[linked.kept]], 1)
    assert (of_pairs(pairs, found.pairs()).f1.value or 0) > 0.85


def test_a_single_list_is_searched_for_duplicates() -> None:
    rare = [f"{given} {family}" for given in ("Omid", "Laleh", "Kaveh") for family in ("Tehranpour", "Sazegar", "Rahgozaran")]
    births = [f"195{at}-03-1{at}" for at in range(9)]
    linked = link([named("one", [*rare, "امید تهران‌پور"], [*births, births[0]])])
    assert list(by_ids(linked, 0.5)) == [("one0", "one9")]


def fillers(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Persons whom nobody resembles: names, and days of birth."""
    random = Random(seed)
    syllables = ["ba", "do", "mi", "nu", "sha", "ka", "ra", "gol", "so", "te", "pu", "zar", "vi", "fe"]
    names = [f"{''.join(random.choices(syllables, k=2))} {''.join(random.choices(syllables, k=4))}" for _ in range(count)]
    return names, [f"{random.randint(1930, 1970)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}" for _ in range(count)]


def proposed(pairs: Sequence[tuple[str, str]], *, births: bool) -> list[float]:
    """The probability of each of these pairs, among 300 persons who stand on both lists and 300 who do not."""
    both, days = fillers(300, 1)
    own = [fillers(150, seed) for seed in (2, 3)]
    known = [f"1960-01-{at + 1:02d}" for at in range(len(pairs))]
    lists = [
        named(name, [*(pair[side] for pair in pairs), *both, *own[side][0]], [*known, *days, *own[side][1]] if births else ())
        for side, name in enumerate("ab")
    ]
    found = by_ids(link(lists, least=0.0))
    return [found.get((f"a{at}", f"b{at}"), 0.0) for at in range(len(pairs))]


def test_spellings_of_one_compound_meet() -> None:
    spelt = ["محمدرضا {}", "محمد رضا {}", "Mohammad Reza {}", "Mohamadreza {}", "M. Reza {}"]
    families = ["Tehranpour", "Sarvestani", "Golpayegan", "Nikandish", "Sazegaran", "Rahgozar", "Dashtaki", "Zarkoub", "Behravan",
                "Azargoon"]  # fmt: skip
    ways = [(one, other) for at, one in enumerate(spelt) for other in spelt[at + 1 :]]
    pairs = [(one.format(family), other.format(family)) for (one, other), family in zip(ways, families, strict=True)]
    found = dict(zip(pairs, proposed(pairs, births=True), strict=True))
    assert {pair: p for pair, p in found.items() if p < 0.5} == {}


def test_names_that_only_look_alike_are_left_to_people() -> None:
    """With an equal family and nothing else, حسن and حسین are not joined; they are compared, so that people may see them."""
    pairs = [("حسن نیک‌اندیش", "حسین نیک‌اندیش"), ("حمید سازگار", "حامد سازگار"), ("حسن رهگذر", "Hossein Rahgozar"),
             ("Hasan Behravan", "Hossein Behravan")]  # fmt: skip
    found = dict(zip(pairs, proposed(pairs, births=False), strict=True))
    assert {pair: p for pair, p in found.items() if not 0 < p < 0.9} == {}


def test_brothers_whose_names_look_alike_are_left_to_people() -> None:
    """Father, day and place are the same: no model joins حسن and حسین, however probable it holds it."""
    pairs = [("حسن نیک‌اندیش", "حسین نیک‌اندیش"), ("محمدحسن سازگار", "محمدحسین سازگار"), ("محمدرضا رهگذر", "محمدعلی رهگذر"),
             ("احمد بهروان", "محمد بهروان"), ("رضا مهتابی", "علی مهتابی")]  # fmt: skip
    others = [("یوسف نیک‌اندیش", "یوسوف نیک‌اندیش"), ("محمدحسن رهگذر", "محمد حسن رهگذر"), ("رحمان سازگار", "رحمن سازگار")]
    told = {"father": ["father"], "birth": ["birth"], "name": ["name"], "id": ["id"]}
    lists = [
        read(name, [{"id": f"{name}{at}", "name": both[side], "father": "کریم", "birth": "1950-03-01"}
                    for at, both in enumerate([*pairs, *others])], told)
        for side, name in enumerate("ab")
    ]  # fmt: skip
    linked = link(lists, least=0.0)
    held = linked.scored.other_given()
    starts = len(pairs) + len(others)
    pairs_held = zip(linked.scored.one.tolist(), linked.scored.other.tolist(), held.tolist(), strict=True)
    of = {(one, other - starts): each for one, other, each in pairs_held}
    assert [of[at, at] for at in range(starts)] == [True] * len(pairs) + [False] * len(others)


BAD: dict[str, Callable[[], list[Listed]]] = {
    "all values equal": lambda: [named(name, ["Omid Sazegar"] * 300, ["1950-03-01"] * 300) for name in "ab"],
    "one row each": lambda: [named("a", ["Omid Sazegar"], ["1950"]), named("b", ["امید سازگار"], ["1950"])],
    "one row": lambda: [named("a", ["Omid Sazegar"])],
    "nothing in common": lambda: [named("a", ["Omid Sazegar"]), named("b", ["Laura Campos"])],
    "mixed scripts in one field": lambda: [
        named("a", ["Omid سازگار", "حسن Rahgozar"]), named("b", ["امید Sazegar", "Hasan رهگذر"])
    ],
    "one letter each": lambda: [named(name, ["X", "ع", "M.", "Laura"]) for name in "ab"],
    "rows without names": lambda: [named(name, ["", "N.N.", "Laura Campos", "?"] * 20) for name in "ab"],
    "very long names": lambda: [named(name, ["Laura " * 200 + "Campos", "ل" * 5000]) for name in "ab"],
    "signs": lambda: [named(name, ["\x00\ufffd🙂 Laura", "‮Campos‬ Laura", "\u200c\u200c Omid"]) for name in "ab"],
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_lists_give_a_sensible_result(kind: str) -> None:
    lists = BAD[kind]()
    linked = link(lists, is_one_to_one=True, least=0.0)
    probability = linked.scored.probability
    assert np.isfinite(probability).all()
    assert ((probability >= 0) & (probability <= 1)).all()
    assert [len(each.records) for each in linked.lists] == [len(each.records) for each in lists]
    if len(lists) > 1:
        assert linked.kept.sum() <= min(len(each.records) for each in lists)


def test_mixed_scripts_in_one_field_meet() -> None:
    linked = link(BAD["mixed scripts in one field"](), least=0.0)
    found = by_ids(linked)
    assert found["a0", "b0"] > found.get(("a0", "b1"), 0.0)
    assert found["a1", "b1"] > found.get(("a1", "b0"), 0.0)


def test_a_pair_with_nothing_but_a_name_is_known_as_such() -> None:
    linked = link([named("a", ["Omid Sazegar"], ["1950"]), named("b", ["Omid Sazegar", "Omid Sazegar"], ["1950", ""])], least=0.0)
    alone = dict(zip(by_ids(linked), linked.scored.name_alone().tolist(), strict=True))
    assert alone == {("a0", "b0"): False, ("a0", "b1"): True}


@pytest.mark.slow
def test_a_million_identical_rows() -> None:
    """Nothing tells them apart, so that nothing is proposed; and that is said at once, without a pair for each two of them."""
    rows = [{"name": "Omid Sazegar", "birth": "1950"}] * 1_000_000
    linked = link([read("all", rows, {"name": ["name"], "birth": ["birth"]})])
    assert not linked.kept.any()
    assert linked.left_out > 0
    assert len(linked.lists[0].records) == 1_000_000


def test_lists_may_be_weighed_with_the_default(made: Made) -> None:
    lists, true = made
    linked = link([listed("a", lists[0]), listed("b", lists[1])], model=default(), is_one_to_one=True)
    found = set(by_ids(linked, 0.5))
    assert len(found & true) / len(found | true) > 0.75
