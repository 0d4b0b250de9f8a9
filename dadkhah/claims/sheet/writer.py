"""Writing a sheet in its full form: every claim on its own, every source with its derivation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from dadkhah.claims.sheet.keys import CLAIM, CLAIMED, FIGURE, SOURCE, STATEMENT
from dadkhah.claims.values import ClaimRow, FigureRow, ResponseRow, Sheet, SourceRow, StatementRow, SubjectRow

Fields = dict[str, Any]
SECTION_OF = {
    "person": "persons",
    "group": "groups",
    "place": "places",
    "event": "events",
    "order": "orders",
    "effort": "efforts",
    "recognition": "recognitions",
    "disclosure": "disclosures",
    "argument": "arguments",
    "response": "responses",
    "question": "questions",
}
_APART = ("quote", "derivation", "derives_from", "confidence", "note")
_CLAIM = tuple(name for name in CLAIM if name not in _APART)
_CLAIMED = tuple(name for name in CLAIMED if name not in _APART)


def write_sheet(sheet: Sheet) -> dict[str, str]:
    """File name to YAML text, one file per section. `read_sheet` on the folder gives an equal sheet."""
    writer = _Writer(sheet)
    head: Fields = {"sheet": _filled(sheet, ("title", "compiled", "compartment"), id=sheet.key)}
    for row in sheet.subjects:
        if row.kind == "case":
            head["case"] = writer.subject(row)
    files = {"sheet.yaml": _dump(head)}
    for section, rows in writer.sections():
        if rows:
            files[f"{section}.yaml"] = _dump({section: rows})
    return files


class _Writer:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.case = next((row.key for row in sheet.subjects if row.kind == "case"), "")
        self.groups: dict[str, list[ClaimRow]] = {}
        self.of_subject: dict[str, list[str]] = {}
        for claim in sheet.claims:
            if claim.group not in self.groups and not (claim.figure or claim.statement):
                self.of_subject.setdefault(claim.subject, []).append(claim.group)
            self.groups.setdefault(claim.group, []).append(claim)
        self.answers: dict[str, list[ResponseRow]] = {}
        for row in sheet.responses:
            self.answers.setdefault(row.subject, []).append(row)

    def sections(self) -> Iterable[tuple[str, list[Fields]]]:
        yield "sources", [_filled(row, SOURCE, id=row.key) for row in self.sheet.sources]
        for kind, section in SECTION_OF.items():
            yield section, [self.subject(row) for row in self.sheet.subjects if row.kind == kind]
        yield "figures", [self.figure(row) for row in self.sheet.figures]
        yield "statements", [self.statement(row) for row in self.sheet.statements]

    def subject(self, row: SubjectRow) -> Fields:
        claims = [self.claim(self.groups[group]) for group in self.of_subject.get(row.key, ())]
        return {"id": row.key, **_some(claims=claims, responds_to=self.responds_to(row.key))}

    def claim(self, rows: Sequence[ClaimRow]) -> Fields:
        first = rows[0]
        return {"id": first.group, "field": first.predicate, **_filled(first, _CLAIM), **_cited(rows)}

    def figure(self, row: FigureRow) -> Fields:
        rows = self.groups[row.key]
        first = rows[0]
        claimed = _filled(first, _CLAIMED)
        who = _some(claimed_by=first.entity, claimed_by_written=first.attributed_to)
        of = {} if first.subject == self.case else {"of": first.subject}
        return {"id": row.key, **of, **_filled(row, FIGURE), **who, **claimed, **_cited(rows)}

    def statement(self, row: StatementRow) -> Fields:
        stances = [_filled(one, ("stance", "author", "secondary")) for one in row.stances]
        rows = self.groups[row.key]
        more = _some(stances=stances, responds_to=self.responds_to(row.key))
        return {"id": row.key, **_filled(row, STATEMENT), **more, **_cited(rows)}

    def responds_to(self, key: str) -> list[Fields]:
        return [_filled(row, ("target", "relation", "hold")) for row in self.answers.get(key, ())]


def _cited(rows: Sequence[ClaimRow]) -> Fields:
    """The sources of one assertion; what they all say alike stands once, beside them."""
    shared = [name for name in ("confidence", "note") if len({getattr(row, name) for row in rows}) == 1]
    apart = [name for name in ("quote", "confidence", "note") if name not in shared]
    sources = []
    for row in rows:
        more = {"derives_from": list(row.derives_from)} if row.derives_from else {"derivation": row.derivation}
        sources.append({"source": row.source, **more, **_filled(row, apart)})
    return {**_filled(rows[0], shared), "sources": sources}


def _filled(row: SourceRow | Any, names: Iterable[str], **before: str) -> Fields:
    """The named fields of a row that hold something, in the order of the names."""
    return _some(**before, **{name: getattr(row, name) for name in names})


def _some(**fields: Any) -> Fields:
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {name: value for name, value in listed.items() if value not in ("", [], None, False)}


class _Dumper(yaml.SafeDumper):
    """Indents lists, and never writes an anchor: the reader refuses them."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _dump(fields: Fields) -> str:
    text: str = yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text
