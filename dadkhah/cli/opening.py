"""`custodian` and `open`: who can open what is kept encrypted, and opening it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.cli.session import Bar, CannotDo, Session, as_json, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

    from dadkhah.archive.models import Custodian

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
PIECE = 1 << 20
with_identity = click.option(
    "--identity", type=FILE, help="A custodian's secret key (AGE-SECRET-KEY-1…). Default: the archive's own."
)


@click.group()
def custodian() -> None:
    """Who can open the items of sealed and restricted compartments, which are kept encrypted (docs/encryption.md).

    \b
    Example:
      dadkhah -C my-archive custodian add "the board's lawyer" age1…
      dadkhah -C my-archive custodian list
    """


@custodian.command("list")
@as_json
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Today's custodians, and how many envelopes are closed for them.

    \b
    Example:
      dadkhah -C my-archive custodian list
    """
    from dadkhah.archive.actions import manage_custodians
    from dadkhah.archive.envelopes import custodians
    from dadkhah.archive.models import Envelope

    manage_custodians.require_all(session.actor)
    holders = custodians()
    held, stale = Envelope.objects.filter(sealed__isnull=False).count(), manage_custodians.stale(holders).count()
    if as_json:
        keys = ("id", "name", "recipient", "added")
        listed = [{key: getattr(each, key) for key in keys} for each in holders]
        print_json({"custodians": listed, "envelopes": held, "stale": stale})
        return
    for each in holders:
        echo(f"{each.name}  {each.recipient}  since {each.added[:10]}")
    echo(f"{held} envelopes." if held else "Nothing is kept encrypted yet.")
    if stale:
        echo(f"{stale} of them are not closed for these custodians. Run: dadkhah custodian renew")


@custodian.command("add")
@click.argument("name")
@click.argument("recipient", metavar="AGE1…")
@with_identity
@pass_session
def add(session: Session, name: str, recipient: str, identity: Path | None) -> None:
    """Let somebody else open all that is kept encrypted, now and from now on, with a key that they made themselves.

    They make it with any tool of the age format, such as age-keygen, keep the secret part, and tell you the public one.
    Give a custodian a name that may stand in the archive: an office rather than a person, where that is a danger.

    \b
    Example:
      dadkhah -C my-archive custodian add "the board's lawyer" age1…
    """
    from dadkhah.archive.actions.manage_custodians import add_custodian

    bar = Bar("Closing envelopes")
    added = add_custodian(session.actor, name, recipient, _identities(identity), bar)
    bar.end()
    echo(f"{added.name} can open what is kept encrypted.")


@custodian.command("remove")
@click.argument("name")
@with_identity
@pass_session
def remove(session: Session, name: str, identity: Path | None) -> None:
    """Close every envelope anew without this custodian. “archive” is the archive itself.

    What they opened or copied before stays open to them, and so do old backups, exports and packages.
    Without its own key the archive shows nothing that is encrypted; custodians open it with dadkhah open --identity.

    \b
    Example:
      dadkhah -C my-archive custodian remove "the board's lawyer"
    """
    from dadkhah.archive.actions.manage_custodians import remove_custodian

    bar = Bar("Closing envelopes")
    remove_custodian(session.actor, _named(name), _identities(identity), bar)
    bar.end()
    echo(f"{name} can open no envelope of this archive any more.")


@custodian.command("renew")
@with_identity
@pass_session
def renew(session: Session, identity: Path | None) -> None:
    """End what an interrupted add or remove began: close every envelope for today's custodians.

    \b
    Example:
      dadkhah -C my-archive custodian renew
    """
    from dadkhah.archive.actions.manage_custodians import renew as renew_all

    bar = Bar("Closing envelopes")
    done = renew_all(session.actor, _identities(identity), bar)
    bar.end()
    echo(f"{done} envelopes were closed anew.")


@custodian.command("use")
@click.argument("identity", type=FILE)
@pass_session
def use(session: Session, identity: Path) -> None:
    """Keep a custodian's secret key as the archive's own, so that its pages can show what is encrypted.

    After unpacking a package, for instance, where no key came along. The archive must have none yet.

    \b
    Example:
      dadkhah -C my-archive custodian use former-custodian.key
    """
    from dadkhah.archive.actions.manage_custodians import use_key
    from dadkhah.evidence.envelope import read_identities

    use_key(session.actor, read_identities(identity))
    echo("The archive opens what is encrypted with this key from now on.")


@custodian.command("check")
@with_identity
@pass_session
def check(session: Session, identity: Path | None) -> None:
    """Open everything with a key, and compare it with what was taken in. Exit code 1 where something does not open.

    A custodian does this now and then, to know that the key in the drawer still opens the archive.

    \b
    Example:
      dadkhah -C my-archive custodian check --identity /media/usb/lawyer.key
    """
    from dadkhah.archive.actions.manage_custodians import check_all

    bar = Bar("Opening")
    count, faults = check_all(session.actor, _identities(identity), bar)
    bar.end()
    for fault in faults:
        echo(fault, err=True)
    echo(f"{count - len(faults)} of {count} encrypted items open and are what was taken in.")
    if faults:
        raise SystemExit(1)


@click.command("open")
@click.argument("item")
@click.option("--out", type=OUT, required=True, help="The new file.")
@with_identity
@pass_session
def open_(session: Session, item: str, out: Path, identity: Path | None) -> None:
    """Write the bytes of ITEM (its id) as they were received into a new file, decrypted where they are encrypted.

    \b
    Example:
      dadkhah -C my-archive open 01a2… --out letter.pdf
      dadkhah -C my-archive open 01a2… --out letter.pdf --identity /media/usb/lawyer.key
    """
    from dadkhah.archive.envelopes import opened

    row = session.visible.items().filter(pk=item).first()
    if row is None or row.erased:
        raise CannotDo(f"There is no item “{item}” that you may see, or it was erased.")
    session.shown([row])
    with ExitStack() as undo, out.open("xb") as target:
        undo.callback(out.unlink)  # a file that breaks off halfway would look like a whole one
        with opened(row, _identities(identity)) as file:
            while piece := file.read(PIECE):
                target.write(piece)
        undo.pop_all()
    echo(f"Wrote {out}.")


def _identities(file: Path | None) -> Sequence[Identity]:
    from dadkhah.archive.envelopes import own_identities
    from dadkhah.evidence.envelope import read_identities

    return read_identities(file) if file else own_identities()


def _named(name: str) -> Custodian:
    from dadkhah.archive.envelopes import custodians

    for each in custodians():
        if each.name == name:
            return each
    raise CannotDo(f"There is no custodian “{name}”. See: dadkhah custodian list")
