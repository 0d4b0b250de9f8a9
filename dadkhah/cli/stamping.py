"""Time-stamps (RFC 3161): ask an authority, over the network or by file, and keep what it answers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dadkhah.cli.session import CannotDo, Session, as_json, pass_session
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.archive.stamps import Asked, Stamps

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def stamp() -> None:
    """An authority outside signs that the ledger was there at its time (docs/time.md).

    It is shown a digest of the signed checkpoint and nothing else, and learns at which address this computer is.

    \b
    Example:
      dadkhah -C my-archive stamp roots authority.pem
      dadkhah -C my-archive stamp now https://authority.example/tsr
    """


@stamp.command("now")
@click.argument("url")
@pass_session
def now(session: Session, url: str) -> None:
    """Have the newest checkpoint stamped by the authority at URL. What fails is kept, and tried again with retry.

    \b
    Example:
      dadkhah -C my-archive stamp now https://authority.example/tsr
    """
    stamps = _stamps(session)
    done = stamps.send(stamps.ask(url))
    if done.is_open:
        raise CannotDo(f"{done.fault} The request {done.name} is kept; try again with: dadkhah stamp retry.")
    echo(_told(stamps, done))


@stamp.command("request")
@click.option("--out", type=OUT, required=True, help="The file that is carried to a computer with a network.")
@pass_session
def request(session: Session, out: Path) -> None:
    """Write a request over the newest checkpoint, to be sent from another computer (docs/time.md says how).

    \b
    Example:
      dadkhah -C my-archive stamp request --out request.tsq
    """
    stamps = _stamps(session)
    asked = stamps.ask()
    out.write_bytes(stamps.request(asked.name))
    echo(f"Wrote {out}, the request {asked.name}. Bring the answer back with: dadkhah stamp receive FILE")


@stamp.command("receive")
@click.argument("file", type=FILE)
@pass_session
def receive(session: Session, file: Path) -> None:
    """Keep an authority's answer to a request that was sent from another computer.

    \b
    Example:
      dadkhah -C my-archive stamp receive answer.tsr
    """
    stamps = _stamps(session)
    done = stamps.receive(file.read_bytes())
    if done.is_open:
        raise CannotDo(f"{done.fault} The answer is kept, and looked at again with: dadkhah stamp roots FILE")
    echo(_told(stamps, done))


@stamp.command("roots")
@click.argument("file", type=FILE)
@pass_session
def roots(session: Session, file: Path) -> None:
    """Trust the certificates in FILE (PEM): an authority's root, and those between. Kept answers are looked at again.

    Get them from the authority itself, by a way that you trust: a stamp proves as much as they do.

    \b
    Example:
      dadkhah -C my-archive stamp roots authority.pem
    """
    stamps = _stamps(session)
    accepted = stamps.trust(file.read_bytes())
    echo("These certificates are trusted now.")
    for each in accepted:
        echo(_told(stamps, each))


@stamp.command("retry")
@pass_session
def retry(session: Session) -> None:
    """Send again all requests that have no accepted answer.

    \b
    Example:
      dadkhah -C my-archive stamp retry
    """
    stamps = _stamps(session)
    done = stamps.retry(datetime.now(UTC))
    for each in done:
        echo(each.fault if each.is_open else _told(stamps, each), err=each.is_open)
    if not done:
        echo("No request waits.")
    if any(each.is_open for each in done):
        raise CannotDo("Some are still open. Try again later.")


@stamp.command("list")
@as_json
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """All requests, the newest first: what was answered, and what is still open and why.

    \b
    Example:
      dadkhah -C my-archive stamp list
    """
    stamps = _stamps(session)
    asked = list(stamps.all())
    if as_json:
        print_json([asdict(each) for each in asked])
        return
    for each in asked:
        echo(
            f"{each.name}: open, tried {each.tries} times. {each.fault}" if each.is_open else _told(stamps, each)
        )
    if not asked:
        echo("Nothing was stamped yet. See: dadkhah stamp now --help")


def _stamps(session: Session) -> Stamps:
    from dadkhah.archive.stamps import Stamps

    return Stamps(session.place)


def _told(stamps: Stamps, done: Asked) -> str:
    found, size = stamps.stamp(done), done.name.partition("-")[0]
    checked = " and ".join(found.checked_by)
    return f"{done.name}: the first {size} entries, {found.at:%Y-%m-%d %H:%M:%S} UTC by {found.authority} (checked by {checked})"
