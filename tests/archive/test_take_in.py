"""Files are received: sealed bytes, one item and one entry per group, custody in PREMIS terms."""

from __future__ import annotations

import hashlib

import pytest

from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import CustodyEvent, Item, LedgerHead
from dadkhah.evidence import Store


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "letter ۱۳۶۷ %0A.txt"
    path.write_text("words of a letter", "utf-8")
    return path


def test_it_seals_the_bytes_and_says_how_they_came(world, file, archive_folder):
    how = Acquisition(acquired="1988-08", received_from="a relative", method="by hand", device="scanner")
    (item,) = take_in(world.documenter, world.main, [file], how)
    item.refresh_from_db()
    assert item.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (item.original_name, item.received_from, item.acquired) == (file.name, "a relative", "1988-08")
    stored = archive_folder / "store" / item.digest[:2] / item.digest[2:4] / item.digest
    assert stored.read_bytes() == file.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o444


def test_every_receipt_is_an_item_of_its_own_over_bytes_stored_once(world, file):
    first = take_in(world.documenter, world.main, [file], Acquisition(received_from="one"))[0]
    second = take_in(world.documenter, world.main, [file], Acquisition(received_from="another"))[0]
    assert first.digest == second.digest
    assert first.pk != second.pk
    assert Item.objects.filter(digest=first.digest).count() == 2


def test_custody_begins_with_premis_events_by_a_named_person(world, file):
    (item,) = take_in(world.documenter, world.main, [file], Acquisition())
    events = CustodyEvent.objects.filter(item=item)
    assert {e.event for e in events} == {
        "accession",
        "message_digest_calculation",
        "format_identification",
        "ingestion",
    }
    assert {e.account_id for e in events} == {world.documenter.id}


def test_many_files_are_one_group_and_one_entry(world, tmp_path):
    paths = []
    for number in range(20):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_text(str(number))
    before = LedgerHead.objects.get(id=1).size
    assert len(take_in(world.documenter, world.main, paths, Acquisition())) == 20
    assert LedgerHead.objects.get(id=1).size == before + 1


def test_a_reader_may_not(world, file):
    with pytest.raises(Refused):
        take_in(world.reader, world.main, [file], Acquisition())


def test_items_of_another_compartment_are_not_there(world, file):
    take_in(world.documenter, world.main, [file], Acquisition())
    assert not visible_to(world.member_elsewhere).items().exists()


def test_a_file_that_cannot_be_read_leaves_nothing_half_written(world, tmp_path, file):
    with pytest.raises((OSError, ValueError)):
        take_in(world.documenter, world.main, [file, tmp_path / "absent.txt"], Acquisition())
    assert not Item.objects.exists()


def test_a_page_of_the_case_saved_as_text_is_taken_in_whole(world, shared, archive_folder):
    page = shared / "documents" / "irannewsupdate-1988-massacre.txt"
    (item,) = take_in(world.documenter, world.main, [page], Acquisition(method="saved page", url="https://example.org/"))
    assert (item.media_type, item.size) == ("text/plain", page.stat().st_size)
    with Store(archive_folder / "store").open(item.digest) as stored:
        assert stored.read() == page.read_bytes()
    assert visible_to(world.reader).items().filter(pk=item.pk).exists()
