"""One record's proof, checked with nothing but the verifier: a claim, a file, a line among hundreds."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.verifier.conftest import stranger


@pytest.fixture
def proofs(committed_world, settings, tmp_path):
    """Proof texts by name, with the archive's key: of a claim of a long entry, of a claim of a short one, of a file."""
    from dadkhah.archive import heads
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.models import Claim, Item
    from dadkhah.archive.queries.history import proof_of
    from dadkhah.claims.sheet import read_sheet
    from tests.cli.conftest import SHEET

    sheet_file, file = tmp_path / "sheet.yaml", tmp_path / "letter.txt"
    for text in (SHEET, SHEET.replace("low: 11", "low: 12").replace("value: At home", "value: At work")):
        sheet_file.write_text(text, "utf-8")
        load_sheet(committed_world.steward, read_sheet(sheet_file)[0], committed_world.main)
    file.write_bytes(b"A made-up letter")
    take_in(committed_world.steward, committed_world.main, [file], Acquisition())
    heads.publish()
    rows = {
        "long": Claim.objects.get(key__startswith="sample:P1/birth", retired__isnull=True, source__handle="S-LIST"),
        "short": Claim.objects.get(key="sample:P1-C1/S-LIST"),
        "file": Item.objects.get(original_name="letter.txt"),
    }
    key = (settings.PLACE.ledger / heads.VERIFIER_KEY).read_text("utf-8")
    return {name: json.dumps(proof_of(row)) for name, row in rows.items()}, [stranger.Key(key)], file


def test_each_kind_of_proof_holds(proofs) -> None:
    texts, keys, file = proofs
    assert json.loads(texts["long"])["line_path"]
    assert not json.loads(texts["short"])["line_path"]
    for name, text in texts.items():
        report = stranger.check_proof(text, keys, file if name == "file" else None)
        assert report.faults == []
        assert any("two ledgers" in sentence for sentence in report.not_proven)
    assert any("byte for byte" in sentence for sentence in stranger.check_proof(texts["file"], keys, file).proven)


FIELDS = ("row", "salt", "digest", "line", "entry", "proof")


@pytest.mark.parametrize(("name", "field"), [*product(("long", "short", "file"), FIELDS), ("long", "line_path")])
def test_a_proof_with_anything_altered_does_not(proofs, name, field) -> None:
    texts, keys, _ = proofs
    value = json.loads(texts[name])
    value[field] = {
        "row": value["row"].replace("id", "di", 1), "salt": "00" * 16, "digest": "0" * 64, "line": value["line"] + 1,
        "line_path": value["line_path"][1:], "entry": value["entry"].replace('"v":1', '"v":2'),
        "proof": value["proof"].replace("index ", "index 1"),
    }[field]  # fmt: skip
    assert stranger.check_proof(json.dumps(value), keys).faults


def test_another_file_another_key_and_no_proof_are_told(proofs, tmp_path) -> None:
    from dadkhah.evidence.checkpoint import SigningKey

    texts, keys, _ = proofs
    (tmp_path / "other.txt").write_bytes(b"Another letter")
    assert stranger.check_proof(texts["file"], keys, tmp_path / "other.txt").faults
    foreign = [stranger.Key(SigningKey.generate("example.org/test").vkey)]
    assert "None of the given keys" in stranger.check_proof(texts["short"], foreign).faults[0][1]
    assert stranger.check_proof("This is a letter.", keys).faults
    assert stranger.check_proof("{}", keys).faults


def test_a_proof_is_compared_with_a_checkpoint_kept_outside(proofs) -> None:
    texts, keys, _ = proofs
    note = json.loads(texts["short"])["proof"].partition("\n\n")[2]
    report = stranger.check_proof(texts["short"], keys, outside=[("it", stranger.Checkpoint(note))])
    assert report.level == stranger.AGREES
