"""The fast comparison of names says what its plain twin says, whatever the names."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from dadkhah.linkage import aligned, kernel
from dadkhah.linkage.names import named
from dadkhah.linkage.sounds import sounds
from tests.linkage import plain
from tests.linkage.plain import Name

LATIN = [
    "Mohammad Reza Karimi", "Mohamadreza Karimi", "M. Reza Karimi", "M Reza", "Khan Zadeh", "Khanzadeh", "Hasan Nik-Andish",
    "Hossein Nikandish", "Abd al-Karim Sadr", "Abdolkarim Sadr", "Nur al-Din Behravan", "Noureddine Behravan", "José María O'Brien",
    "O'Brien José María", "García Márquez Gabriel", "Gabriel García", "de la Cruz", "Maria Jose", "X", "Ou", "Fathi",
    "Eshaq Madhoon",
]  # fmt: skip
PERSIAN = [
    "محمدرضا کریمی", "محمد رضا کریمی", "خان زاده", "خانزاده", "حسن نیک‌اندیش", "حسین نیک‌اندیش", "عبدالکریم صدر", "نورالدین بهروان",
    "سید علی موسوی", "الموسوی علی", "م رضا", "کریمی محمدرضا", "حمید", "حامد", "ع", "فتح الله", "اسحاق المدهون",
]  # fmt: skip
LETTERS = {"latin": "aeiouybdfghjklmnrstvzkhsh", "arabic": "ابپتجحخدرزسشصطعغفقکلمنوهی"}


def handmade() -> list[Name]:
    found = [Name(*each) for text in LATIN + PERSIAN for each in named(text)]
    long = Name(["karim", "reza", "hasan", "omid", "laleh", "sara", "nima", "javad", "behrouz", "kaveh"], 3)
    return [*found, Name(()), long, Name(list(reversed(long.words)), 2), Name(["mehr" * 12, "karimi"], 1), Name(["mehr" * 12], 0)]


def scattered(random: Random, count: int) -> list[Name]:
    """Names of random words in both scripts, and each with some of its words or letters changed."""
    found = []
    for _ in range(count):
        letters = LETTERS[random.choice(["latin", "arabic"])]
        words = ["".join(random.choices(letters, k=random.randint(1, 8))) for _ in range(random.randint(1, 5))]
        found.append(Name(words, random.randint(0, len(words))))
        changed = [_changed(random, word, letters) for word in random.sample(words, len(words)) if random.random() < 0.9]
        found.append(Name(changed, random.randint(0, len(changed))))
    return found


def _changed(random: Random, word: str, letters: str) -> str:
    at = random.randrange(len(word))
    return random.choice([word, word, word[:at] + random.choice(letters) + word[at + 1 :], word[:at] + word[at:] * 2])


def encoded(names: list[Name]) -> tuple[kernel.Words, kernel.Names, dict[str, float]]:
    words = list(dict.fromkeys(word for name in names for word in name.words))
    bits = {word: 1.0 + len(word) % 5 + at % 7 for at, word in enumerate(words)}
    numbers = {word: at for at, word in enumerate(words)}
    rows = [([numbers[word] for word in name.words], name.given) for name in names]
    return kernel.encode_words(words, [bits[word] for word in words]), kernel.encode_names(rows), bits


def assert_as_plain(names: list[Name], pairs: list[tuple[int, int]], *, settled: float = 1.0) -> None:
    """Where two alignments are equally good, rounding decides which words meet: `settled` is the least share of other pairs."""
    words, coded, bits = encoded(names)
    one, other = np.array(pairs, np.int64).T
    found = np.stack(kernel.compare(words, coded, one, other), 1)
    slow = np.array([plain.compare(names[a], names[b], bits) for a, b in pairs])
    off = np.abs(found - slow).max(1) > 1e-5
    assert found[:, 0] == pytest.approx(slow[:, 0], abs=1e-5)
    assert off.mean() <= 1 - settled, [(names[a], names[b]) for (a, b), is_off in zip(pairs, off, strict=True) if is_off][:5]


def test_names_made_by_hand() -> None:
    names = handmade()
    assert_as_plain(names, [(a, b) for a in range(len(names)) for b in range(len(names))])


@pytest.mark.parametrize("seed", range(3))
def test_random_names(seed: int) -> None:
    random = Random(seed)
    names = scattered(random, 150)
    likely = [(at, at + 1) for at in range(0, len(names), 2)]
    by_chance = [(random.randrange(len(names)), random.randrange(len(names))) for _ in range(600)]
    assert_as_plain(names, likely + by_chance, settled=0.99)


def both_ways(names: list[Name]) -> np.ndarray:
    """How far apart the comparisons of each pair are, one way and the other."""
    words, coded, _ = encoded(names)
    one, other = np.repeat(np.arange(len(names)), len(names)), np.tile(np.arange(len(names)), len(names))
    there, back = (np.stack(kernel.compare(words, coded, *each), 1) for each in ((one, other), (other, one)))
    return np.abs(there - back).max(1)


def test_it_is_the_same_both_ways() -> None:
    assert both_ways(handmade()).max() < 1e-5
    # Of random letters two ways to align may be equally good; which one is taken depends on the side.
    assert (both_ways(scattered(Random(9), 100)) > 1e-5).mean() < 0.005


def test_a_name_is_like_itself_and_an_empty_one_like_nothing() -> None:
    names = [Name(["karim", "sadr"], 1), Name(()), Name(["mehr" * 12, "karimi"], 1)]
    words, coded, bits = encoded(names)
    found = kernel.compare(words, coded, np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]))
    assert found.whole.tolist() == [1.0, -1.0, -1.0, 1.0]
    assert found.given.tolist() == [1.0, -1.0, -1.0, 1.0]
    assert found.bits.tolist() == [bits["karim"] + bits["sadr"], 0.0, 0.0, bits["mehr" * 12] + bits["karimi"]]


def test_of_a_long_name_the_first_words_and_the_last_are_compared() -> None:
    long = [f"{first}{last}" for first in "bdfkm" for last in ("aran", "ostan")]
    names = [Name(long, 1), Name([*long[:7], long[-1]], 1), Name([*long[:7], long[7]], 1)]
    words, coded, _ = encoded(names)
    found = kernel.compare(words, coded, np.array([0, 0]), np.array([1, 2]))
    assert found.whole[0] == 1.0
    assert found.whole[1] < 1.0


def test_of_a_long_word_the_first_sounds_are_compared() -> None:
    begun = "bakadafalamanaparasa" * 2
    assert len(sounds(begun)) > kernel.SOUNDS
    names = [Name([begun + "zan"]), Name([begun + "kur"])]
    words, coded, _ = encoded(names)
    assert kernel.compare(words, coded, np.array([0]), np.array([1])).whole.tolist() == [1.0]


def test_the_lengths_are_those_of_the_loops() -> None:
    assert (kernel.WORDS, kernel.SOUNDS) == (aligned.WORDS, aligned.SOUNDS)


def test_no_pairs() -> None:
    words, coded, _ = encoded([Name(["karim"])])
    nothing = np.empty(0, np.int64)
    assert len(kernel.compare(words, coded, nothing, nothing).whole) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("M. Rahgozar", "Mostafa Rahgozar"), ("A. Rahgozar", "احمد رهگذر"), ("H. Rahgozar", "حسین رهگذر")],
)
def test_an_initial_stands_for_its_word(one: str, other: str) -> None:
    names = [Name(*named(text)[0]) for text in (one, other)]
    words, coded, _ = encoded(names)
    found = kernel.compare(words, coded, np.array([0]), np.array([1]))
    assert found.given[0] == pytest.approx(aligned.INITIAL, abs=1e-5)
    assert found.rest[0] > 0.9


def test_two_words_may_be_one() -> None:
    names = [Name(["omid", "khan", "zadeh"], 1), Name(["omid", "khanzadeh"], 1), Name(["امید", "خانزاده"], 1)]
    words, coded, _ = encoded(names)
    found = kernel.compare(words, coded, np.array([0, 0]), np.array([1, 2]))
    assert (found.whole > 0.95).all()
