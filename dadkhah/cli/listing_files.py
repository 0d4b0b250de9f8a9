"""What the commands on lists share: the file, how it is read, which column holds what, and how counts are told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import Bar, CannotDo, Session
from dadkhah.cli.terminal import echo
from dadkhah.sentences import unpacked

if TYPE_CHECKING:
    from dadkhah.archive.lists.rows import Reading
    from dadkhah.archive.models import Item, RecordList

Columns = dict[str, list[str]]
SAID = {
    "rows": "rows",
    "new": "new",
    "changed": "changed",
    "same": "here already, unchanged",
    "bad": "left out, because they cannot be read",
    "erased": "left out, because they were erased here",
    "gone": "here already and in this file no more; they stay",
    "nameless": "without a name",
    "unclear": "dates or ages that are not understood; they stay as given",
}
OPTIONS = (
    click.argument("file", metavar="FILE"),
    click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN,…", help="Which columns hold a field. May be repeated."),
    click.option("--mapping", metavar="NAME", help="A mapping that was kept under this name."),
    click.option("--encoding", default="", help="Of a text, such as windows-1256. Default: told by its bytes."),
    click.option("--delimiter", default="", help="Between cells; “tab” for a tab. Default: the one that fits."),
    click.option("--sheet", default="", help="Of a workbook. Default: the first that holds anything."),
)


def with_file(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def list_of(session: Session, name: str) -> RecordList:
    from dadkhah.archive.queries.records import by_name

    found = by_name(session.visible, name)
    if found is None:
        raise CannotDo(f"There is no list “{name}” that you may see. Make it with: dadkhah list describe")
    return found


def item_of(session: Session, file: str, listed: RecordList, received_from: str) -> Item:
    """The item of this id, the file's item where it was taken in before, else a new one beside its list."""
    from dadkhah.archive.actions.take_in import Acquisition, take_in

    path = Path(file)
    if not path.exists():
        if found := session.visible.items().filter(pk=file).first():
            return found
        raise CannotDo(f"There is neither a file nor an item “{file}”. Check the path.")
    with path.open("rb") as bytes_:
        digest = hashlib.file_digest(bytes_, "sha256").hexdigest()
    compartment = listed.source.compartment
    here = session.visible.items().filter(digest=digest, compartment=compartment, erased__isnull=True).order_by("id").first()
    return here or take_in(session.actor, compartment, [path], Acquisition(received_from=received_from))[0]


def pairs_read(pairs: Sequence[str]) -> Columns:
    """“birth=Born,Year” as {"birth": ["Born", "Year"]}."""
    found: Columns = {}
    for pair in pairs:
        field, is_pair, columns = pair.partition("=")
        if not is_pair:
            raise CannotDo(f"“{pair}” does not say which column. Write it as name=COLUMN.")
        found.setdefault(field.strip(), []).extend(column.strip() for column in columns.split(","))
    return found


def columns_of(session: Session, how: Mapping[str, Any]) -> tuple[Reading, Columns]:
    """How the file is read, and what the user says of its columns."""
    from dadkhah.archive.lists.rows import Reading

    given = {}
    if how["mapping"]:
        kept = session.visible.mappings().filter(name=how["mapping"]).order_by("-id").first()
        if kept is None:
            raise CannotDo(f"There is no mapping “{how['mapping']}” that you may see.")
        given = json.loads(kept.columns)
    delimiter = "\t" if how["delimiter"] in ("tab", "\\t") else how["delimiter"]
    return Reading(how["encoding"], delimiter, how["sheet"]), {**given, **pairs_read(how["pairs"])}


def opener(session: Session, file: str) -> tuple[Any, int]:
    """What opens this path, or this item, and how many bytes it has."""
    from functools import partial

    from dadkhah.archive.envelopes import opened
    from dadkhah.archive.lists.ahead import size_of

    path = Path(file)
    if path.is_file():
        return partial(path.open, "rb"), path.stat().st_size
    item = session.visible.items().filter(pk=file).first()
    if item is None:
        raise CannotDo(f"There is neither a file nor an item “{file}”. Check the path.")
    session.shown([item])
    return partial(opened, item), size_of(item)


def check_file(session: Session, file: str, **how: Any) -> dict[str, Any]:
    """What an import of this file would do, as plain values."""
    from dataclasses import asdict

    from dadkhah.archive.lists.looking import check, look
    from dadkhah.linkage import columns

    reading, given = columns_of(session, how)
    opened, size = opener(session, file)
    found = look(opened, reading, given)
    if faults := columns.check(found.columns, found.header):
        raise CannotDo(" ".join([*faults, f"Columns are: {', '.join(found.header)}."]))
    bar = Bar("Checking")
    checked = check(opened, found, lambda read: bar(min(read, size), size))
    bar.end()
    return {
        "reading": asdict(found.reading),
        "header": found.header,
        "columns": found.columns,
        "counts": {name: count for name, count in checked.counts.items() if count},
        "faults": [json.loads(line) for line in checked.rest],
    }


def tell_counts(counts: Mapping[str, int]) -> None:
    for name, words in SAID.items():
        if counts.get(name):
            echo(f"{counts[name]} {words}")


def tell_faults(faults: Sequence[Mapping[str, Any]]) -> None:
    for each in faults:
        echo(f"line {each['row']}: {unpacked(each['reason'])}", err=True)
