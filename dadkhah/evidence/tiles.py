"""The ledger as plain files that any C2SP tlog-tiles client can read (tiles of height 8).

`tile/<level>/<index>[.p/<width>]` holds up to 256 hashes of subtrees of 256**level leaves; `tile/entries/<index>` holds
up to 256 entries, each behind its length as two bytes, big end first. The folder always shows one tree size: a partial
tile is removed once a wider one has its place, because the wider one begins with the same bytes.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.durable import place, sync
from dadkhah.evidence.tree import WIDTH, Tree

FULL = 256
MAX_ENTRY = 0xFFFF
GROUP = 1024  # files that become durable together
ENTRIES = "entries"

Entries = Iterable[bytes] | Callable[[int, int], Iterable[bytes]]
Tile = tuple[str, int, int]  # folder below tile/, index, width

_NAME = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/\d{1,3})?", re.ASCII)


class BadEntry(ValueError):
    """An entry cannot be written to the tiles; the message says why."""


def tile_path(folder: str, index: int, width: int = FULL) -> str:
    """The path of a tile in C2SP's layout; tile 1,234,067 of level 0 is `tile/0/x001/x234/067`."""
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    return "/".join(["tile", folder, *parts]) + (f".p/{width}" if width < FULL else "")


def write_tiles(folder: Path, tree: Tree, entries: Entries, old_size: int, new_size: int) -> None:
    """Bring the tiles from `old_size` to `new_size` leaves, writing only those that changed.

    `entries` gives the bytes of the leaves: either all of them from the first, or a function (start, stop) that gives
    those from start to stop - 1. Each must hash to its leaf; else, or when one exceeds 65,535 bytes, raises `BadEntry`.
    Safe to repeat after a crash with the same or a smaller `old_size`; one writer at a time.
    """
    if not 0 <= old_size <= new_size <= tree.size:
        raise ValueError(f"Tiles cannot go from {old_size} to {new_size} leaves: the tree holds {tree.size}.")
    temporary = folder / "tmp"
    if temporary.exists():
        shutil.rmtree(temporary)
    temporary.mkdir(parents=True)
    first = old_size // FULL * FULL
    given = iter(entries(first, new_size) if callable(entries) else islice(entries, first, new_size))
    changed = _tiles(old_size, new_size)
    while group := list(islice(changed, GROUP)):
        _write_group(folder, temporary, group, (_content(tile, tree, given) for tile in group))
    temporary.rmdir()


def check_tiles(folder: Path, tree: Tree, entries: Iterable[bytes]) -> Iterator[str]:
    """Compare every tile file with the tree and with all its entries; yields a sentence for each fault."""
    given = iter(entries)
    for tile in _tiles(0, tree.size):
        try:
            yield from _compare(folder, tile_path(*tile), _content(tile, tree, given))
        except BadEntry as fault:
            yield str(fault)
    if next(given, None) is not None:
        yield f"There are more entries than the {tree.size} leaves of the tree."
    yield from _superfluous(folder, tree.size)


def _tiles(old_size: int, new_size: int) -> Iterator[Tile]:
    # The tiles of `new_size` leaves that differ from those of `old_size`: bundles first, then the levels upward.
    for folder, level in ((ENTRIES, 0), *((str(level), level) for level in range(8))):
        old, new = old_size >> 8 * level, new_size >> 8 * level
        if new > old:
            for index in range(old // FULL, -(-new // FULL)):
                yield folder, index, min(FULL, new - index * FULL)


def _content(tile: Tile, tree: Tree, given: Iterator[bytes]) -> bytes:
    folder, index, width = tile
    start = index * FULL
    if folder == ENTRIES:
        return _bundle(start, list(islice(given, width)), tree.hashes(0, start, start + width))
    return tree.hashes(8 * int(folder), start, start + width)


def _bundle(start: int, entries: list[bytes], leaves: bytes) -> bytes:
    if len(entries) * WIDTH < len(leaves):
        raise BadEntry(f"Entry {start + len(entries)} is missing: the tree has a leaf for it.")
    for i, entry in enumerate(entries):
        if len(entry) > MAX_ENTRY:
            raise BadEntry(f"Entry {start + i} has {len(entry)} bytes; a ledger entry has at most {MAX_ENTRY}.")
        if leaf_hash(entry) != leaves[i * WIDTH : (i + 1) * WIDTH]:
            raise BadEntry(f"Entry {start + i} does not fit its leaf in the tree.")
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def _write_group(folder: Path, temporary: Path, tiles: list[Tile], contents: Iterable[bytes]) -> None:
    files = [temporary / str(number) for number in range(len(tiles))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    sync(files)
    changed: set[str] = set()
    for file, tile in zip(files, tiles, strict=True):
        changed |= place(file, folder / tile_path(*tile))
    sync(changed)
    for tile in tiles:
        _remove_narrower(folder, *tile)


def _remove_narrower(folder: Path, part: str, index: int, width: int) -> None:
    partial = folder / (tile_path(part, index) + ".p")
    if width == FULL and partial.exists():
        shutil.rmtree(partial)
    elif width < FULL:
        for path in partial.iterdir():
            if path.name != str(width):
                path.unlink()


def _compare(folder: Path, name: str, content: bytes) -> Iterator[str]:
    try:
        if (folder / name).read_bytes() != content:
            yield f"{name} was altered: it does not fit the ledger. Rebuild the tiles from the ledger."
    except FileNotFoundError:
        yield f"{name} is missing. Rebuild the tiles from the ledger."
    except OSError as error:
        yield f"{name} cannot be read: {error.strerror}. Rebuild the tiles from the ledger."


def _superfluous(folder: Path, size: int) -> Iterator[str]:
    for place_, _, names in os.walk(folder / "tile"):
        for name in names:
            path = Path(place_, name).relative_to(folder).as_posix()
            if not _is_expected(path, size):
                yield f"{path} does not belong to the {size} leaves of the ledger. Look at it, then remove it."


def _is_expected(path: str, size: int) -> bool:
    match = _NAME.fullmatch(path)
    if not match:
        return False
    part, digits = match[1], int(re.sub("[x/]", "", match[2]))
    count = size >> 8 * (0 if part == ENTRIES else int(part))
    width = min(FULL, count - digits * FULL)
    return width > 0 and path == tile_path(part, digits, width)
