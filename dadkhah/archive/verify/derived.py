"""What follows from the rows is made anew and compared: sightings, labels, search documents, index, zones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Any

from django.db import connection
from django.db.models import Q

from dadkhah.archive import alike, derived, index, pairs, persons, texts
from dadkhah.archive.models import (
    Band,
    DocumentReading,
    Label,
    LinkageRun,
    Member,
    Pair,
    PairGroup,
    SearchDocument,
    Sighting,
)
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.snapshot import batches, between, rows

LABEL = ("id", "subject_id", "kind", "zone_id", "language", "text", "sort")
BAND = ("id", "item_id", "kind", "place", "number")
FTS_WORD = re.compile("[^\x00-/:-@\\[-`{-\x7f]+")
"""What FTS5's tokenizer `ascii` takes for one token (SQLite FTS5, section 4.3.2)."""

Made = dict[str, tuple[Any, ...]]


def check_following(table: str, low: str | None, high: str | None) -> Findings:
    """All that is derived from these rows of one table."""
    found = Findings()
    where, parameters = between("id", low, high)
    for batch in batches(f"SELECT id FROM {connection.ops.quote_name(table)} WHERE {where} ORDER BY id", parameters):
        try:
            for what, made, stored in _compared(table, {pk for (pk,) in batch}):
                found.counts[what] += len(stored)
                _compare(found, what, made, stored)
        except (TypeError, ValueError, AttributeError, LookupError) as fault:
            message = f"What follows from this row or one after it cannot be made: it holds no value of ours. {fault}"
            found.fault("derived", f"{table} {batch[0][0]}", message)
    return found


def _compared(table: str, ids: set[str]) -> Iterator[tuple[str, Made, Made]]:
    if table == "subject":
        yield "sighting", _sightings(derived.sightings_of_subjects(ids)), _stored_sightings(ids)
        made = {label.id: tuple(getattr(label, name) for name in LABEL) for label in derived.labels_of(ids)}
        stored = Label.objects.filter(subject_id__in=ids).values_list(*LABEL)
        yield "label", made, {row[0]: row for row in stored.iterator()}
    if table == "record":
        made = {record: (person,) for record, person in persons.members(ids) if record in ids}
        of_them = Member.objects.filter(record_id__among=list(ids)).values_list("record_id", "subject_id")
        yield "member", made, {record: (person,) for record, person in of_them}
    if table == "document_reading":
        items = sorted(set(DocumentReading.objects.filter(pk__in=ids).values_list("item_id", flat=True)))
        made = {band.id: tuple(getattr(band, name) for name in BAND) for band in alike.bands(items)}
        yield "band", made, {row[0]: row for row in Band.objects.filter(item_id__in=items).values_list(*BAND)}
        yield "search_document", *_texts(ids)
    if table == "linkage_run":
        for run in LinkageRun.objects.filter(pk__in=ids).exclude(state="withdrawn").select_related("item"):
            yield from _of_run(run)
    if table == "statement":
        yield "sighting", _sightings(derived.sightings_of_statements(ids)), _stored_sightings(ids)
    if table in index.KINDS:
        documents = index.documents(table, sorted(ids))
        made = {document.object_id: (document.id, document.rank, document.tokens) for document in documents}
        indexed = SearchDocument.objects.filter(kind=table, object_id__in=ids)
        held = indexed.values_list("object_id", "id", "rank", "tokens").iterator()
        yield "search_document", made, {key: tuple(rest) for key, *rest in held}


def _texts(ids: set[str]) -> tuple[Made, Made]:
    """Texts may be long: their words are compared as hashes, as pairs are. Numbers may differ where two readings met."""
    made = {each.object_id: (hash((each.kind, each.rank, each.tokens)),) for each in texts.documents(Q(pk__in=ids))}
    held = SearchDocument.objects.filter(reading_id__in=ids).values_list("object_id", "kind", "rank", "tokens")
    return made, {key: (hash(tuple(rest)),) for key, *rest in held.iterator()}


def _of_run(run: LinkageRun) -> Iterator[tuple[str, Made, Made]]:
    """Rows are compared as their hashes (keyed with a random number of this process: PEP 456), for there may be millions."""
    groups, rows = pairs.rows_of(run)
    made = {row[0]: (hash(row[1:]),) for row in rows}
    columns = [field.attname for field in Pair._meta.concrete_fields]
    held = Pair.objects.filter(group__run_id=run.pk).values_list(*columns)
    yield "pair", made, {row[0]: (hash(tuple(row[1:])),) for row in held.iterator()}
    columns = [field.attname for field in PairGroup._meta.concrete_fields][1:]
    stored = PairGroup.objects.filter(run_id=run.pk).values_list("id", *columns)
    shown = {key: tuple(getattr(group, name) for name in columns) for key, group in groups.items()}
    yield "pair_group", shown, {row[0]: row[1:] for row in stored}


def _sightings(seen: Iterable[tuple[str, str, set[str]]]) -> Made:
    return {pk: (kind, derived.zone_set_id(zones)) for pk, kind, zones in seen}


def _stored_sightings(ids: set[str]) -> Made:
    held = Sighting.objects.filter(pk__in=ids).values_list("object_id", "kind", "zone_set_id")
    return {pk: tuple(rest) for pk, *rest in held.iterator()}


def _compare(found: Findings, table: str, made: Made, stored: Made) -> None:
    for key in made.keys() - stored.keys():
        found.fault("derived", f"{table} {key}", "The derived row is missing. Run dadkhah rebuild.")
    for key in stored.keys() - made.keys():
        found.fault(
            "derived", f"{table} {key}", "The derived row follows from nothing: it was inserted. Run dadkhah rebuild."
        )
    for key in made.keys() & stored.keys():
        if made[key] != stored[key]:
            message = "The derived row is not what the rows it follows from give. Run dadkhah rebuild."
            found.fault("derived", f"{table} {key}", message)


NAMED = ", ".join(f"'{kind}'" for kind in index.KINDS)
ORPHANS = (
    (
        "sighting",
        """SELECT object_id FROM sighting s WHERE NOT EXISTS (SELECT 1 FROM subject o WHERE o.id = s.object_id)
        AND NOT EXISTS (SELECT 1 FROM statement o WHERE o.id = s.object_id)""",
    ),
    ("label", "SELECT id FROM label l WHERE NOT EXISTS (SELECT 1 FROM subject o WHERE o.id = l.subject_id)"),
    *(
        (
            "search_document",
            f"""SELECT object_id FROM search_document d WHERE kind = '{kind}'
            AND NOT EXISTS (SELECT 1 FROM {kind} o WHERE o.id = d.object_id)""",
        )
        for kind in index.KINDS
    ),
    (
        "search_document",
        f"""SELECT object_id FROM search_document d WHERE kind NOT IN ({NAMED}) AND (kind <> '{texts.KIND}'
        OR NOT EXISTS (SELECT 1 FROM document_reading r WHERE r.id = d.reading_id))""",
    ),
    ("member", "SELECT record_id FROM member m WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = m.record_id)"),
    ("band", "SELECT id FROM band b WHERE NOT EXISTS (SELECT 1 FROM document_reading r WHERE r.item_id = b.item_id)"),
    (
        "pair_group",
        """SELECT id FROM pair_group g
        WHERE NOT EXISTS (SELECT 1 FROM linkage_run r WHERE r.id = g.run_id AND r.state <> 'withdrawn')""",
    ),
    ("pair", "SELECT id FROM pair p WHERE NOT EXISTS (SELECT 1 FROM pair_group g WHERE g.id = p.group_id)"),
)

ZONE = """SELECT r.id FROM {table} r LEFT JOIN source s ON s.id = {source}
    LEFT JOIN passage p ON p.id = {passage}
    LEFT JOIN item i ON i.id = CASE WHEN p.id IS NULL THEN s.item_id ELSE p.item_id END
    LEFT JOIN zone z ON z.id = r.zone_id
    WHERE z.id IS NULL OR z.source_compartment_id <> COALESCE(s.compartment_id, i.compartment_id, z.source_compartment_id)
    OR COALESCE(z.item_compartment_id, '') <> COALESCE(i.compartment_id, '')
    OR z.held <> (COALESCE(r.hold, '') <> '')"""
OWN_ZONE = """SELECT r.id FROM item r LEFT JOIN zone z ON z.id = r.zone_id
    WHERE z.id IS NULL OR z.source_compartment_id <> r.compartment_id
    OR COALESCE(z.item_compartment_id, '') <> r.compartment_id OR z.held <> (COALESCE(r.hold, '') <> '')"""
RECORD_ZONE = """SELECT r.id FROM record r JOIN list_import b ON b.id = r.batch_id JOIN record_list t ON t.id = b.list_id
    LEFT JOIN source s ON s.id = t.source_id LEFT JOIN item i ON i.id = b.item_id LEFT JOIN zone z ON z.id = r.zone_id
    WHERE z.id IS NULL OR z.source_compartment_id <> s.compartment_id
    OR COALESCE(z.item_compartment_id, '') <> i.compartment_id OR z.held OR r.list_id <> b.list_id"""
ZONES = (
    ("record", RECORD_ZONE),
    ("item", OWN_ZONE),
    ("claim", ZONE.format(table="claim", source="r.source_id", passage="r.passage_id")),
    ("standing", ZONE.format(table="standing", source="r.source_id", passage="r.passage_id")),
    ("source", ZONE.format(table="source", source="r.id", passage="NULL")),
)


def check_orphans() -> Findings:
    """Derived rows about nothing, sets of zones that are not what they are called, rows in a zone not their own."""
    found = Findings()
    for table, sql in ORPHANS:
        for (key,) in rows(sql):
            found.fault(
                "derived", f"{table} {key}", "The derived row is about a row that is not there. Run dadkhah rebuild."
            )
    for key, zones in rows("SELECT id, zones FROM zone_set"):
        if key != derived.zone_set_id(zones.split()) or zones != " ".join(sorted(zones.split())):
            found.fault("derived", f"zone_set {key}", "The set of zones was altered. Run dadkhah rebuild.")
    for table, sql in ZONES:
        for (key,) in rows(sql):
            message = "Who may see the row does not follow from its source, its item and its hold."
            found.fault("zone", f"{table} {key}", message)
    return found


def check_index() -> Findings:
    """Whether the database's own word index holds exactly the words of the search documents."""
    found = Findings()
    wrong = _differing_fts() if connection.vendor == "sqlite" else _differing_gin()
    for document in wrong:
        found.fault(
            "index", f"search_index {document}", "The index does not hold this document's words. Run dadkhah rebuild."
        )
    return found


def _differing_gin() -> Iterator[int]:
    sql = """SELECT COALESCE(d.id, i.id) FROM search_document d FULL JOIN search_index i ON i.id = d.id
        WHERE i.lexemes IS DISTINCT FROM array_to_tsvector(string_to_array(d.tokens, ' '))"""
    return (document for (document,) in rows(sql))


def _differing_fts() -> list[int]:
    """One sum of keyed hashes over all (word, document) pairs of each side; only where they differ, one by document."""
    with connection.cursor() as cursor:
        vocabulary = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab(main, search_index, instance)"
        cursor.execute(vocabulary)
    indexed, held = "SELECT term, doc FROM temp.search_word", "SELECT id, tokens FROM search_document"
    # Hashes of texts are keyed with a random number of this process (PEP 456): nobody can aim at a sum.
    total = sum(sum(map(hash, batch)) for batch in batches(indexed))
    if total == sum(map(hash, chain.from_iterable(map(_pairs, rows(held))))):
        return []
    sums: dict[int, int] = defaultdict(int)
    for pair in rows(indexed):
        sums[pair[1]] += hash(pair)
    for document in rows(held):
        sums[document[0]] -= sum(map(hash, _pairs(document)))
    return sorted(document for document, left in sums.items() if left)


def _pairs(document: tuple[int, str]) -> Iterator[tuple[str, int]]:
    return zip(set(FTS_WORD.findall(document[1])), repeat(document[0]))
