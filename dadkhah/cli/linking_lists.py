"""`link` within an archive: its lists are compared as by the web's job; what was found is told, or written as a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dadkhah.cli.session import Bar, CannotDo, Session, private
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.linking import Compared
    from dadkhah.archive.models import RecordList

PAGE, TABLE = "linkage.html", "linkage.csv"
STEPS = {
    "reading": "Reading names", "blocking": "Looking for pairs", "comparing": "Comparing", "training": "Learning",
    "scoring": "Weighing", "done": "Done",
}  # fmt: skip
KEEPING = {"done": "Keeping the pairs"}


def link_lists(session: Session, names: Sequence[str], *, as_json: bool) -> None:
    """Compare the lists of these names, or all on which the actor may; tell what is proposed. Raises Refused, ValueError."""
    from dadkhah.archive.linking import compare_lists

    lists = _chosen(session, names)
    bar, steps = Bar(""), STEPS | KEEPING
    made = compare_lists(session.actor, lists, lambda what, share: bar(steps[what], round(share * 100), 100))
    bar.end()
    found = _found(session, lists, made)
    if as_json:
        print_json(found)
    else:
        for line in _lines(found):
            echo(line)


def _chosen(session: Session, names: Sequence[str]) -> list[RecordList]:
    from dadkhah.archive.access import may
    from dadkhah.cli.listing_files import list_of

    if names:
        return sorted({each.pk: each for each in (list_of(session, name) for name in names)}.values(), key=lambda each: each.pk)
    lists = session.visible.lists().select_related("source__compartment").order_by("id")
    found = [each for each in lists if may(session.actor, "analyse", each.source.compartment_id)]
    if not found:
        raise CannotDo("There is no list here that you may compare. Analysts and stewards of its compartment may.")
    return found


def _found(session: Session, lists: Sequence[RecordList], made: Compared) -> dict[str, Any]:
    from dadkhah.archive.linking import THRESHOLD, would_join
    from dadkhah.archive.queries.pairs import queue
    from dadkhah.archive.queries.runs import costs

    run = made.run
    session.shown(each.source for each in lists)
    cost, joined = costs(session.visible, run), would_join(session.visible, run)
    waiting = queue(session.visible, "waiting", run=run.pk)
    return {
        "lists": [{"id": each.pk, "handle": each.source.handle, "title": each.source.title} for each in lists],
        "new_lists": made.new,
        "run": run.pk,
        "model": {"name": run.model.name, "version": run.model.version},
        "pairs": run.count,
        "threshold": THRESHOLD,
        "clusters": joined.clusters,
        "records_in_clusters": joined.records,
        "waiting": waiting.count,
        "waiting_is_more": waiting.is_more,
        "name_alone": cost.alone,
        "another_given_name": cost.given,
    }


def _lines(found: dict[str, Any]) -> Iterator[str]:
    titles = "; ".join(f"{each['handle']} {each['title']}" for each in found["lists"])
    yield f"Lists: {titles}."
    if found["new_lists"] < len(found["lists"]):
        yield f"New to an earlier run: {found['new_lists']:,}. What was proposed and decided for the others stands."
    model = f"{found['model']['name']} {found['model']['version']}"
    yield f"Run {found['run']} of the model {model}: {found['pairs']:,} pairs are proposed."
    yield (
        f"From a probability of {found['threshold']} on they would make {found['clusters']:,} clusters of "
        f"{found['records_in_clusters']:,} records. Nobody is joined before a reviewer puts the run in force."
    )
    more = "more than " if found["waiting_is_more"] else ""
    yield (
        f"Waiting for review: {more}{found['waiting']:,} pairs. Only people can join {found['name_alone']:,} of which nothing "
        f"but the name was compared, and {found['another_given_name']:,} with another given name."
    )
    run = found["run"]
    yield f"Look at them with: dadkhah serve, at /review/pairs?run={run}; choose a threshold at /review/runs/{run}."


def write_report(session: Session, folder: Path, *, as_json: bool) -> None:
    """The report of the web as files that only the owner reads: a page and a table. An older report is replaced."""
    from dadkhah.archive.models import LedgerHead
    from dadkhah.archive.queries import linkage_report as of_report
    from dadkhah.archive.queries.pairs import records_of
    from dadkhah.reading.spreadsheet import csv_lines
    from dadkhah.web.paper import STYLE, linkage_report

    visible = session.visible
    found = of_report.report(visible)
    records = records_of(visible, (key for each in found.unsure for key in (each.one, each.other)))
    session.shown([*records.values(), *(each.listed.source for each in found.lists)])
    session.shown(of_report.told_of(visible) if visible.sensitive_zones else ())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    position = LedgerHead.objects.get(id=1).size
    private(folder / PAGE, linkage_report(visible, found, records, session.language, position))
    private(folder / STYLE.name, STYLE.read_text("utf-8"))
    private(folder / TABLE, "".join(csv_lines(of_report.table(visible))))
    files = [str(folder / name) for name in (PAGE, TABLE)]
    if as_json:
        print_json({"files": files})
    else:
        echo(f"Written: {files[0]}, {files[1]}. They name people: keep them as closely as the archive.")
