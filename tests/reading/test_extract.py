"""Texts come out of files of every usual kind as they stand there, with their places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from dadkhah.reading.extract import Extracted, Limits, extract
from dadkhah.reading.extract.opinion import difference
from tests.reading import made_files as made


def the_places_hold(found: Extracted) -> None:
    for page in found.pages:
        assert 0 <= page.start <= page.end <= len(found.text)
        for word in page.words:
            assert page.start <= word.start < word.end <= page.end
            assert not any(sign.isspace() for sign in found.text[word.start : word.end])
            assert -1 <= word.x0 < word.x1 <= page.width + 1
            assert -1 <= word.y0 < word.y1 <= page.height + 1


def test_a_plain_text_in_an_older_encoding(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("شاهدان شهر سپیددشت گفتند\r\nکه درها بسته بود.".replace("ی", "ي").replace("ک", "ك").encode("windows-1256"))
    found = extract(path)
    assert found.text == "شاهدان شهر سپيددشت گفتند\nكه درها بسته بود."
    assert found.notes == ("The encoding is told by the letters: windows-1256.",)
    assert found.failure is None


def test_a_document_is_read_in_its_order(tmp_path: Path) -> None:
    cell = "<w:tc>" + made.paragraph("{}") + "</w:tc>"
    rows = (("Name", "Age"), ("Edda", "41"))
    table = "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows) + "</w:tbl>"
    removed = '<w:p><w:r><w:t>kept</w:t></w:r><w:del w:id="9"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
    path = made.docx(
        tmp_path / "report.docx",
        made.paragraph("Before the table", 2) + table + made.paragraph("پس از جدول") + removed,
        footnotes='<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2">{made.paragraph("Said in 1989.")}</w:footnote>',
        header1=made.paragraph("Town archive"),
        header2=made.paragraph("Town archive"),
        footer1=made.paragraph("Page one"),
    )
    found = extract(path)
    blocks = ["Town archive", "Before the table[2]", "Name\tAge\nEdda\t41", "پس از جدول", "kept", "[2] Said in 1989.", "Page one"]
    assert found.text.split("\n\n") == blocks


def test_a_workbook_gives_a_page_for_each_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Names"
    book.active.append(["Name", "Year"])
    book.active.append(["نیلوفر", 1367])
    book.create_sheet("Places").append(["Larkmoor"])
    book.save(tmp_path / "book.xlsx")
    found = extract(tmp_path / "book.xlsx")
    assert [found.text[page.start : page.end] for page in found.pages] == ["Names\nName\tYear\nنیلوفر\t1367", "Places\nLarkmoor"]


def test_a_saved_page_gives_its_main_text_title_and_day(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    text = "".join(f"<p>{each} {each}</p>" for each in made.ENGLISH[1:] * 2)
    path.write_text(
        "<html><head><title>Larkmoor mill</title><meta property='article:published_time' content='2019-08-14'></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/x'>Subscribe now</a></nav><article><h1>Larkmoor mill</h1>{text}</article>"
        "<script>var hidden = 'unseen words'</script><footer>Cookie settings</footer></body></html>",
        "utf-8",
    )
    found = extract(path)
    assert found.text.startswith("Larkmoor mill\n\n2019-08-14\n\nIn the summer of 1988")
    assert "The families of 37 men" in found.text
    assert not any(each in found.text for each in ("Subscribe", "unseen", "Cookie"))


def test_a_page_without_main_text_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "short.htm"
    page = "<html><meta charset=windows-1256><body>" + "".join(f"<div><a href=x>شاهد {n}</a></div>" for n in range(30))
    path.write_bytes(page.encode("windows-1256"))
    found = extract(path)
    assert [f"شاهد {number}" for number in range(30)] == [line for line in found.text.split("\n") if line]


def test_a_letter_has_its_heads_its_text_and_its_attachments(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(made.letter("It was so.\n", "<p>Not this.</p>", (("../../list.txt", b"Edda Quill, 41"), ("x.bin", b"\0\1\2"))))
    found = extract(path)
    assert found.text.startswith(
        "From: Edda Quill <edda@larkmoor.example>\nTo: archive@larkmoor.example\n"
        "Date: Mon, 14 Aug 1989 10:00:00 +0000\nSubject: گزارش سپیددشت\n\nIt was so."
    )
    assert "Not this" not in found.text
    assert found.notes[0] == "Attachment: ../../list.txt, application/octet-stream."
    whole = extract(path, attachments=True)
    assert [whole.text[page.start : page.end] for page in whole.pages][1] == "../../list.txt\nEdda Quill, 41"
    assert whole.notes[-1] == "Files of the kind application/octet-stream are not read. Save it as PDF or as text."


def test_a_letter_of_a_page_alone_is_read_as_it_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "page.eml"
    path.write_bytes(made.letter("", "<html><style>p {}</style><p>First.</p><p>Second &amp; last.</p></html>"))
    assert extract(path).text.endswith("First.\n\nSecond & last.")


@pytest.mark.browser
def test_an_english_pdf_is_sure_and_its_words_have_boxes(tmp_path: Path) -> None:
    found = extract(made.pdf(tmp_path, made.page(made.ENGLISH, "Noto Serif", times=4)))
    assert difference(found.text, " ".join(made.ENGLISH * 4)) < 0.01
    assert not any(page.doubtful or page.ocr for page in found.pages)
    the_places_hold(found)
    assert sum(len(page.words) for page in found.pages) == len(found.text.split())
    first, second = found.pages[0].words[:2]
    assert first.y0 == second.y0
    assert first.x1 < second.x0


@pytest.mark.browser
def test_a_persian_pdf_of_chromium_is_read_in_its_order(tmp_path: Path) -> None:
    found = extract(made.pdf(tmp_path, made.page(made.PERSIAN)))
    assert difference(found.text, " ".join(made.PERSIAN)) < 0.02
    assert all(number in found.text for number in ("۱۳۶۷", "۳۰٬۰۰۰", "۴۸۲"))
    assert found.pages[0].doubtful  # the second program reads it otherwise
    the_places_hold(found)
    words = found.pages[0].words
    assert len(words) > 0.95 * len(found.text.split())
    first, second = words[:2]
    assert found.text[first.start : first.end] == "گزارش"
    assert second.x1 < first.x0


@pytest.mark.browser
def test_a_third_opinion_takes_the_doubt_away(tmp_path: Path) -> None:
    found = extract(made.pdf(tmp_path, made.page(made.PERSIAN)), third_opinion=True)
    assert not found.pages[0].doubtful
    assert difference(found.text, " ".join(made.PERSIAN)) < 0.02


def test_a_persian_pdf_of_another_make_is_right_or_in_doubt(tmp_path: Path) -> None:
    weasyprint = pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    path = tmp_path / "made.pdf"
    weasyprint.HTML(string=made.page(made.PERSIAN)).write_pdf(path)
    found = extract(path)
    assert difference(found.text, " ".join(made.PERSIAN)) < 0.06
    assert "۱۳۶۷" in found.text
    the_places_hold(found)


def test_what_was_read_is_the_same_twice_and_comes_back_from_json(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("نیلوفر \x00 and\x0c Edda".encode("utf-16"))
    one, other = extract(path), extract(path)
    assert one.to_json() == other.to_json()
    assert Extracted.of(json.loads(one.to_json())) == one


def test_a_language_without_a_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Languages are some of"):
        extract(tmp_path, languages=["tlh"])


def test_limits_are_told(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("word " * 1000)
    assert extract(path, limits=Limits(size=100)).failure.sentence == "The file has 5000 bytes, more than 100. Cut it into parts."
    assert extract(path, limits=Limits(characters=100)).failure.kind == "too_large"
    assert extract(path).settings["network_off"] in (True, False)
