"""The small English model, really run: it finds what the rules leave, and takes nothing from what they found."""

from __future__ import annotations

import pytest

from dadkhah.reading.prose import Prose
from dadkhah.reading.quotes import find_quotes
from tests.reading import gold

CLAUSES = [
    ("The guards still privately insist, as ever, that the list was burnt.", "the list was burnt", "The guards"),
    ("Falk's brother agreed last winter to open the lower cells.", "to open the lower cells", "Falk's brother"),
]


@pytest.mark.parametrize(("text", "content", "speaker"), CLAUSES)
def test_clauses_that_no_rule_knows_are_found(text: str, content: str, speaker: str) -> None:
    assert find_quotes(Prose(text)) == []
    [quote] = find_quotes(Prose(text), model=True)
    assert quote.exact == content
    assert quote.mode == "indirect"
    assert quote.rule == "quotes.parsed"
    assert quote.speaker
    assert quote.speaker.exact == speaker


def test_what_the_rules_found_stays() -> None:
    for name, text, _ in gold.documents("quote"):
        rules, both = find_quotes(Prose(text)), find_quotes(Prose(text), model=True)
        assert {each.exact for each in rules} <= {each.exact for each in both}, name


def test_places_hold() -> None:
    for _, text, _ in gold.documents("quote"):
        for quote in find_quotes(Prose(text), model=True):
            assert text[quote.start : quote.end] == quote.exact
            assert quote.speaker is None or text[quote.speaker.start : quote.speaker.end] == quote.speaker.exact
