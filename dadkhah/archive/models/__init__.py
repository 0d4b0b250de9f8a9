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
from dadkhah.archive.models.derived import Band, Label, Member, Pair, PairGroup, SearchDocument, Sighting, ZoneSet
from dadkhah.archive.models.estimates import EstimateRun
from dadkhah.archive.models.evidence import Custodian, CustodyEvent, Envelope, Item
from dadkhah.archive.models.ledger import Erasure, LedgerEntry, LedgerHead, LedgerRow
from dadkhah.archive.models.linking import Anchor, Judgement, LinkageModel, LinkageRun
from dadkhah.archive.models.lists import ColumnMapping, ListImport, Record, RecordList
from dadkhah.archive.models.people import Consent, Testimony, WitnessIdentity
from dadkhah.archive.models.reading import DocumentReading, SuggestionVerdict
from dadkhah.archive.models.work import Job

__all__ = [
    "Account",
    "Anchor",
    "Assessment",
    "Band",
    "Claim",
    "Coding",
    "ColumnMapping",
    "Compartment",
    "Consent",
    "Custodian",
    "CustodyEvent",
    "Derivation",
    "DocumentReading",
    "Envelope",
    "Erasure",
    "EstimateRun",
    "Figure",
    "Item",
    "Job",
    "Judgement",
    "Label",
    "LedgerEntry",
    "LedgerHead",
    "LedgerRow",
    "LinkageModel",
    "LinkageRun",
    "ListImport",
    "Member",
    "OtherArchive",
    "Pair",
    "PairGroup",
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
    "SuggestionVerdict",
    "Testimony",
    "WitnessIdentity",
    "Zone",
    "ZoneSet",
]
