"""The rows of another archive's export as they come into this one: theirs, told apart, and without a right here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models
from pyrage.x25519 import Identity

from dadkhah.archive.envelopes import ids_of
from dadkhah.archive.exchange.form import parse
from dadkhah.archive.models import Custodian, OtherArchive
from dadkhah.archive.tables import ledgered
from dadkhah.evidence.age import NotOpened
from dadkhah.evidence.envelope import close, open_envelope

LEFT = ("role", "custodian", "other_archive")
"""Tables that stay where they are: who may do what there, who opens what there, whom they merged."""

SHOWN = 20


class NotMerged(ValueError):
    """Nothing was merged, or nothing undone; `faults` tells every reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        more = len(self.faults) - SHOWN
        super().__init__("\n".join(self.faults[:SHOWN] + ([f"… and {more} more."] if more > 0 else [])))


def grouped(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """The same, so many at a time."""
    while group := list(islice(rows, size)):
        yield group


def rows_of(export: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) of every row of an export that was checked before, in its order."""
    with export.open("rb") as file:
        file.readline()
        for raw in file:
            kind, value = parse(raw)
            if kind != "row":
                return
            if value["table"] not in LEFT:
                yield value["table"], value["row"]


class Foreign:
    """Turns rows of their export into rows of ours."""

    def __init__(self, other: OtherArchive, identities: Sequence[Identity], holders: Sequence[Custodian]) -> None:
        self._other, self._identities, self._holders = other, identities, holders

    def made(self, table: str, row: dict[str, Any]) -> models.Model:
        """The row as it is kept here: the same id and the same words, with names and keys that nobody here has."""
        model = ledgered(table).model
        return model(**{**row, **self._changed(table, model, row)})

    def _changed(self, table: str, model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
        if table == "account":
            rights = {"is_active": False, "is_staff": False, "is_superuser": False}
            named = {"name": self._signed(row.get("name") or row["login"]), "email": ""}
            return {**rights, **named, "login": self._told(row["login"], 150), "archive_id": self._other.pk}
        if table == "compartment":
            name = self._signed(row.get("name") or row["handle"])
            return {"handle": self._told(row["handle"], 100), "name": name, "archive_id": self._other.pk}
        if table == "witness_identity":
            return {"case": self._told(row["case"], 200)}
        if table == "envelope":
            return self._envelope(row)
        if table == "item":
            # By this the sheet of that key is found; ours may have the same.
            return {"original_path": self._told(row["original_path"], 300)} if row.get("method") == "sheet" else {}
        lengths = {field.attname: field.max_length for field in model._meta.concrete_fields}
        # The key of a record is the number that its list gives it: that is theirs to keep.
        names = () if table == "record" else ("key", "handle")
        told = [name for name in names if row.get(name) and name in lengths]
        changed: dict[str, Any] = {name: self._told(row[name], lengths[name] or 300) for name in told}
        if table == "claim":
            # A group is of one archive: that two archives say the same of one person is for people to decide.
            changed["group"] = self._told(row["group"], 300)
        if row.get("derives_from"):
            changed["derives_from"] = " ".join(self._told(each, 200) for each in row["derives_from"].split())
        return changed

    def _envelope(self, row: dict[str, Any]) -> dict[str, Any]:
        """Closed for our custodians where a key of theirs was given; else it stays closed for theirs alone."""
        if not (row.get("sealed") and self._identities):
            return {"custodians": ""}
        try:
            key = open_envelope(row["sealed"], self._identities)
        except NotOpened:
            return {"custodians": ""}
        recipients = [each.recipient for each in self._holders]
        return {"sealed": close(key, recipients), "custodians": ids_of(self._holders)}

    def _told(self, name: str, longest: int) -> str:
        """Their name for something under the name of their archive; one that becomes too long ends in its digest."""
        whole = f"{self._other.origin}/{name}"
        return whole if len(whole) <= longest else f"{whole[: longest - 17]}~{sha256(whole.encode()).hexdigest()[:16]}"

    def _signed(self, name: str) -> str:
        return f"{name} · {self._other.origin}"
