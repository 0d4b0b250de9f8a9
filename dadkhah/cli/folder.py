"""Making an archive's folder: its parts, config.toml and the key that signs checkpoints."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dadkhah.archive import keyring, seal
from dadkhah.archive.place import UNFINISHED, Place
from dadkhah.cli.session import CannotDo, private
from dadkhah.evidence.durable import sync

PARTS = ("store/tmp", "ledger", "keys")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """An empty folder, private to its owner; if the block fails, it is as before. Refuses one with something in it.

    What a process that was killed left of such a block is no archive for anybody, and goes with the next try.
    """
    if _was_cut_off(folder):
        _clear(folder, existed=True)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise CannotDo(f"{folder} is not empty. Choose a new folder for the archive.")
    existed = folder.is_dir()
    with ExitStack() as undo:
        undo.callback(_clear, folder, existed)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with _held(folder / UNFINISHED) as mark:
            for part in PARTS:
                (folder / part).mkdir(mode=0o700, parents=True)
            yield folder.resolve()
            mark.unlink()
        sync([folder])
        undo.pop_all()


@contextmanager
def _held(mark: Path) -> Iterator[Path]:
    """A file that is locked while the block lasts: the system lets go of it even after a kill."""
    handle = os.open(mark, os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield mark
    finally:
        os.close(handle)


def _was_cut_off(folder: Path) -> bool:
    """Whether somebody began to make an archive there and can no longer end it."""
    try:
        handle = os.open(folder / UNFINISHED, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _clear(folder: Path, existed: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if existed:
        folder.mkdir()


def new_origin() -> str:
    """A name for a new archive that no other one has."""
    return f"dadkhah.local/{secrets.token_hex(4)}"


def configure(root: Path, **values: Any) -> Place:
    """Write config.toml with these settings; the others keep their defaults (docs/settings.md)."""
    lines = ["# Settings of this archive. docs/settings.md lists them all."]
    # These values are the same in JSON and TOML, as long as letters stay themselves (TOML 1.0, section String).
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if value != ""]
    private(root / "config.toml", "\n".join(lines) + "\n")
    return Place(root)


def seal_folder(place: Place, passphrase: str) -> None:
    """Seal a new archive before anything is written into it: its seal is made, and open for this process."""
    if not find_spec("sqlcipher3"):
        raise CannotDo("Sealed archives need SQLCipher. Install it with: pip install 'dadkhah[sealed]'")
    made, content = seal.make(passphrase)
    seal.write(place, content)
    seal.keep(place, made)


def new_key(place: Place) -> str:
    """Make the key that signs this archive's checkpoints; returns the line by which others check them."""
    from dadkhah.evidence.checkpoint import SigningKey

    key = SigningKey.generate(place.setting("origin"))
    keyring.write(place, keyring.SIGNING, key.text)
    return key.vkey


def adopt(place: Place, origin: str, key_file: Path | None) -> Place:
    """Give a newly made archive the name of the one it takes over, and that one's key or a new one under this name."""
    from dadkhah.evidence.checkpoint import SigningKey

    configure(place.root, **{**place.config, "origin": origin})
    key = SigningKey.load(key_file) if key_file else SigningKey.generate(origin)
    keyring.write(place, keyring.SIGNING, key.text)
    return Place(place.root)


def keep_keys(place: Place, vkeys: list[str]) -> None:
    """Keep the keys of before, with which checkpoints of before are checked: all but the one that signs now."""
    from dadkhah.archive.heads import EARLIER_KEYS

    own = keyring.signing_key(place).vkey
    if earlier := [each for each in vkeys if each != own]:
        (place.ledger / EARLIER_KEYS).write_text("".join(f"{each}\n" for each in earlier), "utf-8")
