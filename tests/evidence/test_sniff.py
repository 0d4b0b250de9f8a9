import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dadkhah.evidence import sniff
from dadkhah.evidence.sniff import SAFE_INLINE, Unsafe, check_bomb, media_type


def picture(image_format):
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, image_format)
    return out.getvalue()


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (picture("PNG"), "letter.html", "image/png"),
        (picture("JPEG"), "x.pdf", "image/jpeg"),
        (picture("GIF"), "", "image/gif"),
        (picture("WEBP"), "a.b", "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3", "x.jpg", "application/pdf"),
        (b"%PDF-1.4\nascii only", "", "application/pdf"),
        ("نامه به برادرم".encode(), "letter", "text/plain"),
        ("نامه".encode()[:-1], "cut in the last letter", "text/plain"),
        ("\ufeffنامه".encode(), "bom.txt", "text/plain"),
        ("نامه".encode("utf-16"), "notepad.txt", "text/plain"),
        ("نامه به برادرم".encode("windows-1256"), "old.txt", "text/plain"),
        ("نامه به برادرم".encode("windows-1256"), "old", "application/octet-stream"),
        (b"BMW and MZ are letters", "", "text/plain"),
        (b"<!DOCTYPE html><p>x", "letter.txt", "text/html"),
        (b"\n <!-- x --> <HTML>", "x.png", "text/html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><x/>", "", "text/html"),
        (b"<script>alert(1)</script>", "x.txt", "text/html"),
        (b"GIF89a<script>alert(1)</script>", "x.gif", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- c --><!DOCTYPE svg><svg/>", "", "image/svg+xml"),
        (b"<?xml version='1.0'?><s:svg xmlns:s='http://www.w3.org/2000/svg'/>", "x.xml", "image/svg+xml"),
        (b"<?xml version='1.0'?><list/>", "", "application/xml"),
        (b'{"a": 1}', "", "application/json"),
        (b'[{"a": 1}, {"b', "cut.json", "application/json"),
        (b"[1988] a note", "", "text/plain"),
        (b'{"a":1}\n{"a":2}\n', "rows.jsonl", "application/jsonl"),
        (b"name,year\na,1988\nb,1988\n", "list", "text/csv"),
        (b"name;year\na;1988\nb;1988\nc;19", "list.dat", "text/csv"),
        (b"one line", "list.csv", "text/csv"),
        (b"Dear all, hello.\nI write.\nGood, bye.\n", "", "text/plain"),
        (b"From: a@example.org\n\nhello", "mail.eml", "message/rfc822"),
        (zipped(a="x"), "x.zip", "application/zip"),
        (zipped(a="x"), "report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped(a="x"), "letter.png", "application/zip"),
        (b"\0\1\2\3", "x.txt", "application/octet-stream"),
        (b"", "empty", "text/plain"),
    ],
)
def test_content_decides_before_the_name(head, name, found):
    assert media_type(head, name) == found


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_and_name_give_a_type(head, name):
    kind, _, rest = media_type(head, name).partition("/")
    assert kind
    assert rest


@given(st.sampled_from(["<script>alert(1)</script>", "<svg onload=x>", "<html>", "<iframe src=x>"]), st.binary())
def test_nothing_with_a_page_inside_is_shown_as_an_image(page, noise):
    for head in (page.encode() + noise, b"GIF89a" + page.encode(), b"BM" + page.encode()):
        found = media_type(head, "x.gif")
        assert found not in SAFE_INLINE or found == "text/plain"


def test_active_content_is_never_shown_in_place():
    for kind in ("text/html", "image/svg+xml", "application/pdf", "application/xhtml+xml", "application/xml"):
        assert kind not in SAFE_INLINE


def test_ordinary_files_pass(tmp_path):
    for content, kind in (
        (picture("PNG"), "image/png"),
        (picture("TIFF"), "image/tiff"),
        (zipped(a="x" * 1000), "application/zip"),
        (b"anything", "application/octet-stream"),
    ):
        (tmp_path / "x").write_bytes(content)
        check_bomb(tmp_path / "x", kind)


def png_of(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (1, 2**31 - 1), (13_378, 13_378)])
def test_pixel_bombs_are_refused(tmp_path, size):
    (tmp_path / "x").write_bytes(png_of(*size))
    with pytest.raises(Unsafe, match=r"pixels.*\.$"):
        check_bomb(tmp_path / "x", "image/png")


def test_an_image_that_is_none_is_refused(tmp_path):
    for content in (b"", b"GIF89a", picture("GIF"), picture("PNG")[:20]):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(Unsafe, match="damaged"):
            check_bomb(tmp_path / "x", "image/png")


def test_zip_bombs_are_refused_whatever_they_are_called(tmp_path):
    bomb = zipped(a=bytes(220 << 20))
    (tmp_path / "x").write_bytes(bomb)
    for name in ("x.zip", "x.docx", "x.png", "x"):
        with pytest.raises(Unsafe, match="would unpack"):
            check_bomb(tmp_path / "x", media_type(bomb[:4096], name))


def test_zips_of_too_many_members_or_too_much_are_refused(tmp_path, monkeypatch):
    (tmp_path / "x").write_bytes(zipped(**{f"m{i}": "" for i in range(101)}))
    monkeypatch.setattr(sniff, "MAX_MEMBERS", 100)
    with pytest.raises(Unsafe, match="101 members"):
        check_bomb(tmp_path / "x", "application/zip")
    monkeypatch.setattr(sniff, "MAX_MEMBERS", 3)
    with pytest.raises(Unsafe, match="directory"):
        check_bomb(tmp_path / "x", "application/zip")
    monkeypatch.undo()
    monkeypatch.setattr(sniff, "MAX_UNPACKED", 10)
    (tmp_path / "x").write_bytes(zipped(a="x" * 11))
    with pytest.raises(Unsafe, match="to 11 bytes"):
        check_bomb(tmp_path / "x", "application/zip")


def test_a_damaged_zip_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(zipped(a="x")[:-10])
    with pytest.raises(Unsafe, match="damaged"):
        check_bomb(tmp_path / "x", "application/zip")


@pytest.mark.parametrize("kind", ["application/zip", "image/png"])
def test_what_cannot_be_read_is_not_called_damaged(tmp_path, kind):
    with pytest.raises(FileNotFoundError):
        check_bomb(tmp_path / "gone", kind)
