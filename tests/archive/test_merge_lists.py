"""Another group's lists come in as theirs, with what they judged; nobody of theirs becomes one with somebody of ours."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.merge_archive import merge_archive
from dadkhah.archive.actions.undo_merge import undo_merge
from dadkhah.archive.exchange.form import read_header
from dadkhah.archive.exchange.writing import export_archive
from dadkhah.archive.models import Judgement, Record, Subject
from dadkhah.archive.place import Place
from dadkhah.archive.verify import verify
from dadkhah.evidence.checkpoint import SigningKey
from tests.archive.listed import persons_of, write_list
from tests.archive.test_erase import places_of
from tests.archive.test_merge_archive import THEIRS, make_new, silent
from tests.conftest import build_world

ROW = {"name": "Firstname Example", "father": "Father Example", "place": "Nowhere"}
PLANTED = "Zarvandokht"
"""Made up."""


@pytest.fixture
def both(tmp_path: Path, settings, transactional_db) -> SimpleNamespace:
    """Our archive with a list of its own, and the export of another one with two lists and a judgement on them."""
    ours, folder = settings.PLACE, tmp_path / "theirs"
    for part in ("store/tmp", "ledger", "keys"):
        (folder / part).mkdir(parents=True)
    (folder / "config.toml").write_text(f'origin = "{THEIRS}"\n')
    settings.PLACE = Place(folder)
    SigningKey.generate(THEIRS).save(settings.PLACE.signing_key)
    make_new()
    world = build_world()
    [one] = write_list(world.steward, world.main, "L-1", [ROW], tmp_path)
    [other] = write_list(world.steward, world.main, "L-2", [{**ROW, "father": f"Father of {PLANTED}"}], tmp_path)
    judge_pair(world.reviewer, one, other, "same", f"Both are {PLANTED}")
    with (tmp_path / "theirs.jsonl").open("wb") as out:
        export_archive(world.steward, out, silent)
    settings.PLACE = ours
    make_new()
    own = build_world()
    [mine] = write_list(own.steward, own.main, "L-1", [ROW], tmp_path)
    handed = {"export": tmp_path / "theirs.jsonl", "files": folder / "store"}
    return SimpleNamespace(steward=own.steward, theirs=(one, other), mine=mine, **handed)


def merge(both: SimpleNamespace):
    with both.export.open("rb") as file:
        header = read_header(file)
    return merge_archive(both.steward, both.export, header, both.files, [], silent)


def test_records_and_judgements_stay_theirs_and_join_nobody_of_ours(both):
    merge(both)
    one, other = (Record.objects.get(pk=each.pk) for each in both.theirs)
    assert (one.key, one.given, one.name) == (both.theirs[0].key, both.theirs[0].given, ROW["name"])
    assert one.list.source.compartment.archive.origin == THEIRS
    assert Judgement.objects.get().account.archive.origin == THEIRS
    found = persons_of([one, other, both.mine])
    assert found[one.pk] == found[other.pk]
    assert found.get(both.mine.pk) != found[one.pk]
    assert verify(settings.PLACE).faults == ()


def test_undo_takes_their_lists_out_again(both):
    other = merge(both)
    assert PLANTED in str(list(Record.objects.values_list("father")))
    undo_merge(both.steward, other, silent)
    assert list(Record.objects.values_list("id", flat=True)) == [both.mine.pk]
    assert (Judgement.objects.count(), Subject.objects.count()) == (0, 0)
    assert places_of(PLANTED) == set()
    assert verify(settings.PLACE).faults == ()
