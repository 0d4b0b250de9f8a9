"""The predicates: well formed, and one for all that the fact files say of a subject."""

import sys
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml

from dadkhah.claims import Predicate, SubjectKind, predicates, vocabulary

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "facts"
ALL = predicates()
# A key of the fact files that is a predicate of another name.
CALLED = {
    "name_en": "name", "aliases": "alias", "group": "group_of_victims", "deceased": "is_deceased",
    "counts_in_1988": "counted_in_case", "not_known_in_sources_seen": "not_known", "date_edtf": "date",
    "alternative_dates": "date", "role_as_alleged": "position", "seat": "panel_seat", "lat": "lat_lon",
    "lon": "lat_lon", "precision": "lat_lon", "statements": "used_in", "orders": "cites_order",
}  # fmt: skip
# A key that is no predicate but a field of the row it stands in, its id, or the list that holds further claims.
FIELDS = {"id", "sources", "confidence", "hold", "claims", "name_fa_seen", "person", "period", "alleged_by", "site"}
SECTIONS = {
    "persons": "person", "positions": "person", "tehran_commission_1988": "person", "orders": "order",
    "events": "event", "places": "place", "burial_sites": "place", "recognitions": "recognition",
    "disclosures": "disclosure", "efforts": "effort", "arguments": "argument", "responses": "response",
}  # fmt: skip
OWN_NAME = {
    ("place", "kind"): "site_kind",
    ("argument", "kind"): "argument_kind",
    ("response", "kind"): "response_kind",
}


@cache
def facts():
    paths = [FACTS / "iran-1988-facts.yaml", FACTS / "iran-1988-persons.yaml"]
    if not all(path.exists() for path in paths):
        pytest.skip("the fact files are not beside this checkout")
    return [yaml.safe_load(path.read_text("utf-8")) for path in paths]


def entries(section):
    return [entry for file in facts() for entry in file.get(section, [])]


@pytest.mark.parametrize(("section", "subject"), SECTIONS.items())
def test_all_that_the_fact_files_say_has_a_predicate(section, subject):
    keys = {key for entry in entries(section) for key in entry} - FIELDS
    codes = {OWN_NAME.get((subject, key), CALLED.get(key, key)) for key in keys}
    assert codes
    assert {code for code in codes if code not in ALL or subject not in ALL[code].subjects} == set()


def test_every_field_of_a_persons_claims_is_a_predicate_of_persons():
    fields = {claim["field"] for person in entries("persons") for claim in person["claims"]}
    assert {field for field in fields if "person" not in ALL[field].subjects} == set()


def test_every_predicate_is_well_formed():
    for one in ALL.values():
        assert one.subjects, one
        assert one.subjects <= set(get_args(SubjectKind)), one
        assert one.definition.endswith("."), one
        assert one.en, one
        assert any("\u0600" <= letter <= "\u06ff" for letter in one.fa), one
        assert (one.value == "code") == (one.vocabulary in vocabulary().lists), one
        assert not one.fa_reviewed, one


def test_a_faulty_data_file_is_refused_with_all_its_faults(monkeypatch):
    row = {"code": "x", "subjects": ["ship"], "value": "code", "one": True, "en": "X", "fa": "X", "definition": "X."}
    data = {"fa_reviewed": False, "predicates": [row, {**row, "subjects": ["person"], "value": "colour"}]}
    monkeypatch.setattr(sys.modules[Predicate.__module__], "read_data", lambda *_: data)
    with pytest.raises(ValueError, match=r"ship.*vocabulary list.*twice.*colour"):
        predicates.__wrapped__()


def test_every_way_of_involvement_is_a_predicate_and_stays_alleged():
    for code in vocabulary().codes("involvement"):
        one = ALL[f"involved.{code}"]
        assert one.value == "code"
        assert one.vocabulary == "acts"
        assert code == "objected" or (one.sensitive and "Alleged" in one.en and "alleges" in one.definition)


def test_what_can_harm_the_living_is_sensitive():
    for code in ("relative_of", "spoken_or_sued", "exact_position", "alleged_perpetrator_of", "reprisal_reported"):
        assert ALL[code].sensitive, code


def test_every_subject_kind_can_be_described_and_questioned():
    for kind in get_args(SubjectKind):
        assert kind in ALL["description"].subjects
        assert kind in ALL["open_question"].subjects
    assert set(vocabulary().codes("subject_kinds")) == set(get_args(SubjectKind))
