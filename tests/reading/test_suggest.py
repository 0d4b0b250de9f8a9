"""Everything that is suggested of a text, and the names among it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.reading.annotations import annotated
from dadkhah.reading.named import Entry, Known, find_names
from dadkhah.reading.prose import Prose
from dadkhah.reading.suggest import ENOUGH, suggest
from tests.reading.gold import FOLDER
from tests.reading.growth import EVENLY, growth

LETTERS = st.text(st.sampled_from("AaBb zé.,:;“”\"'«»()\n۱2 ۳4،ی‌کنفتزدان؟!-–/ Mr Dr said گفت 1988 "), max_size=300)


def named(text: str, **more) -> list[tuple[str, str]]:
    return [(each.kind, each.exact) for each in find_names(Prose(text), **more)]


def test_names_in_latin_letters():
    text = (
        "Dr. Ilan Dorso of the Ministry of Justice met Judge Mara Velin in Varnia. Dorso left Tolm Prison on Tuesday. "
        "The Iranian court of appeal said nothing; Amnesty International and the United Nations asked."
    )
    assert named(text) == [
        ("person", "Ilan Dorso"), ("group", "Ministry of Justice"), ("person", "Mara Velin"), ("place", "Varnia"),
        ("person", "Dorso"), ("place", "Tolm Prison"), ("group", "Amnesty International"), ("group", "United Nations"),
    ]  # fmt: skip


def test_names_in_persian():
    text = "به گفتهٔ دکتر ایلان دورسو، زندان تولم در ورنیا بسته شد. سازمان عفو بین‌الملل آن را رد کرد."
    assert named(text) == [("person", "ایلان دورسو"), ("place", "زندان تولم"), ("group", "سازمان عفو بین‌الملل")]


def test_a_title_is_the_role_and_not_the_name():
    [person] = find_names(Prose("It was General Ordan Pell."))
    assert (person.exact, person.role and person.role.exact) == ("Ordan Pell", "General")


def test_what_an_archive_knows_is_offered_in_any_spelling_and_joined_with_nobody():
    known = Known.of([
        Entry("p1", "person", ("ایلان دورسو", "Ilan Dorso")), Entry("p2", "person", ("Ilan Dorso",)),
        Entry("g1", "group", ("Al",)),
    ])  # fmt: skip
    found = find_names(Prose("ايلان دورسو and Ilan Dorso and al"), known)
    assert [(each.exact, each.known) for each in found if each.known] == [("ايلان دورسو", ("p1",)), ("Ilan Dorso", ("p1", "p2"))]


def test_every_gold_text_keeps_its_places():
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text("utf-8")
        reading = suggest(text)
        assert reading.suggestions
        assert all(text[each.start : each.end] == each.exact for each in reading.suggestions)


def test_a_long_text_is_read_in_two_processes_with_the_same_result():
    told, still = "On 3 May 1988 Ilan Dorso said: “We killed 40 prisoners.”\n\n", "the river was still\n\n"
    text = told + still * (ENOUGH // len(still)) + told
    found = suggest(text, beside=True)
    assert {each.kind for each in found.suggestions} == {"quote", "figure", "date", "person"}
    assert found == suggest(text)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
def test_a_shorter_text_is_read_by_a_copy_of_a_process_that_has_no_threads():
    program = (
        "import os\nfrom dadkhah.processes import can_copy\nfrom dadkhah.reading.suggest import ENOUGH_FOR_A_COPY, suggest\n"
        "text = 'On 3 May 1988 Ilan Dorso said: “We killed 40 prisoners.” ' * (ENOUGH_FOR_A_COPY // 50)\n"
        "assert can_copy()\nfound = suggest(text, beside=True)\n"
        "assert os.times().children_user > 0\nassert found == suggest(text)\nprint(len(found.suggestions))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 1000


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
def test_a_process_is_not_copied_with_a_thread_that_python_does_not_count():
    program = (
        "import _thread, threading, time\nfrom dadkhah.processes import can_copy\n_thread.start_new_thread(time.sleep, (60,))\n"
        "assert threading.active_count() == 1 and not can_copy()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_name_of_a_thousand_words_is_none_and_ends_no_reading():
    assert named("Ilan and " * 2000 + "Mara Velin was there.") == [("person", "Mara Velin")]


def test_a_long_column_of_numbers_is_a_table_and_what_stands_around_it_is_read():
    told = "On 3 May 1988 two guards killed 40 prisoners."
    text = f"{told}\n\n{'1988 1989 17 '*2000}\n\n{told}"
    found = suggest(text).suggestions
    alone = [each.start for each in suggest(told).suggestions]
    assert [each.start for each in found] == alone + [at + len(text) - len(told) for at in alone]


@pytest.mark.parametrize("unit", [".", "?!", "1", "1 ", "1-", "Xy and ", "“", "'", ". ", "a\n\n"])
def test_rows_of_signs_are_read_in_a_time_that_grows_with_their_length(unit):
    assert growth(lambda prose: suggest(prose.text), unit) < EVENLY


@given(LETTERS)
def test_any_text_at_all_is_read(text):
    for each in suggest(text).suggestions:
        assert text[each.start : each.end] == each.exact
        assert 0 <= each.confidence <= 1


def test_annotations_hold_the_same_places():
    text = "The prosecutor, Ilan Dorso, said that 40 prisoners were killed in Tolm Prison on 3 May 1988."
    reading = suggest(text)
    page = annotated(reading, "a text")
    assert len(page["items"]) == len(reading.suggestions)
    for item, each in zip(page["items"], reading.suggestions, strict=True):
        position, quote = item["target"]["selector"]
        assert (position["start"], position["end"], quote["exact"]) == (each.start, each.end, each.exact)
        assert text.startswith(quote["prefix"] + quote["exact"] + quote["suffix"], position["start"] - len(quote["prefix"]))
        assert item["body"][0]["value"] == each.kind
