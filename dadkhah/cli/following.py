"""`show`: any one thing of the archive, unfolded down to its bytes and its place in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import CannotDo, Session, as_json, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.models import Claim

MOST = 200
"""So many claims of one subject are shown; a page of the archive shows all."""


@click.command()
@click.argument("name", metavar="ID|HANDLE")
@as_json
@pass_session
def show(session: Session, name: str, as_json: bool) -> None:
    """Show one thing by its id, handle, key or digest: a claim, statement, source, person, event, figure, item.

    Each claim is followed: who says it, in which words, its roots, its rivals, what is said against it, the bytes
    and the proof.

    \b
    Example:
      dadkhah -C my-archive show S-REPORT-2018
    """
    row = _find(session, name)
    claims = list(_claims(session, row))
    from dadkhah.archive.queries.assertions import assertions

    found = assertions(session.visible, claims, session.language)
    session.shown([row, *(carried.claim for assertion in found for carried in assertion.carried)])
    if as_json:
        print_json({**_fields(row), "claims": [_as_dict(a, session.language) for a in found]})
        return
    for line in _lines(session, row, found):
        echo(line)


def _find(session: Session, name: str) -> Any:
    """The visible row of this id, handle, key or digest. Hidden and missing are the same."""
    visible = session.visible
    kinds = (visible.subjects(), visible.statements(), visible.sources(), visible.claims(), visible.figures())
    for rows in kinds:
        fields = {field.name for field in rows.model._meta.concrete_fields}
        for field in ("id", "handle", "key"):
            if field in fields and (row := rows.filter(**{field: name}).order_by("id").first()):
                return row
        if row := rows.filter(key__endswith=f":{name}").order_by("id").first():
            return row
    if record := visible.records_ever().filter(pk=name).first():
        return record
    item = visible.items().filter(pk=name).first()
    if not item and len(name) >= 8:
        item = visible.items().filter(digest__startswith=name.lower()).order_by("id").first()
    if not item:
        raise CannotDo(f"There is nothing called “{name}” that you may see. Look for it with: dadkhah search WORDS.")
    return item


def _claims(session: Session, row: Any) -> Iterable[Claim]:
    table = row._meta.db_table
    if table == "claim":
        return [row]
    if table == "record":
        return []
    claims = session.visible.claims().order_by("id")
    if table == "item":
        return (claims.filter(source__item=row) | claims.filter(passage__item=row))[:MOST]
    return claims.filter(**{table: row})[:MOST]


def _fields(row: Any) -> dict[str, Any]:
    """Kind, id and every column that holds something."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {"table": row._meta.db_table, **{name: held for name, held in kept.items() if held not in ("", None, False)}}


def _as_dict(assertion: Any, language: str) -> dict[str, Any]:
    from dadkhah.cli import words

    roots = assertion.roots
    return {
        "group": assertion.group,
        "subject": assertion.claim.subject.handle,
        "predicate": assertion.claim.predicate,
        "value": words.value(assertion, language),
        "verdict": assertion.verdict,
        "independent_roots": roots.independent if roots else 0,
        "origin_unknown": len(roots.unknown) if roots else 0,
        "rivals": [rival.group for rival in assertion.rivals],
        "claims": [
            {
                "id": carried.claim.pk,
                "source": carried.claim.source.handle,
                "quote": carried.claim.quote,
                "party": carried.standing.party if carried.standing else "",
                "derivation": carried.claim.derivation,
                "bytes_held": carried.bytes_held,
                "entry": carried.seq,
            }
            for carried in assertion.carried
        ],
    }


def _lines(session: Session, row: Any, found: list[Any]) -> Iterator[str]:
    from dadkhah.cli import words

    kept = _fields(row)
    yield f"{kept.pop('table')} {kept.pop('id')}"
    for name, held in kept.items():
        if not name.endswith("_id"):
            yield f"  {name}: {held}"
    if not found:
        yield "  No claim about this is visible to you."
    for assertion in found:
        yield ""
        about = assertion.subject_label or assertion.claim.subject.handle
        yield f"{about} — {words.headline(assertion, session.language)}"
        yield from (f"  {line}" for line in words.behind(assertion, session.language))
