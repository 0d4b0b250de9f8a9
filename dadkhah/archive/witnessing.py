"""Witnesses by file: this archive's ledger before others, and this archive as a witness of others' ledgers.

`ledger/witnesses` lists the keys of those who witness this ledger, `ledger/witnessed/` holds the newest checkpoint that
each of them signed. As a witness, the archive keeps in `ledger/witness-of/` what it last signed of each other log.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from dadkhah.archive import heads, keyring
from dadkhah.archive.place import Place
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, open_checkpoint
from dadkhah.evidence.durable import sync
from dadkhah.evidence.witness import BadRequest, Conflict, Request, WitnessKey, cosigners, read_request, witness

WITNESSES, WITNESSED, WITNESS_OF = "witnesses", "witnessed", "witness-of"
KEY = "witness.key"


@dataclass(frozen=True)
class Witnessed:
    """What one witness signed last: its name, how many entries, when by its clock (seconds since 1970)."""

    name: str
    size: int
    at: int


def request(place: Place, old: int) -> str:
    """For a witness who knows `old` entries: the newest checkpoint and the proof that it continues that."""
    heads.publish()
    key = (place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()
    with heads.publishing(place):
        text = (place.ledger / heads.PUBLISHED).read_text("utf-8")
        signed = open_checkpoint(text, key)
        if not 0 <= old <= signed.size:
            raise BadRequest(f"The ledger has {signed.size} entries: a request cannot start at {old}.")
        known = heads.PublishedTree(place.ledger, signed.size, signed.size, heads.leaves)
        path = known.consistency_proof(old, signed.size) if 0 < old < signed.size else []
    return Request(old, tuple(path), text).text()


def receive(place: Place, text: str, vkey: str = "") -> Witnessed:
    """Keep what a witness signed. A new witness's key comes with it once; afterwards it is known.

    Raises BadCheckpoint where it is not a state of this ledger, or not signed by a known witness.
    """
    own = (place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip()
    signed = open_checkpoint(text, own)
    tree = heads.tree()
    if signed.size > tree.size or tree.root_at(signed.size) != signed.root:
        raise BadCheckpoint("What the witness signed is no state of this ledger. Run dadkhah verify.")
    keys = witnesses(place)
    found = cosigners(text, [*keys, vkey] if vkey else keys)
    if not found:
        raise BadCheckpoint("No witness that this archive knows has signed it. Give the witness's key once, with --key.")
    if vkey and vkey not in keys:
        heads.write_file(place.ledger / WITNESSES, "".join(f"{each}\n" for each in [*keys, vkey]))
    name, at = max(found, key=lambda each: each[1])
    _made(place.ledger / WITNESSED)
    heads.write_file(place.ledger / WITNESSED / f"{_short(name)}.txt", text)
    return Witnessed(name, signed.size, at)


def witnesses(place: Place) -> list[str]:
    """The keys of those who witness this ledger."""
    file = place.ledger / WITNESSES
    return file.read_text("utf-8").split() if file.is_file() else []


def kept(place: Place) -> list[Path]:
    """The files with what each witness signed last."""
    return sorted((place.ledger / WITNESSED).glob("*.txt"))


def signed(place: Place) -> list[Witnessed]:
    """What each known witness signed last. `verify` tells whether it fits."""
    own, found = (place.ledger / heads.VERIFIER_KEY).read_text("utf-8").strip(), []
    for path in kept(place):
        text = path.read_text("utf-8")
        size = open_checkpoint(text, own).size
        found += [Witnessed(name, size, at) for name, at in cosigners(text, witnesses(place))]
    return found


def own_key(place: Place) -> WitnessKey:
    """The key with which this archive witnesses others; made at its first use, under the archive's name."""
    if keyring.read(place, KEY) is None:
        keyring.write(place, KEY, WitnessKey.generate(f"{place.setting('origin')}/witness").text)
    return keyring.load(place, KEY, WitnessKey)


def sign(place: Place, text: str, vkey: str = "") -> str:
    """As a witness of another log: its checkpoint with this archive's line, if the log only grew since the last time.

    The log's key must be given the first time, from someone who is trusted; it is kept. Where the log does not follow what
    it was, both checkpoints are kept beside, and Conflict is raised.
    """
    asked = read_request(text)
    folder = place.ledger / WITNESS_OF
    name = _short(asked.checkpoint.split("\n", 1)[0])
    checkpoint, key = folder / f"{name}.checkpoint", folder / f"{name}.vkey"
    known = key.read_text("utf-8").strip() if key.is_file() else ""
    if known and vkey and vkey != known:
        raise BadKey("The log had another key when this archive saw it first. Ask its keepers why it changed.")
    if not (known or vkey):
        raise BadKey("This archive has not witnessed that log yet: give its key with --key, from someone you trust.")
    before = checkpoint.read_text("utf-8") if checkpoint.is_file() else None
    _made(folder)
    try:
        signed = witness(asked, before, known or vkey, own_key(place), int(time.time()))
    except Conflict as conflict:
        heads.write_file(folder / f"{name}.conflict-{_short(conflict.evidence)}.txt", conflict.evidence)
        raise
    heads.write_file(key, f"{known or vkey}\n")
    heads.write_file(checkpoint, asked.checkpoint)
    return signed


def _made(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir()
        sync([folder.parent])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
