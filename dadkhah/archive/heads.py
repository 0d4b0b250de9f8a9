"""The ledger's head: its tree, kept up entry by entry, and the tiles and checkpoint written after a commit.

The database is the truth; `ledger/` only repeats it for the outside. What is published grows from what was
published before: a head that does not continue the last signed one is refused, never signed.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection

from dadkhah.archive import keyring
from dadkhah.archive.models import LedgerEntry, LedgerHead
from dadkhah.archive.place import Place
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, open_checkpoint, sign
from dadkhah.evidence.digests import node_hash
from dadkhah.evidence.durable import sync
from dadkhah.evidence.proof import write_proof
from dadkhah.evidence.tiles import tile_path, write_tiles
from dadkhah.evidence.tree import WIDTH, Tree, root_of

PUBLISHED, VERIFIER_KEY, EARLIER_KEYS = "checkpoint", "vkey", "earlier-vkeys"
VOUCHED = ("witnesses", "witnessed", "stamps")
"""In the same folder: what others signed of this ledger, and the keys and certificates of those who did."""
TILE = 256
FAR = 100_000
"""From so many new entries on the tree is built anew; below, the tiles at its right edge are read."""
log = logging.getLogger(__name__)
_later = threading.local()

Leaves = Callable[[int, int], bytes]


class NotPublished(ValueError):
    """The head does not continue what was signed before; the message says what to do."""


def lock() -> LedgerHead:
    """The single head row, locked until the transaction ends (on SQLite the whole database is)."""
    heads = LedgerHead.objects.all()
    if connection.features.has_select_for_update:
        heads = heads.select_for_update()
    return heads.get(id=1)


def extend(head: LedgerHead, leaf: bytes) -> None:
    """Add one leaf: merge the open subtrees of equal size, from the right (RFC 6962 section 2.1)."""
    frontier = [bytes.fromhex(part) for part in json.loads(head.frontier or "[]")]
    frontier.append(leaf)
    size = head.size
    while size & 1:
        right = frontier.pop()
        frontier[-1] = node_hash(frontier[-1], right)
        size >>= 1
    head.size += 1
    head.frontier = json.dumps([part.hex() for part in frontier])
    head.root = fold_frontier(frontier).hex()
    head.save(force_update=True)


def fold_frontier(frontier: list[bytes]) -> bytes:
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def leaves(start: int, stop: int) -> bytes:
    """The leaf hashes of these entries, joined, as the database holds them."""
    held = LedgerEntry.objects.filter(seq__gte=start, seq__lt=stop).order_by("seq").values_list("leaf", flat=True)
    return b"".join(map(bytes.fromhex, held.iterator()))


def bodies(start: int, stop: int) -> Iterator[bytes]:
    held = LedgerEntry.objects.filter(seq__gte=start, seq__lt=stop).order_by("seq").values_list("body", flat=True)
    return map(str.encode, held.iterator())


def tree(size: int | None = None) -> Tree:
    """The tree over the leaves that the database holds."""
    return Tree(leaves(0, LedgerHead.objects.get(id=1).size if size is None else size))


class PublishedTree(Tree):
    """The tree of `size` leaves, read from the tile files of `published` leaves and the newer leaves.

    It reads only the tiles that are asked for, so one more entry costs the same in a ledger of any size. Raises
    FileNotFoundError where a tile is missing.
    """

    def __init__(self, folder: Path, published: int, size: int, newer: Leaves) -> None:
        super().__init__()
        self._folder, self._published, self._size, self._newer = folder, published, size, newer

    @property
    def size(self) -> int:
        return self._size

    def hashes(self, level: int, start: int, stop: int) -> bytes:
        """As in Tree, for levels that are multiples of 8 and ranges within one tile."""
        known = min(stop, self._published >> level)
        kept = self._tile(level, start, known) if start < known else b""
        if level == 0:
            return kept + (self._newer(max(start, known), stop) if stop > known else b"")
        below = partial(self.hashes, level - 8)
        return kept + b"".join(root_of(below(i * TILE, i * TILE + TILE)) for i in range(max(start, known), stop))

    def _tile(self, level: int, start: int, stop: int) -> bytes:
        index = start // TILE
        width = min(TILE, (self._published >> level) - index * TILE)
        held = (self._folder / tile_path(str(level // 8), index, width)).read_bytes()
        return held[(start - index * TILE) * WIDTH : (stop - index * TILE) * WIDTH]

    def _range(self, low: int, high: int) -> bytes:
        height = (high - low).bit_length() - 1
        if high - low == 1 << height:
            level = height // 8 * 8
            return root_of(self.hashes(level, low >> level, high >> level))
        split = 1 << height
        return node_hash(self._range(low, low + split), self._range(low + split, high))


def place() -> Place:
    from django.conf import settings

    return settings.PLACE


def earlier_keys(here: Place) -> list[str]:
    """The verifier keys with which this archive signed before it was moved, the newest first."""
    file = here.ledger / EARLIER_KEYS
    return file.read_text("utf-8", "replace").split() if file.is_file() else []


def publish_soon() -> None:
    """After a commit: the newest tiles and the signed checkpoint.

    The commit stands whatever happens here. What could not be signed is told to the log, is signed with the
    next entry or at the next start, and is named by verify until then.
    """
    if getattr(_later, "is_on", False):
        return
    try:
        publish()
    except (OSError, BadKey, NotPublished) as fault:
        log.error("The newest entries are in the database but not under a signed checkpoint: %s", fault)  # noqa: TRY400


@contextmanager
def published_at_the_end() -> Iterator[None]:
    """Many commits of this thread are published once, when the block ends, or with an entry of another thread."""
    _later.is_on = True
    try:
        yield
    finally:
        _later.is_on = False
        publish_soon()


def publish(*, anew: bool = False) -> Checkpoint:
    """Bring the tiles and the checkpoint to the head as the database holds it now.

    One at a time, over all threads and processes; each reads the head only when it is its turn, so the last one
    leaves the newest. `anew` writes everything again and lets go of what was signed before: after a restored
    backup or with a new key. Raises NotPublished, BadKey, OSError.
    """
    here = place()
    with publishing(here):
        head = LedgerHead.objects.get(id=1)
        key = keyring.signing_key(here)
        checkpoint = Checkpoint(key.name, head.size, bytes.fromhex(head.root))
        before = None if anew else published(here, key.vkey)
        grown, old = _grown(here.ledger, before, checkpoint)
        if before != checkpoint or not old:
            write_tiles(here.ledger, grown, bodies, old, head.size)
            write_file(here.ledger / VERIFIER_KEY, key.vkey + "\n")
            write_file(here.ledger / PUBLISHED, sign(checkpoint, key))
    return checkpoint


def _grown(folder: Path, before: Checkpoint | None, now: Checkpoint) -> tuple[Tree, int]:
    """The tree to publish, and how many leaves its tiles hold already."""
    if before and before.size > now.size:
        raise NotPublished(
            f"The database holds {now.size} entries, but {before.size} were signed: it is older than its checkpoint. "
            "Run dadkhah verify. If you restored this backup on purpose, run dadkhah rebuild --sign-anew.",
        )
    if before and before.size > 0 and now.size - before.size < FAR:
        grown = PublishedTree(folder, before.size, now.size, leaves)
        try:
            if grown.root_at(before.size) == before.root and grown.root() == now.root:
                return grown, before.size
        except FileNotFoundError as missing:
            log.warning("%s is missing: all tiles are written again from the database.", missing.filename)
    whole = tree(now.size)
    if whole.root() != now.root or (before and whole.root_at(before.size) != before.root):
        raise NotPublished(
            "The ledger in the database does not continue what was signed before; it was changed. "
            "Nothing was signed. Run dadkhah verify to see where.",
        )
    return whole, 0


def published(here: Place, vkey: str) -> Checkpoint | None:
    """The checkpoint in the archive's folder; None where there is none. Raises NotPublished for a foreign one."""
    file = here.ledger / PUBLISHED
    try:
        return open_checkpoint(file.read_text("utf-8"), vkey)
    except FileNotFoundError:
        return None
    except (BadCheckpoint, UnicodeDecodeError) as fault:
        raise NotPublished(
            f"{file} is not this archive's own: {fault} If the key was changed on purpose, run dadkhah rebuild --sign-anew.",
        ) from fault


def inclusion_proof(seq: int) -> str:
    """A C2SP tlog-proof of one entry, to the checkpoint as it is published. Raises NotPublished before it is."""
    here = place()
    key = keyring.signing_key(here)
    with publishing(here):
        signed = published(here, key.vkey)
        if not signed or seq >= signed.size:
            raise NotPublished("The entry is not under a signed checkpoint yet. Try again in a moment.")
        held = PublishedTree(here.ledger, signed.size, signed.size, leaves)
        path = held.inclusion_proof(seq)
        return write_proof(seq, next(bodies(seq, seq + 1)), path, (here.ledger / PUBLISHED).read_text("utf-8"))


@contextmanager
def publishing(here: Place) -> Iterator[None]:
    """Keep every other thread and process from publishing until the block ends."""
    here.ledger.mkdir(parents=True, exist_ok=True)
    handle = os.open(here.ledger / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_file(path: Path, text: str) -> None:
    """The file holds the old text or the new one, after a power cut too."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(text, "utf-8")
    sync([temporary])
    temporary.replace(path)
    sync([path.parent])
