"""Make two persons one, or part one into two: judgements like any others, given together and undone together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dadkhah.archive import heads, persons
from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.judge_pair import require_judge
from dadkhah.archive.arranging import Plan, merging, splitting
from dadkhah.archive.models import Judgement, Subject
from dadkhah.archive.recording import Recording, recording
from dadkhah.sentences import Sentence, together


def merge_persons(actor: Actor, one: Subject, other: Subject, reason: str, *, overrule: bool = False) -> list[Judgement]:
    """The two are one person from now on, the older of them. Claims and records stay what they are.

    `overrule`: judgements that say they are different are answered by new ones, having been seen. Raises Refused, ValueError.
    """
    require_judge(actor, [one, other])
    with recording(actor, "merge_persons") as record:
        heads.lock()
        plan = merging(visible_to(actor), one, other)
        if plan.against and not overrule:
            plan.faults.append(Sentence("These two were judged to be different. Read why, and say that you decide otherwise."))
        _keep(record, plan, reason, [one.pk, other.pk])
    return plan.judgements


def split_person(actor: Actor, person: Subject, moved: Iterable[str], reason: str) -> list[Judgement]:
    """`moved`, ids of records and persons, become somebody else. A part without a person of its own gets a new one.

    Raises Refused, ValueError.
    """
    require_judge(actor, [person])
    with recording(actor, "split_person") as record:
        heads.lock()
        plan = splitting(visible_to(actor), person, list(moved))
        _keep(record, plan, reason, [person.pk], parted=True)
    return plan.judgements


def _keep(record: Recording, plan: Plan, reason: str, seeds: Sequence[str], *, parted: bool = False) -> None:
    faults: list[str] = list(plan.faults)
    if not reason.strip():
        faults.append(Sentence("Give the reason: others will read it."))
    if faults:
        raise ValueError(together(faults))
    for each in plan.judgements:
        each.account_id, each.at, each.reason = record.actor.id, record.at, reason.strip()
    require_judge(record.actor, [end for each in plan.judgements for end in (each.one_record, each.other_record) if end])
    record.add_all(plan.judgements)
    ends = {key for each in plan.judgements for key in (each.one, each.other)}
    persons.settle(record, {*seeds, *ends}, plan.judgements, alone=ends if parted else ())
