"""Every hint of the stances is in what its pattern finds, whatever that is: no stance is lost for being looked for quickly."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dadkhah.reading.quotes import stances

RULES = [
    (language, code, line.split("|"), pattern)
    for language, given_words in stances.data().items()
    for code, patterns in [*given_words["stances"].items(), ("reasons", given_words["reasons"])]
    for line, pattern in patterns.items() if "(?=" not in pattern
]


@pytest.mark.parametrize(("language", "code", "hints", "pattern"), RULES, ids=["-".join((*rule[:2], rule[2][0])) for rule in RULES])
def test_whatever_a_pattern_finds_has_one_of_its_hints(language: str, code: str, hints: list[str], pattern: str) -> None:
    compiled, known = stances.whole(pattern), stances.content(language)

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern, fullmatch=True))
    def check(found: str) -> None:
        match = compiled.search(f" {found} ")
        assume(match)
        assert any(hint in f" {found} " for hint in hints), found
        assert compiled in [known.patterns[which][1] for which in known.worth(f" {found} ")], found

    check()
