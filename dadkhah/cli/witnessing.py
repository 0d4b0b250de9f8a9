"""Witnesses by file: ask one, keep what it signed, and be one for another archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from dadkhah.cli.session import Session, as_json, pass_session
from dadkhah.cli.terminal import echo, print_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def witness() -> None:
    """Others sign that the ledger only grew: by a stick or an e-mail, without a network.

    Who rewrites the ledger afterwards, or shows different ledgers to different people, does not fit what they signed.

    \b
    Example:
      dadkhah -C my-archive witness request --out for-the-lawyer.txt
      dadkhah -C my-archive witness receive cosigned.txt --key lawyer.key
    """


@witness.command("request")
@click.option("--old", default=0, metavar="N", help="How many entries the witness signed last. Default: none yet.")
@click.option("--out", type=OUT, required=True, help="The file to hand to the witness.")
@pass_session
def request_(session: Session, old: int, out: Path) -> None:
    """Write what a witness needs: the newest checkpoint, and the proof that it continues the first N entries.

    \b
    Example:
      dadkhah -C my-archive witness request --old 120 --out for-the-lawyer.txt
    """
    from dadkhah.archive import witnessing

    out.write_text(witnessing.request(session.place, old), "utf-8")
    echo(f"Wrote {out}. Hand it to the witness, with ledger/vkey the first time.")


@witness.command("receive")
@click.argument("file", type=FILE)
@click.option("--key", default="", metavar="KEY", help="The witness's key, or a file with it; needed the first time.")
@pass_session
def receive(session: Session, file: Path, key: str) -> None:
    """Keep what a witness signed and handed back.

    \b
    Example:
      dadkhah -C my-archive witness receive cosigned.txt --key witness.example/anna+5e8a…
    """
    from dadkhah.archive import witnessing

    kept = witnessing.receive(session.place, file.read_text("utf-8"), _key(key))
    echo(f"{kept.name} signed the first {kept.size} entries, on {_when(kept.at)} by its clock.")


@witness.command("sign")
@click.argument("request", type=FILE)
@click.option("--key", default="", metavar="KEY", help="The other archive's key, or a file with it; needed the first time.")
@click.option("--out", type=OUT, required=True, help="The file to hand back.")
@pass_session
def sign(session: Session, request: Path, key: str, out: Path) -> None:
    """Witness another archive: sign its ledger if it only grew since this archive saw it last.

    Where it was rolled back or rewritten, or another one is shown here than elsewhere, nothing is signed, and both of its
    signed checkpoints are kept in ledger/witness-of.

    \b
    Example:
      dadkhah -C my-archive witness sign request.txt --key their-vkey.txt --out cosigned.txt
    """
    from dadkhah.archive import witnessing

    out.write_text(witnessing.sign(session.place, request.read_text("utf-8"), _key(key)), "utf-8")
    echo(f"Signed. Hand {out} back.")


@witness.command("key")
@pass_session
def key_(session: Session) -> None:
    """Print the key by which others check what this archive signs as a witness. It is made at the first use.

    \b
    Example:
      dadkhah -C my-archive witness key
    """
    from dadkhah.archive import witnessing

    echo(witnessing.own_key(session.place).vkey)


@witness.command("list")
@as_json
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Who signed this archive's ledger, up to which entry, and when.

    \b
    Example:
      dadkhah -C my-archive witness list
    """
    from dadkhah.archive import witnessing

    found = witnessing.signed(session.place)
    if as_json:
        print_json([vars(each) for each in found])
        return
    for each in found:
        echo(f"{each.name}: the first {each.size} entries, on {_when(each.at)} by its clock")
    if not found:
        echo("No witness has signed this ledger yet. See: dadkhah witness request --help")


def _key(given: str) -> str:
    return Path(given).read_text("utf-8").strip() if given and Path(given).is_file() else given.strip()


def _when(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
