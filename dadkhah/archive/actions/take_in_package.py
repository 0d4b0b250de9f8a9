"""Take in what another archive handed over as a selection: its files, and beside them its proofs, as they are.

The files become items of ours, received from that archive. Its claims come as the documents that prove them, not as claims
here: their sources, and what was left out of the selection, are not known. Whoever reads a proof may record a claim of it.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from pyrage.x25519 import Identity

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, require
from dadkhah.archive.actions.erase import remove_bytes
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.envelopes import is_kept_encrypted
from dadkhah.archive.exchange.contents import KEYS, PROOFS, STORE, BadPackage, Checked, check_package
from dadkhah.archive.models import Compartment, Item
from dadkhah.evidence.age import decrypting
from dadkhah.evidence.bag import PAYLOAD
from dadkhah.evidence.envelope import read_identities

PIECE = 1 << 20
OBTAINED = ("acquired", "acquired_by", "method", "url", "device")


def take_in_package(actor: Actor, compartment: Compartment, folder: Path, vkey: str = "") -> tuple[Checked, list[Item]]:
    """Check the selection in `folder`, with the archive's key where it is given, and take all of it in, or nothing.

    What is encrypted is opened with the key that lies beside it, and encrypted anew. Raises Refused, `BadPackage`,
    NotOpened, OSError.
    """
    require(actor, "take_in", compartment)
    found = check_package(folder, vkey)
    if found.kind != "selection":
        raise BadPackage([f"{folder} is a whole archive: unpack it into a new folder, or merge it."])
    if found.faults:
        raise BadPackage([*found.faults, "Nothing was taken in."])
    place = heads.place()
    waiting = place.scratch if place.is_sealed else place.store / "tmp"
    with ExitStack() as undo:
        scratch = undo.enter_context(tempfile.TemporaryDirectory(dir=waiting, prefix="package-"))
        taking = _Taking(actor, compartment, folder / PAYLOAD, Path(scratch), found)
        undo.callback(taking.let_go)
        with transaction.atomic():
            taking.files()
            taking.proofs()
    return found, taking.items


class _Taking:
    """One package on its way in. Each file is copied aside and compared there, so that nobody changes it meanwhile."""

    def __init__(self, actor: Actor, compartment: Compartment, data: Path, scratch: Path, found: Checked) -> None:
        self._actor, self._compartment, self._data, self._scratch = actor, compartment, data, scratch
        self._from = f"the archive {found.origin}"
        self._note = f"Of a package that {found.origin} signed at {found.size} entries, root {found.root}."
        self.items: list[Item] = []

    def files(self) -> None:
        for path in sorted((self._data / PROOFS).glob("item-*.json")):
            row = json.loads(json.loads(path.read_text("utf-8"))["row"])
            if "erased" not in row:
                self._file(row)

    def _file(self, row: dict[str, Any]) -> None:
        name = f"{STORE}/{row['digest'][:2]}/{row['digest'][2:4]}/{row['digest']}"
        copy = self._copied(name, row["digest"])
        if (key := self._data / KEYS / f"{row['digest']}.txt").is_file():
            copy = self._opened(copy, read_identities(key), row["id"])
        told = {field: row.get(field, "") for field in OBTAINED}
        self._take(copy, name, row.get("original_name", ""), Acquisition(**told, note=f"{self._note} There: item {row['id']}."))

    def _opened(self, copy: Path, identities: list[Identity], pk: str) -> Path:
        if not is_kept_encrypted(self._compartment):
            told = f"The item {pk} was kept encrypted there. Choose a sealed or restricted compartment for it."
            raise BadPackage([told, "Nothing was taken in."])
        plain = copy.with_suffix(".plain")
        with plain.open("xb") as target, decrypting(copy, identities) as source:
            _copy(source, target)
        return plain

    def proofs(self) -> None:
        for path in sorted((self._data / PROOFS).glob("*.json")):
            name = f"{PROOFS}/{path.name}"
            self._take(self._copied(name), name, path.name, Acquisition(note=self._note))

    def _copied(self, name: str, digest: str = "") -> Path:
        target = self._scratch / name.rpartition("/")[2]
        with (self._data / name).open("rb") as source, target.open("wb") as copy:
            found = _copy(source, copy)
        if digest and found != digest:
            raise BadPackage([f"{PAYLOAD}/{name} was altered while it was read.", "Nothing was taken in."])
        return target

    def _take(self, copy: Path, name: str, original: str, how: Acquisition) -> None:
        told = Acquisition(**{**vars(how), "received_from": self._from, "original_path": f"{PAYLOAD}/{name}"})
        self.items += take_in(self._actor, self._compartment, [copy], told, {copy: original or copy.name})
        copy.unlink()

    def let_go(self) -> None:
        """Files that belong to no item after all, where the transaction was undone."""
        for digest in {item.digest for item in self.items}:
            remove_bytes(digest)


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    found = sha256()
    while piece := source.read(PIECE):
        found.update(piece)
        target.write(piece)
    return found.hexdigest()
