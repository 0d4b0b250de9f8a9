"""A person's row in a list can be erased: here, in its history, in the index, and in what was said when it was judged."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.models import Item, Judgement, Record
from dadkhah.archive.recording import recording
from dadkhah.archive.verify import verify
from tests.archive.listed import HEADER, cells, persons_of, write_list
from tests.archive.test_erase import places_of

SECRET = "Zarvandokht"
"""Made up."""


@pytest.fixture
def listed(committed_world, tmp_path):
    """Two lists that name her, with a judgement; the first row was corrected by a later file."""
    world, folder = committed_world, tmp_path
    row = {"name": f"{SECRET} Example", "father": f"Father of {SECRET}", "place": f"{SECRET}abad"}
    [world.record, world.beside] = write_list(world.steward, world.main, "L-1", [row, {"name": "Other Example"}], folder)
    [world.twin] = write_list(world.steward, world.main, "L-2", [{**row, "father": "Unknown"}], folder)
    with recording(world.steward, "import_list") as record:
        kept = {name: value for name, value in row.items() if name != "father"}
        given = json.dumps(cells(1, kept), ensure_ascii=False)
        old = world.record
        same = {"list": old.list, "batch": old.batch, "zone_id": old.zone_id, "number": old.number, "key": old.key}
        world.later = record.add(Record(**same, previous=old, given=given, **kept))
    with recording(world.steward, "judge_pair") as record:
        one, other = sorted((world.later, world.twin), key=lambda each: each.pk)
        said = {"verdict": "same", "reason": f"Both are {SECRET}", "act": "0" * 32, "account": world.steward.account}
        world.judgement = record.add(Judgement(one_record=one, other_record=other, at=record.at, **said))
    assert len(HEADER) == len(cells(1, row))
    return world


def test_a_record_goes_with_its_versions_and_what_was_said_of_it(listed):
    assert {"record", "judgement"} <= places_of(SECRET)
    erase(listed.steward, listed.record, "person_asked")
    for row in (listed.record, listed.later, listed.judgement):
        row.refresh_from_db()
        assert SECRET not in str(vars(row))
    listed.twin.refresh_from_db()
    assert SECRET in listed.twin.name, "another list is another record"
    listed.beside.refresh_from_db()
    assert listed.beside.name == "Other Example"
    assert verify(settings.PLACE).faults == ()


def test_a_person_goes_with_the_rows_of_lists_that_are_theirs(listed):
    """Also one of whom nothing is claimed: who they are, people said by a judgement."""
    judge_pair(listed.reviewer, listed.later, listed.twin, "same", f"{SECRET} again")
    [pk] = set(persons_of([listed.later, listed.twin]).values())
    person = visible_to(listed.steward).subjects().get(pk=pk)
    for actor in (listed.documenter, listed.reader, listed.outsider):
        with pytest.raises(Refused):
            erase(actor, person)
    erase(listed.steward, person, "person_asked")
    for row in (listed.record, listed.later, listed.twin):
        row.refresh_from_db()
        assert SECRET not in str(vars(row))
    assert not Judgement.objects.filter(reason__contains=SECRET).exists()
    listed.beside.refresh_from_db()
    assert listed.beside.name == "Other Example"
    assert verify(settings.PLACE).faults == ()


def test_nothing_is_left_when_the_files_of_the_lists_go_too(listed):
    for item in Item.objects.filter(erased__isnull=True):
        erase(listed.steward, item, "person_asked")
    assert not Record.objects.exclude(given="").exists()
    assert places_of(SECRET) == set()
    assert verify(settings.PLACE).faults == ()


def test_only_who_may_erase_there_erases_a_record(listed):
    for actor in (listed.documenter, listed.reader, listed.outsider, listed.member_elsewhere):
        with pytest.raises(Refused):
            erase(actor, listed.record)
    listed.record.refresh_from_db()
    assert SECRET in listed.record.name
