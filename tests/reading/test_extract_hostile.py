"""Files made to burst, stop or mislead the reader give a reason each; nothing is left behind and nothing reaches out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from dadkhah.reading.extract import Limits, extract
from tests.reading import made_files as made

QUICK = Limits(seconds=20, cpu=20, memory=1 << 30)
PDF_HEAD = b"%PDF-1.4\n"


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{entities}]><w:document {made._W}>&l9;</w:document>'.encode()


def in_docx(path: Path, document: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", document)
    return path


def pdf_of_pages(count: int) -> bytes:
    """A page tree whose nodes hold the same page again and again."""
    kids = b"[" + b"3 0 R " * 1000 + b"]"
    nodes = b"[" + b"2 0 R " * (count // 1000) + b"]"
    return (
        PDF_HEAD + b"1 0 obj<</Type/Catalog/Pages 4 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1000/Parent 4 0 R/Kids " + kids + b">>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"4 0 obj<</Type/Pages/Count " + str(count).encode() + b"/Kids " + nodes + b">>endobj\ntrailer<</Root 1 0 R>>\n"
    )


def file(path: Path, kind: str) -> Path:
    """Writes the hostile file of this kind; returns its path."""
    match kind:
        case "zip bomb":
            in_docx(path, b"<w>" + b" " * (400 << 20) + b"</w>")
        case "billion laughs":
            in_docx(path, laughs())
        case "deep xml":
            in_docx(path, f"<w:document {made._W}>".encode() + b"<w:p>" * 200_000 + b"</w:p>" * 200_000 + b"</w:document>")
        case "many pages":
            path.write_bytes(pdf_of_pages(1_000_000))
        case "cut pdf":
            path.write_bytes(PDF_HEAD + b"1 0 obj<</Type/Catalog/Pa")
        case "cut png":
            Image.effect_noise((300, 300), 90).save(path, "PNG")
            path.write_bytes(path.read_bytes()[:2000])
        case "cut docx":
            path.write_bytes(made.docx(path, made.paragraph("x" * 9000)).read_bytes()[:300])
        case "large picture":
            Image.new("1", (30_000, 30_000)).save(path, "PNG")
        case "locked docx":
            head, name = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
            path.write_bytes(head + b"\0" * 600 + name + b"\0" * 900)
        case "noise":
            path.write_bytes(bytes(range(256)) * 40)
        case "empty":
            path.write_bytes(b"")
    return path


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("zip bomb", "a.docx", {"too_large"}),
        ("billion laughs", "a.docx", {"broken", "no_text"}),
        ("deep xml", "a.docx", {"broken"}),
        ("many pages", "a.pdf", {"too_large", "broken"}),
        ("cut pdf", "a.pdf", {"broken"}),
        ("cut png", "a.png", {"broken"}),
        ("cut docx", "a.docx", {"broken"}),
        ("large picture", "a.png", {"too_large"}),
        ("locked docx", "a.docx", {"encrypted"}),
        ("noise", "a.bin", {"unknown_kind"}),
        ("empty", "a.txt", {"no_text"}),
    ],
)
def test_a_hostile_file_gives_a_reason(tmp_path: Path, monkeypatch, kind: str, name: str, expected: set[str]) -> None:
    aside = tmp_path / "temporary"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    found = extract(file(tmp_path / name, kind), limits=QUICK)
    assert found.failure is not None
    assert found.failure.kind in expected, found.failure
    assert found.failure.sentence[0].isupper()
    assert found.failure.sentence.endswith(".")
    assert list(aside.iterdir()) == []


def test_a_locked_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(
        PDF_HEAD + b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj "
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj "
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<41><41>]>>"
    )
    assert extract(path).failure.kind == "encrypted"


def test_a_wrong_ending_does_not_mislead(tmp_path: Path) -> None:
    made.docx(tmp_path / "a.pdf", made.paragraph("It is a document."))
    assert extract(tmp_path / "a.pdf").text == "It is a document."
    (tmp_path / "b.docx").write_text("It is a text.")
    assert extract(tmp_path / "b.docx").text == "It is a text."


def test_deeply_nested_pages_and_parts_are_read_or_told(tmp_path: Path) -> None:
    page = tmp_path / "deep.html"
    page.write_text("<html><body>" + "<div>" * 50_000 + "At the bottom." + "</div>" * 50_000)
    assert extract(page, limits=QUICK).text == "At the bottom."
    letter = tmp_path / "deep.eml"
    letter.write_bytes(b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)))
    found = extract(letter, media_type="message/rfc822", limits=QUICK)
    assert found.failure is None or found.failure.sentence.endswith(".")


def test_names_are_taken_as_names(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("-listenc", "a\nb.txt", "$(touch x).txt", "; rm -rf *.txt", os.fsdecode(b"\xff\xfe.txt")):
        Path(name).write_text("Named strangely.")
        assert extract(Path(name)).text == "Named strangely."
    assert not Path("x").exists()


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), tmp_path / "nowhere", tmp_path / ("a" * 300)):
        assert extract(path).failure.kind == "not_a_file"


def test_a_reader_that_takes_too_long_is_ended_with_its_children(tmp_path: Path, monkeypatch) -> None:
    """A program of the name pdftotext that never ends, and starts another."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "pdftotext").write_text(f"#!/bin/sh\nsleep 987 & echo $! >> {tmp_path}/ids\nsleep 988\n")
    (programs / "pdftotext").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    Image.new("L", (100, 100), 255).save(tmp_path / "a.pdf")
    begun = time.monotonic()
    assert extract(tmp_path / "a.pdf", limits=Limits(seconds=4)).failure.kind == "too_slow"
    assert time.monotonic() - begun < 12
    for line in (tmp_path / "ids").read_text().split():
        assert not _is_running(int(line))


def _is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_missing_program_is_named_with_its_package(tmp_path: Path, monkeypatch) -> None:
    Image.effect_noise((100, 100), 90).save(tmp_path / "a.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    failure = extract(tmp_path / "a.pdf").failure
    assert failure.kind == "tool_missing"
    assert failure.sentence == "The program pdftotext is needed to read this file. Install the package poppler-utils."


def test_memory_and_processor_time_have_an_end(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("word " * 20_000_000)
    assert extract(path, limits=Limits(memory=300 << 20)).failure.kind in {"too_large", "crashed"}
    picture = tmp_path / "slow.png"
    Image.effect_noise((6000, 6000), 90).save(picture)
    assert extract(picture, limits=Limits(cpu=1, seconds=60)).failure.kind == "too_slow"


@pytest.mark.skipif(sys.platform != "linux", reason="networks are taken away on Linux alone")
def test_the_reader_has_no_network() -> None:
    program = (
        "import socket; from dadkhah.reading.extract import guard; from dadkhah.reading.extract.extracted import Limits\n"
        "off = guard.confine(Limits())['network_off']\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1); print('reached')\n"
        "except OSError as error: print(off, error.errno)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"True 101", "False 111"}  # no network at all; or nobody there, where it could not be taken
