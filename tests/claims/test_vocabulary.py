"""The shipped terms: complete, defined, and holding every code that the fact files use."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from dadkhah.claims import vocabulary
from dadkhah.claims.vocabulary import Vocabulary

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "facts"
V = vocabulary()
TERMS = [(name, term) for name, held in V.lists.items() for term in held.terms.values()]
# Which key of which section of the fact files holds codes of which list.
CODED = {
    "sources": {"kind": "source_kinds", "party_to_conflict": "party", "seen": "seen"},
    "figures": {
        "qualifier": "figure_qualifier",
        "measure": "figure_measure",
        "scope": "figure_scope",
        "claimant_party": "party",
    },
    "statements": {
        "stance": "stances",
        "stance_secondary": "stances",
        "framed_by_source_as": "stances",
        "speaker_party": "party",
        "mode": "statement_mode",
    },
    "places": {"kind": "site_kinds"},
    "burial_sites": {"kind": "site_kinds"},
    "persons": {"group": "victim_groups", "sex_as_published": "sex_as_published"},
    "efforts": {"side": "effort_sides"},
    "arguments": {"kind": "argument_kinds"},
    "responses": {"kind": "response_kinds"},
}


@cache
def facts(name):
    path = FACTS / f"{name}.yaml"
    if not path.exists():
        pytest.skip("the fact files are not beside this checkout")
    return yaml.safe_load(path.read_text("utf-8"))


def entries(section):
    found = []
    for name in ("iran-1988-facts", "iran-1988-persons"):
        found += facts(name).get(section, [])
    return found


@pytest.mark.parametrize("section", CODED)
def test_every_code_of_the_fact_files_is_in_its_list(section):
    used = {
        (listed, str(entry[key]))
        for entry in entries(section)
        for key, listed in CODED[section].items()
        if key in entry
    }
    assert used
    assert [pair for pair in sorted(used) if pair[1] not in V.codes(pair[0])] == []


def test_every_language_confidence_and_nested_code_of_the_fact_files_is_in_its_list():
    sources, nested = entries("sources"), [c for entry in entries("efforts") for c in entry.get("claims", [])]
    used = {("languages", part) for source in sources for part in source["language"].split("/")}
    used |= {("party", claim["party"]) for claim in nested if "party" in claim}
    used |= {("stances", claim["stance"]) for claim in nested if "stance" in claim}
    graded = [entry["confidence"] for part in ("figures", "statements", "events") for entry in entries(part)]
    words = {text.replace(";", " ").replace(":", " ").split()[0] for text in graded}
    used |= {("confidence", word) for word in words}
    assert [pair for pair in sorted(used) if pair[1] not in V.codes(pair[0])] == []


def test_the_first_vocabulary_is_kept_code_by_code_and_label_by_label():
    for name, terms in facts("vocab").items():
        for given in terms if name != "meta" else []:
            term = V.term(name, given["code"])
            rest = {key: value for key, value in given.items() if key not in term.more}
            assert {key: getattr(term, key) for key in rest} == rest
            assert {key: given[key] for key in term.more} == dict(term.more)


@pytest.mark.parametrize("held", V.lists.values(), ids=V.lists)
def test_every_term_has_labels_a_definition_and_a_boundary(held):
    assert held.en
    assert held.purpose.endswith(".")
    for term in held.terms.values():
        assert term.en.strip(), term
        assert any("\u0600" <= letter <= "\u06ff" for letter in term.fa), term
        assert term.definition.endswith("."), term
        assert term.boundary.endswith("."), term
        assert not term.parent or term.parent in held.terms, term


def test_no_definition_stands_for_two_codes_of_one_list():
    for held in V.lists.values():
        if held.name not in ("languages", "sex_as_published"):
            assert len({term.definition for term in held.terms.values()}) == len(held.terms)


def test_drafts_and_unchecked_persian_say_so():
    assert all(held.draft and not held.fa_reviewed for held in V.lists.values())
    assert V.term("involvement", "ordered").fa_uncertain is False
    assert V.term("party", "state_dissident").fa_uncertain is True


def test_the_words_of_one_party_are_not_ours():
    ours = " ".join(f"{term.en} {term.definition} {term.boundary}" for _, term in TERMS).casefold()
    assert not [word for word in ("massacre", "regime", "terrorist", "death commission") if word in ours]


def test_a_label_is_given_in_either_language_and_never_fails():
    assert V.label("stances", "admits") == "Admits (against own interest)"
    assert V.label("stances", "admits", "fa-IR") == "اذعان می‌کند"
    assert V.label("stances", "no-such") == "no-such"
    assert V.label("no-such", "x", "fa") == "x"


def test_a_missing_term_is_told_with_what_there_is():
    with pytest.raises(KeyError, match=r"no code 'maybe'; it has quoted, paraphrased, reported\."):
        V.term("statement_mode", "maybe")
    with pytest.raises(KeyError, match="no list 'moods'"):
        V.codes("moods")


def test_terms_are_shared_and_cannot_be_changed():
    assert isinstance(V, Vocabulary)
    assert vocabulary() is V
    with pytest.raises(TypeError):
        V.lists["acts"].terms["new"] = V.term("acts", "other")
