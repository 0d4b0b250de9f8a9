"""A source says who stands behind it; how it stands to the conflict is a first, dated assessment."""

from __future__ import annotations

import pytest

from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Source


def test_a_source_gets_a_handle_and_a_standing_with_its_author(world):
    source = describe_source(
        world.documenter, world.main, title="A report", kind="ngo", party="none", date="۱۹۹۰", stands_behind="A body",
    )
    assert source.handle.startswith("S-")
    [standing] = source.standings.all()
    assert (standing.party, standing.at, standing.basis, standing.account) == ("none", "1990", "A body", world.documenter.account)


def test_all_faults_come_at_once(world):
    with pytest.raises(ValueError, match=r"title.*no spaces.*kind of source.*not a standing.*reliability.*https.*not a date"):
        describe_source(
            world.documenter, world.main, handle="a b", title="", kind="rumour", party="good", reliability="Z",
            url="javascript:alert(1)", date="summer",
        )
    assert not Source.objects.exists()


def test_a_handle_is_not_used_twice_and_a_hidden_one_is_not_told(world):
    describe_source(world.documenter, world.main, handle="S-1", title="A report", kind="ngo")
    with pytest.raises(ValueError, match="already"):
        describe_source(world.documenter, world.main, handle="S-1", title="Another", kind="ngo")
    assert describe_source(world.member_elsewhere, world.other, handle="S-1", title="Theirs", kind="ngo").handle == "S-1"


def test_a_file_that_is_not_visible_cannot_be_its_file(world, tmp_path):
    paper = tmp_path / "paper.txt"
    paper.write_text("a page")
    [item] = take_in(world.member_elsewhere, world.other, [paper], Acquisition())
    with pytest.raises(ValueError, match="not here"):
        describe_source(world.documenter, world.main, title="A report", kind="ngo", item=item)


def test_a_source_held_back_is_hidden_from_readers(world):
    source = describe_source(world.documenter, world.main, title="A report", kind="ngo", hold="until it is read")
    assert not visible_to(world.reader).sources().filter(pk=source.pk).exists()
    assert visible_to(world.documenter).sources().filter(pk=source.pk).exists()


def test_who_has_no_right_is_refused(world):
    for actor in (world.reader, world.outsider, world.member_elsewhere):
        with pytest.raises(Refused):
            describe_source(actor, world.main, title="A report", kind="ngo")
