"""Pictures of pages are read, their numbers never trusted, and each word is found again on its picture."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from dadkhah.reading.extract import Extracted, crop, deskew, extract, ocr_lines
from dadkhah.reading.extract.opinion import difference
from tests.reading import made_files as made

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def persian(tmp_path_factory) -> Image.Image:
    return made.picture(made.pdf(tmp_path_factory.mktemp("fa"), made.page(made.PERSIAN)))


@pytest.fixture(scope="module")
def english(tmp_path_factory) -> Image.Image:
    return made.picture(made.pdf(tmp_path_factory.mktemp("en"), made.page(made.ENGLISH, "Noto Serif")))


def digits_are_unconfirmed(found: Extracted) -> None:
    words = [word for page in found.pages for word in page.words]
    numbers = [word for word in words if any(sign.isdigit() for sign in found.text[word.start : word.end])]
    assert numbers
    assert [word for word in words if word.unconfirmed] == numbers
    assert all(word.confidence is not None for word in words)


def test_a_scan_that_lies_askew_is_read(tmp_path: Path, persian: Image.Image) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(made.png(made.scanned(persian, 1.5)))
    found = extract(path)
    assert difference(found.text, " ".join(made.PERSIAN)) < 0.1
    assert found.pages[0].ocr
    digits_are_unconfirmed(found)


def test_a_heading_in_larger_letters_that_a_page_at_once_loses_is_read_alone(tmp_path: Path) -> None:
    image = made.picture(made.pdf(tmp_path, made.page(made.PERSIAN, "Noto Sans Arabic")))
    path = tmp_path / "heading.png"
    path.write_bytes(made.png(image))
    found = extract(path)
    heading, *_ = made.PERSIAN
    assert difference(found.text.splitlines()[0], heading) < 0.2
    assert difference(found.text, " ".join(made.PERSIAN)) < 0.05
    tops = [word.y0 for word in found.pages[0].words]
    assert tops[0] < 0.75 * min(tops[len(heading.split()) :])


def test_nothing_is_made_of_dirt_and_rules(tmp_path: Path, english: Image.Image) -> None:
    dirty = english.copy()
    for at in range(3):
        dirty.paste(0, (100, dirty.height - 400 + 90 * at, dirty.width - 100, dirty.height - 380 + 90 * at))
    path = tmp_path / "dirty.png"
    path.write_bytes(made.png(dirty))
    assert difference(extract(path).text, " ".join(made.ENGLISH)) < 0.03


def test_a_tiff_of_two_languages_has_two_pages(tmp_path: Path, persian: Image.Image, english: Image.Image) -> None:
    path = tmp_path / "pages.tiff"
    english.save(path, save_all=True, append_images=[persian], dpi=(300, 300))
    found = extract(path)
    assert len(found.pages) == 2
    texts = [found.text[page.start : page.end] for page in found.pages]
    assert difference(texts[0], " ".join(made.ENGLISH)) < 0.03
    assert difference(texts[1], " ".join(made.PERSIAN)) < 0.08


def test_a_page_upside_down_is_turned_and_its_words_are_found_where_they_stand(tmp_path: Path, english: Image.Image) -> None:
    path = tmp_path / "turned.jpg"
    english.rotate(180).save(path, quality=85, dpi=(300, 300))
    found = extract(path)
    assert difference(found.text, " ".join(made.ENGLISH)) < 0.05
    assert found.pages[0].words[0].y0 > found.pages[0].height / 2


def test_a_pdf_of_a_scan_and_a_printed_page_reads_each_as_it_needs(tmp_path: Path, english: Image.Image) -> None:
    import pypdfium2

    printed = made.pdf(tmp_path, made.page(made.ENGLISH, "Noto Serif"))
    scan = made.scanned_pdf(tmp_path / "scan.pdf", made.scanned(english))
    both = pypdfium2.PdfDocument.new()
    for source in (printed, scan):
        both.import_pages(pypdfium2.PdfDocument(source))
    both.save(tmp_path / "both.pdf")
    found = extract(tmp_path / "both.pdf")
    assert [page.ocr for page in found.pages] == [False, True]
    for page in found.pages:
        assert difference(found.text[page.start : page.end], " ".join(made.ENGLISH)) < 0.05
    assert set(found.tools) == {"pdftotext", "pypdfium2", "tesseract", "tesseract_languages"}
    year = next(word for word in found.pages[1].words if found.text[word.start : word.end].startswith("1988"))
    assert year.unconfirmed
    assert year.x1 <= found.pages[1].width


def test_a_number_is_shown_where_it_stands(tmp_path: Path, english: Image.Image) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(made.png(english))
    found = extract(path)
    number = next(word for word in found.pages[0].words if "4,120" in found.text[word.start : word.end])
    shown = tmp_path / "number.png"
    shown.write_bytes(crop(path, 1, number[2:6]))
    with Image.open(shown) as picture:
        assert picture.width < 400
        larger = picture.convert("L").resize((picture.width * 2, picture.height * 2))
    assert "4,120" in extract(_on_white(tmp_path / "alone.png", larger)).text
    with pytest.raises(ValueError, match="There is no such page"):
        crop(path, 2, number[2:6])
    with pytest.raises(ValueError, match="There is no such place"):
        crop(path, 1, (9000, 9000, 9010, 9010))


def _on_white(path: Path, image: Image.Image) -> Path:
    page = Image.new("L", (1400, 800), 255)
    page.paste(image, (100, 100))
    page.save(path)
    return path


def test_a_place_of_a_pdf_is_shown(tmp_path: Path) -> None:
    path = made.pdf(tmp_path, made.page(made.ENGLISH, "Noto Serif"))
    word = extract(path).pages[0].words[0]
    with Image.open(io.BytesIO(crop(path, 1, word[2:6]))) as picture:
        low, high = picture.convert("L").getextrema()
    assert high - low > 150


@pytest.mark.parametrize("degrees", [-3.2, -0.7, 0, 1.4])
def test_the_angle_of_a_page_is_seen(english: Image.Image, degrees: float) -> None:
    assert deskew.angle(english.rotate(degrees, fillcolor=255)) == pytest.approx(-degrees, abs=0.21)


def test_an_empty_page_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    Image.new("RGB", (900, 1200), "white").save(path)
    assert extract(path).failure.sentence == "No text was found in this file."


def test_dots_of_large_letters_are_no_lines() -> None:
    head = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"
    ghost = "5\t1\t1\t1\t1\t1\t2326\t192\t40\t30\t70\tه"
    heading = "5\t1\t1\t1\t2\t1\t1443\t186\t964\t108\t90\tگزارش"
    line = "5\t1\t1\t1\t3\t1\t1443\t400\t900\t60\t90\tدر"
    assert [words[0][0] for _, words in ocr_lines.lines(f"{head}\n{ghost}\n{heading}\n{line}")] == ["گزارش", "در"]
