"""A list from which somebody was erased: no file brings them back unseen, and nothing is kept that a guess could confirm."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.import_list import import_list
from dadkhah.archive.lists import ahead
from dadkhah.archive.lists.erased import ErasedBefore
from dadkhah.archive.models import LedgerEntry, ListImport, Record
from tests.archive.list_files import HEADER, ROWS, file_of, listed_in

CHANGED = HEADER + ROWS.replace("Sara Sazegar,,f,19", "Sara Sazegar,,f,20")


@pytest.fixture
def listed(committed_world, tmp_path):
    """A list of three people, of whom one was erased."""
    world = committed_world
    world.list, world.item = listed_in(world), file_of(world, tmp_path, HEADER + ROWS)
    import_list(world.documenter, world.list, world.item)
    erase(world.steward, Record.objects.get(key="3"), "family_asked")
    return world


def names(world) -> set[str]:
    return set(visible_to(world.reader).records().exclude(given="").values_list("name", flat=True))


def test_the_same_file_again_leaves_out_what_was_erased(listed):
    entries = LedgerEntry.objects.count()
    again = import_list(listed.documenter, listed.list, listed.item)
    assert again.batch is None
    assert {name: again.counts[name] for name in ("rows", "same", "erased", "new", "gone")} == {
        "rows": 3, "same": 2, "erased": 1, "new": 0, "gone": 0,
    }  # fmt: skip
    assert LedgerEntry.objects.count() == entries
    assert names(listed) == {"Omid Rahgozar", "لاله دادگر"}


def test_it_is_left_out_by_the_process_beside_too(listed, monkeypatch):
    monkeypatch.setattr(ahead, "SMALL", 1)
    assert import_list(listed.documenter, listed.list, listed.item).counts["erased"] == 1


def test_another_file_is_not_read_before_somebody_says_so(listed, tmp_path):
    item = file_of(listed, tmp_path, CHANGED)
    with pytest.raises(ErasedBefore, match="may bring them back"):
        import_list(listed.documenter, listed.list, item)
    assert ListImport.objects.count() == 1
    done = import_list(listed.documenter, listed.list, item, bring_back_erased=True)
    assert (done.counts["new"], done.counts["same"], done.counts["erased"]) == (1, 2, 0)
    assert "Sara Sazegar" in names(listed)


def test_a_file_that_had_the_row_as_it_was_cannot_tell_it_by_its_line(committed_world, tmp_path):
    """Its row gave no record, for the list held it already."""
    world, listed = committed_world, listed_in(committed_world)
    import_list(world.documenter, listed, file_of(world, tmp_path, HEADER + ROWS))
    other = file_of(world, tmp_path, HEADER + "9,Omid Rahgozar of Another File,,,,,\n" + ROWS)
    import_list(world.documenter, listed, other)
    erase(world.steward, Record.objects.get(key="3"), "family_asked")
    with pytest.raises(ErasedBefore):
        import_list(world.documenter, listed, other)


def test_versions_that_went_with_it_are_one_row(committed_world, tmp_path):
    world, listed = committed_world, listed_in(committed_world)
    items = [file_of(world, tmp_path, text) for text in (HEADER + ROWS, CHANGED)]
    for item in items:
        import_list(world.documenter, listed, item)
    erase(world.steward, Record.objects.get(key="3", age="20"), "family_asked")
    assert Record.objects.filter(given="").count() == 2
    for item in items:
        done = import_list(world.documenter, listed, item)
        assert (done.counts["erased"], done.counts["new"], done.counts["same"]) == (1, 0, 2)


def test_a_list_without_erased_records_asks_nothing(committed_world, tmp_path):
    world, listed = committed_world, listed_in(committed_world)
    import_list(world.documenter, listed, file_of(world, tmp_path, HEADER + ROWS))
    assert import_list(world.documenter, listed, file_of(world, tmp_path, CHANGED)).counts["changed"] == 1
