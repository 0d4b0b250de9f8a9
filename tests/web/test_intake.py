"""Files come in unchanged, with how they were obtained, into a compartment where one may."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse_lazy

from dadkhah.archive.models import Item, Job
from dadkhah.archive.place import Place
from dadkhah.evidence.store import Store
from dadkhah.web.views import intake

ADD_SOURCE, JOBS = reverse_lazy("add_source"), reverse_lazy("jobs")
ADDRESS = str(reverse_lazy("intake"))


def file(name: str = "letter.txt", content: bytes = b"a letter") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def text(answer) -> str:
    return answer.content.decode()


def test_several_files_are_kept_as_they_are_with_their_acquisition(world, enter, settings):
    sent = {
        "sent": [file(), file("picture.png", b"\x89PNG\r\n\x1a\n rest")],
        "compartment": world.main.pk,
        "acquired": "۱۵/۵/۱۳۶۷",
        "received_from": "a family",
        "method": "handed over",
    }
    browser = enter(world.documenter)
    answer = browser.post(ADDRESS, sent)
    letter, picture = Item.objects.order_by("id")
    assert letter.digest == hashlib.sha256(b"a letter").hexdigest()
    assert Store(settings.PLACE.store).has(letter.digest)
    assert (letter.media_type, picture.media_type) == ("text/plain", "image/png")
    assert (letter.acquired, letter.received_from, letter.original_name) == ("1988-08-06", "a family", "letter.txt")
    assert str(settings.PLACE.root) not in json.dumps([letter.original_path, picture.original_path])
    page = text(browser.get(answer["Location"]))
    assert letter.digest in page
    assert f"{ADD_SOURCE}?item={letter.pk}" in page


def test_what_must_not_be_opened_is_kept_with_a_warning(world, enter):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(220_000_000))
    sent = {"sent": [file("bomb.zip", packed.getvalue())], "compartment": world.main.pk}
    answer = enter(world.documenter).post(ADDRESS, sent, follow=True)
    assert "kept but not opened" in text(answer)
    assert Item.objects.count() == 1


def test_a_name_that_climbs_out_stays_a_name(world, enter):
    enter(world.documenter).post(ADDRESS, {"sent": [file("../../etc/passwd")], "compartment": world.main.pk})
    assert "/" not in Item.objects.get().original_name


def test_much_becomes_long_work(world, enter, monkeypatch, settings):
    monkeypatch.setattr(intake, "AT_ONCE", 5)
    answer = enter(world.documenter).post(ADDRESS, {"sent": [file()], "compartment": world.main.pk})
    assert answer["Location"] == JOBS
    job = Job.objects.get()
    arguments = json.loads(job.arguments)
    assert (job.kind, job.account, arguments["compartment"]) == ("take_in", world.documenter.account, world.main.pk)
    assert (settings.PLACE.root / "uploads" / arguments["upload"] / "0").read_bytes() == b"a letter"


@pytest.mark.parametrize("who", ["reader", "reviewer", "outsider"])
def test_who_may_not_take_in_is_refused(who, world, enter):
    browser = enter(getattr(world, who))
    assert browser.get(ADDRESS).status_code == 403
    assert browser.post(ADDRESS, {"sent": [file()], "compartment": world.main.pk}).status_code == 403
    assert not Item.objects.exists()


def test_a_compartment_of_others_is_not_on_offer(world, enter):
    browser = enter(world.member_elsewhere)
    answer = browser.post(ADDRESS, {"sent": [file()], "compartment": world.main.pk})
    assert answer.status_code == 200
    assert not Item.objects.exists()
    assert world.main.pk not in text(browser.get(ADDRESS))


def test_without_a_file_nothing_happens(world, enter):
    answer = enter(world.documenter).post(ADDRESS, {"compartment": world.main.pk})
    assert "This field is required" in text(answer)


def test_more_than_the_limit_is_turned_away(world, enter, settings, archive_folder):
    config = archive_folder / "config.toml"
    config.write_text(config.read_text() + "upload_limit = 1000\n")
    settings.PLACE = Place(archive_folder)
    answer = enter(world.documenter).post(
        ADDRESS, {"sent": [file("large", bytes(10_100_000))], "compartment": world.main.pk},
    )
    assert answer.status_code in (400, 413)
    assert "larger than this archive takes in" in text(answer)
    assert not Item.objects.exists()


def test_a_stranger_is_turned_away_before_the_body_is_read(world, enter, monkeypatch):
    from dadkhah.web import uploads

    def read(*_):
        raise AssertionError("the body was read")

    monkeypatch.setattr(uploads.WithinLimit, "handle_raw_input", read)
    assert enter().post(ADDRESS, {"sent": [file()]}).status_code == 302
