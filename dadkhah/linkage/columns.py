"""Which column of a list holds what: guessed by its header and by what stands in it, never by its place.

    guess(["Nom", "Prenom", "dob"], rows)  ->  {"family": ["Nom"], "given": ["Prenom"], "birth": ["dob"]}

What a user says goes before every guess. The words of headers are in `columns.yaml` and `guessing.yaml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dadkhah.linkage.contents import Contents, script
from dadkhah.linkage.eras import ERAS, of_columns
from dadkhah.linkage.names import table
from dadkhah.linkage.records import FIELDS
from dadkhah.reading.fold import fold
from dadkhah.sentences import Sentence

Columns = dict[str, list[str]]
"""Field -> the columns that hold it; and calendar -> the columns of dates that are written in it (see `eras`)."""
NAMING = ("name", "given", "family")
DATED = ("birth", "event")
STRICT = {*NAMING, "id"}
"""Fields of which a header may say nothing else: نام زندان is the name of a prison."""
SEVERAL = {"name", "maternal", "married", "birth", "event", "place"}
"""Fields that more than one column may hold."""


@dataclass(frozen=True)
class _Told:
    """What a header says: the field, how much of the header says it, and where the words stand in the table."""

    field: str
    covered: int
    rank: int
    is_whole: bool


def guess(header: Sequence[str], sample: Sequence[Mapping[str, str]], given: Mapping[str, Sequence[str]] | None = None) -> Columns:
    """Field -> columns. `sample`: some rows, as column -> cell; a hundred are enough. `given`: what the user says already."""
    eras = {era: columns for era, columns in (given or {}).items() if era in ERAS and columns}
    found: Columns = {field: list(columns) for field, columns in (given or {}).items() if columns and field not in eras}
    taken = {column for columns in found.values() for column in columns}
    contents = {column: Contents(row.get(column) or "" for row in sample) for column in header if column not in taken}
    closed = {*found, *NAMING} if set(found).intersection(NAMING) else set(found)
    guessed = _by_header(contents, closed)
    if "name" not in closed:
        _settle_names(guessed, contents, sample)
    _by_content(guessed, contents, closed)
    found.update({field: columns for field, columns in guessed.items() if columns})
    dated = [column for field in DATED for column in found.get(field, ())]
    return {field: found[field] for field in (*FIELDS, *found) if field in found} | of_columns(dated, sample, eras)


def check(mapping: Mapping[str, Sequence[str]], header: Sequence[str]) -> list[str]:
    """Every fault of a mapping, as whole sentences; none where rows can be read with it."""
    faults: list[str] = [
        Sentence("“{field}” is no field of a record. Fields are: {fields}.", field=field, fields=[*FIELDS, *ERAS])
        for field in mapping
        if field not in FIELDS and field not in ERAS
    ]
    uses: dict[str, list[str]] = defaultdict(list)
    for field, columns in mapping.items():
        for column in columns:
            uses[column].append(field)
    faults += [
        Sentence("There is no column “{column}”. Columns are: {columns}.", column=column, columns=list(header))
        for column in uses
        if column not in header
    ]
    faults += [
        Sentence("The column “{column}” is given for several fields: {fields}. Choose one.", column=column, fields=fields)
        for column, used in uses.items()
        for fields in ([field for field in used if field not in ERAS], [field for field in used if field in ERAS])
        if len(fields) > 1
    ]
    faults += [
        Sentence("The column “{column}” has a calendar, but no field of dates. Map it to birth or to event too.", column=column)
        for column, fields in uses.items()
        if set(fields) & set(ERAS) and not set(fields) & set(DATED)
    ]
    if len(mapping.get("id", ())) > 1:
        faults.append(Sentence("Only one column can be the list's own number of a row. Choose one of them."))
    if not any(mapping.get(field) for field in NAMING):
        faults.append(Sentence("No column holds names. Say which one does: “name” holds whole names, “given” and “family” parts."))
    return faults


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, int]]:
    """Words of a header -> the field, and their place in the table. YAML takes the word no for a truth value."""
    headers = table("columns")["headers"]
    ranked = ((field, rank, phrase) for field, phrases in headers.items() for rank, phrase in enumerate(phrases))
    said = ((field, rank, fold("no" if phrase is False else str(phrase))) for field, rank, phrase in ranked)
    return {tuple(phrase.split()): (field, rank) for field, rank, phrase in said}


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in table("guessing")[name])


def _told(column: str) -> list[_Told]:
    """What a header may say, the likeliest first: all of it, then the most words of it, then the first ones."""
    words = tuple(fold(column).split())
    if words in _phrases():
        field, rank = _phrases()[words]
        return [_Told(field, len(words), rank, is_whole=True)]
    spans = [
        (start, end, *_phrases()[words[start:end]])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if words[start:end] in _phrases()
    ]
    if _says_both(words, spans):
        return [_Told("name", len(words), len(_phrases()), is_whole=False)]
    ordered = sorted(spans, key=lambda span: (span[0] - span[1], span[0]))
    return [
        _Told(field, end - start, rank, is_whole=False)
        for start, end, field, rank in ordered
        if field not in STRICT or _says_nothing_else(words, field, spans)
    ]


def _says_both(words: tuple[str, ...], spans: list[tuple[int, int, str, int]]) -> bool:
    """Whether given and family names stand in one column: apellidos y nombres, first and last name."""
    given = [span for span in spans if span[2] == "given"]
    family = [span for span in spans if span[2] == "family"]
    pairs = ((one, other) for one in given for other in family if one[1] <= other[0] or other[1] <= one[0])
    both = [set(range(*one[:2])) | set(range(*other[:2])) for one, other in pairs]
    return any(_is_all(words, covered) for covered in both)


def _says_nothing_else(words: tuple[str, ...], field: str, spans: list[tuple[int, int, str, int]]) -> bool:
    if field == "id" and _words("answers").intersection(words):
        return False
    return _is_all(words, {at for start, end, of, _ in spans if of == field for at in range(start, end)})


def _is_all(words: tuple[str, ...], covered: set[int]) -> bool:
    return all(at in covered or word in _words("neutral") for at, word in enumerate(words))


def _by_header(contents: dict[str, Contents], closed: set[str]) -> Columns:
    found: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for column, content in contents.items():
        fitting = (told for told in _told(column) if content.may_be(told.field))
        told = next(fitting, None)
        if told and told.field not in closed:
            found[told.field].append((not told.is_whole, told.rank, column))
    return {field: _chosen(field, [column for *_, column in sorted(of)], contents) for field, of in found.items()}


def _chosen(field: str, columns: list[str], contents: dict[str, Contents]) -> list[str]:
    """Of several columns the best; of full names the best in each script."""
    filled = [column for column in columns if contents[column].values] or columns
    if field == "name":
        return list({script(contents[column].values): column for column in reversed(filled)}.values())[::-1]
    return columns if field in SEVERAL else filled[:1]


def _settle_names(found: Columns, contents: dict[str, Contents], sample: Sequence[Mapping[str, str]]) -> None:
    """Given and family names go before a full one; a "name" beside a surname is a given name; alone it is all of it."""
    name, given, family = (found.get(field, []) for field in NAMING)
    if given and family:
        found.pop("name", None)
    elif family and name:
        keep = "name" if _repeats(name[0], family[0], sample) else "given"
        found.pop("family" if keep == "name" else "name")
        found[keep] = name
    elif given and name:
        found.pop("given")
    elif given and contents[given[0]].has_whole_names:
        found["name"] = found.pop("given")


def _repeats(name: str, family: str, sample: Sequence[Mapping[str, str]]) -> bool:
    """Whether the full name holds the family name already."""
    both = [(fold(row[name]), fold(row[family])) for row in sample if row.get(name) and row.get(family)]
    return 2 * sum(part in whole for whole, part in both) > len(both)


def _by_content(found: Columns, contents: dict[str, Contents], closed: set[str]) -> None:
    """What no header told, as far as the cells tell it alone."""
    used = {column for columns in found.values() for column in columns}
    free = {column: content for column, content in sorted(contents.items()) if column not in used and content.values}
    if not (closed | set(found)).intersection(NAMING):
        names = sorted((column for column in free if free[column].has_names_alone), key=lambda column: -free[column].distinct)
        found["name"] = list({script(free[column].values): column for column in reversed(names)}.values())[::-1]
    for field in ("sex", "age"):
        if field not in closed and not found.get(field):
            found[field] = [column for column in free if free[column].is_certainly(field)][:1]
    dated = [column for column in free if free[column].is_certainly("event")]
    if not ({"birth", "event"} & (closed | set(found))):
        dated.sort(key=lambda column: (free[column].middle_day, column))
        found["birth"], found["event"] = (dated[:1], dated[1:]) if len(dated) > 1 else ([], dated)
