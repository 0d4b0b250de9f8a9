"""`list`: lists of victims, from a file to records and back."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from dadkhah.cli.listing_files import columns_of, item_of, list_of, tell_counts, tell_faults, with_file
from dadkhah.cli.session import Bar, CannotDo, Session, as_json, in_compartment, pass_session
from dadkhah.cli.terminal import echo, print_json

OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("list")
def list_() -> None:
    """Lists of victims: rows of CSV files and spreadsheets become records, each kept as given (docs/lists.md).

    \b
    Example:
      dadkhah -C my-archive list describe S-LIST --title "List of the families" --kind families --rule "Who was executed"
      dadkhah -C my-archive list check names.csv
      dadkhah -C my-archive list import names.csv --list S-LIST
    """


@list_.command()
@click.argument("handle", metavar="LIST")
@click.option("--title", default="", help="Of a source that is not here yet: its title.")
@click.option("--kind", default="", help="Of a source that is not here yet: its kind, such as ngo or families.")
@click.option("--rule", help="Whom the list takes in, in words.")
@click.option("--period", metavar="DATE", help="For which time, as an EDTF date: 1988-07/1988-09.")
@click.option("--place", help="For which place.")
@click.option("--duplicate-free", type=click.Choice(["yes", "no", "unknown"]), help="Whether nobody stands on it twice.")
@click.option("--derives-from", multiple=True, metavar="SOURCE", help="A source that the list draws on. May be repeated.")
@in_compartment
@pass_session
def describe(session: Session, handle: str, compartment: str | None, derives_from: tuple[str, ...], **said: str | None) -> None:
    """Say of a source that it is a list, and whom it takes in. With --title and --kind the source is made.

    \b
    Example:
      dadkhah -C my-archive list describe S-LIST --rule "Executed in the summer of 1988" --duplicate-free yes
    """
    from dadkhah.archive.actions.describe_list import describe_list
    from dadkhah.archive.actions.describe_source import describe_source

    sources = session.visible.sources()
    title, kind = said.pop("title") or "", said.pop("kind") or ""
    origins = list(sources.filter(handle__in=derives_from))
    if missing := set(derives_from) - {each.handle for each in origins}:
        raise CannotDo(f"There is no source “{min(missing)}” that you may see.")
    source = sources.filter(handle=handle).first() or sources.filter(pk=handle).first()
    if source is None:
        if not (title and kind):
            raise CannotDo(f"There is no source “{handle}” that you may see. Give --title and --kind to make it.")
        within = session.compartment(compartment, "describe_source")
        source = describe_source(session.actor, within, handle=handle, title=title, kind=kind)
    if said["duplicate_free"] == "unknown":
        said["duplicate_free"] = ""
    made = describe_list(session.actor, source, **said, derives_from=origins or None)  # type: ignore[arg-type]
    echo(f"{made.pk}  {source.handle}  {source.title}")


@list_.command()
@with_file
@as_json
@pass_session
def check(session: Session, file: str, as_json: bool, **how: Any) -> None:
    """Read a file as a list without writing anything: its columns, what they are taken for, and every row's fault.

    The exit code is 1 where rows cannot be read, and 2 where the file cannot.

    \b
    Example:
      dadkhah -C my-archive list check names.csv
    """
    from dadkhah.cli.listing_files import check_file

    checked = check_file(session, file, **how)
    if as_json:
        print_json(checked)
    else:
        echo(f"Read as: {', '.join(filter(None, checked['reading'].values()))!r}")
        for field, columns in checked["columns"].items():
            echo(f"{field}: {', '.join(columns)}")
        used = {column for columns in checked["columns"].values() for column in columns}
        if left := [each for each in checked["header"] if each not in used]:
            echo(f"kept as given and used for nothing: {', '.join(left)}")
        tell_faults(checked["faults"])
        tell_counts(checked["counts"])
    sys.exit(bool(checked["counts"].get("bad")))


@list_.command("import")
@with_file
@click.option("--list", "listed", required=True, metavar="LIST", help="Handle, title or id of the list.")
@click.option("--save-mapping", metavar="NAME", help="Keep under this name which column holds what.")
@click.option("--from", "received_from", default="", metavar="WHOM", help="From whom the file was received.")
@click.option("--bring-back-erased", is_flag=True, help="Read rows in again though records of the list were erased.")
@as_json
@pass_session
def import_(
    session: Session,
    file: str,
    listed: str,
    save_mapping: str | None,
    received_from: str,
    bring_back_erased: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Take a file in and read it into a list. FILE may be the id of an item that is here already.

    A row that the list holds already gives nothing new; a changed one becomes a new version. Rows that cannot be read are
    kept beside the others with the reason. Until the last row is written nobody sees any. Exit code 1: some rows were left out.

    \b
    Example:
      dadkhah -C my-archive list import names.csv --list S-LIST --map "name=Full name" --map "event=Date,Day"
    """
    from dadkhah.archive.actions import save_mapping as keeping
    from dadkhah.archive.actions.import_list import import_list
    from dadkhah.archive.envelopes import opened
    from dadkhah.archive.lists.ahead import size_of
    from dadkhah.archive.lists.erased import ErasedBefore
    from dadkhah.archive.lists.looking import look

    into = list_of(session, listed)
    item = item_of(session, file, into, received_from)
    reading, given = columns_of(session, how)
    if save_mapping:
        found = look(partial(opened, item), reading, given)
        keeping.save_mapping(session.actor, save_mapping, found.columns, into)
    bar, size = Bar("Importing"), size_of(item)

    def reached(read: int) -> None:
        bar(min(read, size), size)

    try:
        done = import_list(session.actor, into, item, given, reading, reached, bring_back_erased=bring_back_erased)
    except ErasedBefore as fault:
        raise CannotDo(f"{fault} For that: --bring-back-erased") from None
    bar.end()
    if as_json:
        print_json({"import": done.batch and done.batch.pk, "item": item.pk, "counts": dict(done.counts)})
    elif done.batch is None:
        echo("The list holds all of this already; nothing was written.")
        tell_counts({"erased": done.counts["erased"]})
    else:
        echo(f"Import {done.batch.pk}")
        tell_counts(done.counts)
    sys.exit(bool(done.counts["bad"]))


@list_.command("show")
@click.argument("listed", required=False, metavar="[LIST]")
@as_json
@pass_session
def show(session: Session, listed: str | None, as_json: bool) -> None:
    """All lists, or one with what was read into it.

    \b
    Example:
      dadkhah -C my-archive list show
      dadkhah -C my-archive list show S-LIST
    """
    from dadkhah.archive.queries import records as of_records

    if listed is None:
        found = of_records.lists(session.visible)
        session.shown([each.list.source for each in found])
        rows: list[dict[str, Any]] = [
            {"id": each.list.pk, "handle": each.list.source.handle, "title": each.list.source.title, "records": each.count}
            for each in found
        ]
        lines = [f"{row['handle']}  {row['records']} records  {row['title']}" for row in rows]
    else:
        one = list_of(session, listed)
        session.shown([one.source])
        batches = of_records.imports(session.visible, one)
        session.shown([each.item for each in batches])
        rows = [
            {"id": each.pk, "at": each.at, "state": each.state, "item": each.item_id, "faults": each.faults_id}
            | of_records.counts(each)
            for each in batches
        ]
        lines = [f"{one.source.handle}  {of_records.records(session.visible, one).count()} records  {one.source.title}"]
        lines += [f"{row['id']}  {row['at'][:16]}  {row['state']}  {row.get('new', 0)} new" for row in rows]
    if as_json:
        print_json(rows)
        return
    for line in lines or ["There is no list yet. Make one with: dadkhah list describe"]:
        echo(line)


@list_.command()
@click.argument("batch", metavar="IMPORT")
@pass_session
def undo(session: Session, batch: str) -> None:
    """Undo the newest import of a list: its rows count no more, and those whose place they took count again.

    Nothing is removed: what was read stays with the import, and the import says when it was undone.

    \b
    Example:
      dadkhah -C my-archive list undo 019…
    """
    from dadkhah.archive.actions.undo_import import undo_import

    found = session.visible.list_imports().filter(pk=batch).select_related("list__source").first()
    if found is None:
        raise CannotDo(f"There is no import “{batch}” that you may see. Look for it with: dadkhah list show LIST")
    undo_import(session.actor, found)
    echo(f"The import {found.pk} of {found.list.source.handle} counts no more.")


@list_.command()
@click.argument("name", required=False)
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN,…", help="Which columns hold a field. May be repeated.")
@click.option("--list", "listed", metavar="LIST", help="Of which list; others who see the list then see the mapping.")
@as_json
@pass_session
def mapping(session: Session, name: str | None, pairs: tuple[str, ...], listed: str | None, as_json: bool) -> None:
    """All mappings that are kept, one of them, or with --map a new one.

    \b
    Example:
      dadkhah -C my-archive list mapping "their lists" --map "name=Full name" --map "birth=Born" --list S-LIST
    """
    import json

    from dadkhah.archive.actions.save_mapping import save_mapping
    from dadkhah.cli.listing_files import pairs_read

    if name and pairs:
        save_mapping(session.actor, name, pairs_read(pairs), list_of(session, listed) if listed else None)
    kept = session.visible.mappings().order_by("name", "id")
    found = [{"name": each.name, "columns": json.loads(each.columns)} for each in (kept.filter(name=name) if name else kept)]
    if name and not found:
        raise CannotDo(f"There is no mapping “{name}” that you may see.")
    if as_json:
        print_json(found)
        return
    for each in found:
        echo(each["name"])
        for field, columns in each["columns"].items():
            echo(f"  {field}: {', '.join(columns)}")


@list_.command("export")
@click.argument("listed", metavar="LIST")
@click.argument("out", type=OUT)
@pass_session
def export(session: Session, listed: str, out: Path) -> None:
    """Write a list as it stands into a CSV file for spreadsheets. Whatever looks like a formula is disarmed.

    \b
    Example:
      dadkhah -C my-archive list export S-LIST list.csv
    """
    from dadkhah.archive.queries import records as of_records
    from dadkhah.reading.spreadsheet import csv_lines

    one = list_of(session, listed)
    rows = of_records.records(session.visible, one)
    if session.visible.sensitive_zones:
        session.shown(rows)
    with out.open("x", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(of_records.table(session.visible, one)))
    out.chmod(0o600)
    echo(f"{rows.count()} records in {out}")
