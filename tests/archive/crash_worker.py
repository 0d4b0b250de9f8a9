"""Writes to an archive without end and says what was acknowledged; the test kills it at some moment.

Usage: crash_worker.py FOLDER take_in|load|lists|force|estimate [CALLS SEED]. Prints one line per acknowledged piece of work. With
CALLS the power fails at that many calls to bring something to the disk (see `power`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(folder: Path, work: str, *cut: str) -> None:
    os.environ["DADKHAH_ARCHIVE"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dadkhah.web.settings"
    import django

    django.setup()
    from dadkhah.archive.access import Actor
    from dadkhah.archive.models import Account, Compartment

    actor = Actor(Account.objects.get(login="steward"))
    compartment = Compartment.objects.get(handle="main")
    if cut:
        from tests.archive.power import Disk

        Disk(folder, *map(int, cut)).install()
    print("ready", flush=True)
    for number in range(10_000):
        WORK[work](actor, compartment, folder, number)


def take_in_some(actor, compartment, folder: Path, number: int) -> None:
    from dadkhah.archive.actions.take_in import Acquisition, take_in

    paths = []
    for part in range(8):
        paths.append(folder.parent / f"{os.getpid()}-{number}-{part}.txt")
        paths[-1].write_text(f"{os.getpid()} {number} {part} " * 500)
    for item in take_in(actor, compartment, paths, Acquisition(method="crash test")):
        print("item", item.pk, item.digest, flush=True)


def load_some(actor, compartment, folder: Path, number: int) -> None:
    from dadkhah.archive.actions.load_sheet import load_sheet
    from dadkhah.claims.sheet import read_sheet

    text = [f"sheet: {{id: s{os.getpid()}, title: Made, compiled: '2026-01-01'}}", "events:"]
    text += [f"  - {{id: E{n}, title: Event {n}, date: '1988-07'}}" for n in range(20 * (number + 1))]
    file = folder.parent / f"{os.getpid()}.yaml"
    file.write_text("\n".join(text))
    sheet, faults = read_sheet(file)
    if not sheet:
        raise SystemExit(str(faults))
    load_sheet(actor, sheet, compartment)
    print("sheet", sheet.key, 20 * (number + 1), flush=True)


def read_a_list(actor, compartment, folder: Path, number: int) -> None:
    from dadkhah.archive.actions.describe_list import describe_list
    from dadkhah.archive.actions.describe_source import describe_source
    from dadkhah.archive.actions.import_list import import_list
    from dadkhah.archive.actions.take_in import Acquisition, take_in

    file = folder.parent / f"{os.getpid()}-{number}.csv"
    file.write_text("Name,Note\n" + "".join(f"Omid Rahgozar,{os.getpid()} {number} {row}\n" for row in range(6_000)))
    source = describe_source(actor, compartment, title=f"List {os.getpid()} {number}", kind="ngo")
    [item] = take_in(actor, compartment, [file], Acquisition())
    done = import_list(actor, describe_list(actor, source), item)
    print("list", done.batch.pk, done.counts["new"], flush=True)


def join_lists(actor, compartment, folder: Path, number: int) -> None:
    from dadkhah.archive import settling
    from dadkhah.archive.actions.put_in_force import put_in_force
    from tests.archive.listed import write_list
    from tests.archive.scores import ALIKE, propose

    settling.PART = 200
    rows = [{"name": f"Omid Rahgozar {row}"} for row in range(1_200)]
    handles = [f"L-{os.getpid()}-{number}-{which}" for which in (1, 2)]
    records = [record for handle in handles for record in write_list(actor, compartment, handle, rows, folder.parent)]
    run = propose(actor, records, [(at, at + len(rows), 0.99, ALIKE) for at in range(len(rows))])
    print("begun", run.pk, flush=True)
    put_in_force(actor, run, "0.9")
    print("force", run.pk, flush=True)


def estimate_by_the_queue(actor, compartment, folder: Path, number: int) -> None:
    """The first time many different tables are asked for; after a kill the queue goes on, as the server has it at its start."""
    from django_tasks_db.management.commands.db_worker import Worker

    from dadkhah.archive import work
    from dadkhah.archive.models import EstimateRun
    from tests.archive.overlapping import many_tables

    if not work.jobs_of(actor).exists():
        work.start(actor, "run_estimate", many_tables(actor, compartment, folder.parent))
    work.resume()
    Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=f"crash-{os.getpid()}", excluded_queue_names=[],
    ).run()  # fmt: skip
    print("estimate", *EstimateRun.objects.values_list("item__digest", flat=True), flush=True)
    if number == 0:
        work.run_again(actor, work.jobs_of(actor)[0])


WORK = {
    "take_in": take_in_some, "load": load_some, "lists": read_a_list, "force": join_lists, "estimate": estimate_by_the_queue,
}  # fmt: skip

if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
