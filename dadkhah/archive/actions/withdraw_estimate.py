"""Withdraw an estimate: it stays with its reason and counts no more."""

from __future__ import annotations

from dadkhah.archive.access import Actor, Refused, visible_to
from dadkhah.archive.actions.record_run import require_lists
from dadkhah.archive.models import EstimateRun, RecordList
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence


def withdraw_estimate(actor: Actor, run: EstimateRun, reason: str) -> None:
    """Nothing is deleted. Raises Refused, and ValueError without a reason or a second time."""
    if not visible_to(actor).estimates().filter(pk=run.pk).exists():
        raise Refused(Sentence("There is no such estimate that you may see."))
    require_lists(actor, "analyse", RecordList.objects.filter(pk__in=run.lists.split()).select_related("source"))
    if not reason.strip():
        raise ValueError(Sentence("Say why the estimate is withdrawn: the reason stays with it."))
    with recording(actor, "withdraw_estimate") as record:
        run.refresh_from_db()
        if run.state == "withdrawn":
            raise ValueError(Sentence("This estimate is withdrawn already."))
        record.change(run, state="withdrawn", reason=reason.strip(), withdrawn=record.at, withdrawn_by=actor.account)
