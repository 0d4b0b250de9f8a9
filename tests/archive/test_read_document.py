"""A file is read, what it may say is answered, and only what is accepted is claimed."""

from __future__ import annotations

import json
import tempfile

import pytest

from dadkhah.archive import reading as read
from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.answer_suggestion import Suggested, accept_suggestion, reject_suggestion
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.record_claim import NewClaim
from dadkhah.archive.actions.record_statement import NewStatement
from dadkhah.archive.models import Claim, DocumentReading, LedgerEntry, Statement, SuggestionVerdict
from tests.archive.letters import ENGLISH, take_in_letter


@pytest.fixture
def letter(world, tmp_path):
    return take_in_letter(world.documenter, world.main, tmp_path)


@pytest.fixture
def reading(world, letter) -> DocumentReading:
    return read_document(world.documenter, letter)


def suggestion(reading: DocumentReading, kind: str) -> dict:
    return next(each for each in read.Shown(reading).suggestions.values() if each["kind"] == kind)


def suggested(reading: DocumentReading, given: dict) -> Suggested:
    return Suggested(reading, read.key_of(given), given["rule"])


def passage(given: dict) -> dict:
    return {name: given[name] for name in ("exact", "start", "end")}


def test_a_text_is_read_in_place_and_nothing_is_claimed(world, letter, reading):
    assert reading.text_id == letter.pk
    assert reading.found.derived_from_id == letter.pk
    assert reading.found.zone_id == letter.zone_id
    assert all(ENGLISH[each["start"] : each["end"]] == each["exact"] for each in read.Shown(reading).suggestions.values())
    assert not Claim.objects.exists()
    assert json.loads(LedgerEntry.objects.order_by("-seq")[0].body)["action"] == "read_document"


def test_an_accepted_quotation_is_a_statement_with_its_place(world, letter, reading):
    source = describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    given = suggestion(reading, "quote")
    new = NewStatement(
        source=source, new_speaker_name="Ilan Dorso", mode="quoted", words=given["exact"], stance="admits", item=letter,
        passage=passage(given),
    )  # fmt: skip
    claim = accept_suggestion(world.documenter, suggested(reading, given), new, corrected=False)
    statement = Statement.objects.get()
    assert (claim.statement, statement.words, statement.passage.start) == (statement, given["exact"], given["start"])
    assert statement.stances.get().stance == "admits"
    answer = read.verdicts(visible_to(world.documenter), reading)[read.key_of(given)]
    assert (answer.verdict, answer.claim) == ("accepted", claim)
    assert json.loads(LedgerEntry.objects.order_by("-seq")[0].body)["action"] == "accept_suggestion"


def test_what_was_rejected_is_not_asked_again_when_the_file_is_read_again(world, letter, reading):
    given = suggestion(reading, "figure")
    reject_suggestion(world.documenter, suggested(reading, given))
    again = read_document(world.documenter, letter)
    assert read.verdicts(visible_to(world.documenter), again)[read.key_of(given)].verdict == "rejected"
    assert read.differences(read.Shown(reading), read.Shown(again)) == ([], [])
    assert not Claim.objects.exists()


def test_a_fault_writes_neither_claim_nor_verdict(world, letter, reading):
    source = describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    given = suggestion(reading, "figure")
    new = NewClaim(source=source, predicate="figure", figure={"measure": "no such", "qualifier": "over", "value": 40})
    with pytest.raises(ValueError):
        accept_suggestion(world.documenter, suggested(reading, given), new, corrected=False)
    assert not SuggestionVerdict.objects.exists()


def test_a_reader_may_not_read_or_answer(world, letter, reading):
    with pytest.raises(Refused):
        read_document(world.reader, letter)
    with pytest.raises(Refused):
        reject_suggestion(world.reader, suggested(reading, suggestion(reading, "figure")))


def test_a_reading_is_seen_where_its_file_is(world, letter, reading):
    assert visible_to(world.documenter).document_readings().filter(pk=reading.pk).exists()
    assert not visible_to(world.outsider).document_readings().exists()
    assert not visible_to(world.outsider).suggestion_verdicts().exists()


def test_erasing_the_file_erases_what_was_read_from_it(world, letter, reading):
    erase(world.steward, letter)
    reading.found.refresh_from_db()
    assert reading.found.erased
    assert not reading.found.original_name
    assert read.readings(visible_to(world.steward), letter) == []


def test_what_the_archive_knows_by_name_is_offered(world, letter):
    source = describe_source(world.documenter, world.main, title="A list", kind="news")
    from dadkhah.archive.actions.record_claim import record_claim

    claim = record_claim(
        world.documenter,
        NewClaim(source=source, predicate="name", new_subject_kind="person", new_subject_name="Ilan Dorso", value="Ilan Dorso"),
    )
    found = read_document(world.documenter, letter)
    person = next(each for each in read.Shown(found).suggestions.values() if each["kind"] == "person")
    assert (person["exact"], person["known"]) == ("Ilan Dorso", [claim.subject_id])


def test_what_is_answered_is_not_recorded_twice(world, letter, reading):
    given = suggestion(reading, "figure")
    reject_suggestion(world.documenter, suggested(reading, given))
    with pytest.raises(ValueError, match="answered already"):
        reject_suggestion(world.documenter, suggested(reading, given))
    assert SuggestionVerdict.objects.count() == 1


def test_what_is_read_lies_nowhere_but_in_the_archive_meanwhile(world, tmp_path, monkeypatch):
    """A sealed archive has its scratch in memory: neither the file nor its text may go by the system's own folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    page = "<html><body><p>More than 40 political prisoners were executed in Tolm Prison, the families said.</p></body></html>"
    saved = take_in_letter(world.documenter, world.main, tmp_path, page, "saved.html")
    reading = read_document(world.documenter, saved)
    assert reading.text.derived_from == saved
    assert suggestion(reading, "figure")["number"] == 40
