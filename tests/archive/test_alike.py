"""Files that are nearly the same are found, by those who may see both, and what was erased or is kept encrypted is not found."""

from __future__ import annotations

import pytest
from django.db import transaction
from PIL import Image, ImageDraw

from dadkhah.archive import derived, heads
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.alike import PICTURE, TEXT, alike
from dadkhah.archive.models import Band
from dadkhah.archive.queries.documents import newest, progress
from dadkhah.evidence.store import Store
from tests.archive.letters import ENGLISH, take_in_letter

LONG = " ".join(f"In the {number}. month of the flood the guards of Tolm counted {number * 7} empty beds." for number in range(40))


@pytest.fixture
def report(world, tmp_path):
    return read_document(world.documenter, take_in_letter(world.documenter, world.main, tmp_path, LONG, "report.txt"))


def read_another(world, folder, text: str, actor=None, compartment=None):
    actor, compartment = actor or world.documenter, compartment or world.main
    return read_document(actor, take_in_letter(actor, compartment, folder, text, "other.txt"))


def found(actor, reading) -> list[tuple[str, str]]:
    return [(each.item.pk, each.kind) for each in alike(visible_to(actor), reading)]


def test_the_same_report_with_a_few_other_words_is_found_from_both(world, tmp_path, report):
    other = read_another(world, tmp_path, LONG.replace("the 7. month", "the seventh month") + " A last line.")
    read_another(world, tmp_path, ENGLISH)
    assert found(world.documenter, report) == [(other.item_id, TEXT)]
    assert found(world.documenter, other) == [(report.item_id, TEXT)]
    assert 0.7 <= alike(visible_to(world.documenter), report)[0].share < 1


def test_who_may_not_see_the_other_file_does_not_learn_of_it(world, tmp_path, report):
    other = read_another(world, tmp_path, LONG, world.member_elsewhere, world.other)
    assert found(world.documenter, report) == found(world.member_elsewhere, other) == []
    grant_role(world.steward, world.documenter.account, world.other, "reader")
    assert found(type(world.documenter)(world.documenter.account), report) == [(other.item_id, TEXT)]


def test_an_erased_file_is_not_found_and_nothing_of_it_is_left(world, tmp_path, report):
    other = read_another(world, tmp_path, LONG)
    erase(world.steward, other.item)
    assert found(world.documenter, report) == []
    assert not Band.objects.filter(item_id=other.item_id).exists()


def test_of_a_file_that_is_kept_encrypted_no_trace_lies_in_the_database(world, tmp_path, report):
    grant_role(world.steward, world.documenter.account, world.sealed, "documenter")
    actor = type(world.documenter)(world.documenter.account)
    secret = read_another(world, tmp_path, LONG, actor, world.sealed)
    assert not Band.objects.filter(item_id=secret.item_id).exists()
    assert found(actor, report) == []
    assert found(actor, secret) == [(report.item_id, TEXT)]


def test_reading_again_and_building_anew_give_the_same_bands(world, report):
    before = set(Band.objects.values_list("id", "number"))
    assert len(before) == 32
    read_document(world.documenter, report.item)
    assert set(Band.objects.values_list("id", "number")) == before
    Band.objects.all().delete()
    with transaction.atomic():
        derived.rebuild()
    assert set(Band.objects.values_list("id", "number")) == before


def test_a_picture_made_smaller_is_found(world, tmp_path):
    picture = Image.new("L", (900, 600), "white")
    draw = ImageDraw.Draw(picture)
    for at in range(12):
        draw.rectangle((at * 70, (at * 131) % 400, at * 70 + 60, (at * 131) % 400 + 90 + at * 9), fill=at * 20)
    picture.save(tmp_path / "large.png")
    picture.resize((450, 300)).save(tmp_path / "small.png")
    picture.rotate(90, expand=True).save(tmp_path / "other.png")
    items = take_in(world.documenter, world.main, [tmp_path / f"{name}.png" for name in ("large", "small", "other")],
                    Acquisition(method="made up"))  # fmt: skip
    large, small, _ = (read_document(world.documenter, item) for item in items)
    assert found(world.documenter, large) == [(small.item_id, PICTURE)]


def test_a_neighbour_whose_findings_are_missing_closes_no_page(world, tmp_path, report):
    other = read_another(world, tmp_path, LONG + " A last line.")
    Store(heads.place().store).remove(other.found.digest)
    assert found(world.documenter, report) == []
    [of_other, of_report] = progress(visible_to(world.documenter), newest(visible_to(world.documenter)))
    assert (of_other.is_held, of_report.is_held) == (False, True)
