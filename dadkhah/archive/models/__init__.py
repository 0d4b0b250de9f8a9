"""The tables. Which of them the ledger covers is declared in `dadkhah.archive.tables`."""

from dadkhah.archive.models.accounts import Account, Compartment, OtherArchive, Role, Zone
from dadkhah.archive.models.claims import (
    Assessment,
    Claim,
    Coding,
    Derivation,
    Figure,
    Passage,
    Response,
    Source,
    Stance,
    Standing,
    Statement,
    Subject,
)
from dadkhah.archive.models.derived import Label, SearchDocument, Sighting, ZoneSet
from dadkhah.archive.models.evidence import Custodian, CustodyEvent, Envelope, Item
from dadkhah.archive.models.ledger import Erasure, LedgerEntry, LedgerHead, LedgerRow
from dadkhah.archive.models.lists import ColumnMapping, ListImport, Record, RecordList
from dadkhah.archive.models.people import Consent, Testimony, WitnessIdentity
from dadkhah.archive.models.work import Job

__all__ = [
    "Account",
    "Assessment",
    "Claim",
    "Coding",
    "ColumnMapping",
    "Compartment",
    "Consent",
    "Custodian",
    "CustodyEvent",
    "Derivation",
    "Envelope",
    "Erasure",
    "Figure",
    "Item",
    "Job",
    "Label",
    "LedgerEntry",
    "LedgerHead",
    "LedgerRow",
    "ListImport",
    "OtherArchive",
    "Passage",
    "Record",
    "RecordList",
    "Response",
    "Role",
    "SearchDocument",
    "Sighting",
    "Source",
    "Stance",
    "Standing",
    "Statement",
    "Subject",
    "Testimony",
    "WitnessIdentity",
    "Zone",
    "ZoneSet",
]
