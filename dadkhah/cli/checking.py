"""What shows whether the archive is whole and safe, and what repairs it: verify, checkpoint, doctor, rebuild, upgrade.

These work on the folder, not for an account: they print ids, digests and sentences, never what a row says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.cli.session import Bar, CannotDo, Session, as_json, pass_session, private
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.verify import Report


@click.command()
@click.option(
    "--checkpoint",
    "outside",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere. May be given again.",
)
@as_json
@pass_session
def verify(session: Session, outside: tuple[Path, ...], as_json: bool) -> None:
    """Check every stored byte, every row and the ledger. Exit code 0 only when everything holds, 1 for damage.

    With a checkpoint kept elsewhere it proves that nothing was rewritten since; without one it can only say that the
    archive agrees with itself.

    \b
    Example:
      dadkhah -C my-archive verify --checkpoint /media/usb/checkpoint.txt
    """
    from dadkhah.archive.verify import verify as verify_archive

    bar = Bar("Verifying")
    report = verify_archive(session.place, [str(path) for path in outside], progress=bar)
    bar.end()
    if as_json:
        print_json(report.as_dict())
    else:
        _print_report(report)
    sys.exit(0 if report.holds else 1)


def _print_report(report: Report) -> None:
    for title, sentences in (("Proven", report.proven), ("Not proven", report.not_proven)):
        if sentences:
            echo(f"{title}:")
            for sentence in sentences:
                echo(f"  {sentence}")
    for fault in report.faults:
        echo(f"{fault.where}: {fault.message}")
    echo(f"Everything holds: {report.level}." if report.holds else f"{len(report.faults)} faults.")


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write. Default: print it.")
@pass_session
def checkpoint(session: Session, out: Path | None) -> None:
    """Sign the ledger as it is now, to be kept outside: on paper, a stick, with someone you trust.

    \b
    Example:
      dadkhah -C my-archive checkpoint --out /media/usb/checkpoint.txt
    """
    from dadkhah.archive import heads
    from dadkhah.archive.doctor import GIVEN
    from dadkhah.archive.fields import now

    signed = heads.publish()
    text = (session.place.ledger / heads.PUBLISHED).read_text("utf-8")
    if out is None:
        for line in text.splitlines():
            echo(line)
        return
    if out.resolve().is_relative_to(session.place.root):
        raise CannotDo(
            f"{out} lies in the archive itself. A checkpoint proves something only where it is kept elsewhere."
        )
    out.write_text(text, "utf-8")
    given = session.place.root / GIVEN
    private(given, (given.read_text() if given.is_file() else "") + f"{now()} {signed.size}\n")
    echo(f"Wrote the checkpoint of {signed.size} entries to {out}. Keep it away from this computer.")


@click.command()
@click.option("--accept-clock", is_flag=True, help="Go on writing with the clock of now, though the newest entry is later.")
@as_json
@pass_session
def doctor(session: Session, accept_clock: bool, as_json: bool) -> None:
    """Look at what makes the archive unsafe: disk, swap, clock, permissions, database, settings.

    Exit code 1 where something is dangerous. Nothing is written while the clock is behind the newest entry: what is newest
    decides which consent holds. Set the clock; only where that entry was wrong, a steward says --accept-clock.

    \b
    Example:
      dadkhah -C my-archive doctor
    """
    from dadkhah.archive.actions.accept_clock import accept_clock as accept
    from dadkhah.archive.doctor import DANGER, examine

    if accept_clock:
        echo(f"Entries go on with the clock of now, after one of {accept(session.actor)}.", err=True)
    findings = examine(session.place)
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            echo(f"{finding.level:<6}  {finding.message}")
    sys.exit(1 if any(finding.level == DANGER for finding in findings) else 0)


@click.command()
@click.option("--sign-anew", is_flag=True, help="Sign even where the ledger does not continue what was signed before.")
@pass_session
def rebuild(session: Session, sign_anew: bool) -> None:
    """Make everything that follows from the rows anew: search, names, tiles and the checkpoint.

    It also ends an erasure that a power cut left half done; where another program hinders that, the exit code is 1.

    After a backup was restored on purpose, or with a new key, say --sign-anew: those who keep an earlier checkpoint
    will see that it no longer fits.

    \b
    Example:
      dadkhah -C my-archive rebuild
    """
    from django.db import transaction

    from dadkhah.archive import derived, heads, index, lock
    from dadkhah.archive.actions.erase import StillInTheLog, finish

    with lock.occupied(session.place):
        with transaction.atomic():
            derived.rebuild()
        index.forget_erased()
        if not sign_anew:
            _continue_what_was_signed()
        size = heads.publish(anew=True).size
        echo(f"Made search, names and tiles anew, and signed {size} entries.")
        try:
            finish()
        except StillInTheLog as fault:
            echo(str(fault), err=True)
            sys.exit(1)


def _continue_what_was_signed() -> None:
    from dadkhah.archive import heads

    try:
        heads.publish()
    except heads.NotPublished as refusal:
        raise CannotDo(f"{refusal} Or, if you know why: dadkhah rebuild --sign-anew.") from refusal


@click.command()
@click.option("--i-have-a-backup", "has_backup", is_flag=True, help="For PostgreSQL, which you back up yourself.")
@pass_session
def upgrade(session: Session, has_backup: bool) -> None:
    """After an update of the program: back up, verify, bring the tables to the new form, verify again.

    \b
    Example:
      dadkhah -C my-archive upgrade
    """
    from dadkhah.archive.upgrade import upgrade as upgrade_archive

    done = upgrade_archive(session.place, has_backup=has_backup, say=echo)
    if not done.applied:
        echo("Nothing is to do: the tables have the form of this program.")
        return
    echo(f"Upgraded: {', '.join(done.applied)}.")
