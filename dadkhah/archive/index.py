"""The search index: which words lead to what. Python folds and tokenises; both databases index the same tokens.

A document's tokens begin with its kind, its zones and its year as words of their own, so that what may not be seen
is not even looked at: every search names the zones that are open. Rows of lists also have a word of their day and
place: an index of the database by these would be written all over with each part of a list. A document's number
holds its rank and the time of its row, so that both databases find the best first, in one order, and may stop after
the first few thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from django.db import connection
from django.db.models import Min, QuerySet

from dadkhah.archive import bulk
from dadkhah.archive.bulk import DOCUMENT, Document
from dadkhah.archive.models import Claim, Item, Label, Record, SearchDocument, Source, Statement, Subject
from dadkhah.reading.fold import tokens

BATCH = 2000
NAMING = ("name", "name_fa", "alias", "title", "title_fa")
UNNAMED = "case"
"""The case stands behind every figure; its name in each document would say nothing."""
MARK = "·"
"""Begins every word that no text can hold, since tokens are letters and digits; alone it ends a field."""
NAMES = MARK * 2
"""Stands before the names of a claim's subject, which come last."""
KINDS_FOUND = ("name", "statement", "source", "claim", "item", "record", "text")
"""What a search finds, the best first: the rank of a document is its place here."""
NAME, STATEMENT, SOURCE, CLAIM, ITEM, RECORD, TEXT = KINDS_FOUND
RECORD_RANK, TEXT_RANK = map(KINDS_FOUND.index, (RECORD, TEXT))

Column = Sequence[str | None]


def zone_word(zone: str) -> str:
    return f"{MARK}z{zone}"


def import_word(batch: str) -> str:
    """Stands for the zone with rows of lists: a search names the imports that are in force and open."""
    return f"{MARK}i{batch}"


def kind_word(kind: str) -> str:
    return f"{MARK}k{kind}"


def year_word(year: str) -> str:
    return f"{MARK}y{year}"


def day_words(day: str | None, place: str | None) -> list[str]:
    """Stand for the rows of lists with this first day of an event and this place; none where one of them is not told."""
    if not (day and place):
        return []
    return [f"{MARK}d{blake2b(f'{day} {place}'.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"]


class Described(NamedTuple):
    """What the index says of one row; `date` is ISO or EDTF, of which the year is kept."""

    kind: str
    zones: list[str]
    date: str
    texts: list[str]


def _claim(row: Claim) -> Described:
    texts = [row.value, row.quote, row.place, row.attributed_to, row.role, row.relation, row.note, row.date_written]
    if row.figure:
        texts += [row.figure.counts, row.figure.period, *_numbers(row.figure.value, row.figure.low, row.figure.high)]
    is_name = row.predicate in NAMING
    texts += [key_of(row.group), _handle(row.subject) if is_name else ""]
    return Described(NAME if is_name else CLAIM, [zone_word(row.zone_id)], row.date_first, texts)


def _handle(subject: Subject) -> str:
    """The handle that people gave. One made of the id would be met, in parts, by whatever key resembles it: F14, P2."""
    return "" if subject.handle.endswith(subject.pk) else subject.handle


def key_of(group: str) -> str:
    """The key of a group in its sheet, as people cite it: F14 of iran-1988:F14."""
    sheet, _, key = group.rpartition(":")
    return key.partition("/")[0] if sheet else ""


def _numbers(*values: int | None) -> list[str]:
    return [str(value) for value in values if value is not None]


def _source(row: Source) -> Described:
    texts = [row.handle, row.title, row.author, row.stands_behind, row.note]
    return Described(SOURCE, [zone_word(row.zone_id)], row.date, texts)


def _statement(row: Statement) -> Described:
    texts = [row.handle, row.paraphrase, row.words, row.translation, row.speaker_written, row.role_then, row.note]
    return Described(STATEMENT, [], row.date_first, texts)


def _item(row: Item) -> Described:
    texts = [row.original_name, row.received_from, row.url, row.note]
    return Described(ITEM, [zone_word(row.zone_id)], row.acquired, texts)


def _record(row: Record) -> Described:
    marks = [import_word(row.batch_id), *day_words(row.event_first, row.place)]
    return Described(RECORD, marks, row.event_first, [row.name, row.father, row.place, row.key])


KINDS: dict[str, tuple[QuerySet, Callable[..., Described]]] = {
    "claim": (Claim.objects.filter(retired__isnull=True).select_related("figure", "subject"), _claim),
    "source": (Source.objects.filter(retired__isnull=True), _source),
    "statement": (Statement.objects.filter(retired__isnull=True), _statement),
    "item": (Item.objects.filter(erased__isnull=True), _item),
    "record": (Record.objects.exclude(given=""), _record),
}
"""Table name -> its rows that can be found, and how each is described. Of texts that were read: see `texts`."""


def documents(kind: str, ids: list[str] | None) -> Iterator[SearchDocument]:
    """What search can find of this table: all, or these."""
    rows, describe = KINDS[kind]
    rows = rows.all() if ids is None else rows.filter(pk__in=ids)
    for batch in _batches(rows.order_by("pk").iterator(chunk_size=BATCH)):
        names = _names(batch) if kind == "claim" else {}
        seen_in = _attested(batch) if kind == "statement" else {}
        for row in batch:
            described = describe(row)
            zones = [*described.zones, *map(zone_word, seen_in.get(row.pk, ()))]
            of_subject = names.get((row.subject_id, row.zone_id), []) if kind == "claim" else []
            yield _document(kind, row.pk, described._replace(zones=zones), of_subject)


def _document(kind: str, pk: str, described: Described, names: list[str]) -> SearchDocument:
    return SearchDocument(**dict(zip(DOCUMENT, _ready(kind, pk, described, names), strict=True)))


def _ready(kind: str, pk: str, described: Described, names: Sequence[str] = ()) -> Document:
    rank = KINDS_FOUND.index(described.kind)
    words = [kind_word(described.kind), *described.zones]
    if described.date[:4].isdecimal():
        words.append(year_word(described.date[:4]))
    words += _fields(described.texts)
    if names:
        words += [NAMES, *_fields(names)]
    return number_of(rank, pk), kind, pk, rank, " ".join(words)


def record_documents(
    ids: Sequence[str], batch: str, firsts: Column, texts: tuple[Column, Column, Column, Column]
) -> list[Document]:
    """The documents of rows of a list that are not written yet, as `_record` describes them.

    By columns: first days of events, and `texts`: names, fathers, places, keys.
    """
    head = f"{kind_word(RECORD)} {import_word(batch)}"
    days = bulk.each_once(_day, list(zip(firsts, texts[2], strict=True)))
    pieces = [days, bulk.each_once(_year, firsts), *(bulk.each_once(_behind, column) for column in texts)]
    words = zip(ids, *pieces, strict=True)
    return [(number_of(RECORD_RANK, pk), "record", pk, RECORD_RANK, head + "".join(found)) for pk, *found in words]


def _day(both: tuple[str | None, str | None]) -> str:
    return " ".join(["", *day_words(*both)])


def _year(first: str | None) -> str:
    return f" {year_word(first[:4])}" if first and first[:4].isdecimal() else ""


def _behind(text: str | None) -> str:
    return " ".join(["", *tokens(text), MARK]) if text else ""


def _fields(texts: Iterable[str]) -> list[str]:
    """The tokens of each text, and a mark behind each, which no phrase can cross."""
    return [word for text in texts if text for word in (*tokens(text), MARK)]


def number_of(rank: int, pk: str) -> int:
    """Rank in 3 bits, then the 48 bits of milliseconds and 12 of fractions of a UUIDv7 (RFC 9562, section 5.7)."""
    return rank << 60 | int(pk[:12] + pk[13:16], 16)


def _batches(rows: Iterable) -> Iterator[list]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _names(claims: list[Claim]) -> dict[tuple[str, str], list[str]]:
    """What a claim's subject is called in the claim's own zone: a name from elsewhere would give it away."""
    return _names_of({c.subject_id for c in claims if c.subject.kind != UNNAMED})


def _names_of(subjects: set[str]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    labels = Label.objects.filter(subject_id__in=subjects).order_by("id")
    for subject, zone, text in labels.values_list("subject_id", "zone_id", "text"):
        found[subject, zone].append(text)
    return found


def _attested(statements: list[Statement]) -> dict[str, list[str]]:
    """Statement id -> zones of the claims that attest it."""
    found: dict[str, list[str]] = defaultdict(list)
    claims = Claim.objects.filter(statement__in=[s.pk for s in statements], retired__isnull=True)
    for statement, zone in claims.values_list("statement", "zone").distinct().order_by("statement", "zone"):
        found[statement].append(zone)
    return found


def follow(written: Iterable[tuple[str, str]], subjects: set[str]) -> None:
    """Index anew what was written, the statements it attests, and the claims of every subject named otherwise now."""
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, pk in written:
        ids[kind].add(pk)
    for batch in _batches(sorted(ids["claim"])):
        attested = Claim.objects.filter(pk__in=batch, statement__isnull=False)
        ids["statement"].update(attested.values_list("statement", flat=True))
    for batch in _batches(sorted(subjects)):
        ids["claim"].update(_named_otherwise(batch, ids["claim"]))
    for kind, some in ids.items():
        for batch in _batches(sorted(some)):
            remove(batch)
            insert(documents(kind, batch))


def _named_otherwise(subjects: list[str], written: set[str]) -> set[str]:
    """Claims whose documents hold names that are no longer those of their subject in their zone.

    All claims of one subject and zone hold the same names, so one of them, not just written, is asked for all.
    """
    others = Claim.objects.filter(subject__in=subjects, retired__isnull=True).exclude(subject__kind=UNNAMED)
    samples = others.exclude(pk__in=written).values_list("subject", "zone").annotate(Min("id")).order_by()
    sample_of = {(subject, zone): pk for subject, zone, pk in samples}
    held = SearchDocument.objects.filter(object_id__in=sample_of.values()).values_list("object_id", "tokens")
    names_in = {pk: words.partition(f" {NAMES} ")[2] for pk, words in held}
    names = _names_of({subject for subject, _ in sample_of})
    found: set[str] = set()
    for (subject, zone), pk in sample_of.items():
        if names_in.get(pk) != " ".join(_fields(names.get((subject, zone), []))):
            found.update(others.filter(subject=subject, zone=zone).values_list("id", flat=True))
    return found


def insert(rows: Iterable[SearchDocument]) -> None:
    for batch in _batches(rows):
        _number_apart(batch)
        SearchDocument.objects.bulk_create(batch, batch_size=BATCH)
        _enter([(row.pk, row.tokens) for row in batch])


def insert_ready(documents: list[Document]) -> None:
    """As `insert`, of documents that were made beforehand in the order of their numbers."""
    if not documents:
        return
    if SearchDocument.objects.filter(id__range=(documents[0][0], documents[-1][0])).exists():
        insert(SearchDocument(**dict(zip(DOCUMENT, each, strict=True))) for each in documents)
        return
    bulk.insert("search_document", DOCUMENT, documents)
    _enter([(number, words) for number, _, _, _, words in documents])


ENTERING = {
    "sqlite": "INSERT INTO search_index(rowid, tokens) VALUES (%s, %s)",
    "postgresql": "INSERT INTO search_index(id, lexemes) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))",
}


def _enter(values: list[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(ENTERING[connection.vendor], values)


def _number_apart(batch: list[SearchDocument]) -> None:
    """Two processes may have made two ids in one fraction of a millisecond: the later one takes the next number."""
    taken = set(SearchDocument.objects.filter(id__in=[row.pk for row in batch]).values_list("id", flat=True))
    for row in batch:
        while row.pk in taken:
            row.pk += 1
            taken.update(SearchDocument.objects.filter(id=row.pk).values_list("id", flat=True))
        taken.add(row.pk)


def remove(object_ids: list[str]) -> None:
    take_out(SearchDocument.objects.filter(object_id__in=object_ids))


def take_out(gone: QuerySet[SearchDocument]) -> None:
    """Take documents out of the table and of the index."""
    for batch in _batches(gone.values_list("id", "tokens").iterator(chunk_size=BATCH)):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # An external-content index must be told what it held: SQLite FTS5, section 4.4.3.
                command = "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', %s, %s)"
                cursor.executemany(command, batch)
            else:
                cursor.execute("DELETE FROM search_index WHERE id = ANY(%s)", [[pk for pk, _ in batch]])
    gone.delete()


def rebuild() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('delete-all')")
        else:
            cursor.execute("TRUNCATE search_index")
    SearchDocument.objects.all().delete()
    for kind in KINDS:
        insert(documents(kind, None))


def forget_erased() -> None:
    """Let no erased word stay in the index's or the log's files (FTS5 keeps them until it is optimised)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
