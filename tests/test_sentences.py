"""Sentences: a text to whoever prints it, and what another language needs to say it too."""

from __future__ import annotations

import sqlite3

import pytest

from dadkhah.reading.edtf import NotADate, parse
from dadkhah.sentences import Sentence, Word, packed, sentence_of, together, unpacked

ROLES = Sentence(
    "There is no role “{role}”. Roles are: {roles}.",
    role="king",
    roles=[Word("reader", fa="خواننده"), Word("steward", fa="امین")],
)


def test_it_is_a_text_like_any_other():
    assert ROLES == "There is no role “king”. Roles are: reader, steward."
    assert str(ValueError(ROLES)) == ROLES
    assert sqlite3.connect(":memory:").execute("SELECT ?", (ROLES,)).fetchone() == (ROLES,)


def test_braces_in_a_value_or_in_a_text_without_values_are_left_alone():
    assert Sentence("Not “{text}”.", text="{0} {text}") == "Not “{0} {text}”."
    assert Sentence("Write {like this}.") == "Write {like this}."


@pytest.mark.parametrize(
    "sentence",
    [
        ROLES,
        Sentence("It holds."),
        Sentence("{count} faults, the first: {first}", count=3, first=Sentence("gone: {path}", path="/a {b}")),
        together([Sentence("One."), ROLES]),
    ],
)
def test_what_is_kept_is_made_again_whole(sentence):
    again = unpacked(packed(sentence))
    assert again == sentence
    assert packed(again) == packed(sentence)
    assert getattr(again, "values", {}).keys() == sentence.values.keys()


def test_a_text_that_is_no_sentence_of_ours_is_kept_as_it_is():
    assert unpacked(packed("[Errno 5] {strange}")) == "[Errno 5] {strange}"


def test_several_are_one_text_and_each_can_still_be_said():
    both = together([Sentence("One."), ROLES])
    assert both == f"One. {ROLES}"
    assert list(both.values.values()) == ["One.", ROLES]


def test_an_exception_gives_its_sentence_back():
    with pytest.raises(NotADate) as caught:
        parse("1988-13")
    assert sentence_of(caught.value).template == "“{text}” is not a date we can keep: {faults}. {how}"
    assert sentence_of(OSError(28, "No space left on device")) == "[Errno 28] No space left on device"
