"""What can be said of a subject: the predicates, read from `data/predicates.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from dadkhah.claims.values import SubjectKind
from dadkhah.claims.vocabulary import read_data, vocabulary
from dadkhah.sentences import Word

ValueKind = Literal["text", "date", "place", "entity", "code", "figure", "statement", "flag", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One thing that can be said of a subject.

    `vocabulary` names the list of codes when `value` is "code". `one`: only one value can be so, hence
    differing values are rivals. `sensitive`: left out of a release unless the reviewer chooses it by name.
    `record`: it tells how the entry was put together, not what happened.
    """

    code: str
    subjects: frozenset[str]
    value: ValueKind
    vocabulary: str | None = None
    one: bool
    sensitive: bool = False
    record: bool = False
    en: str
    fa: str
    definition: str
    fa_reviewed: bool = False

    @property
    def word(self) -> Word:
        """Its label as a value of a sentence."""
        return Word(self.en, fa=self.fa)


@cache
def predicates() -> dict[str, Predicate]:
    """All predicates by code, in the order of the data file. Do not change the dict: it is shared.

    Raises ValueError, with all faults, when the file names an unknown subject kind, value kind or vocabulary
    list, or one code twice.
    """
    data = read_data("predicates.yaml")
    found: dict[str, Predicate] = {}
    faults: list[str] = []
    for row in data["predicates"]:
        faults += _faults(row, found)
        subjects = frozenset(row.pop("subjects"))
        found[row["code"]] = Predicate(subjects=subjects, fa_reviewed=data["fa_reviewed"], **row)
    if faults:
        raise ValueError(" ".join(faults))
    return found


def _faults(row: dict[str, Any], found: dict[str, Predicate]) -> list[str]:
    code, needs = row["code"], row["value"] == "code"
    wrong = sorted(set(row["subjects"]) - set(get_args(SubjectKind)))
    faults = [f"Predicate {code} names the subject kind {kind}, which does not exist." for kind in wrong]
    if code in found:
        faults.append(f"Predicate {code} stands twice; keep one.")
    if row["value"] not in get_args(ValueKind):
        faults.append(f"Predicate {code} has the value kind {row['value']}, which does not exist.")
    if needs != (row.get("vocabulary") in vocabulary().lists):
        faults.append(f"Predicate {code} needs a vocabulary list if, and only if, its value is a code.")
    return faults
