"""The kinds of long work, and the one task of the queue that runs them. A task carries ids only."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from django.db import connections, transaction
from django_tasks import task

from dadkhah.archive import derived, heads, uploads
from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.import_list import import_list
from dadkhah.archive.actions.put_in_force import put_in_force, withdraw_run
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.lists.ahead import size_of
from dadkhah.archive.lists.rows import Reading
from dadkhah.archive.models import Compartment, Item, LinkageRun
from dadkhah.archive.queries.documents import unread
from dadkhah.archive.reading import Shown
from dadkhah.archive.verify import Report, verify
from dadkhah.archive.work import Cancelled, Outcome, Progress, job, run
from dadkhah.evidence.age import NotOpened
from dadkhah.evidence.store import NotHeld
from dadkhah.sentences import Sentence, together, unpacked


@task()
def run_job(job_id: str) -> dict[str, Any]:
    return run(job_id)


@job("verify", "manage")
def verify_archive(_: Actor, __: dict[str, Any], progress: Progress) -> Outcome:
    """Check every stored byte, every row and the ledger."""
    found = _verify_beside(progress)
    if found.holds:
        # More is never proven here: that takes a checkpoint from outside, which only the command line is given.
        return Outcome(Sentence("Everything holds (internally consistent)."), found.as_dict())
    sentence = Sentence("{count} faults were found. Read the report before anything else.", count=len(found.faults))
    return Outcome(sentence, found.as_dict())


def _verify_beside(progress: Progress) -> Report:
    """Verify in a thread of its own: there the database cannot be written to, and a job's progress is a row."""
    reached, stop = (0, 0), threading.Event()

    def tell(_: str, done: int, total: int) -> None:
        nonlocal reached
        reached = (done, total)
        if stop.is_set():
            raise Cancelled

    def work() -> Report:
        try:
            return verify(heads.place(), progress=tell)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        try:
            while not wait([running], Progress.EVERY).done:
                progress.reached(*reached)
        except Cancelled:
            stop.set()
            raise
        return running.result()


@job("rebuild", "manage")
def rebuild(_: Actor, __: dict[str, Any], progress: Progress) -> Outcome:
    """Make every derived row anew from the rows it follows from."""
    progress.total(1)
    with transaction.atomic():
        derived.rebuild()
    heads.publish()
    progress.step()
    return Outcome(Sentence("The search index, names and sightings were made anew."))


@job("take_in", "take_in")
def take_in_upload(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Take in what an upload placed: `upload` is its id, `compartment` that of a compartment."""
    compartment = Compartment.objects.get(pk=arguments["compartment"])
    taken = uploads.take_in_upload(actor, compartment, arguments["upload"], progress)
    many = Sentence("{count} files were taken in.", count=taken)
    return Outcome(many if taken != 1 else Sentence("One file was taken in."))


@job("import_list", "import_list")
def import_list_item(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Read an item into a list: `list`, `item` and `mapping` are ids; `reading` says how the file is read.

    `bring_back_erased`: whether rows may come back though records of the list were erased.

    Cut off and begun again it gives the same: what was half written is taken away first.
    """
    visible = visible_to(actor)
    listed = visible.lists().select_related("source").filter(pk=arguments["list"]).first()
    item = visible.items().filter(pk=arguments["item"]).first()
    mapping = visible.mappings().filter(pk=arguments["mapping"]).first()
    if not (listed and item and mapping):
        raise ValueError(Sentence("The list, the file or the mapping is not here. Choose them again."))
    size = size_of(item)
    progress.total(size)
    reading = Reading(**arguments.get("reading", {}))

    def reached(read: int) -> None:
        progress.reached(min(read, size), size)

    bring_back = bool(arguments.get("bring_back_erased"))
    done = import_list(actor, listed, item, json.loads(mapping.columns), reading, reached, bring_back_erased=bring_back)
    progress.reached(size, size)
    report = {"import": done.batch and done.batch.pk, "list": listed.pk, "counts": dict(done.counts)}
    if erased := done.counts["erased"]:
        told = {name: done.counts[name] for name in ("new", "changed", "same", "bad")}
        return Outcome(
            Sentence(
                "{erased} rows were left out, because they were erased here. {new} rows are new, {changed} changed, {same} were "
                "here already; {bad} could not be read.",
                erased=erased,
                **told,
            ),
            report,
        )
    if done.batch is None:
        return Outcome(Sentence("The list holds all of this file already; nothing was written."), report)
    counts = {name: done.counts[name] for name in ("new", "changed", "same", "bad", "gone")}
    return Outcome(
        Sentence(
            "{new} rows are new, {changed} changed, {same} were here already; {bad} could not be read and are kept beside "
            "the list; {gone} records are not in this file.",
            **counts,
        ),
        report,
    )


@job("link", "analyse")
def link_lists(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Compare lists: `lists` are their ids. The pairs are proposed to people; nobody is joined."""
    from dadkhah.archive.linking import chosen_lists, compare_lists

    chosen = list(chosen_lists(actor, arguments["lists"]))
    progress.total(100)
    made = compare_lists(actor, chosen, lambda _what, share: progress.reached(int(share * 100)))
    return Outcome(Sentence("{count} pairs are proposed. Review them, or put them in force.", count=made.run.count))


@job("put_in_force", "judge")
def put_run_in_force(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Join who a run's pairs join: `run` is its id, `threshold` a decimal from which on they hold."""
    run = _run(actor, arguments)
    progress.total(1)
    least = arguments["threshold"]
    put_in_force(actor, run, least)
    progress.step()
    return Outcome(Sentence("The run is in force from {threshold} on. People's judgements go before it.", threshold=least))


@job("withdraw_run", "judge")
def withdraw_run_in_force(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Take back what a run joined: `run` is its id."""
    run = _run(actor, arguments)
    progress.total(1)
    withdraw_run(actor, run)
    progress.step()
    return Outcome(Sentence("The run is withdrawn. What people decided stands."))


def _run(actor: Actor, arguments: dict[str, Any]) -> LinkageRun:
    found = visible_to(actor).linkage_runs().filter(pk=arguments["run"]).first()
    if found is None:
        raise ValueError(Sentence("This run is not here. Choose it again."))
    return found


@job("run_estimate", "analyse")
def estimate(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Estimate how many were never listed: `lists` are ids, the rest is as `Asked` has it; or `estimate`, of one to do again."""
    from dadkhah.archive.actions.run_estimate import run_estimate
    from dadkhah.archive.estimating import Asked
    from dadkhah.archive.linking import chosen_lists

    again = arguments.get("estimate")
    asked = dict(arguments)
    if again:
        before = visible_to(actor).estimates().filter(pk=again).first()
        if before is None:
            raise ValueError(Sentence("This estimate is not here. Choose its lists again."))
        asked = {**json.loads(before.settings), "lists": before.lists.split()}
    lists = list(chosen_lists(actor, asked.pop("lists")))
    kept = run_estimate(actor, lists, Asked.of(asked), say=progress.reached)
    return Outcome(Sentence("The estimate is kept. Read it under Estimates."), {"estimate": kept.run.pk})


@job("read_document", "take_in")
def read_one_document(actor: Actor, arguments: dict[str, Any], progress: Progress) -> Outcome:
    """Read a file: `item` is its id. What it says is suggested; nothing is claimed."""
    item = visible_to(actor).items().select_related("compartment").filter(pk=arguments["item"]).first()
    if item is None:
        raise ValueError(Sentence("The file is not here. Choose it again."))
    progress.total(1)
    shown = Shown(read_document(actor, item))
    progress.step()
    if shown.failure:
        raise ValueError(unpacked(shown.failure))
    return Outcome(Sentence("The file was read. Go through what is suggested."), {"item": item.pk})


@job("read_documents", "take_in")
def read_all_documents(actor: Actor, _: dict[str, Any], progress: Progress) -> Outcome:
    """Read every file that nobody had read. One that cannot be read is kept with the reason, and the next one is read."""
    waiting = list(unread(visible_to(actor), actor.compartments("take_in")).values_list("pk", flat=True))
    progress.total(len(waiting))
    failed = 0
    for pk in waiting:
        item = visible_to(actor).items().select_related("compartment").filter(pk=pk, erased__isnull=True).first()
        failed += bool(item and not _is_read(actor, item))
        progress.step()
    read = len(waiting) - failed
    told = Sentence("{count} files were read.", count=read) if read != 1 else Sentence("One file was read.")
    if not failed:
        return Outcome(told)
    many = Sentence("{count} could not be read; the list of files that were read says why.", count=failed)
    one = Sentence("One could not be read; the list of files that were read says why.")
    return Outcome(together([told, many if failed != 1 else one]))


def _is_read(actor: Actor, item: Item) -> bool:
    try:
        return not Shown(read_document(actor, item)).failure
    except (NotHeld, NotOpened):  # its bytes are not here, or closed: it stays among those that nobody had read
        return False
