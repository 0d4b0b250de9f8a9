"""The tree over all entries against the head, the tiles, the archive's own checkpoint and those kept outside."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

from dadkhah.archive import heads, keyring
from dadkhah.archive.place import Place
from dadkhah.archive.verify.report import Findings
from dadkhah.archive.verify.snapshot import Head, rows
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, open_checkpoint
from dadkhah.evidence.tiles import check_tiles
from dadkhah.evidence.tree import WIDTH, Tree

PATIENCE = 2.0
"""Seconds that a commit has to be followed by its checkpoint; a running archive needs some milliseconds."""


def tree_of(found: Findings, head: Head) -> Tree:
    """The tree over the leaves of this moment, compared with the head row."""
    tree = Tree(b"".join(_leaves(found)))
    size, root, frontier = head
    if tree.size != size:
        message = f"There are {tree.size} entries, but the head of the ledger says {size}."
        found.fault("head", "ledger_head", message)
    if tree.root().hex() != root or _frontier(frontier) != open_subtrees(tree):
        found.fault("head", "ledger_head", "The head of the ledger is not the root of its entries.")
    return tree


def _leaves(found: Findings) -> Iterator[bytes]:
    expected = 0
    for seq, leaf in rows("SELECT seq, leaf FROM ledger_entry ORDER BY seq"):
        while expected < seq:
            found.fault("entry", f"ledger_entry {expected}", "The entry is missing from the ledger.")
            expected = seq
        expected += 1
        yield _hash(leaf)


def _hash(leaf: str) -> bytes:
    try:
        hashed = bytes.fromhex(leaf)
    except ValueError:
        hashed = b""
    return hashed if len(hashed) == WIDTH else bytes(WIDTH)  # told by the entry, whose body does not hash to it


def _frontier(text: str) -> list[bytes]:
    try:
        return [bytes.fromhex(part) for part in json.loads(text or "[]")]
    except (ValueError, TypeError):
        return [b""]


def open_subtrees(tree: Tree) -> list[bytes]:
    """The roots of the full subtrees from the left, as the head row keeps them."""
    parts, start = [], 0
    for level in reversed(range(tree.size.bit_length())):
        if tree.size >> level & 1:
            parts.append(tree.hashes(level, start >> level, (start >> level) + 1))
            start += 1 << level
    return parts


def verifier_key(place: Place, found: Findings) -> str | None:
    """The key that this archive's checkpoints are checked with."""
    own = _signing_vkey(place, found)
    told = place.ledger / heads.VERIFIER_KEY
    kept = told.read_text("utf-8", "replace").strip() if told.is_file() else None
    if own and kept and own != kept:
        message = "The signing key is not the one that signed before: it was replaced. Restore it from a backup."
        found.fault("key", place.signing_key.relative_to(place.root).as_posix(), message)
    if not (own or kept):
        found.fault("key", "keys", "There is no key to check this archive's checkpoint with. Restore the keys.")
    return kept or own


def _signing_vkey(place: Place, found: Findings) -> str | None:
    where = place.signing_key.relative_to(place.root).as_posix()
    try:
        key = keyring.signing_key(place)
    except FileNotFoundError:
        found.counts["missing keys"] += 1
        return None
    except BadKey as fault:
        found.fault("key", where, str(fault))
        return None
    if place.setting("origin") and key.origin != place.setting("origin"):
        message = f"The signing key is of {key.origin}, but this archive is {place.setting('origin')}."
        found.fault("key", where, message)
    return key.vkey


def check_own(place: Place, vkey: str | None, tree: Tree, found: Findings) -> None:
    """The archive's own checkpoint and tiles. It may meanwhile have gone on: `tree` grows by what is newer."""
    where, size = f"ledger/{heads.PUBLISHED}", tree.size
    own = _own_checkpoint(place, vkey, size, found)
    if own is None:
        return
    if own.size > size:
        tree.extend(heads.leaves(size, own.size))
    if own.size > tree.size:
        message = f"The checkpoint signs {own.size} entries, the database holds {tree.size}: it was rolled back or cut."
        found.fault("checkpoint", where, message)
    elif tree.root_at(own.size) != own.root:
        message = f"The checkpoint signs other entries than the first {own.size} that the database holds."
        found.fault("checkpoint", where, message)
    else:
        _check_tiles(place, vkey, tree, own, found)
        if own.size < size:
            message = (
                f"Entries {own.size} to {size - 1} are under no signed checkpoint. Either the archive stopped before "
                "it could sign them, or they were written behind its back. Look at them before you start it again."
            )
            found.fault("checkpoint", f"ledger_entry {own.size}", message)


def _own_checkpoint(place: Place, vkey: str | None, size: int, found: Findings) -> Checkpoint | None:
    """Where the newest entries are not signed yet, the archive has a moment's time to do it."""
    until = time.monotonic() + PATIENCE
    signed = _read(place, vkey, found)
    while signed and signed.size < size and time.monotonic() < until:
        time.sleep(0.05)
        signed = _read(place, vkey, found)
    return signed


def _read(place: Place, vkey: str | None, found: Findings) -> Checkpoint | None:
    where = f"ledger/{heads.PUBLISHED}"
    try:
        text = (place.ledger / heads.PUBLISHED).read_text("utf-8")
        return open_checkpoint(text, vkey) if vkey else None
    except FileNotFoundError:
        found.fault("checkpoint", where, "The archive's checkpoint is missing. Run dadkhah rebuild to sign the ledger.")
    except (BadCheckpoint, BadKey, UnicodeDecodeError) as fault:
        found.fault("checkpoint", where, f"The archive's checkpoint was altered or signed by another key. {fault}")
    return None


def _check_tiles(place: Place, vkey: str | None, tree: Tree, own: Checkpoint, found: Findings) -> None:
    """The tiles go with the checkpoint. It may have moved on while we read: then it waits, and we read again."""
    faults = _tile_faults(place, tree, own.size)
    if faults and os.access(place.ledger, os.W_OK):
        with heads.publishing(place):
            newest = _read(place, vkey, Findings()) or own
            tree.extend(heads.leaves(tree.size, newest.size))
            faults = _tile_faults(place, tree, min(newest.size, tree.size))
    for message in faults:
        found.fault("tiles", _tile_named(message), message)


def _tile_faults(place: Place, tree: Tree, size: int) -> list[str]:
    return list(check_tiles(place.ledger, Tree(tree.hashes(0, 0, size)), heads.bodies(0, size)))


def _tile_named(message: str) -> str:
    name = message.split(" ", 1)[0]
    return f"ledger/{name}" if name.startswith("tile/") else "ledger"


def known_keys(place: Place, vkey: str | None) -> list[str]:
    """The archive's verifier key, and those it had before an import."""
    return [*([vkey] if vkey else []), *heads.earlier_keys(place)]
