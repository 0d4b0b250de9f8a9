"""A person's word on two records: same, different, unsure. Nothing is overwritten; undo is a further row."""

from __future__ import annotations

from collections.abc import Iterable

from dadkhah.archive import heads, persons
from dadkhah.archive.access import Actor, Refused, Visible, require, visible_to
from dadkhah.archive.fields import new_id
from dadkhah.archive.models import Judgement, Pair, Record, Subject
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence, together

VERDICTS = ("same", "different", "unsure")
UNDONE = "undone"


def judge_pair(actor: Actor, one: Record, other: Record, verdict: str, reason: str = "", *, blind: bool = False) -> Judgement:
    """Add a judgement. Whoever is one person by it is joined; whoever is not is parted.

    A `blind` one is given without sight of the score and of other judgements: it is compared with them, and joins nobody.
    Raises Refused without the right in both compartments or where a record is not visible; ValueError with every fault.
    """
    require_judge(actor, [one, other])
    if faults := _faults(actor, one, other, verdict, reason, blind=blind):
        raise ValueError(together(faults))
    low, high = sorted((one, other), key=lambda each: each.pk)
    with recording(actor, "judge_pair") as record:
        heads.lock()  # two judgements on one person at once would each give the joined records a person
        key = new_id()
        made = Judgement(
            id=key, act=key, one_record=low, other_record=high, verdict=verdict, reason=reason.strip(), blind=blind,
            account=actor.account, at=record.at, **_proposed(low, high),
        )  # fmt: skip
        record.add(made)
        if not blind:
            persons.settle(record, [low.pk, high.pk], [made])
    return made


def undo_judgement(actor: Actor, judgement: Judgement, reason: str = "") -> list[Judgement]:
    """Take a judgement back, with those that were given together with it: records and persons are as if it had not been.

    Raises Refused, and ValueError where it was undone before.
    """
    actor.must_be_named()
    act = list(Judgement.objects.filter(act=judgement.act, undone_by__isnull=True).exclude(verdict=UNDONE).order_by("id"))
    if visible_to(actor).judgements().filter(pk__in=[each.pk for each in act]).count() < len(act):
        raise Refused(Sentence("There is nothing here that you can undo."))
    require_judge(actor, _ends(act))
    if not act:
        raise ValueError(Sentence("This was undone already. Judge the pair again instead."))
    with recording(actor, "undo_judgement") as record:
        heads.lock()
        own = new_id()
        made = [_undoing(each, own, record.at, actor, reason) for each in act]
        record.add_all(made)
        if any(not each.blind for each in made):
            persons.settle(record, {key for each in act for key in (each.one, each.other)}, made)
    return made


def _undoing(each: Judgement, act: str, at: str, actor: Actor, reason: str) -> Judgement:
    ends = {f"{end}_{kind}_id": getattr(each, f"{end}_{kind}_id") for end in ("one", "other") for kind in ("record", "person")}
    return Judgement(
        verdict=UNDONE, undoes=each, act=act, reason=reason.strip(), blind=each.blind, account=actor.account, at=at, **ends
    )


def _ends(judgements: Iterable[Judgement]) -> list[Record | Subject]:
    found = [end for each in judgements for end in (each.one_record, each.one_person, each.other_record, each.other_person)]
    return [end for end in found if end]


def require_judge(actor: Actor, ends: Iterable[Record | Subject]) -> None:
    """Raises Refused unless the actor, a person, sees each of these and may judge where it lies."""
    visible = visible_to(actor)
    for end in ends:
        if not _is_seen(visible, end):
            raise Refused(Sentence("There is nothing here that you can judge."))
        of = end.zone.source_compartment_id if isinstance(end, Record) else _where_claimed(actor, visible, end)
        require(actor, "judge", of)
    if not actor.account:
        raise Refused(Sentence("Only a person judges. Sign in as a reviewer."))


def _is_seen(visible: Visible, end: Record | Subject) -> bool:
    rows = visible.records_ever() if isinstance(end, Record) else visible.subjects("person")
    return rows.filter(pk=end.pk).exists()


def _where_claimed(actor: Actor, visible: Visible, person: Subject) -> str | None:
    """A compartment in which something is said of the person; one where the actor may judge, if there is any."""
    claimed = set(visible.claims().filter(subject=person).values_list("zone__source_compartment", flat=True))
    listed = visible.records().filter(pk__in=visible.members().filter(subject_id=person.pk).values("record_id"))
    claimed |= set(listed.values_list("zone__source_compartment", flat=True))
    return next(iter(sorted(claimed & set(actor.compartments("judge"))) or sorted(claimed)), None)


def _proposed(one: Record, other: Record) -> dict[str, str]:
    """The newest run that compared the two, and its score."""
    found = Pair.objects.filter(one_id=one.pk, other_id=other.pk).select_related("group").order_by("-group__run_id").first()
    return {"run_id": found.group.run_id, "score": f"{found.score / 1_000_000:.6f}"} if found else {}


def _faults(actor: Actor, one: Record, other: Record, verdict: str, reason: str, *, blind: bool) -> list[str]:
    faults: list[str] = []
    if one.pk == other.pk:
        faults.append(Sentence("A record cannot be judged against itself."))
    if verdict not in VERDICTS:
        faults.append(Sentence("Choose what you decide: same, different or unsure."))
    if verdict in VERDICTS[:2] and not reason.strip():
        faults.append(Sentence("Give the reason: others will read it."))
    low, high = sorted((one.pk, other.pk))
    own = Judgement.objects.filter(one_record=low, other_record=high, account=actor.id, undone_by__isnull=True)
    if blind and own.exclude(verdict=UNDONE).exists():
        faults.append(Sentence("You judged this pair before. Somebody else gives the second judgement."))
    return faults
