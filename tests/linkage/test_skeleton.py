"""Consonant skeletons: what stays of a word however it is spelt, as letters, as a number and as bits."""

from __future__ import annotations

import pytest

from dadkhah.linkage.names import table
from dadkhah.linkage.skeleton import BITS, LONGEST, bones, code, codes, skeleton
from dadkhah.linkage.sounds import sounds
from dadkhah.reading.fold import fold

ALIKE = [
    ["محمد", "Mohammad", "Mohamed", "Muhammed", "Mohamad"], ["حسین", "Hossein", "Husayn", "Hosain"],
    ["رضا", "Reza", "Riza"], ["قاسم", "Ghasem", "Qasim", "Kasem"], ["یوسف", "Yousef", "Yusuf", "Youssef"],
    ["خلیل", "Khalil"], ["ژاله", "Zhaleh", "Jaleh"], ["چنگیز", "Changiz"], ["González", "Gonzales"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda each: each[1])
def test_spellings_of_one_name_have_one(spellings: list[str]) -> None:
    assert len({skeleton(fold(each)) for each in spellings}) == 1


def test_other_names_have_another() -> None:
    names = ["محمد", "رضا", "قاسم", "خلیل", "مریم", "بهرام", "نسرین", "Laura", "Gonzalez"]
    assert len({skeleton(fold(each)) for each in names}) == len(names)


def test_vowels_h_and_what_is_not_known_leave_nothing() -> None:
    assert [skeleton(word) for word in ("ee", "آه", "", "🙂", "ho")] == [""] * 5


def test_a_letter_twice_counts_once() -> None:
    assert skeleton("hassan") == skeleton("hasan") == "SN"
    assert skeleton("bibi") == "B"


def test_a_number_for_each_skeleton() -> None:
    assert code("") == 0
    order = list(table("sounds")["skeleton"])
    assert len(order) < 1 << BITS
    assert code(order[2]) == 3
    assert code(order[0] + order[1]) == 1 << BITS | 2
    assert code("BD") != code("DB")
    assert code("BD" * LONGEST) == code("BD" * (LONGEST // 2)) < 1 << 62


@pytest.mark.parametrize(("word", "apart"), [("fathi", "فتحی"), ("eshaq", "اسحاق"), ("madhoon", "مدهون")])
def test_digraphs_are_also_read_as_two_letters(word: str, apart: str) -> None:
    first, second = codes(word)
    assert second != 0
    assert second == code(skeleton(fold(apart)))
    assert first == code(skeleton(word))


@pytest.mark.parametrize(("word", "said"), [("رضا", "Rida"), ("خضر", "Khader"), ("ذکی", "Daki"), ("ثابت", "Tabet")])
def test_letters_that_are_said_in_two_ways_have_both(word: str, said: str) -> None:
    first, second = codes(word)
    assert first != code(skeleton(fold(said))) == second


def test_a_word_with_one_reading_has_no_other() -> None:
    assert codes("karim") == (code("KRM"), 0)


def test_bones_are_a_bit_for_each_consonant() -> None:
    def of(word: str) -> int:
        return bones(sounds(fold(word)))

    assert of("Mohammad") == of("محمد")
    assert of("ee") == 0
    assert of("karim") & of("کریم") == of("کریم")
    assert of("laleh").bit_count() == 1
    assert of("jim").bit_count() == 3  # j may be said as g: it has the bits of both
