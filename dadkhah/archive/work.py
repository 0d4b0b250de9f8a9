"""Long work: what runs, for whom, how far it is, and how it ended.

    job = start(actor, "verify")            # a page or a command asks
    run(job.pk)                             # the worker does it, as the person who asked

A kind of work is a function with `@job("kind", verb)`; it takes the actor, its arguments (ids only) and a `Progress`,
and answers with an `Outcome`. The right to do it is asked when it is started and again when it runs. A kind that was
cut off by a crash starts over at the next start of the server, so each must bear being done twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from dadkhah import __version__
from dadkhah.archive.access import Actor, Refused, require
from dadkhah.archive.fields import now
from dadkhah.archive.models import Account, Job
from dadkhah.evidence.durable import disk_fault
from dadkhah.sentences import Sentence, packed, sentence_of

ENDED = ("done", "failed", "cancelled", "interrupted")
ATTEMPTS = 3
"""How often work that took the whole process down is tried."""
BROKEN = Sentence(
    "It broke off by a fault of the program. Run it again; if it breaks again, send the server's log to its makers.",
)


class Cancelled(Exception):
    """Somebody asked that this work stop."""


@dataclass(frozen=True)
class Outcome:
    """How work ended: a whole sentence for the reader, and a report (plain JSON values) where there is one."""

    message: str
    report: dict[str, Any] = field(default_factory=dict)


class Progress:
    """How far a job is. Tells the database twice a second at most; outside of the job's own transactions."""

    EVERY = 0.5

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told = 0.0

    def total(self, count: int) -> None:
        self._job.total = count
        self._tell()

    def step(self, count: int = 1) -> None:
        """So many more are done. Raises Cancelled where that was asked."""
        self.reached(self._job.done + count)

    def reached(self, done: int, total: int | None = None) -> None:
        self._job.done = done
        self._job.total = self._job.total if total is None else total
        if time.monotonic() - self._told >= self.EVERY:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        mine = Job.objects.filter(pk=self._job.pk)
        mine.update(done=self._job.done, total=self._job.total, changed=now())
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled


Work = Callable[[Actor, dict[str, Any], Progress], Outcome]


@dataclass(frozen=True)
class Kind:
    """A kind of work, the right it needs, and what does it."""

    name: str
    verb: str
    work: Work


KINDS: dict[str, Kind] = {}


def job(name: str, verb: str) -> Callable[[Work], Work]:
    """Make a function a kind of work. `verb`: the right it needs, in the compartment among its arguments or in any."""

    def register(work: Work) -> Work:
        KINDS[name] = Kind(name, verb, work)
        return work

    return register


def start(actor: Actor, kind: str, arguments: dict[str, Any] | None = None) -> Job:
    """Put work into the queue. Raises Refused, or ValueError for a kind that nobody knows."""
    from dadkhah.archive import tasks

    account = _check(actor, kind, arguments or {})
    with transaction.atomic():
        made = Job.objects.create(kind=kind, account=account, arguments=json.dumps(arguments or {}))
        tasks.run_job.enqueue(made.pk)
    return made


def _check(actor: Actor, kind: str, arguments: dict[str, Any]) -> Account:
    """The account that may do this work."""
    from dadkhah.archive import tasks  # noqa: F401 - it fills KINDS

    if kind not in KINDS:
        raise ValueError(
            Sentence("There is no work of the kind “{kind}”. Kinds are: {kinds}.", kind=kind, kinds=sorted(KINDS))
        )
    verb = KINDS[kind].verb
    if "compartment" in arguments:
        require(actor, verb, arguments["compartment"])
    if not actor.account or not actor.compartments(verb):
        raise Refused(
            Sentence(
                "This needs the right “{verb}” in some compartment. Ask a steward of the archive for it.", verb=verb
            )
        )
    return actor.account


def run(job_id: str) -> dict[str, Any]:
    """Do a waiting job now, as the person who asked for it; returns its report. What went wrong is in the job."""
    if not Job.objects.filter(pk=job_id, state="waiting").update(state="running", changed=now()):
        return {}
    mine = Job.objects.select_related("account").get(pk=job_id)
    state, outcome = "failed", Outcome(BROKEN)
    # What is not caught here goes on to the worker, which keeps the traceback out of the reader's sight.
    try:
        state, outcome = "done", _work(mine)
    except Cancelled:
        state, outcome = "cancelled", Outcome(Sentence("It was cancelled. What was finished before that stays."))
    except (Refused, ValueError) as error:
        outcome = Outcome(sentence_of(error))
    except OSError as error:
        outcome = Outcome(disk_fault(error))
    finally:
        _end(mine, state, outcome.message)
    return outcome.report


def _work(mine: Job) -> Outcome:
    actor = Actor(mine.account, machine=f"machine:worker/{__version__}")
    arguments = json.loads(mine.arguments)
    _check(actor, mine.kind, arguments)
    return KINDS[mine.kind].work(actor, arguments, Progress(mine))


def _end(mine: Job, state: str, message: str) -> None:
    done = {"done": mine.done, "total": mine.total}
    Job.objects.filter(pk=mine.pk).update(state=state, message=packed(message), changed=now(), **done)


def jobs_of(actor: Actor) -> QuerySet[Job]:
    """The jobs this actor may see, newest first: their own, or all of them for those who manage."""
    found = Job.objects.order_by("-id")
    return found if actor.compartments("manage") else found.filter(account=actor.id)


def cancel(actor: Actor, mine: Job) -> None:
    """Ask that a job stop: at once while it waits, at its next step while it runs."""
    _check_own(actor, mine)
    waiting = Job.objects.filter(pk=mine.pk, state="waiting")
    told = packed(Sentence("It was cancelled before it began."))
    if not waiting.update(state="cancelled", message=told, changed=now()):
        Job.objects.filter(pk=mine.pk, state="running").update(cancel_asked=True)


def run_again(actor: Actor, mine: Job) -> Job:
    """A new job like this one, for whoever asks now."""
    _check_own(actor, mine)
    if mine.state not in ENDED:
        raise ValueError(Sentence("This work has not ended yet. Cancel it first, or wait."))
    return start(actor, mine.kind, json.loads(mine.arguments))


def _check_own(actor: Actor, mine: Job) -> None:
    if not jobs_of(actor).filter(pk=mine.pk).exists():
        raise Refused(Sentence("Only the person who started this work or a steward may do this."))


def report(mine: Job) -> dict[str, Any]:
    """What a job found, as plain values; empty while it has not ended."""
    task = DBTaskResult.objects.filter(args_kwargs__args__0=mine.pk).order_by("-enqueued_at").first()
    return (task.return_value or {}) if task else {}


def resume() -> int:
    """After a crash: work that was cut off waits again, unless it was cut off too often. Returns how many wait.

    Call it before the worker starts, while no other server runs on this archive.
    """
    again = 0
    for task in DBTaskResult.objects.running():
        cut_off = Job.objects.filter(pk=task.args_kwargs["args"][0], state="running")
        if len(task.worker_ids) < ATTEMPTS and cut_off.update(state="waiting", changed=now()):
            task.status = "READY"
            task.save(update_fields=["status"])
            again += 1
        else:
            task.set_failed(Cancelled(f"cut off {len(task.worker_ids)} times"))
    orphans = Job.objects.filter(state="running")
    told = packed(Sentence("The server stopped while it ran. Run it again."))
    orphans.update(state="interrupted", changed=now(), message=told)
    return again
