"""From a backup back to an archive: a state is decrypted and imported, then its files; `verify` has the last word."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyrage

from dadkhah.archive import keyring
from dadkhah.archive.backup.medium import DATABASE, PASSWORDS, SECRET, BadBackup, Medium, name_of
from dadkhah.archive.place import Place
from dadkhah.evidence.age import NotOpened, decrypting, opening

GROUP = 64
LARGEST = 64_000_000
"""Bytes: no member of a state is larger; what claims to be is refused before it is read."""
SMALL = re.compile(r"config\.toml|passwords\.json|keys/[\w.-]+|ledger/(?:[\w.-]+/)*[\w.-]+", re.ASCII)
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class State:
    """One moment of an archive: its database as an export, the small files by name, its signed checkpoint."""

    export: Path
    small: dict[str, bytes]
    checkpoint: str

    @property
    def secret(self) -> bytes:
        return bytes.fromhex(self.small[f"keys/{SECRET}"].decode().strip())


def read_state(medium: Medium, name: str, identities: list[pyrage.x25519.Identity], folder: Path) -> State:
    """Decrypt a state (without a name: the newest) into this private folder. Raises BadBackup."""
    names = medium.names()
    if not names or (name and name not in names):
        known = f"It has: {', '.join(names)}." if names else "It holds no whole state."
        raise BadBackup(f"{medium.root} is not a backup of that state. {known}")
    chosen = name or names[-1]
    export, small = folder / DATABASE, dict[str, bytes]()
    try:
        with decrypting(medium.state(chosen), identities) as plain, export.open("wb") as out:
            with tarfile.open(fileobj=plain, mode="r|gz") as tar:
                for member in tar:
                    content = _content(tar, member)
                    if member.name.startswith(f"{DATABASE}/"):
                        out.write(content)
                    else:
                        small[member.name] = content
            plain.read()
    except (tarfile.TarError, EOFError) as fault:
        raise BadBackup(f"The state {chosen} is damaged: {fault}. Restore an older one with --state.") from fault
    if f"keys/{SECRET}" not in small:
        raise BadBackup(f"The state {chosen} is not whole: restore an older one with --state.")
    return State(export, small, medium.checkpoint(chosen).read_text("utf-8"))


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    is_ours = SMALL.fullmatch(member.name) or re.fullmatch(rf"{re.escape(DATABASE)}/\d{{8}}", member.name)
    if not is_ours or ".." in member.name.split("/") or not member.isfile() or member.size > LARGEST:
        raise BadBackup(f"The state holds {member.name[:80]!r}, which no backup has: it was made by something else.")
    opened = tar.extractfile(member)
    return opened.read() if opened else b""


def bring_small(place: Place, state: State) -> None:
    """Keys, what others signed of the ledger, and passwords, as they were. The signing key was adopted before."""
    from dadkhah.archive.models import Account

    for name, content in state.small.items():
        folder, _, inner = name.partition("/")
        if folder == "keys" and inner != keyring.SIGNING:
            keyring.write(place, inner, content.decode())
        elif folder == "ledger":
            path = place.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)
    for account, password in json.loads(state.small.get(PASSWORDS, b"{}")).items():
        Account.objects.filter(pk=account).update(password=password)


def bring_files(
    place: Place, medium: Medium, secret: bytes, identities: list[pyrage.x25519.Identity], progress: Told
) -> list[str]:
    """Decrypt every file that the items need into the store; a sentence for each that is missing or altered."""
    from dadkhah.archive.exchange.bytes import held_digests
    from dadkhah.evidence.store import Store

    store, faults, done = Store(place.store), list[str](), 0
    digests = [digest for digest in held_digests() if not store.has(digest)]
    left = iter(digests)
    while group := list(islice(left, GROUP)):
        decrypted = {}
        for digest in group:
            path = medium.file(name_of(secret, digest))
            try:
                decrypted[digest] = _decrypted(path, place.store / "tmp" / f"restoring-{digest}", identities)
            except FileNotFoundError:
                faults.append(f"The backup lacks {path}, the file {digest}.")
            except NotOpened as fault:
                faults.append(str(fault))
        sealed = store.seal_many(decrypted.values())
        for (digest, path), found in zip(decrypted.items(), sealed, strict=True):
            path.unlink()
            if found.digest != digest:
                store.remove(found.digest)
                faults.append(f"The backup holds another file in the place of {digest}.")
        done += len(group)
        progress(done, len(digests))
    return faults


def _decrypted(source: Path, target: Path, identities: list[pyrage.x25519.Identity]) -> Path:
    try:
        with source.open("rb") as encrypted, target.open("wb") as plain, opening(source):
            pyrage.decrypt_io(encrypted, plain, identities)
    except NotOpened:
        target.unlink()
        raise
    return target
