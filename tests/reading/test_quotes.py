"""Who said what, in the made-up documents and in any text at all."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.reading.prose import Prose
from dadkhah.reading.quotes import find_quotes
from dadkhah.reading.suggestion import Quote
from tests.reading import gold
from tests.reading.growth import EVENLY, growth

DOCUMENTS = gold.documents("quote")
VOCABULARY = yaml.safe_load((files("dadkhah.claims") / "data/vocab/statements.yaml").read_text("utf-8"))
STANCES = {term["code"] for term in VOCABULARY["lists"]["stances"]["terms"]}
PIECES = st.sampled_from([
    '"', "“", "”", "«", "»", "'", "‘", "’", "‹", "›", "\n\n", "\n", ". ", ", ", ": ", "? ", " — ", "(", ")", " ", "said",
    "he said", "Jane Roe", "told reporters", "that", "who",
    "according to", "denied", "the killings", "گفت", "که", "، ", "به گفتهٔ", "او", "مینا رستگار", "dijo",
    "قال",
    "إن", "را انکار کرد", "Q: ", "A: ", "because", "It is.", "The ministry", "خواستار", "Mr.", "U.S.",
])


def overlap(one: Quote, entry: dict[str, Any]) -> float:
    return (min(one.end, entry["end"]) - max(one.start, entry["start"])) / (entry["end"] - entry["start"])


def best(found: list[Quote], entry: dict[str, Any]) -> Quote | None:
    fitting = [each for each in found if overlap(each, entry) >= 0.5 and overlap_back(each, entry) >= 0.5]
    return max(fitting, key=lambda each: (each.exact == entry["exact"], overlap(each, entry)), default=None)


def overlap_back(one: Quote, entry: dict[str, Any]) -> float:
    return (min(one.end, entry["end"]) - max(one.start, entry["start"])) / max(1, one.end - one.start)


@pytest.mark.parametrize(("name", "text", "entries"), DOCUMENTS, ids=[each[0] for each in DOCUMENTS])
def test_documents_give_what_they_say_and_nothing_else(name: str, text: str, entries: list[dict[str, Any]]) -> None:
    found = find_quotes(Prose(text))
    assert [each.exact for each in found] == [each["exact"] for each in entries]


@pytest.mark.parametrize("field", ["mode", "speaker", "pronoun", "stance", "reason"])
def test_fields_are_right_where_they_are_told(field: str) -> None:
    wrong = []
    for name, text, entries in DOCUMENTS:
        found = find_quotes(Prose(text))
        for entry in (each for each in entries if field in each):
            quote = best(found, entry)
            value = getattr(quote, field, None)
            given_value = getattr(value, "exact", value)
            if given_value != entry[field]:
                wrong.append(f"{name}: {entry['exact'][:40]!r}: {given_value!r}, not {entry[field]!r}")
    assert wrong == []


def test_every_stance_is_in_the_vocabulary() -> None:
    shown = {each.stance for _, text, _ in DOCUMENTS for each in find_quotes(Prose(text))} - {None}
    assert shown <= STANCES
    assert len(shown) >= 6


def test_titles_and_single_words_between_marks_are_not_speech() -> None:
    text = 'The report "Seven Winters" names the "bakery" and Operation "Dawn". Nobody had read "The Long Night".'
    assert find_quotes(Prose(text)) == []


def test_parts_leave_out_the_clause_between() -> None:
    text = "“We came,” said Ilse Varga, “and the gate was shut.”"
    [quote] = find_quotes(Prose(text))
    assert [text[start:end] for start, end in quote.parts] == ["We came,", "and the gate was shut."]
    assert quote.speaker
    assert quote.speaker.exact == "Ilse Varga"


def test_a_mark_that_was_forgotten_does_not_join_two_speakers() -> None:
    turns = ("“The gate was shut,” Ilse Varga said. “We waited.", "“We were told nothing,” Odo Brenn said.", "“So it was.",
             "“All of it,” said Mara Lund.")
    found = find_quotes(Prose("\n\n".join(turns)))
    assert [each.speaker and each.speaker.exact for each in found] == ["Ilse Varga", "Odo Brenn", "Mara Lund"]


def test_lines_that_end_as_sentences_do_are_paragraphs() -> None:
    line = "The council of the valley had met in the old mill for the whole of a winter, and nobody had been asked to speak."
    text = f"{line}\n“We were told nothing,” Odo Brenn said.\n{line}\n“Nor were we,” Mara Lund said.\n\n{line}"
    assert [each.speaker and each.speaker.exact for each in find_quotes(Prose(text))] == ["Odo Brenn", "Mara Lund"]


def test_what_is_called_for_under_a_law_is_called_for_by_nobody() -> None:
    assert find_quotes(Prose("The office has dozens of rules called for under the Mill Act, which helps the valley.")) == []


def test_an_apostrophe_is_no_quotation_mark() -> None:
    text = "The guards' keys weren't found in the prisoners' cells, and '88 wasn't mentioned."
    assert find_quotes(Prose(text)) == []


@given(st.lists(PIECES | st.text(max_size=8), max_size=60))
def test_any_text_gives_places_that_hold(pieces: list[str]) -> None:
    text = "".join(pieces)
    for quote in find_quotes(Prose(text)):
        assert text[quote.start : quote.end] == quote.exact
        assert quote.parts[0][0] == quote.start
        assert quote.parts[-1][1] == quote.end
        assert all(start <= end for start, end in quote.parts)
        for mention in filter(None, (quote.speaker, quote.pronoun, quote.role, quote.cue, quote.reason)):
            assert text[mention.start : mention.end] == mention.exact


@pytest.mark.parametrize("piece", [
    "said that said ", "accused of a ", "“a\n\n",
    '"', "“", "«»", "'", "' a", "a", "said ", ", he said", "گفت ", ": a", "“a” ", "he said that, ", "Q: a\n",
])
def test_no_text_is_read_for_long(piece: str) -> None:
    assert growth(find_quotes, piece) < EVENLY


def test_lines_that_a_page_broke_change_nothing_and_a_heading_is_nobody() -> None:
    told = "At least 40 were held in the old mill of Larkmoor, said Edda Quill, who worked there. “Nobody was told,” she said."
    texts = (f"Report on the town of Larkmoor\n\n{text}" for text in (told, told.replace("moor, said", "moor,\nsaid")))
    whole, broken = (find_quotes(Prose(text)) for text in texts)
    assert [(each.start, each.mode, each.speaker) for each in broken] == [(each.start, each.mode, each.speaker) for each in whole]
    assert [each.speaker.exact for each in broken if each.speaker] == ["Edda Quill", "Edda Quill"]
