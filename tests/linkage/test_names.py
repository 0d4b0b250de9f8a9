"""Habits of writing names, in Persian, Arabic, Spanish and English: what is the same name comes out as the same words."""

from __future__ import annotations

import numpy as np
import pytest

from dadkhah.linkage.kernel import compare, encode_names, encode_words
from dadkhah.linkage.names import named, parts, table, titles, words
from dadkhah.linkage.skeleton import skeleton
from dadkhah.linkage.sounds import costs, letters, likeness, sounds
from dadkhah.reading.fold import fold


def alike(one: str, other: str) -> float:
    """How alike two whole names are, by the best of the ways in which each names somebody."""
    ways = [named(*parts(text)) for text in (one, other)]
    names = [name for each in ways for name in each]
    vocabulary = list(dict.fromkeys(word for name, _ in names for word in name))
    numbers = {word: at for at, word in enumerate(vocabulary)}
    coded = encode_names([([numbers[word] for word in name], given) for name, given in names])
    pairs = [(a, len(ways[0]) + b) for a in range(len(ways[0])) for b in range(len(ways[1]))]
    left, right = np.array(pairs).T
    return float(compare(encode_words(vocabulary, [1.0] * len(vocabulary)), coded, left, right).whole.max())


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("علي", "علی"),  # letters of Arabic keyboards
        ("كاظم", "کاظم"),
        ("رئیس", "رییس"),  # hamza
        ("مؤمن", "مومن"),
        ("أحمد", "احمد"),
        ("آذر", "اذر"),
        ("ضیاء", "ضیا"),
        ("فاطمة", "فاطمه"),
        ("سۆران", "سوران"),  # Kurdish
        ("محـــمد", "محمد"),  # tatweel
        ("مُحَمَّد", "محمد"),  # vowel signs
        ("عَلِيٌّ", "علی"),
        ("نیک‌اندیش", "نیک‌انديش"),
        ("علی۱۲", "علی"),  # a number of the row beside the name
        ("Ali12", "ali"),
        ("Gómez", "gomez"),
        ("Muñoz", "munoz"),
        ("ʿAlī", "Ali"),
        ("O’Brien", "O'Brien"),
        ("O'Brien", "OBrien"),
        ("D’Angelo", "DAngelo"),
        ("NIKANDISH", "Nikandish"),
        ("Nik-Andish", "Nik Andish"),
        ("محمدرضا", "محمد رضا"),  # compounds
        ("محمد‌رضا", "محمد رضا"),
        ("Mohammad-Reza", "Mohammad Reza"),
        ("MohammadReza", "Mohammad Reza"),
        ("علیرضا", "علی رضا"),
        ("Alireza", "Ali Reza"),
        ("غلامحسین", "غلام حسین"),
        ("عبد الکریم", "عبدالکریم"),  # what is joined
        ("عبد‌الكريم", "عبدالکریم"),
        ("Abd al-Karim", "Abdalkarim"),
        ("Abdul Karim", "Abdulkarim"),
        ("ابو بكر", "ابوبکر"),
        ("فتح الله", "فتح‌الله"),
        ("سیف الدین", "سیف‌الدین"),
        ("Shams ud-Din", "Shamsuddin"),
        ("ال یاسین", "الیاسین"),
        ("امید رهگذر زاده", "امید رهگذرزاده"),  # endings of family names
        ("Omid Rahgozar Nezhad", "Omid Rahgozarnezhad"),
        ("Omid Rahgozar-zadeh Dorosti", "Omid Rahgozarzadeh Dorosti"),
    ],
)
def test_one_spelling_for_many(written: str, same: str) -> None:
    assert words(written) == words(same) != ()


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("سید حسن صدر", "حسن صدر"),
        ("سیدحسن صدر", "حسن صدر"),
        ("سیده‌زهرا صدر", "زهرا صدر"),
        ("السيد حسن صدر", "حسن صدر"),
        ("SeyedHasan Sadr", "Hasan Sadr"),
        ("Sayyid Hasan Sadr", "Hasan Sadr"),
        ("حاج حسن صدر", "حسن صدر"),
        ("الحاج حسن صدر", "حسن صدر"),
        ("دکتر حسن صدر", "حسن صدر"),
        ("آیت الله حسن صدر", "حسن صدر"),
        ("آیت‌الله حسن صدر", "حسن صدر"),
        ("حجت الاسلام حسن صدر", "حسن صدر"),
        ("شهید حسن صدر", "حسن صدر"),
        ("آقای حسن صدر", "حسن صدر"),
        ("Dr. Omid Rahgozar", "Omid Rahgozar"),
        ("Sra. Laura Campos", "Laura Campos"),
        ("Don Juan Campos", "Juan Campos"),
        ("Juan Campos Jr.", "Juan Campos"),
        ("John Fields III", "John Fields"),
        ("علی بن حسن", "علی حسن"),
        ("علی فرزند حسن", "علی حسن"),
        ("Ali bin Hasan", "Ali Hasan"),
        ("Ali ibn Hasan", "Ali Hasan"),
        ("Laura de la Cruz", "Laura Cruz"),
        ("Laura de los Campos", "Laura Campos"),
        ("Laura Campos y Ríos", "Laura Campos Rios"),
        ("Laura Campos vda. de Ríos", "Laura Campos Rios"),
        ("Laura Fields née Brooks", "Laura Fields Brooks"),
        ("Fco. Campos", "Francisco Campos"),
        ("Ma. José Campos", "María José Campos"),
        ("Mohd. Karimi", "Mohammad Karimi"),
    ],
)
def test_titles_and_particles_are_left_out(written: str, left: str) -> None:
    assert words(written) == words(left)


@pytest.mark.parametrize("text", ["سید", "Sheikh", "شهید", "de la", "Haj", "سیدی", "Ed Fields", "Eldon Brooks", "سیدین"])
def test_a_title_stays_where_nothing_else_is_left(text: str) -> None:
    assert len(words(text)) == len(text.split())


@pytest.mark.parametrize(
    "text",
    ["", "  ", "?", "123", "N.N.", "NN", "Unknown", "unidentified man", "ناشناس", "مجهول الهوية", "Desconocida", "فرد ناشناس"],
)
def test_no_name(text: str) -> None:
    assert words(text) == ()
    assert named(text) == [((), 0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [("سیدحسن صدر", {"سید"}), ("حاج سید حسن صدر", {"حاج", "سید"}), ("Seyed Hasan Sadr", {"seyed"}), ("حسن صدر", set()),
     ("سید", set()), ("آیت الله صدر", {"ایتالله"}), ("N.N.", set())],
)  # fmt: skip
def test_titles_are_kept_for_telling_namesakes_apart(text: str, said: set[str]) -> None:
    assert titles(text) == said


def test_who_is_called_so_has_a_name() -> None:
    assert words("Mard Unknownzadeh") == ("mard", "unknownzadeh")
    assert words("Baby Campos") == ("baby", "campos")


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Campos, Laura", "Laura", "Campos"),
        ("صدر، حسن", "حسن", "صدر"),
        ("Campos y Ríos, María José", "María José", "Campos y Ríos"),
        ("Juan Campos, Jr.", "Juan Campos, Jr.", ""),
        ("Laura Campos", "Laura Campos", ""),
        ("Campos,", "Campos,", ""),
    ],
)
def test_a_comma_parts_family_and_given(text: str, given: str, family: str) -> None:
    assert parts(text) == (given, family)


@pytest.mark.parametrize(
    "text",
    [
        "Laura (Pocha) Campos", "Laura Campos (Pocha)", "Laura Campos [Pocha]", 'Laura "Pocha" Campos', "Laura «Pocha» Campos",
        "Laura “Pocha” Campos", "Laura Campos alias Pocha", "Laura Campos a.k.a. Pocha", "Laura Campos, known as Pocha",
    ],
)  # fmt: skip
def test_an_alias_is_a_further_name(text: str) -> None:
    without, including = named(text)
    assert without == (("laura", "campos"), 1)
    assert sorted(including[0]) == ["campos", "laura", "pocha"]


def test_an_alias_in_persian() -> None:
    assert named("حسن صدر معروف به بابک") == [(("حسن", "صدر"), 1), (("حسن", "صدر", "بابک"), 1)]
    assert alike("حسن صدر (بابک)", "بابک صدر") > 0.85


def test_given_names_are_told_from_the_rest() -> None:
    assert named("محمدرضا صدر") == [(("محمد", "رضا", "صدر"), 2)]
    assert named("M. Reza Sadr") == [(("m", "reza", "sadr"), 2)]
    assert named("María José", "Campos Ríos") == [(("maria", "jose", "campos", "rios"), 2)]
    assert named("Laura Campos") == [(("laura", "campos"), 1)]
    assert named("صدر") == [(("صدر",), 0)]
    assert named("حسن", "نامعلوم") == [(("حسن",), 0)]


SAME = [
    ("محمدرضا صدر", "Mohammad Reza Sadr"), ("محمدرضا صدر", "Mohamadreza Sadr"), ("محمدرضا صدر", "M. Reza Sadr"),
    ("Mohammad Reza Sadr", "Mohamadreza Sadr"), ("Mohammad Reza Sadr", "M. Reza Sadr"), ("Mohamadreza Sadr", "M. Reza Sadr"),
    ("محمد رضا صدر", "Muhammad-Rida Sadr"), ("سیدعلی الموسوی", "Ali Mousavi"), ("عبدالکریم رهگذر", "Abd al-Karim Rahgozar"),
    ("نورالدین رهگذر", "Noureddine Rahgozar"), ("نورالدین رهگذر", "Nur al-Din Rahgozar"), ("حسین خان‌زاده", "Hossein Khan Zadeh"),
    ("Rahgozar Hossein", "حسین رهگذر"), ("Campos Ríos, María José", "María José Campos"), ("Laura Campos de Ríos", "Laura Campos"),
    ("خدیجة المدهون", "Khadija Al-Madhoun"), ("Khadija al Madhoon", "خديجه مدهون"), ("ذوالفقار آذرگون", "Zolfaghar Azargoon"),
    ("امید صبایی", "Omid Saba'i"), ("امید صبائی", "Omid Sabayi"), ("نسرین رفیعی", "Nasrin Rafi'i"), ("لاله فتحی", "Laleh Fathi"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_in_two_spellings_is_alike(one: str, other: str) -> None:
    assert alike(one, other) >= 0.85


@pytest.mark.parametrize(
    ("one", "other"),
    [("حسن", "حسین"), ("حمید", "حامد"), ("حسن", "Hossein"), ("حسین", "Hasan"), ("Hasan", "Hossein"), ("حمید", "Hamed"),
     ("مجید", "ماجد"), ("سعید", "Saad"), ("Laura", "Lara Maria"), ("مریم", "Marwan")],
)  # fmt: skip
def test_names_that_are_nearly_spelt_alike_stay_apart(one: str, other: str) -> None:
    assert likeness(fold(one), fold(other)) < 0.82


def test_sounds_say_how_a_word_is_heard() -> None:
    def heard(word: str) -> str:
        return "".join(letters()[sound] for sound in sounds(word))

    assert heard("karim") == "karim"
    assert heard("sharif") == "Sarif"
    assert heard("khattab") == "xatab"
    assert heard("کریم") == "krYm"
    assert heard("nureddin") == heard("nureldin")
    assert heard("المدهون")[:2] == "I" + "L"
    assert heard("🙂") == ""


@pytest.mark.parametrize("across", [False, True])
def test_costs_are_the_same_both_ways(across: bool) -> None:
    cost = costs(across=across)
    for a in range(len(cost)):
        assert cost[a][a] == 0.0
        for b in range(len(cost)):
            assert cost[a][b] == cost[b][a] >= 0.0


def test_the_tables_are_written_as_names_are_folded() -> None:
    tables = table("words")
    plain = ("honorifics", "attached", "particles", "joined", "joined_back", "endings", "fronts")
    listed = [word for each in plain for word in tables[each]]
    listed += [*tables["short"], *tables["short"].values(), *tables["nameless"]["whole"], *tables["nameless"]["beside"]]
    listed += [*tables["compounds"]["first"], *tables["compounds"]["second"]]
    assert [word for word in listed if fold(word) != word] == []


def test_every_sound_of_the_tables_is_known() -> None:
    tables = table("sounds")
    known = set(tables["sounds"])
    said = {sound for spelt in tables["latin"].values() for sound in str(spelt).split()}
    said |= {*tables["arabic"].values(), *tables["arabic_first"].values(), *tables["arabic_last"].values()}
    said |= {sound for pairs in tables["alike"].values() for pair in pairs for sound in pair.split()}
    said |= {sound for of in tables["skeleton"].values() for sound in of}
    assert said <= known


def test_what_is_alike_has_one_skeleton() -> None:
    spelt = [("محمد", "Mohamed"), ("خدیجة", "Khadija"), ("قربانی", "Ghorbani"), ("عبدالله", "Abdollah"), ("González", "Gonzales")]
    for one, other in spelt:
        assert skeleton(fold(one)) == skeleton(fold(other)) != ""
