"""What is asked of the search index (`index`), in the language of the database, and the documents that meet it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from dadkhah.archive.index import KINDS_FOUND, MARK, TEXT_RANK, day_words
from dadkhah.archive.models import SearchDocument

Word = tuple[tuple[str, ...], ...]
"""Alternatives, of which one must be met with all its tokens; a token that ends in * is a beginning."""


class Match(NamedTuple):
    """A document that a search met: its kind (of KINDS_FOUND) and the id of its row, or the name of a place in a text.

    `thing` is the same for documents that are one hit: the subject of a name, the group of a claim, the reading of a text, else
    the row.
    `tokens` are given where they were asked for.
    """

    kind: str
    object_id: str
    thing: str
    year: str
    tokens: str = ""


FOUND = """SELECT d.rank, d.object_id,
    COALESCE(CASE d.rank WHEN 0 THEN c.subject_id WHEN {text} THEN SUBSTR(d.object_id, 1, 32) ELSE c."group" END, d.object_id),
    CASE WHEN d.rank <> {text} AND {at} > 0 THEN SUBSTR(d.tokens, {at} + 3, 4) ELSE '' END, {tokens}
    FROM (SELECT {key} AS id FROM search_index WHERE {met} ORDER BY {key} LIMIT %s) AS i
    JOIN search_document d ON d.id = i.id
    LEFT JOIN claim c ON c.id = d.object_id AND d.kind = 'claim'
    ORDER BY d.id"""
"""The documents that met, first and alone; then what is said of these few. A text has no year: its tokens, which are many,
are not looked through for one, nor passed over to reach its reading, with whose id its name begins.
"""
MET = "SELECT {key} FROM search_index WHERE {met}"
LITE = {"at": f"INSTR(d.tokens, ' {MARK}y')", "key": "rowid", "text": TEXT_RANK, "met": "search_index MATCH %s"}
POSTGRESQL = {"at": f"STRPOS(d.tokens, ' {MARK}y')", "key": "id", "text": TEXT_RANK, "met": "lexemes @@ %s::tsquery"}


def matching(
    words: Sequence[Word],
    places: Sequence[str],
    limit: int,
    *,
    among: Iterable[Sequence[str]] = (),
    whole: bool = False,
) -> list[Match]:
    """At most `limit` documents that meet every word, the best first: by rank, then by the time of the row.

    `places` are the words of the zones that are open; without one nothing is found. `among`: groups of
    marked words, of each of which one must be there. `whole` also gives each document's tokens, for phrases.
    """
    if not words or not places:
        return []
    groups = [[(word,) for word in group] for group in (places, *among) if group]
    query = _written([*words, *map(tuple, groups)])
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(**_form(), tokens="d.tokens" if whole else "''"), [query, limit])
        rows = cursor.fetchall()
        return [Match(KINDS_FOUND[rank], pk, thing, year, tokens) for rank, pk, thing, year, tokens in rows]


def rows_of_days(told: Iterable[tuple[str, str]]) -> QuerySet:
    """Ids of rows of lists with one of these first days and places, for a query that says which of them may be seen."""
    days = tuple(tuple(day_words(*each)) for each in told)
    met = RawSQL(MET.format(**_form()), [_written([days])])  # noqa: S611 - of constants alone
    return SearchDocument.objects.filter(id__in=met).values("object_id")


def _form() -> dict[str, Any]:
    return LITE if connection.vendor == "sqlite" else POSTGRESQL


def _written(words: Sequence[Word]) -> str:
    """The query in the language of the database; tokens are letters, digits and marks, so none needs escaping."""
    lite = connection.vendor == "sqlite"
    both, either, form, beginning = (" AND ", " OR ", '"{}"', '"{}"*') if lite else (" & ", " | ", "'{}'", "'{}':*")

    def token(word: str) -> str:
        return beginning.format(word[:-1]) if word.endswith("*") else form.format(word)

    def one(alternative: tuple[str, ...]) -> str:
        return f"({both.join(map(token, alternative))})"

    return both.join(f"({either.join(map(one, word))})" for word in words)
