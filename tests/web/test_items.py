"""Items: shown safely, handed out exactly, with custody and proof; erased ones say so."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.urls import reverse
from PIL import Image

from dadkhah.archive import heads, recording
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Item, LedgerEntry
from dadkhah.evidence.checkpoint import open_checkpoint
from dadkhah.evidence.store import Store
from dadkhah.web import viewing
from tests.web.test_lists import text


@pytest.fixture
def keep(world, tmp_path):
    """Take in bytes under a name."""

    def kept(name: str, content: bytes, compartment=None) -> Item:
        file = tmp_path / "given"
        file.write_bytes(content)
        (item,) = take_in(world.steward, compartment or world.main, [file], Acquisition(received_from="a friend"), {file: name})
        return item

    return kept


def photograph() -> bytes:
    picture = Image.new("RGB", (3000, 20), "navy")
    exif = picture.getexif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x0112] = 6  # turned by a quarter
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SECRETCOMMENT")
    return out.getvalue()


def test_a_download_is_the_bytes_as_received_and_never_opens_here(world, enter, keep):
    content = b"<html><script>alert(1)</script></html>"
    item = keep('صفحه"; x=\r\n.html', content)
    answer = enter(world.reader).get(reverse("item_download", args=[item.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_name_with_folders_in_it_loses_them(world, enter, keep):
    item = keep("../../etc/list.txt", b"a")
    disposition = enter(world.reader).get(reverse("item_download", args=[item.pk]))["Content-Disposition"]
    assert 'filename="list.txt"' in disposition


def test_text_is_shown_escaped_with_numbered_lines_and_leads_to_a_line(world, enter, keep):
    item = keep("list.txt", "".join(f"line {n} <script>\n" for n in range(1, 451)).encode())
    browser = enter(world.reader)
    page = browser.get(reverse("item_view", args=[item.pk]), {"line": 420}).content.decode()
    assert "<script>" not in page
    assert 'id="l420" class="lit"' in page
    assert 'id="l200"' not in page
    excerpt = browser.get(reverse("item", args=[item.pk]), {"line": 420}).content.decode()
    assert 'id="l420" class="lit"' in excerpt
    assert browser.get(reverse("item_view", args=[item.pk]), {"page": 3}).content.decode().count("<li value") == 50


def test_an_encrypted_file_is_shown_and_handed_out_as_it_came(world, enter, keep):
    content = b"".join(b"line %d <script>\n" % n for n in range(1, 9001))
    item, shot = keep("list.txt", content, world.sealed), keep("shot.jpg", photograph(), world.sealed)
    browser = enter(world.steward)
    answer = browser.get(reverse("item_download", args=[item.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Length"] == str(len(content))
    assert 'id="l420" class="lit"' in browser.get(reverse("item_view", args=[item.pk]), {"line": 420}).content.decode()
    assert browser.get(reverse("item_picture", args=[shot.pk])).content.startswith(b"\x89PNG")
    page = browser.get(reverse("item", args=[item.pk])).content.decode()
    assert "this archive itself" in page
    assert f"{len(content):,} bytes" in page
    assert "Digest of the encrypted file" in page
    for name in ("item", "item_view", "item_picture", "item_download"):
        assert enter(world.reader).get(reverse(name, args=[item.pk])).status_code == 404


def test_an_encrypted_file_without_its_key_says_who_can_open_it(world, enter, keep, settings):
    item, shot = keep("list.txt", b"a line", world.sealed), keep("shot.jpg", photograph(), world.sealed)
    (settings.PLACE.keys / "custodian.key").unlink()
    browser = enter(world.steward)
    for row in (item, shot):
        page = browser.get(reverse("item", args=[row.pk])).content.decode()
        assert "Its custodians can open it" in page
        assert reverse("item_download", args=[row.pk]) not in page
        assert "Its custodians can open it" in browser.get(reverse("item_view", args=[row.pk])).content.decode()
        assert browser.get(reverse("item_download", args=[row.pk])).status_code == 403
    assert browser.get(reverse("item_picture", args=[shot.pk])).status_code == 403


@pytest.mark.parametrize(("encoding", "called"), [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("windows-1256", "Windows-1256")])
def test_text_of_older_encodings_is_read_and_a_guess_is_called_one(encoding, called):
    page = viewing.text_page(io.BytesIO("نام پدر\nگواهی".encode(encoding, errors="replace")), 1)
    assert page.lines[0] == (1, "نام پدر".encode(encoding, errors="replace").decode(encoding))
    assert page.encoding == called
    assert page.is_guess == (called == "Windows-1256")


def test_an_endless_line_and_an_endless_file_are_cut(monkeypatch):
    monkeypatch.setattr(viewing, "LONGEST_LINE", 10)
    page = viewing.text_page(io.BytesIO(b"a" * 5000 + b"\nsecond\n"), 1)
    assert page.lines == [(1, "a" * 10), (2, "second")]
    monkeypatch.setattr(viewing, "MOST_BYTES", 50_000)
    cut = viewing.text_page(io.BytesIO(b"line\n" * 100_000), 1, 200_000)
    assert cut.is_cut
    assert len(cut.lines) < 20_000


def test_a_picture_is_drawn_anew_bounded_turned_and_without_what_cameras_write(world, enter, keep):
    item = keep("photo.jpg", photograph())
    answer = enter(world.reader).get(reverse("item_picture", args=[item.pk]))
    assert answer["Content-Type"] == "image/png"
    assert b"SECRET" not in answer.content
    shown = Image.open(io.BytesIO(answer.content))
    assert shown.size[1] == viewing.SIDE
    assert not shown.getexif()
    assert shown.info == {}
    assert "<img" in enter(world.reader).get(reverse("item_view", args=[item.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><html><body onload=alert(1)>x</body></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("paper.pdf", b"%PDF-1.4\n1 0 obj\n"),
        ("thing.bin", bytes(range(256))),
    ],
)
def test_all_else_is_only_downloaded(world, enter, keep, name, content):
    item = keep(name, content)
    browser = enter(world.reader)
    page = browser.get(reverse("item_view", args=[item.pk])).content.decode()
    assert "are not shown here" in page
    assert "<img" not in page
    assert "alert" not in page
    assert browser.get(reverse("item_picture", args=[item.pk])).status_code == 422


def test_a_damaged_picture_is_refused_with_a_sentence(world, enter, keep):
    item = keep("photo.jpg", photograph()[:600])
    answer = enter(world.reader).get(reverse("item_picture", args=[item.pk]))
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()


def test_the_page_shows_digest_custody_and_what_rests_on_it(world, enter, keep):
    item = keep("list.txt", b"a list\nof names\n")
    source = describe_source(world.steward, world.main, title="The list", kind="ngo", item=item)
    new = NewClaim(
        source=source, predicate="name", value="Testim Namiram", new_subject_kind="person", new_subject_name="Testim Namiram",
        item=item, passage={"first_line": 2, "last_line": 2, "exact": "of names"},
    )
    record_claim(world.steward, new)
    page = text(enter(world.reader).get(reverse("item", args=[item.pk])))
    for part in (item.digest, "Message digest calculation", "a friend", "The list", "Testim Namiram", "of names"):
        assert part in page


def test_the_proof_of_an_item_leads_to_the_signed_checkpoint(world, enter, keep):
    item = keep("list.txt", b"a list\n")
    heads.publish()
    answer = enter(world.reader).get(reverse("item_proof", args=[item.pk]))
    found = json.loads(answer.content)
    row = found["row"]
    assert json.loads(row)["digest"] == hashlib.sha256(b"a list\n").hexdigest()
    assert hashlib.sha256(bytes.fromhex(found["salt"]) + row.encode()).hexdigest() == found["digest"]
    assert found["digest"] in found["entry"]


def test_before_anything_is_signed_the_proof_says_to_wait(world, enter, keep):
    item = keep("list.txt", b"a list\n")
    answer = enter(world.reader).get(reverse("item_proof", args=[item.pk]))
    assert answer.status_code == 503
    assert "Try again" in answer.content.decode()


def test_the_proof_page_gives_the_checkpoint_and_its_key(world, enter):
    heads.publish()
    browser = enter(world.reader)
    page = text(browser.get(reverse("proof")))
    assert "It does not mean that what a record says is so" in page
    checkpoint = browser.get(reverse("proof_file", args=["checkpoint"]))
    key = browser.get(reverse("proof_file", args=["key"]))
    assert checkpoint["Content-Disposition"].startswith("attachment")
    assert open_checkpoint(checkpoint.content.decode(), key.content.decode().strip()).size > 0
    assert browser.get(reverse("proof_file", args=["session.key"])).status_code == 404


def test_an_erased_item_says_so_everywhere(world, enter, keep):
    item = keep("list.txt", b"a list\n")
    Item.objects.filter(pk=item.pk).update(erased="2026-01-02T03:04:05.000000Z", original_name=None)
    browser = enter(world.reader)
    assert "Erased on 2026-01-02" in text(browser.get(reverse("item", args=[item.pk])))
    for name in ("item_download", "item_view", "item_picture"):
        answer = browser.get(reverse(name, args=[item.pk]))
        assert answer.status_code == 410
        assert "Erased on" in answer.content.decode()
    assert "erased" in text(browser.get(reverse("items")))


def test_bytes_that_the_store_lost_are_named_as_lost(world, enter, keep):
    item = keep("list.txt", b"a list\n")
    Store(heads.place().store).remove(item.digest)
    browser = enter(world.reader)
    assert "does not hold these bytes" in text(browser.get(reverse("item", args=[item.pk])))
    assert browser.get(reverse("item_download", args=[item.pk])).status_code == 404


@pytest.mark.parametrize("name", ["item", "item_download", "item_proof", "item_view", "item_picture"])
def test_a_hidden_item_is_not_there(world, enter, keep, name):
    item = keep("list.txt", b"a list\n", world.other)
    assert enter(world.reader).get(reverse(name, args=[item.pk])).status_code == 404
    assert enter(world.reader).get(reverse(name, args=["0" * 32])).status_code == 404
    assert enter().get(reverse(name, args=[item.pk])).status_code == 302


def test_a_sealed_item_that_is_downloaded_is_a_read_the_ledger_keeps(world, enter, keep):
    item = keep("list.txt", b"a list\n", world.sealed)
    enter(world.steward).get(reverse("item_download", args=[item.pk]))
    newest = LedgerEntry.objects.order_by("-seq").first()
    assert '"action":"read"' in newest.body
    assert item.pk in newest.body


def test_the_list_holds_what_is_visible_alone_and_is_narrowed(world, enter, keep):
    keep("apples.txt", b"a\n")
    keep("pears.txt", b"b\n", world.other)
    page = text(enter(world.reader).get(reverse("items")))
    assert "apples.txt" in page
    assert "pears.txt" not in page
    assert "apples.txt" not in text(enter(world.reader).get(reverse("items"), {"words": "pear"}))


def test_a_sealed_file_is_not_shown_while_no_entry_can_be_written(world, enter, keep, monkeypatch):
    item = keep("letter.txt", b"a letter", world.sealed)
    monkeypatch.setattr(recording, "now", lambda: "2001-01-01T00:00:00.000000Z")
    answer = enter(world.steward).get(reverse("item", args=[item.pk]))
    assert (answer.status_code, b"letter.txt" in answer.content) == (403, False)
    assert b"The clock of this computer is behind" in answer.content
