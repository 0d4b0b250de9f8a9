"""The stranger's verifier, and an export of a small archive with its files and its ledger, made once."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import REPOSITORY

PROGRAM = REPOSITORY / "verifier" / "dadkhah_verify.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dadkhah_verify", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


stranger = load()


@dataclass(frozen=True)
class Taken:
    """What a stranger is handed: the export, the stored files, the ledger's files, and what was kept outside."""

    export: Path
    files: Path
    ledger: Path
    key: str
    kept: str

    def copied(self, folder: Path) -> Taken:
        folder.mkdir()
        shutil.copy(self.export, folder / "archive.jsonl")
        shutil.copytree(self.files, folder / "files")
        shutil.copytree(self.ledger, folder / "ledger")
        return Taken(folder / "archive.jsonl", folder / "files", folder / "ledger", self.key, self.kept)

    def check(self, *, key: bool = True, kept: bool = True) -> Any:
        keys = [stranger.Key(self.key)] if key else []
        outside = [("the checkpoint kept outside", stranger.Checkpoint(self.kept))] if kept else []
        return stranger.Archive(self.export, keys, outside, self.ledger).check(self.files)


MADE: dict[str, Taken] = {}


@pytest.fixture
def taken(make, tmp_path_factory) -> Taken:
    """The export that `make` made for the first test that asked."""
    if "it" not in MADE:
        MADE["it"] = make(tmp_path_factory.mktemp("taken"))
    return MADE["it"]


@pytest.fixture
def make(committed_world, settings, tmp_path):
    """Makes the archive: a sheet loaded and changed, one claim erased, files taken in, one of them erased."""
    from dadkhah.archive import heads
    from dadkhah.archive.actions.erase import erase
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.archive.actions.record_read import record_read
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.exchange.bytes import transfer
    from dadkhah.archive.exchange.writing import export_archive
    from dadkhah.archive.models import Claim, Item
    from dadkhah.claims.sheet import read_sheet
    from tests.cli.conftest import SHEET

    def loaded(text: str) -> None:
        (tmp_path / "sheet.yaml").write_text(text, "utf-8")
        sheet, _ = read_sheet(tmp_path / "sheet.yaml")
        load_sheet(committed_world.steward, sheet, committed_world.main)

    def made(folder: Path) -> Taken:
        loaded(SHEET)
        kept = (settings.PLACE.ledger / heads.PUBLISHED).read_text("utf-8")
        loaded(SHEET.replace("low: 11", "low: 12"))
        for number in range(4):
            path = tmp_path / f"file-{number}"
            path.write_bytes(f"Made-up bytes number {number}".encode() * (number * 900 + 1))
            take_in(committed_world.steward, committed_world.main, [path], Acquisition())
        erase(committed_world.steward, Claim.objects.get(key="sample:P1-C1/S-LIST"), "court_order")
        erase(committed_world.steward, Item.objects.order_by("-id").first(), "court_order")
        for _ in range(260):  # so many entries that there is a full tile
            record_read(committed_world.steward, {"claim": {Claim.objects.order_by("id").first().pk}})
        with (folder / "archive.jsonl").open("wb") as out:
            export_archive(committed_world.steward, out, lambda *_: None)
        transfer(settings.PLACE.store, folder / "files", lambda *_: None)
        heads.publish()
        shutil.copytree(settings.PLACE.ledger, folder / "ledger")
        key = (settings.PLACE.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()
        return Taken(folder / "archive.jsonl", folder / "files", folder / "ledger", key, kept)

    return made
