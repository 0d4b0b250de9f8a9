"""A file that is read: what is suggested is lit up in its text, and answered on cards."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from dadkhah.archive import work
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Claim, Job, Source, Statement, SuggestionVerdict
from dadkhah.archive.queries.documents import unread
from tests.archive.letters import ENGLISH, take_in_letter


@pytest.fixture
def letter(world, tmp_path):
    return take_in_letter(world.documenter, world.main, tmp_path)


@pytest.fixture
def address(letter) -> str:
    return f"/items/{letter.pk}/reading"


def text(answer) -> str:
    return answer.content.decode()


def keys(page: str, kind: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'name="key" value="({kind}-\d+-\d+)"', page)))


def test_a_file_that_was_not_read_says_so_and_is_read_on_request(world, enter, letter, address):
    browser = enter(world.documenter)
    assert "Nobody has had this file read yet." in text(browser.get(address))
    assert browser.post(f"{address}/read")["Location"] == address
    page = text(browser.get(address))
    assert re.search(r'<mark class="[a-z ]*quote[a-z ]*"', page)
    assert "<b>from</b>" not in page


def test_without_a_source_nothing_can_be_accepted_and_it_is_described_here(world, enter, letter, address):
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    page = text(browser.get(address))
    assert "Which source is this document?" in page
    assert 'value="accept"' not in page
    browser.post(f"{address}/source", {"title": "A letter from Varnia", "kind": "news", "author": "", "date": ""})
    assert Source.objects.get().item == letter
    assert 'value="accept"' in text(browser.get(address))


def test_faults_of_the_source_are_told_and_nothing_is_written(world, enter, letter, address):
    read_document(world.documenter, letter)
    answer = enter(world.documenter).post(f"{address}/source", {"title": "", "kind": ""})
    assert answer.status_code == 422
    assert not Source.objects.exists()


def test_a_quotation_is_accepted_in_one_step(world, enter, letter, address):
    describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    key = keys(text(browser.get(f"{address}?kind=quote")), "quote")[0]
    given = {f"{key}-{name}": value for name, value in {
        "name": "Ilan Dorso", "who": "new", "speaker_kind": "person", "mode": "quoted", "stance": "admits", "date": "",
    }.items()}  # fmt: skip
    answer = browser.post(f"{address}/answer?kind=quote", {"key": key, "answer": "accept", **given})
    assert answer.status_code == 302
    statement = Statement.objects.get()
    assert statement.words.startswith("We put forty")
    assert ENGLISH[statement.passage.start : statement.passage.end] == statement.words
    assert key not in keys(text(browser.get(f"{address}?kind=quote")), "quote")
    assert "Accepted" in text(browser.get(f"{address}?kind=quote&state=all"))


def test_a_figure_and_a_date_are_accepted_about_what_was_chosen_and_nothing_is_chosen_beforehand(world, enter, letter, address):
    source = describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    named = {"new_subject_kind": "event", "new_subject_name": "A night", "value": "A night"}
    event = record_claim(world.documenter, NewClaim(source=source, predicate="title", **named)).subject
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    key = keys(text(browser.get(f"{address}?kind=figure")), "figure")[-1]
    given = {"about": "", "measure": "people_killed", "qualifier": "over", "number": "40", "upper": "", "counts": "prisoners"}
    data = {"key": key, "answer": "accept", **{f"{key}-{name}": value for name, value in given.items()}}
    assert browser.post(f"{address}/answer", data).status_code == 422
    assert browser.post(f"{address}/answer", {**data, f"{key}-about": event.pk}).status_code == 302
    claim = Claim.objects.get(predicate="figure")
    assert (claim.subject, claim.figure.value, claim.figure.qualifier, claim.source) == (event, 40, "over", source)
    assert ENGLISH[claim.passage.start : claim.passage.end] == claim.passage.exact
    assert SuggestionVerdict.objects.get().claim == claim


def test_a_card_with_a_fault_says_it_and_keeps_what_was_typed(world, enter, letter, address):
    describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    key = keys(text(browser.get(f"{address}?kind=quote")), "quote")[0]
    typed = {"name": "", "who": "new", "mode": "quoted", "stance": "denies"}
    data = {"key": key, "answer": "accept", **{f"{key}-{name}": value for name, value in typed.items()}}
    answer = browser.post(f"{address}/answer?kind=quote", data)
    assert answer.status_code == 422
    assert re.search(r'<option value="denies" selected', text(answer))
    assert not SuggestionVerdict.objects.exists()


def test_a_rejected_suggestion_leaves_the_queue(world, enter, letter, address):
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    key = keys(text(browser.get(address)), "figure")[0]
    browser.post(f"{address}/answer", {"key": key, "answer": "reject"})
    assert key not in keys(text(browser.get(address)), "figure")
    assert SuggestionVerdict.objects.get().verdict == "rejected"
    assert not Claim.objects.exists()


def test_who_may_not_see_the_file_finds_nothing(world, enter, letter, address):
    read_document(world.documenter, letter)
    browser = enter(world.member_elsewhere)
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/answer", {"key": "x", "answer": "reject"}).status_code == 404


def test_the_page_is_persian_for_who_reads_persian(world, enter, letter, address):
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    page = text(browser.get(address, headers={"accept-language": "fa"}))
    assert 'dir="rtl"' in page
    assert "What it may say" not in page


def take_in_scan(world, folder):
    from tests.reading import made_files as made

    path = folder / "scan.png"
    printed = made.pdf(folder, made.page(("The families counted 412 prisoners in the hall.",), "Noto Serif"))
    path.write_bytes(made.png(made.picture(printed)))
    [scan] = take_in(world.documenter, world.main, [path], Acquisition(method="test"))
    return scan


def test_a_number_read_from_a_picture_stands_beside_its_picture_and_is_unconfirmed(world, enter, tmp_path):
    scan = take_in_scan(world, tmp_path)
    reading = read_document(world.documenter, scan)
    assert (reading.text.derived_from, reading.text.media_type) == (scan, "text/plain")
    browser = enter(world.documenter)
    page = text(browser.get(f"/items/{scan.pk}/reading?kind=figure"))
    assert "Unconfirmed" in page
    [key] = keys(page, "figure")
    picture = browser.get(f"/items/{scan.pk}/reading/crop?key={key}")
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert enter(world.member_elsewhere).get(f"/items/{scan.pk}/reading/crop?key={key}").status_code == 404


def test_a_page_that_a_machine_read_is_shown_whole_as_it_stands_in_the_file(world, enter, tmp_path):
    scan = take_in_scan(world, tmp_path)
    read_document(world.documenter, scan)
    browser = enter(world.documenter)
    [source] = re.findall(r'src="(/items/\w+/reading/crop\?sheet=\d+)"', text(browser.get(f"/items/{scan.pk}/reading")))
    with Image.open(io.BytesIO(browser.get(source).content)) as shown, Image.open(tmp_path / "scan.png") as whole:
        assert shown.width / shown.height == pytest.approx(whole.width / whole.height, rel=0.01)
        assert shown.height > 1000
    assert browser.get(source.replace("sheet=1", "sheet=2")).status_code == 404
    assert enter(world.member_elsewhere).get(source).status_code == 404


def test_what_a_search_finds_in_a_picture_is_unconfirmed_and_stands_beside_its_picture(world, enter, tmp_path):
    scan = take_in_scan(world, tmp_path)
    read_document(world.documenter, scan)
    browser = enter(world.reader)
    hit = text(browser.get(reverse("search"), {"q": "families hall", "kind": "text"}))
    assert "unconfirmed" in hit
    [way] = re.findall(r'href="(/items/\w+/reading\?at=[^"]*)">Page 1</a>', hit)
    page = text(browser.get(way.replace("&amp;", "&")))
    assert "Page 1 of the file, which your search found." in page
    assert "Unconfirmed" in page
    [source] = re.findall(r'src="(/items/\w+/reading/crop\?at=\d+-\d+)"', page)
    assert browser.get(source).content.startswith(b"\x89PNG")
    assert enter(world.member_elsewhere).get(source).status_code == 404
    assert browser.get(f"/items/{scan.pk}/reading/crop?at=0-0").status_code == 404


def test_what_nobody_changed_is_accepted_and_not_corrected(world, enter, letter, address):
    source = describe_source(world.documenter, world.main, title="A letter", kind="news", item=letter)
    named = {"new_subject_kind": "event", "new_subject_name": "A night", "value": "A night"}
    event = record_claim(world.documenter, NewClaim(source=source, predicate="title", **named)).subject
    read_document(world.documenter, letter)
    browser = enter(world.documenter)
    page = text(browser.get(f"{address}?kind=date"))
    [key] = keys(page, "date")
    date = re.search(rf'name="{key}-date"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{key}-date"', page)
    assert date
    assert (date[1] or date[2]) == "1988-05-03"
    data = {"key": key, "answer": "accept", f"{key}-about": event.pk, f"{key}-date": "1988-05-03", f"{key}-date_calendar": ""}
    assert browser.post(f"{address}/answer", data).status_code == 302
    claim = Claim.objects.get(predicate="date")
    assert (claim.date, claim.date_written) == ("1988-05-03", "3 May 1988")
    assert SuggestionVerdict.objects.get().verdict == "accepted"
    again = browser.post(f"{address}/answer", data)
    assert again.status_code == 422
    assert "answered already" in text(again)
    assert Claim.objects.filter(predicate="date").count() == 1


def test_all_files_are_read_and_one_that_cannot_be_is_kept_with_its_reason(world, enter, letter, tmp_path):
    """A broken file stops nobody, and can be read again alone."""
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a document")
    [broken] = take_in(world.documenter, world.main, [tmp_path / "broken.pdf"], Acquisition(method="made up"))
    browser = enter(world.documenter)
    assert "2 files were not read yet." in text(browser.get(reverse("documents")))
    assert browser.post(reverse("documents"))["Location"] == reverse("jobs")
    work.run(Job.objects.get().pk)
    assert "One file was read. One could not be read" in text(browser.get(reverse("jobs")))
    page = text(browser.get(reverse("documents")))
    assert "could not be read" in page
    assert "0 of" in page
    assert "No file waits to be read" in page
    again = text(browser.get(f"/items/{broken.pk}/reading"))
    assert "read it again" in again
    assert Job.objects.get().state == "done"


def test_who_may_take_nothing_in_starts_no_reading(world, enter, letter):
    browser = enter(world.reader)
    assert "not read yet" not in text(browser.get(reverse("documents")))
    browser.post(reverse("documents"))
    assert not Job.objects.exists()


def test_lists_and_what_the_program_wrote_are_not_read_unasked(world, letter):
    read_document(world.documenter, letter)
    assert not unread(visible_to(world.documenter), world.documenter.compartments("take_in")).exists()


def test_a_file_and_its_near_copy_are_shown_on_the_page_of_each(world, enter, letter, tmp_path):
    other = take_in_letter(world.documenter, world.main, tmp_path, ENGLISH + "\n\nCopied by hand.", "copy.txt")
    browser = enter(world.documenter)
    here, there = (reverse("item", args=[item.pk]) for item in (letter, other))
    read_document(world.documenter, letter)
    assert "Nearly the same" not in text(browser.get(here))
    read_document(world.documenter, other)
    assert f'href="{there}"' in text(browser.get(here))
    assert f'href="{here}"' in text(browser.get(there))
