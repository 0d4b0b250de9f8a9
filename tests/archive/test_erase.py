"""What is erased is in no file any more, neither as it was written nor as search folds it; the ledger still holds."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions import erase as erasing
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.erase import StillInTheLog, erase, finish
from dadkhah.archive.actions.manage_access import add_account
from dadkhah.archive.actions.record_claim import NewClaim, record_claim, write_claim
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.actions.record_testimony import NewTestimony, Told, record_testimony
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Claim, Item, LedgerEntry, Passage, Role, WitnessIdentity
from dadkhah.archive.recording import recording
from dadkhah.archive.verify import verify
from dadkhah.reading.fold import fold, tokens

SECRET = "Zarvandokht کاشانی‌نژاد Ömerzâde"
"""A made-up name: Latin, Persian with a joiner, letters with marks."""


@pytest.fixture
def made(committed_world, tmp_path: Path) -> SimpleNamespace:
    """The name stands in an item's bytes and name, a passage, a claim, a figure, a statement, a source, a testimony."""
    world, file = committed_world, tmp_path / f"{SECRET}.txt"
    file.write_text(f"It says {SECRET} here.")
    [world.item] = take_in(world.documenter, world.main, [file], Acquisition(received_from=SECRET, original_path="x"))
    world.source = describe_source(
        world.documenter, world.main, handle="S-1", title=f"About {SECRET}", kind="court", item=world.item
    )
    where = {"item": world.item, "passage": {"exact": SECRET, "prefix": "says "}}
    new = {"source": world.source, "new_subject_kind": "person", "new_subject_name": f"{SECRET} the younger", **where}
    world.claim = record_claim(world.documenter, NewClaim(**new, predicate="birth", value=f"Born to {SECRET}"))
    figure = {"measure": "people_killed", "qualifier": "exact", "value": 734_912_058_264_197, "counts": SECRET}
    event = {**new, "new_subject_kind": "event", "predicate": "figure"}
    world.counted = record_claim(world.documenter, NewClaim(**event, figure=figure))
    world.statement = record_statement(
        world.documenter,
        NewStatement(
            source=world.source, speaker=world.claim.subject, mode="quoted", words=f"I know {SECRET}.", **where
        ),
    )
    world.assessment = assess_claim(world.reviewer, world.claim, "disputed", f"{SECRET} says otherwise")
    told = (Told(predicate="birth", value=SECRET, new_name=SECRET),)
    world.testimony = record_testimony(
        world.steward,
        world.main,
        world.sealed,
        NewTestimony(
            case="case", told=told, words=f"I saw {SECRET}", knowledge="witness.eye", name=SECRET, contact=SECRET,
            consent={"store": "given"},
        ),
    )  # fmt: skip
    world.account = add_account(world.steward, "named", name=SECRET, email="zarvandokht@example.org")
    return world


def forms(words: str) -> set[bytes]:
    """The words as they were written, in both normal forms, folded, and token by token."""
    texts = {words, fold(words), *tokens(words), *words.split()}
    texts |= {unicodedata.normalize(form, text) for text in texts for form in ("NFC", "NFD")}
    return {text.encode() for text in texts if len(text) > 3}


def places_of(words: str) -> set[str]:
    """Where the words still are: in any file of the archive, and in any column of the database."""
    return {*_files_with(forms(words)), *_columns_with(forms(words))}


def _files_with(wanted: set[bytes]) -> set[str]:
    folders = {settings.PLACE.root}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    return {path.name for path in files if any(each in path.read_bytes() for each in wanted)}


def _columns_with(wanted: set[bytes]) -> set[str]:
    found = set()
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        for table in [*tables, *(["search_index"] if connection.vendor == "postgresql" else [])]:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr(cursor.fetchall()).encode()
            if any(each in text for each in wanted):
                found.add(table)
    return found


def erase_all(made: SimpleNamespace, *rows: Any) -> None:
    for row in rows:
        erase(made.steward, row)


def test_nothing_of_what_was_erased_is_in_any_file(made):
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(FULL)")
        database = Path(connection.settings_dict["NAME"]).name
        assert {database, f"{database}-wal"} <= _files_with(forms(SECRET))
    assert {"claim", "label", "search_document"} <= _columns_with(forms(SECRET))
    with recording(made.steward, "describe_source") as record:  # so that the history has the words as well
        record.change(made.source, note=f"Also {SECRET}")
        record.change(made.claim, value=f"Not born to {SECRET}")
    claims = list(Claim.objects.filter(retired__isnull=True))
    erase_all(made, made.assessment, *claims, made.statement, made.source, made.account)
    erase_all(made, *Item.objects.all(), *WitnessIdentity.objects.all())
    assert places_of(SECRET) == set()
    assert places_of("734912058264197") == set()
    report = verify(settings.PLACE)
    assert report.faults == ()
    assert any("erased lines" in sentence for sentence in report.not_proven)


@pytest.mark.parametrize("what", ["claim", "statement", "source", "item", "assessment", "account"])
def test_each_kind_of_row_alone(made, what):
    row = getattr(made, what)
    own = [getattr(row, name) for name in erasing.WORDS[type(row)] if SECRET in str(getattr(row, name))]
    assert own
    erase(made.steward, row)
    row.refresh_from_db()
    assert SECRET not in str(vars(row))
    assert verify(settings.PLACE).faults == ()


def test_a_claim_takes_its_passage_and_figure_along_unless_others_use_them(made):
    shared = made.claim.passage
    other = record_claim(
        made.documenter, NewClaim(source=made.source, subject=made.claim.subject, predicate="birth", value="x")
    )
    with recording(made.steward, "record_claim") as record:
        record.change(other, passage_id=shared.pk)
    names = Claim.objects.filter(subject=made.claim.subject, predicate="name_fa")
    erase_all(made, made.claim, *names)
    assert Passage.objects.get(pk=shared.pk).exact == SECRET
    erase(made.steward, other)
    assert Passage.objects.get(pk=shared.pk).exact == ""
    assert made.counted.figure.counts == SECRET
    erase_all(made, made.counted, *Claim.objects.filter(subject=made.counted.subject, predicate="title"))
    made.counted.figure.refresh_from_db()
    assert (made.counted.figure.counts, made.counted.figure.value) == ("", None)


def test_a_person_goes_with_all_that_is_said_of_them_and_what_they_said(made):
    person = made.claim.subject
    erase(made.steward, person, "person_asked")
    person.refresh_from_db()
    assert person.retired.endswith(erasing.ERASED)
    said = [*Claim.objects.filter(subject=person), *Claim.objects.filter(statement__speaker=person)]
    for row in (*said, made.statement, made.assessment):
        row.refresh_from_db()
        assert SECRET not in str(vars(row))
    assert f"{SECRET} the younger" not in str(list(apps.get_model("archive", "Label").objects.values_list("text")))
    assert not visible_to(made.steward).subjects().filter(pk=person.pk).exists()
    made.counted.refresh_from_db()
    assert made.counted.figure.counts == SECRET, "what is said of others stays"
    assert verify(settings.PLACE).holds


def test_a_person_of_whom_something_is_said_elsewhere_is_not_erased_by_halves(made):
    elsewhere = describe_source(made.member_elsewhere, made.other, handle="S-2", title="Other", kind="ngo")
    new = {"source": elsewhere, "subject": made.claim.subject, "predicate": "birth", "value": "There"}
    with recording(made.steward, "record_claim") as record:
        write_claim(record, NewClaim(**new))
    role = Role.objects.get(account=made.steward.account, compartment=made.other)
    with recording(made.steward, "take_role") as record:
        record.remove(role)
    with pytest.raises(Refused, match="steward of every compartment"):
        erase(Actor(made.steward.account), made.claim.subject)
    made.claim.refresh_from_db()
    assert SECRET in made.claim.value


def test_bytes_that_another_item_has_too_stay(made, tmp_path):
    [twin] = take_in(made.documenter, made.main, [tmp_path / f"{SECRET}.txt"], Acquisition())
    path = settings.PLACE.store / twin.digest[:2] / twin.digest[2:4] / twin.digest
    erase(made.steward, made.item)
    assert path.exists()
    erase(made.steward, twin)
    assert not path.exists()


def test_a_power_cut_right_after_the_commit_is_made_good(made):
    path = settings.PLACE.store / made.item.digest[:2] / made.item.digest[2:4] / made.item.digest
    content = path.read_bytes()
    erase(made.steward, made.item)
    path.write_bytes(content)
    assert not verify(settings.PLACE).holds
    finish()
    assert verify(settings.PLACE).holds


def test_the_reason_stands_in_the_entry_of_the_erasure(made):
    before = LedgerEntry.objects.count()
    erase(made.steward, made.claim, "court_order")
    erase(made.steward, made.source)
    first, second = (json.loads(entry.body) for entry in LedgerEntry.objects.order_by("seq")[before:])
    assert first["notes"] == {"erased": ["claim", made.claim.pk], "reason": "court_order"}
    assert second["notes"] == {"erased": ["source", made.source.pk]}


def test_only_who_may_erase_there_erases(made):
    for actor in (made.documenter, made.reviewer, made.reader, made.outsider, made.member_elsewhere):
        for row in (made.claim, made.item, made.account, made.statement):
            with pytest.raises(Refused):
                erase(actor, row)
    assert places_of(SECRET)


def test_it_says_so_where_another_program_keeps_the_log(made):
    """A reader that began before holds the old pages: the words are not gone yet, and nobody is told they were."""
    if connection.vendor == "postgresql":
        assert erasing._is_log_empty()
        return
    connection.connection.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM claim").fetchone()
    try:
        with pytest.raises(StillInTheLog, match="another program"):
            erase(made.steward, made.claim)
    finally:
        reader.close()
        connection.connection.execute("PRAGMA busy_timeout = 30000")
    made.claim.refresh_from_db()
    assert made.claim.value == ""
