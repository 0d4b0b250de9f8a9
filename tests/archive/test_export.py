"""The documented form: a stranger can check it with a few lines, and an altered one is refused, by line."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.db import connection, transaction

from dadkhah.archive import derived, heads
from dadkhah.archive.access import Refused
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.exchange.bytes import transfer
from dadkhah.archive.exchange.form import BadExport, read_header
from dadkhah.archive.exchange.importing import import_archive
from dadkhah.archive.exchange.storing import empty
from dadkhah.archive.exchange.writing import export_archive
from dadkhah.archive.models import Account, Claim, LedgerEntry, LedgerHead
from dadkhah.archive.verify import verify
from dadkhah.claims.sheet import read_sheet
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tree import root_of
from tests.cli.conftest import SHEET

EXPORT: dict[str, bytes] = {}


def silent(*_: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def world(committed_world, tmp_path):
    """With a sheet in it, one claim changed and one erased."""
    (tmp_path / "sheet.yaml").write_text(SHEET, "utf-8")
    sheet, _ = read_sheet(tmp_path / "sheet.yaml")
    load_sheet(committed_world.steward, sheet, committed_world.main)
    (tmp_path / "sheet.yaml").write_text(SHEET.replace("low: 11", "low: 12"), "utf-8")
    sheet, _ = read_sheet(tmp_path / "sheet.yaml")
    load_sheet(committed_world.steward, sheet, committed_world.main)
    erase(committed_world.steward, Claim.objects.get(key="sample:P1-C1/S-LIST"), "court_order")
    return committed_world


@pytest.fixture
def exported(world, tmp_path) -> Path:
    path = tmp_path / "archive.jsonl"
    with path.open("wb") as out:
        export_archive(world.steward, out, silent)
    return path


@pytest.fixture
def new_archive():
    """Call it to make the database as new: nothing in it, as after `dadkhah init` in another folder."""

    def make() -> None:
        with transaction.atomic():
            empty()
            derived.rebuild()
            LedgerHead.objects.update(size=0, root=root_of([]).hex(), frontier="[]")

    return make


@pytest.fixture
def file(request, tmp_path, new_archive, transactional_db) -> Path:
    """A copy of one export that is made once, beside a database that is as new."""
    if "bytes" not in EXPORT:
        EXPORT["bytes"] = request.getfixturevalue("exported").read_bytes()
    new_archive()
    path = tmp_path / "copy.jsonl"
    path.write_bytes(EXPORT["bytes"])
    return path


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_stranger_can_check_the_file_with_hashes_alone(exported):
    """What docs/export.md promises, by its own words and without the archive's code."""
    raw = exported.read_bytes().splitlines(keepends=True)
    header, *lines, end = map(json.loads, raw)
    assert end["end"] == {"digest": hashlib.sha256(b"".join(raw[:-1])).hexdigest(), "lines": len(raw) - 1}
    entries = [line["entry"].encode() for line in lines if "entry" in line]
    assert root_of([hashlib.sha256(b"\0" + entry).digest() for entry in entries]).hex() == header["root"]
    newest = {(line["line"]["table"], line["line"]["pk"]): line["line"] for line in lines if "line" in line}
    for number, line in enumerate(lines, 1):
        if "row" in line:
            told = newest.pop((line["table"], line["row"]["id"]))
            row = raw[number].removeprefix(b'{"row":').removesuffix(f',"table":"{line["table"]}"}}\n'.encode())
            assert hashlib.sha256(bytes.fromhex(told["salt"]) + row).hexdigest() == told["digest"]
    assert not [line for line in newest.values() if "digest" in line]


def test_every_line_is_canonical_and_no_secret_is_in_it(exported):
    for raw in exported.read_bytes().splitlines():
        assert canonical(json.loads(raw)) == raw
    text = exported.read_text("utf-8")
    for secret in ("password", "scrypt", "md5$", "PRIVATE"):
        assert secret not in text.replace("change_credentials", "")
    assert "at his home" not in text


def test_an_import_gives_back_every_row_every_id_and_the_whole_ledger(exported, new_archive, tmp_path):
    new_archive()
    adopted = []
    import_archive(exported, silent, adopted.append)
    heads.publish(anew=True)
    header = lines_of(exported)[0]
    assert (adopted[0].size, adopted[0].root) == (header["size"], header["root"])
    (tmp_path / "kept").write_text(header["checkpoint"], "utf-8")
    report = verify(heads.place(), outside=[str(tmp_path / "kept")])
    assert (report.faults, report.level) == ((), "agrees with an outside checkpoint")
    assert not Account.objects.get(login="steward").has_usable_password()


def test_the_ledger_goes_on_after_an_import(exported, new_archive, world):
    new_archive()
    import_archive(exported, silent, lambda _: None)
    size = LedgerHead.objects.get().size
    erase(world.steward, Claim.objects.filter(key="sample:P1/birth/S-LIST").get(), "court_order")
    heads.publish(anew=True)
    assert LedgerHead.objects.get().size == size + 1
    assert verify(heads.place()).holds


def test_exporting_again_gives_the_same_bytes_but_for_the_note_that_it_was_done(exported, new_archive, world):
    new_archive()
    import_archive(exported, silent, lambda _: None)
    again = io.BytesIO()
    export_archive(world.steward, again, silent)
    first, second = exported.read_bytes().splitlines(), again.getvalue().splitlines()
    # The world has a sealed compartment, so that each whole export leaves one entry of its own.
    assert len(second) == len(first) + 1
    assert [line for line in first[1:-1] if line not in set(second)] == []


def test_only_a_steward_of_every_compartment_may_export(world):
    for actor in (world.documenter, world.reviewer, world.reader, world.outsider, world.member_elsewhere):
        out = io.BytesIO()
        with pytest.raises(Refused):
            export_archive(actor, out, silent)
        assert out.getvalue() == b""


def test_a_whole_export_of_sealed_things_leaves_an_entry(world, exported):
    assert '"action":"export"' in LedgerEntry.objects.latest("seq").body
    assert world.sealed.pk in LedgerEntry.objects.latest("seq").body


def alter(path: Path, find: str, change) -> int:
    """Change the first line that holds the text; returns its number."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    number = next(i for i, line in enumerate(lines) if find in line)
    lines[number : number + 1] = change(lines[number])
    path.write_text("".join(lines), "utf-8")
    return number + 1


ROW, ENTRY, LINE, ERASURE = '"table":"claim"}', '{"entry":"', '{"line":{', '{"erasure":'
ALTERED = {
    "a value of a row": (ROW, lambda line: [line.replace('"predicate":"', '"predicate":"x')]),
    "a row left out": (ROW, lambda _: []),
    "a row twice": (ROW, lambda line: [line, line]),
    "a row added": (ROW, lambda line: [line, other_id(line)]),
    "a row in another table": (ROW, lambda line: [line.replace(ROW, '"table":"stance"}')]),
    "a table nobody knows": (ROW, lambda line: [line.replace(ROW, '"table":"secrets"}')]),
    "a column nobody knows": (ROW, lambda line: [line.replace('{"row":{', '{"row":{"a":1,')]),
    "an entry changed": (ENTRY, lambda line: [line.replace("found_archive", "lost_archive")]),
    "an entry left out": (ENTRY, lambda _: []),
    "a digest of a line": (LINE, lambda line: [other_digest(line)]),
    "a line left out": (LINE, lambda _: []),
    "an erasure left out": (ERASURE, lambda _: []),
    "not canonical": (ROW, lambda line: [line.replace("{", "{ ", 1)]),
    "no JSON": (ROW, lambda line: [line[:40] + "\n"]),
    "something behind the end": ('{"end":', lambda line: [line, line]),
    "the end left out": ('{"end":', lambda _: []),
    "another root": ('"format":"dadkhah-export"', lambda line: [other_root(line)]),
    "a newer form": ('"format":"dadkhah-export"', lambda line: [line.replace('"version":1', '"version":2')]),
    "no export at all": ('"format":"dadkhah-export"', lambda _: ["hello\n"]),
}


def other_id(line: str) -> str:
    value = json.loads(line)
    value["row"] = {**value["row"], "id": "f" * 32, "key": "sample:added"}
    return canonical(value).decode() + "\n"


def other_digest(line: str) -> str:
    return canonical({"line": {**json.loads(line)["line"], "digest": "0" * 64}}).decode() + "\n"


def other_root(line: str) -> str:
    return canonical({**json.loads(line), "root": "0" * 64}).decode() + "\n"


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_file_is_refused_by_line_and_nothing_is_imported(file, what):
    number = alter(file, *ALTERED[what])
    with pytest.raises(BadExport) as refusal:
        import_archive(file, silent, pytest.fail)
    assert str(refusal.value).endswith("Nothing was imported.")
    if what in (
        "a value of a row",
        "a row added",
        "a column nobody knows",
        "not canonical",
        "no JSON",
        "an entry changed",
    ):
        told = {fault.line for fault in refusal.value.faults}
        assert told & {number, number + 1}, refusal.value
    assert LedgerHead.objects.get().size == 0
    assert not Claim.objects.exists()


def test_a_rewritten_row_with_a_fresh_digest_is_found_by_its_entry(file):
    """Row and ledger line agree with each other, but the entry, and so the signed root, speaks of another digest."""
    lines = file.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if ROW.encode() in line)
    row = {**json.loads(lines[at])["row"], "predicate": "death"}
    lines[at] = canonical({"row": row, "table": "claim"}) + b"\n"
    where = max(
        i for i, line in enumerate(lines) if f'"pk":"{row["id"]}"'.encode() in line and line.startswith(b'{"line"')
    )
    line = json.loads(lines[where])["line"]
    line["digest"] = hashlib.sha256(bytes.fromhex(line["salt"]) + canonical(row)).hexdigest()
    lines[where] = canonical({"line": line}) + b"\n"
    digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    lines[-1] = canonical({"end": {"digest": digest, "lines": len(lines) - 1}}) + b"\n"
    file.write_bytes(b"".join(lines))
    with pytest.raises(BadExport, match=r"the ledger line that entry|lines of this entry"):
        import_archive(file, silent, pytest.fail)


def test_an_archive_in_use_is_not_written_over(exported):
    before = LedgerHead.objects.get().root
    with pytest.raises(BadExport, match="in use"):
        import_archive(exported, silent, pytest.fail)
    assert LedgerHead.objects.get().root == before


def test_the_triggers_are_there_after_an_import(file):
    import_archive(file, silent, lambda _: None)
    with pytest.raises(Exception, match="The ledger is never changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")


def test_the_header_tells_what_the_file_is(exported, world):
    with exported.open("rb") as file:
        header = read_header(file)
    assert (header.origin, header.size) == ("example.org/test", LedgerHead.objects.get().size)
    leaves = [leaf_hash(entry.body.encode()) for entry in LedgerEntry.objects.order_by("seq")]
    assert header.root == root_of(leaves).hex()


def test_bytes_are_copied_and_altered_ones_are_not(world, tmp_path):
    store, copy = heads.place().store, tmp_path / "copy"
    assert transfer(store, copy, silent) == []
    files = [path for path in copy.rglob("*") if path.is_file()]
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == {path.name for path in files}
    assert len(files) == 2
    files[0].chmod(0o600)
    files[0].write_bytes(b"something else")
    (fault,) = transfer(copy, tmp_path / "third", silent)
    assert files[0].name in fault
    assert not (tmp_path / "third" / files[0].relative_to(copy)).exists()
