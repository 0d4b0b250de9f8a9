"""The words of files that were read are found, page by page, by those who may see them; and they go when the text goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection, transaction

from dadkhah.archive import derived, heads, reading, texts
from dadkhah.archive.access import visible_to
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.record_consent import record_consent
from dadkhah.archive.actions.take_in import add_derived
from dadkhah.archive.models import DocumentReading, Envelope, Item, SearchDocument, Zone
from dadkhah.archive.queries import search as searching
from dadkhah.archive.queries.search import MOST_PAGES, search
from dadkhah.archive.recording import recording
from dadkhah.archive.texts import KIND, Place
from dadkhah.archive.verify import derived as verifying
from dadkhah.evidence.store import Store
from dadkhah.reading.stretches import MOST
from tests.archive.letters import ENGLISH, PERSIAN, take_in_letter

PAGES = ("The first page tells of the flood in Tolm.", "The second page names the warden of Tolm.", "")


@pytest.fixture
def letter(world, tmp_path):
    return read_document(world.documenter, take_in_letter(world.documenter, world.main, tmp_path))


def paged(world, folder: Path, pages=PAGES, *, ocr: tuple[int, ...] = (), name: str = "scan.txt") -> DocumentReading:
    """A reading of a file with pages, as the extractor keeps it, of made-up pages."""
    item = take_in_letter(world.documenter, world.main, folder, "a file with pages", name)
    told, at = [], 0
    for number, text in enumerate(pages, 1):
        told.append({"number": number, "start": at, "end": at + len(text), "width": 595, "ocr": number in ocr, "doubtful": False})
        at += len(text) + 1
    about = json.dumps({"pages": told, "suggestions": [], "version": "1", "language": "en"}).encode()
    with recording(world.documenter, "read_document") as record:
        text = add_derived(record, item, "\f".join(pages).encode(), "scan.txt.txt", "reading")
        found = add_derived(record, item, about, "scan.txt.reading.json", "reading")
        return record.add(DocumentReading(item=item, text=text, found=found, version="1", account=world.documenter.account))


def hits(actor, words: str, **options):
    return [hit for hit in search(visible_to(actor), words, **options).hits if hit.kind == "text"]


def held() -> set[tuple]:
    return set(SearchDocument.objects.filter(kind=KIND).values_list("id", "object_id", "rank", "tokens", "reading_id"))


def faults() -> list:
    found = [verifying.check_following("document_reading", None, None), verifying.check_orphans(), verifying.check_index()]
    return [fault for each in found for fault in each.faults]


def test_a_plain_text_is_found_by_its_own_words_with_the_words_around_them(world, letter):
    (hit,) = hits(world.reader, "prosecutor admitted")
    assert (hit.id, hit.row) == (letter.item_id, letter.item)
    (reason,) = hit.reasons
    assert [piece.text for piece in reason.pieces if piece.marked] == ["prosecutor", "admitted"]
    assert reason.stretch == (0, 0, len(ENGLISH), False)
    assert "from</b> Varnia.  The prosecutor" in "".join(piece.text for piece in reason.pieces)


@pytest.mark.parametrize("typed", ["زنداني سياسي", "خانواده ها", "«زندانی سیاسی»", "ورني*", "40 ۱۳۶۷"])
def test_persian_is_found_however_it_is_typed(world, tmp_path, typed):
    read_document(world.documenter, take_in_letter(world.documenter, world.main, tmp_path, PERSIAN))
    assert len(hits(world.reader, typed)) == 1


def test_all_words_stand_on_one_page_and_each_page_is_a_place(world, tmp_path):
    read = paged(world, tmp_path, ocr=(2,))
    (hit,) = hits(world.reader, "Tolm")
    assert [(r.stretch.page, r.stretch.is_doubtful) for r in hit.reasons] == [(1, False), (2, True)]
    second = hit.reasons[1].stretch
    assert reading.Shown(read).text[second.start : second.end] == PAGES[1]
    assert [reason.stretch.page for reason in hits(world.reader, "warden tolm")[0].reasons] == [2]
    assert hits(world.reader, "flood warden") == []
    assert hits(world.reader, '"tolm the second"') == []


def test_of_many_pages_the_first_are_shown_and_all_are_counted(world, tmp_path):
    paged(world, tmp_path, [f"Page {number} of the river report." for number in range(MOST_PAGES + 4)])
    (hit,) = hits(world.reader, "river")
    assert (len(hit.reasons), hit.places) == (MOST_PAGES, MOST_PAGES + 4)


def test_a_long_text_without_pages_is_cut_between_words_and_nothing_is_lost(world, tmp_path):
    words = [f"w{number}x" for number in range(2 * MOST)]
    read_document(world.documenter, take_in_letter(world.documenter, world.main, tmp_path, " ".join(words)))
    stretches = [Place.of(name).stretch for _, name, *_ in held()]
    assert max(each.end - each.start for each in stretches) <= MOST < MOST * 5 < len(" ".join(words))
    joined = " ".join(words)
    assert [word for each in sorted(stretches) for word in joined[each.start : each.end].split()] == words


def test_a_word_longer_than_any_index_takes_stops_nothing(world, tmp_path):
    read_document(world.documenter, take_in_letter(world.documenter, world.main, tmp_path, f"before {'س' * 3000} behind"))
    assert len(hits(world.reader, "before behind")) == 1
    assert hits(world.reader, '"before behind"') == []


def test_who_may_not_see_the_file_does_not_find_it(world, tmp_path, letter):
    far = read_document(world.member_elsewhere, take_in_letter(world.member_elsewhere, world.other, tmp_path))
    for actor, seen in ((world.outsider, []), (world.reader, [letter.item_id]), (world.member_elsewhere, [far.item_id])):
        result = search(visible_to(actor), "prosecutor")
        assert ([hit.id for hit in result.hits], result.total) == (seen, len(seen))


def test_a_text_in_a_zone_that_is_closed_is_not_found_though_its_file_is_open(world, letter):
    zone = Zone.objects.create(source_compartment=world.other, item_compartment=world.other, held=False)
    Item.objects.filter(pk=letter.found_id).update(zone=zone)
    assert hits(world.reader, "prosecutor") == []


def test_erasing_the_file_takes_its_words_out_of_the_database(world, letter):
    assert "prosecutor" in in_database()
    erase(world.steward, letter.item)
    assert hits(world.steward, "prosecutor") == []
    assert not held()
    assert "prosecutor" not in in_database()


def in_database() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'search_index', 'row')")
            cursor.execute("SELECT term FROM temp.words")
        else:
            cursor.execute("SELECT unnest(tsvector_to_array(lexemes)) FROM search_index")
        return {word for (word,) in cursor.fetchall()}


def test_erasing_the_text_alone_takes_its_words_out(world, tmp_path):
    read = paged(world, tmp_path)
    erase(world.steward, read.text)
    assert not held()


def test_when_consent_to_keep_is_taken_back_only_those_who_work_on_it_find_it(world, letter):
    source = describe_source(world.documenter, world.main, title="A letter", kind="letter", item=letter.item)
    record_consent(world.documenter, source, {"store": "withdrawn"})
    assert hits(world.reader, "prosecutor") == []
    assert len(hits(world.documenter, "prosecutor")) == 1
    record_consent(world.documenter, source, {"store": "given"})
    assert len(hits(world.reader, "prosecutor")) == 1
    assert not faults()


def test_a_newer_reading_takes_the_place_of_the_older_and_gives_it_back_when_it_is_erased(world, tmp_path):
    older = paged(world, tmp_path)
    with recording(world.documenter, "read_document") as record:
        text = add_derived(record, older.item, b"A better reading of the ferry.", "scan.txt.txt", "reading")
        newer = DocumentReading(item=older.item, text=text, found=older.found, version="2", account=world.documenter.account)
        record.add(newer)
    assert (len(hits(world.reader, "ferry")), hits(world.reader, "flood")) == (1, [])
    assert {row[-1] for row in held()} == {newer.pk}
    erase(world.steward, text)
    assert (hits(world.reader, "ferry"), len(hits(world.reader, "flood"))) == ([], 1)
    assert not faults()


def test_a_reading_that_is_taken_out_again_leaves_nothing(world, letter):
    """As when another archive that was brought in is taken out."""
    with recording(world.steward, "undo_merge") as record:
        record.discard([letter])
    assert not held()
    assert "prosecutor" not in in_database()


def test_reading_again_leaves_one_hit(world, letter):
    read_document(world.documenter, letter.item)
    assert len(hits(world.reader, "prosecutor")) == 1
    assert not faults()


def test_building_anew_gives_the_same_rows(world, tmp_path, letter):
    paged(world, tmp_path, ocr=(1,))
    before = held()
    assert len(before) == 3
    with transaction.atomic():
        derived.rebuild()
    assert held() == before
    assert not faults()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_document SET tokens = tokens || ' slander' WHERE kind = 'document_reading'",
        "UPDATE search_document SET reading_id = NULL WHERE kind = 'document_reading'",
        "DELETE FROM search_document WHERE kind = 'document_reading'",
        "INSERT INTO search_document (id, kind, object_id, rank, tokens) VALUES (1, 'document_reading', 'f-0-0-1-0', 6, 'slander')",
    ],
)
def test_verification_finds_words_that_no_text_has(letter, damage):
    assert not faults()
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert faults()


def test_no_word_of_a_sealed_file_lies_in_the_database_and_the_search_says_so(world, tmp_path):
    grant_role(world.steward, world.documenter.account, world.sealed, "documenter")
    actor = type(world.documenter)(world.documenter.account)
    read_document(actor, take_in_letter(actor, world.sealed, tmp_path, "a needle in a sealed stack"))
    assert not held()
    assert "needle" not in in_database()
    assert search(visible_to(actor), "needle").has_unsearched
    assert not search(visible_to(world.reader), "needle").has_unsearched


def test_that_a_text_kept_encrypted_elsewhere_is_not_searched_is_told_too(world, letter):
    assert not search(visible_to(world.reader), "needle").has_unsearched
    Envelope.objects.create(item=letter.text, custodians="", sealed="", commitment="", size=1)
    assert search(visible_to(world.reader), "needle").has_unsearched
    assert not search(visible_to(world.outsider), "needle").has_unsearched


def test_a_text_whose_bytes_are_missing_is_neither_indexed_nor_in_the_way(world, tmp_path, letter):
    read = paged(world, tmp_path)
    Store(heads.place().store).remove(read.text.digest)
    (hit,) = hits(world.reader, "warden")
    assert hit.reasons == []
    with transaction.atomic():
        derived.rebuild()
    assert (hits(world.reader, "warden"), len(hits(world.reader, "prosecutor"))) == ([], 1)


def test_only_the_texts_of_the_page_shown_are_opened(world, tmp_path, monkeypatch):
    for number in range(13):
        take_in_and_read(world, tmp_path, f"The ferry crossed {number} times.")
    opened = []
    monkeypatch.setattr(searching, "opened", lambda item, real=searching.opened: opened.append(item.pk) or real(item))
    assert search(visible_to(world.reader), "ferry").total == 13
    assert len(opened) == searching.PER_PAGE


def take_in_and_read(world, folder, text):
    return read_document(world.documenter, take_in_letter(world.documenter, world.main, folder, text))


def test_the_name_of_a_place_leads_back_to_it(letter):
    (document,) = texts.documents(texts.Q(pk=letter.pk))
    place = Place.of(document.object_id)
    assert (place.reading, place.name) == (letter.pk, document.object_id)
