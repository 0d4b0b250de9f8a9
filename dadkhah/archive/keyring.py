"""The keys in `keys/`: plain files that only their owner may read; in a sealed archive each encrypted under its seal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dadkhah.evidence.checkpoint import SigningKey
from dadkhah.evidence.durable import sync

if TYPE_CHECKING:
    from dadkhah.archive.place import Place

SIGNING, SESSION = "checkpoint.key", "session.key"

Key = TypeVar("Key", bound=SigningKey)


def read(place: Place, name: str) -> str | None:
    """The key's text; None where there is none. Raises Locked."""
    path = place.keys / name
    if not path.is_file():
        return None
    content = path.read_bytes()
    return (place.seal.decrypt(content) if place.is_sealed else content).decode()


def write(place: Place, name: str, text: str) -> None:
    """Keep a key under this name, as a whole and on the disk; one that was there before is replaced."""
    place.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = place.seal.encrypt(text.encode()) if place.is_sealed else text.encode()
    fresh = place.keys / f".{name}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
    sync([fresh])
    fresh.replace(place.keys / name)
    sync([place.keys])


def names(place: Place) -> list[str]:
    """Of all keys that are kept, ascending."""
    return sorted(path.name for path in place.keys.iterdir() if path.is_file() and not path.name.endswith(".new"))


def signing_key(place: Place) -> SigningKey:
    """The key that signs this archive's checkpoints. Raises FileNotFoundError, BadKey, Locked."""
    return load(place, SIGNING, SigningKey)


def load(place: Place, name: str, kind: type[Key]) -> Key:
    path: Path = place.keys / name
    if not place.is_sealed:
        return kind.load(path)
    text = read(place, name)
    if text is None:
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return kind.parse(text, str(path))
