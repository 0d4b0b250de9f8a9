"""Which pairs are compared: those that share a key, each once, within a budget, and only where they are looked for."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from math import log2
from random import Random

import pytest

from dadkhah.linkage import blocking
from dadkhah.linkage import promise as promises
from dadkhah.linkage.blocking import block, keys_of
from dadkhah.linkage.records import Listed, read
from dadkhah.linkage.skeleton import skeleton
from dadkhah.linkage.table import Table, table_of

GIVEN = ["Omid", "Laleh", "Javad", "Sara", "Nima", "محمدرضا", "حسن", "زهرا", "Mohammad Reza", "M."]
FAMILY = ["Tehranpour", "Nik Andish", "Sazegar", "دادگر", "رهگذر", "Khan Zadeh", "خانزاده", "Fathi", "Ah", ""]
COLUMNS = {"id": ["id"], "name": ["name"], "birth": ["birth"], "event": ["event"], "father": ["father"], "place": ["place"]}


def drawn(random: Random, name: str, count: int) -> Listed:
    rows = [
        {
            "id": f"{name}{at}", "name": f"{random.choice(GIVEN)} {random.choice(FAMILY)}",
            "birth": random.choice(["", f"19{random.randint(50, 55)}", f"195{random.randint(0, 5)}-03-01"]),
            "event": random.choice(["", "1988-07-28", "1988-08"]), "father": random.choice(["", *GIVEN]),
            "place": random.choice(["", "Evin", "گوهردشت"]),
        }
        for at in range(count)
    ]  # fmt: skip
    return read(name, rows, COLUMNS)


def brute(table: Table, within: list[bool], *, since: int = 0, most: int = 1 << 60) -> set[tuple[int, int]]:
    """Every pair that is looked for and shares a key which brings no more than so many such pairs."""
    held = defaultdict(set)
    for key, of in zip(*map(list, keys_of(table)), strict=True):
        held[int(key)].add(int(of))
    found = set()
    for records in held.values():
        pairs = {pair for pair in combinations(sorted(records), 2) if is_wanted(table, pair, within, since)}
        found |= pairs if len(pairs) <= most else set()
    return found


def promise(table: Table, one: int, other: int) -> float:
    """`promise.facts` and its loops, in plain words."""
    found = promises.facts(table)
    (sex, *a), (sex_b, *b) = found.rows[one].tolist(), found.rows[other].tolist()
    total = -6.0 if sex and sex_b and sex != sex_b else 0.0
    total += sum(float(found.words[word]) for word in a[:4] if word >= 0 and word in b[:4])
    events = [
        float(found.days[x[0] - found.first]) if x == y and x[0] == x[1] else -3.0 if max(x[0] - y[1], y[0] - x[1]) > 3 else 0.0
        for x in (a[4:6], a[6:8]) for y in (b[4:6], b[6:8]) if x[0] and y[0]
    ]  # fmt: skip
    total += max(events, default=0.0)
    if a[8] >= 0 and b[8] >= 0:
        total += float(found.fathers[a[8]]) if a[8] == b[8] else -2.0
    if a[9] and b[9]:
        gap = max(a[9] - b[10], b[9] - a[10])
        is_day = a[9] == a[10] and b[9] == b[10]
        total += (-4.0 if gap > 400 else 0.0) if gap > 0 else 13.0 if is_day else 4.0
    if a[11] >= 0 and b[11] >= 0:
        total += max([-2.0, *(float(found.places[place]) for place in a[11:14] if place >= 0 and place in b[11:14])])
    return total


def looked_at(table: Table, within: list[bool], *, since: int = 0) -> set[tuple[int, int]]:
    """Every pair that is looked for and shares three things."""
    held = defaultdict(set)
    for key, of in zip(*map(list, keys_of(table, of_three=True)), strict=True):
        held[int(key)].add(int(of))
    found = {pair for records in held.values() for pair in combinations(sorted(records), 2)}
    return {pair for pair in found if is_wanted(table, pair, within, since)}


@pytest.mark.parametrize("seed", range(3))
def test_pairs_that_share_three_things_are_compared_where_enough_agrees(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "LEAST", 0)
    monkeypatch.setattr(blocking, "PER_RECORD", 0)
    monkeypatch.setattr(promises, "MARGIN", -6.0)
    random = Random(seed)
    table, within = table_of([drawn(random, name, count) for name, count in (("a", 60), ("b", 50))]), [False, True]
    asked = {pair: promise(table, *pair) - log2(110) - 6.0 for pair in looked_at(table, within)}
    found = set(pairs(block(table, within)))
    assert {pair for pair, beyond in asked.items() if beyond > 0.001} <= found
    assert found <= {pair for pair, beyond in asked.items() if beyond > -0.001}
    assert 0 < len(found) < len(asked)


def is_wanted(table: Table, pair: tuple[int, int], within: list[bool], since: int) -> bool:
    a, b = (int(table.source[each]) for each in pair)
    return max(a, b) >= since and (a != b or within[a])


def pairs(found: blocking.Blocked) -> list[tuple[int, int]]:
    return list(zip(found.one.tolist(), found.other.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("within", [[False] * 3, [True] * 3, [False, True, False]])
@pytest.mark.parametrize("since", [0, 2])
def test_every_pair_that_shares_a_key_is_found_once(seed: int, within: list[bool], since: int) -> None:
    random = Random(seed)
    table = table_of([drawn(random, name, count) for name, count in (("a", 30), ("b", 20), ("c", 10))])
    found = pairs(block(table, within, since=since))
    assert len(found) == len(set(found))
    named = brute(table, within, since=since)
    assert named <= set(found) <= named | looked_at(table, within, since=since)
    assert named
    assert all(one < other for one, other in found)


def test_two_words_in_common_are_enough() -> None:
    """As a definition without keys: whoever shares the skeletons of two words is compared."""
    random = Random(3)
    lists = [drawn(random, name, 40) for name in "ab"]
    records = [record for each in lists for record in each.records]
    found = set(pairs(block(table_of(lists), [False, False])))
    shared = 0
    for a, b in combinations(range(80), 2):
        bones = [{skeleton(word) or word for word in records[each].names[0].words} for each in (a, b)]
        if (a < 40) != (b < 40) and len(bones[0] & bones[1]) > 1:
            shared += 1
            assert (a, b) in found
    assert shared > 50


def test_the_budget_takes_the_rarest_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(5)
    table = table_of([drawn(random, name, 60) for name in "ab"])
    whole = block(table, [False, False])
    monkeypatch.setattr(blocking, "LEAST", 300)
    monkeypatch.setattr(blocking, "PER_RECORD", 0)
    monkeypatch.setattr(blocking, "LOOKED_AT", 0)
    monkeypatch.setattr(blocking, "LEAST_LOOKED_AT", 0)
    less = block(table, [False, False])
    assert whole.left_out == 0 < less.left_out
    assert 0 < len(less.one) <= 300 < len(whole.one)
    limits = [most for most in range(1, 200) if set(pairs(less)) == brute(table, [False, False], most=most)]
    assert limits, "What is left out is what keys bring that bring more than some number of pairs."


def test_a_key_that_all_share_brings_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "LEAST", 1000)
    monkeypatch.setattr(blocking, "PER_RECORD", 0)
    rows = [{"id": str(at), "name": "Omid Sazegar"} for at in range(100)]
    found = block(table_of([read("a", rows, COLUMNS), read("b", rows, COLUMNS)]), [False, False])
    assert len(found.one) == 0
    assert found.left_out > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Omid Khan Zadeh", "امید خانزاده"),
        ("محمدرضا رهگذر", "Mohamadreza Rahgozar"),
        ("Rahgozar Omid", "امید رهگذر"),
        ("Eshaq Fathi", "اسحاق فتحی"),
        ("Laura Campos", "Campos Ríos, Laura"),
        ("O'Brien, María José", "Maria J. OBrien"),
        ("Rida Khalil", "رضا خلیل"),
        ("Ee Ah", "Ee Ah"),
    ],
)
def test_one_name_in_two_spellings_is_compared(one: str, other: str) -> None:
    lists = [read(name, [{"id": "1", "name": text}], COLUMNS) for name, text in (("a", one), ("b", other))]
    assert pairs(block(table_of(lists), [False, False])) == [(0, 1)]


def test_who_has_no_name_is_compared_with_nobody() -> None:
    rows = [{"id": "1", "name": "Omid Sazegar", "event": "1988-07-28"}, {"id": "2", "name": "N.N.", "event": "1988-07-28"}]
    found = block(table_of([read(name, rows, COLUMNS) for name in "ab"]), [False, False])
    assert pairs(found) == [(0, 2)]
