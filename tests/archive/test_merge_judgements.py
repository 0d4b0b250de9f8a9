"""Lists, runs and judgements of another archive come in as theirs: they join their own records, and nobody of ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from dadkhah.archive import heads
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.put_in_force import put_in_force
from dadkhah.archive.actions.undo_merge import undo_merge
from dadkhah.archive.exchange.package import pack_whole, unpack
from dadkhah.archive.models import Judgement, LinkageRun, Member, Pair
from dadkhah.archive.verify import verify
from tests.archive.listed import partition, persons_of, write_list
from tests.archive.scores import ALIKE, NEARLY, propose
from tests.archive.test_merge_archive import (
    THEIRS,
    make_new,
    merge,
    ours,  # noqa: F401 - a fixture
    row_counts,
    seen,
    steward,
    theirs,  # noqa: F401 - a fixture
)

ROWS = [{"name": "Arman Nowhere"}, {"name": "Arman Nowhere"}, {"name": "Bahar Nowhere"}, {"name": "Bahar Nowhere"}]


def listed(world: SimpleNamespace, folder: Path) -> None:
    world.records = write_list(world.documenter, world.main, "L-ONE", ROWS, folder)
    world.run = propose(steward(world), world.records, [(0, 1, 0.6, NEARLY), (2, 3, 0.99, ALIKE)])
    judge_pair(world.reviewer, world.records[0], world.records[1], "same", "They say so")
    put_in_force(world.reviewer, world.run, "0.95")
    world.persons = persons_of(world.records)


@pytest.fixture
def beside() -> Callable[[SimpleNamespace, Path], None]:
    return listed


def test_their_judgements_stay_theirs_and_join_nobody_of_ours(ours, theirs, tmp_path):  # noqa: F811
    mine = write_list(ours.documenter, ours.main, "L-OURS", ROWS, tmp_path)
    merge(ours.steward, theirs)
    assert verify(heads.place()).faults == ()
    assert Judgement.objects.get().account.name.endswith(f"· {THEIRS}")
    assert persons_of(theirs.records) == theirs.persons
    assert partition(mine) == {frozenset({each.pk}) for each in mine}
    assert seen(ours).pairs().count() == Pair.objects.count() == 2


def test_all_of_it_goes_again(ours, theirs):  # noqa: F811
    before = row_counts()
    other = merge(ours.steward, theirs)
    assert LinkageRun.objects.exists()
    undo_merge(steward(ours), other, lambda *_: None)
    assert row_counts() == {**before, "other_archive": 1}
    assert not Pair.objects.exists()
    assert not Member.objects.exists()
    assert verify(heads.place()).faults == ()


def test_an_unpacked_archive_has_its_pairs_and_persons(committed_world, tmp_path):
    listed(committed_world, tmp_path)
    pack_whole(steward(committed_world), tmp_path / "package", lambda *_: None)
    before = set(Pair.objects.values_list("pk", "verdict")), committed_world.persons
    make_new()
    for part in (heads.place().store, heads.place().ledger):
        shutil.rmtree(part)
        part.mkdir()
    unpack(tmp_path / "package", heads.place().store, lambda *_: None, lambda _: None)
    heads.publish(anew=True)
    assert (set(Pair.objects.values_list("pk", "verdict")), persons_of(committed_world.records)) == before
    assert verify(heads.place()).faults == ()
