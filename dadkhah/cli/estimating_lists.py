"""`estimate` within an archive: persons of its lists are counted, and what must be known beside any number is told.

With `--keep` the archive keeps it; `estimates` lists what is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.estimating_report import About
from dadkhah.cli.session import Bar, Session, as_json, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from dadkhah.archive.queries.estimates import Told
    from dadkhah.estimate.study import Study

STATES = {"current": "current", "changed": "the lists have changed since", "withdrawn": "withdrawn"}


@dataclass(frozen=True)
class Answered:
    """What was made of the lists, as the report takes it."""

    study: Study
    plain: dict[str, Any]
    about: About


def answered(session: Session, names: tuple[str, ...], *, keep: bool, folder: Path | None, **options: Any) -> Answered:
    """The lists of these names, by the persons that their records are joined to now. `folder`: keeps what is done.

    Raises Refused, CannotDo, ValueError.
    """
    session.ready()
    from dadkhah.archive.actions.record_run import require_lists
    from dadkhah.archive.actions.run_estimate import run_estimate
    from dadkhah.archive.estimating import Asked, as_of, computed, counted, notes
    from dadkhah.cli.listing_files import list_of
    from dadkhah.estimate.study import as_plain

    lists = list({each.pk: each for each in (list_of(session, name) for name in names)}.values())
    require_lists(session.actor, "analyse", lists)
    asked, bar = Asked(**options), Bar("Estimating")
    if keep:
        kept = run_estimate(session.actor, lists, asked, say=bar)
        what, made, plain = kept.counted, kept.made, {"estimate": kept.run.pk, "table_digest": kept.run.digest}
    else:
        what, plain = counted(session.visible, lists, asked), {}
        made = computed(what, asked, bar, keep=folder)
    bar.end()
    session.shown(each.source for each in lists)
    found = what.found
    told = {"position": what.position, "records": found.records, "merged": found.merged, "waiting": found.waiting}
    about = About("; ".join(each.source.title for each in lists), (as_of(what), *notes(what, asked, made)), told)
    return Answered(made.study, {**as_plain(made.study), **made.parts, **told, **plain, "left_out": made.left_out}, about)


@click.command()
@as_json
@pass_session
def estimates(session: Session, *, as_json: bool) -> None:
    """List the estimates that the archive keeps, and whether their lists are still as they were counted.

    \b
    Example:
      dadkhah -C my-archive estimate S-MINISTRY S-FAMILIES S-NGO --keep
      dadkhah -C my-archive estimates
    """
    from dadkhah.archive.queries import estimates as of_estimates

    found = of_estimates.estimates(session.visible, is_sure=True)
    session.shown(each.source for told in found for each in told.lists)
    if as_json:
        print_json([_plain(each) for each in found])
        return
    for each in found:
        echo(_line(each))
    if not found:
        echo("The archive keeps no estimate that you may see. Make one with: dadkhah estimate LIST LIST --keep")


def _plain(told: Told) -> dict[str, Any]:
    run = told.run
    return {
        "id": run.pk, "lists": [each.source.handle for each in told.lists], "state": told.state, "at": run.at,
        "by": list(told.asked.by), "draws": told.asked.draws, "position": run.position, "table_digest": run.digest,
        "result": run.item.digest, "answer": told.answer if told.state == "current" else None, "reason": run.reason or None,
    }  # fmt: skip


def _line(told: Told) -> str:
    handles = " ".join(each.source.handle for each in told.lists)
    head = f"{told.run.pk} {told.run.at[:10]} {handles}: {STATES[told.state]}."
    answer = told.answer
    if told.state != "current":
        return f"{head} It does not count. {told.run.reason}".rstrip()
    if answer["status"] == "refused":
        return f"{head} {answer['method']}: no number."
    upper = "without an upper bound" if answer["upper"] is None else f"{answer['upper']:,.0f}"
    return f"{head} {answer['method']}: {answer['estimate']:,.0f} [{answer['lower']:,.0f}-{upper}]"
