"""Linking: what is found and what is wrong on lists of real people where they are at hand, and how fast on a million made-up ones.

The lists of real people stand beside the checkout (`../shared/data/linkage`), or where DADKHAH_LISTS says; without them only
the made-up ones are measured. Truth never reaches the model.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from script.benchmarks.figure import Figure, peak_memory, spent

LISTS = Path(os.environ.get("DADKHAH_LISTS", Path(__file__).resolve().parents[3] / "shared" / "data" / "linkage"))
DATED = {"birth": ["bdate", "byear"], "age": ["age"], "event": ["dets", "deas"], "place": ["place"]}
NAMED = {"id": ["id"], "given": ["given"], "family": ["surname"]}
ARGENTINA = (
    ("arg_ruvte", {**NAMED, "maternal": ["maternal"], "married": ["married"], **DATED}),
    ("arg_parque", {**NAMED, **DATED}),
)
PERSON = {"id": ["rec"], "age": ["age"], "sex": ["sex"]}
GAZA = (("gaza_dev_moh2024_04", {**PERSON, "name": ["en"]}), ("gaza_dev_ibc2025_06", {**PERSON, "name": ["en"]}))
GAZA_ARABIC = (("gaza_dev_moh2024_04", {**PERSON, "name": ["ar"]}), ("gaza_dev_moh2024_09", {**PERSON, "name": ["en"]}))
IRAN = tuple((f"iran1981_dev_{script}", {"id": ["rec"], "name": ["name"]}) for script in ("latin", "farsi"))
SEED = 1988
SPELT = 2_000_000
"""Pairs of names of which the comparison is timed."""
TIES = "Where two ways to align are equally good, rounding decides."
Task = Sequence[tuple[str, dict[str, list[str]]]]


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """The compiled loops are made ready first: that is once for an installation."""
    warm(folder)
    made = on_made_up(folder, 20_000 if quick else 700_000)
    names = phonemes(folder, 20_000 if quick else SPELT)
    real = [*argentina(), *gaza(), *iran()] if LISTS.is_dir() and not quick else iran() if LISTS.is_dir() else []
    return [*real, *made, *names]


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def linked(task: Task, *, is_one_to_one: bool = True) -> tuple[set[tuple[str, str]], list[list[dict[str, str]]], float]:
    """Pairs that `dadkhah link --one-to-one` would write, the rows of both lists, and seconds."""
    from dadkhah.linkage.link import link
    from dadkhah.linkage.records import read

    both = [rows(name) for name, _ in task]
    lists = [read(name, found, columns) for (name, columns), found in zip(task, both, strict=True)]
    done: list[Any] = []
    took = spent(lambda: done.append(link(lists, is_one_to_one=is_one_to_one)))
    ids = [record.id for each in lists for record in each.records]
    scored, kept = done[0].scored, done[0].kept
    pairs = zip(scored.one[kept].tolist(), scored.other[kept].tolist(), strict=True)
    return {(ids[a], ids[b]) for a, b in pairs}, both, took.wall


def f1(found: set[tuple[str, str]], true: set[tuple[str, str]]) -> float:
    return 2 * len(found & true) / (len(found) + len(true))


def argentina() -> list[Figure]:
    found, _, took = linked(ARGENTINA)
    judged = {(row["id_ruvte"], row["id_parque"]): row["how"] for row in rows("arg_truth")}
    hard = {pair for pair, how in judged.items() if not how.startswith("exact")}
    name, recall = "Argentina, RUVTE and Parque, one to one", len(found & hard) / len(hard)
    return [
        Figure(f"{name}: recall of {len(hard)} pairs with unlike names", recall, "", 0.96, note=f"{took:.0f} s"),
        Figure(f"{name}: false pairs of {len(found):,}", len(found - judged.keys()), "pairs", 5, at_most=True),
        Figure(f"{name}: F1", f1(found, set(judged)), "", 0.998),
    ]


def of_persons(task: Task, what: str, target: float) -> Figure:
    found, (one, other), took = linked(task)
    by_person = defaultdict(list)
    for row in other:
        by_person[row["person"]].append(row["rec"])
    true = {(row["rec"], rec) for row in one for rec in by_person.get(row["person"], ())}
    both = len(found & true)
    note = f"precision {both / max(1, len(found)):.4f}, recall {both / len(true):.4f}, {len(true):,} true pairs, {took:.0f} s"
    return Figure(f"{what}: F1", f1(found, true), "", target, note=note)


def gaza() -> list[Figure]:
    return [
        of_persons(GAZA, "Gaza, Ministry of Health and Iraq Body Count, English names, age, sex", 0.96),
        of_persons(GAZA_ARABIC, "Gaza, Arabic names and English names of two releases, age, sex", 0.97),
    ]


def iran() -> list[Figure]:
    return [of_persons(IRAN, "Iran 1981, Latin and Persian, names alone, one to one", 0.97)]


def simulated(folder: Path, persons: int) -> Path:
    """Three lists with as many records as ten persons have for seven, and the truth."""
    from dadkhah.linkage.simulate import Settings, several, simulate, write

    made = folder / f"lists-{persons}"
    if not (made / "README.txt").exists():
        lists = several(3, coverage=[0.6, 0.5, 1 / 0.7 - 1.1])
        write(simulate(Settings(seed=SEED, persons=persons, lists=lists, visibility=0.5)), made)
    return made


def warm(folder: Path) -> None:
    from dadkhah.linkage.link import link

    link(listed(simulated(folder, 300)), is_one_to_one=True)


def listed(made: Path) -> list[Any]:
    from dadkhah.linkage.files import read_file

    return [read_file(made / f"list-{at}.csv", {}, name=f"list-{at}", duplicate_free=True).listed for at in (1, 2, 3)]


def on_made_up(folder: Path, persons: int) -> list[Figure]:
    from dadkhah.linkage.clusters import resolve
    from dadkhah.linkage.evaluation import of_clusters, read_truth
    from dadkhah.linkage.link import link

    made = simulated(folder, persons)
    lists: list[Any] = []
    reading = spent(lambda: lists.extend(listed(made)))
    before, done, sets = peak_memory(), [], []
    linking = spent(lambda: done.append(link(lists)))
    source = np.repeat(np.arange(3), [len(each.records) for each in lists])
    held = {"threshold": 0.5, "list_of": source, "duplicate_free": [True] * 3}
    grouping = spent(lambda: sets.append(resolve(len(source), [], [], done[0].scored, **held)))
    starts = np.searchsorted(source, range(3)).tolist()
    begun = zip(starts, lists, strict=True)
    places = [{record.id: start + at for at, record in enumerate(each.records)} for start, each in begun]
    true = groups(read_truth(made / "pairs-truth.csv", places, [each.name for each in lists]), len(source))
    found = of_clusters(sets[0].of, true)
    what = f"link {len(source):,} made-up records of {persons:,} persons on three lists"
    note = (
        f"link {linking.wall:.1f} s ({len(done[0].scored.one):,} pairs compared), clusters {grouping.wall:.1f} s; "
        f"reading the files before: {reading.wall:.1f} s, {before:,.0f} MB"
    )
    told = f"precision {found.precision.value:.4f}, recall {found.recall.value:.4f}"
    return [
        Figure(f"{what}: train, predict, cluster", linking.wall + grouping.wall, "s", 60, at_most=True, note=note),
        Figure(f"{what}: memory at most", peak_memory(), "MB", 4000, at_most=True),
        Figure(f"{what}: F1 of pairs in clusters", found.f1.value or 0.0, "", 0.95, note=told),
    ]


def groups(pairs: Any, count: int) -> Any:
    """(n,) for each record the first one of its person."""
    from dadkhah.linkage.joined import Joined

    joined = Joined(count)
    for one, other in pairs.tolist():
        a, b = joined.find(one), joined.find(other)
        if a != b:
            joined.join(a, b)
    return joined.names()


def phonemes(folder: Path, count: int) -> list[Figure]:
    """Names that are worth comparing, each unique one encoded once: pairs that share a key, in the order of the first."""
    from dadkhah.linkage.blocking import block
    from dadkhah.linkage.kernel import compare, encode_names, encode_words
    from dadkhah.linkage.table import table_of
    from tests.linkage.plain import Name
    from tests.linkage.plain import compare as plainly

    lists = listed(simulated(folder, 20_000))
    names = list(dict.fromkeys(each for listing in lists for record in listing.records for each in record.names))
    words = list(dict.fromkeys(word for name in names for word in name.words))
    numbers, bits = {word: at for at, word in enumerate(words)}, dict.fromkeys(words, 8.0)
    coded: list[Any] = []
    encoding = spent(lambda: coded.extend((
        encode_words(words, list(bits.values())),
        encode_names([([numbers[word] for word in name.words], name.given) for name in names]),
    )))  # fmt: skip
    found, place = block(table_of(lists), [False] * 3), {name: at for at, name in enumerate(names)}
    first = np.array([place[record.names[0]] if record.names else 0 for listing in lists for record in listing.records])
    one, other = np.resize(first[found.one], count), np.resize(first[found.other], count)
    likeness: list[Any] = []
    took = spent(lambda: likeness.append(compare(*coded, one, other)))
    whole = likeness[0].whole
    some = range(0, count, max(1, count // 2000))
    slow = [plainly(Name(*names[one[at]]), Name(*names[other[at]]), bits)[0] for at in some]
    equal = float((np.abs(whole[list(some)] - np.array(slow)) <= 1e-5).mean())
    note = f"{len(names):,} unique names encoded in {encoding.wall:.2f} s; {len(slow):,} pairs also compared plainly"
    return [
        Figure("names compared by sound, on all processors", count / took.wall, "pairs/s", 1_500_000, note=note),
        Figure("names compared by sound: equal to the plain twin within .00001", equal, "of pairs", 0.998, note=TIES),
    ]
