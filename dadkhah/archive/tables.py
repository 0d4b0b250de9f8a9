"""Every table of the database, declared once: ledgered, derived or ephemeral.

*Ledgered*: each row carries a digest of the last entry that wrote it. *Derived*: rebuilt and compared by
verify. *Ephemeral*: not covered, with the reason, which verify prints. A test fails on an undeclared table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models

from dadkhah.archive.fields import Words
from dadkhah.evidence.canonical import row_encoder

FORM = 1
"""The field list that digests are taken over now. A new nullable column does not change it (see 0003)."""

LEDGERED = (
    "other_archive",
    "account",
    "compartment",
    "role",
    "zone",
    "custodian",
    "item",
    "envelope",
    "custody_event",
    "source",
    "passage",
    "subject",
    "figure",
    "statement",
    "stance",
    "coding",
    "claim",
    "derivation",
    "standing",
    "response",
    "assessment",
    "witness_identity",
    "testimony",
    "consent",
    "record_list",
    "column_mapping",
    "list_import",
    "record",
    "linkage_model",
    "linkage_run",
    "anchor",
    "judgement",
    "estimate_run",
    "document_reading",
    "suggestion_verdict",
)
UNCOVERED = {
    "account": {
        "password": "a hash that changes when the person changes it; the change leaves an entry",
        "last_login": "changes with every sign-in",
    },
}
DERIVED = ("zone_set", "sighting", "label", "search_document", "pair", "pair_group", "member", "band", "ledger_head")
THE_LEDGER = ("ledger_entry", "ledger_row", "erasure")
EPHEMERAL = {
    "django_session": "who is signed in now",
    "django_migrations": "Django's note of which table forms it has made",
    "django_content_type": "Django's list of its own tables",
    "auth_permission": "Django's permissions, which grant nothing here",
    "auth_group": "Django's groups, which grant nothing here",
    "auth_group_permissions": "as auth_group",
    "account_emailaddress": "allauth's working copy of an address; the ledgered one is in account",
    "account_emailconfirmation": "allauth's open confirmations; no mail is sent",
    "mfa_authenticator": "second factors; adding and removing one leaves an entry",
    "django_tasks_database_dbtaskresult": "the queue of long work; what it wrote has its own entries",
    "job": "how far long work is",
}
INDEX_TABLES = ("search_index",)
"""FTS5's own tables begin with one of these names; their content is compared through search_document."""
SQLITE_TABLES = ("sqlite_",)
"""SQLite's own: its counters, and how rows are spread over an index, in numbers without their words."""


@dataclass(frozen=True)
class LedgeredTable:
    """A ledgered table: its name, model, columns in order, and the encoder of its rows.

    `flags` and `words` are the places of columns of truth values, and of texts whose absence is NULL.
    """

    name: str
    model: type[models.Model]
    columns: tuple[str, ...]
    flags: tuple[int, ...]
    words: frozenset[int]
    encode: Callable[[Sequence[object]], bytes]

    def values(self, row: models.Model) -> list[object]:
        """The row's values as the table will hold them: only of `Words` an empty text is NULL, any other stays empty."""
        values = [getattr(row, name) for name in self.columns]
        return [None if value == "" and i in self.words else value for i, value in enumerate(values)]


@cache
def ledgered(name: str) -> LedgeredTable:
    model = next(m for m in apps.get_models() if m._meta.db_table == name)
    left_out = UNCOVERED.get(name, {})
    fields = [f for f in model._meta.concrete_fields if f.attname not in left_out]
    columns = tuple(f.attname for f in fields)
    flags = tuple(i for i, f in enumerate(fields) if isinstance(f, models.BooleanField))
    words = frozenset(i for i, f in enumerate(fields) if isinstance(f, Words))
    return LedgeredTable(name, model, columns, flags, words, row_encoder(columns))
