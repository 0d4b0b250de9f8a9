"""What a package says beyond the digests of its files: its signed heads, its tiles, its proofs. Needs no archive.

Rows of a whole package are checked when it is unpacked, or by the stranger's verifier; here what is quick is checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dadkhah.archive.exchange.form import MOST, BadExport, read_header
from dadkhah.archive.tables import FORM
from dadkhah.evidence.bag import MANIFEST, PAYLOAD
from dadkhah.evidence.bag_check import check_bag, manifest_lines, shown
from dadkhah.evidence.canonical import canonical
from dadkhah.evidence.checkpoint import Checkpoint, open_checkpoint
from dadkhah.evidence.digests import leaf_hash, row_digest
from dadkhah.evidence.proof import check_proof
from dadkhah.evidence.tiles import FULL, check_tiles, tile_path
from dadkhah.evidence.tree import WIDTH, Tree, verify_inclusion

ARCHIVE, STORE, LEDGER, PROOFS, KEYS = "archive.jsonl", "store", "ledger", "proofs", "keys"
LARGEST = 64 << 20  # bytes of one proof


class BadPackage(ValueError):
    """The package was not made or not read; `faults` tells every reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        more = len(self.faults) - MOST
        super().__init__("\n".join(self.faults[:MOST] + ([f"… and {more} more."] if more > 0 else [])))


@dataclass(frozen=True)
class Checked:
    """What a package is, whose, at which state of the ledger, and everything that is wrong with it."""

    kind: str
    origin: str
    size: int
    root: str
    proofs: int
    faults: list[str]


def check_package(folder: Path, vkey: str = "", progress: Any = None) -> Checked:
    """Check a package by itself. `vkey` is the archive's key as it is known from elsewhere."""
    data = folder / PAYLOAD
    kind = "whole" if (data / ARCHIVE).is_file() else "selection"
    faults = [str(fault) for fault in check_bag(folder, progress)]
    if faults:
        # What broke on the way is told first; what the broken files say would only repeat it.
        return Checked(kind, "", 0, "", 0, faults)
    try:
        key = _key(data / LEDGER, vkey)
        signed = open_checkpoint((data / LEDGER / "checkpoint").read_text("utf-8"), key)
    except (ValueError, OSError) as fault:
        return Checked(kind, "", 0, "", 0, [f"{PAYLOAD}/{LEDGER}: {_reason(fault)}"])
    proofs = sorted((data / PROOFS).glob("*.json")) if kind == "selection" else []
    digests: set[str] = set()
    checks = [_stored_names(folder)]
    checks += [_whole(data, key, signed)] if kind == "whole" else [_selection(folder, proofs, key, digests)]
    told = [fault for check in checks for fault in check]
    return Checked(kind, signed.origin, signed.size, signed.root.hex(), len(proofs), told)


def _key(ledger: Path, vkey: str) -> str:
    own = (ledger / "vkey").read_text("utf-8").strip()
    if vkey and vkey.strip() != own:
        raise ValueError("The package was signed with another key than the one you gave. Ask the archive why.")
    return own


def _stored_names(folder: Path) -> Iterator[str]:
    """A stored file has the name of its digest."""
    for _, digest, path in manifest_lines(folder / MANIFEST):
        start = f"{PAYLOAD}/{STORE}/"
        if path.startswith(start) and path != f"{start}{digest[:2]}/{digest[2:4]}/{digest}":
            yield f"{shown(path)}: Its bytes have another digest than its name says."


def _whole(data: Path, key: str, signed: Checkpoint) -> Iterator[str]:
    where = f"{PAYLOAD}/{ARCHIVE}"
    try:
        with (data / ARCHIVE).open("rb") as file:
            header = read_header(file)
        if header.vkey != key:
            yield f"{where}: It names another key than {PAYLOAD}/{LEDGER}/vkey."
        head = open_checkpoint(header.checkpoint, key)
        tree = _tree(data / LEDGER, signed.size)
    except (ValueError, OSError) as fault:
        yield f"{where}: {_reason(fault)}"
        return
    if (head.origin, head.size, head.root.hex()) != (header.origin, header.size, header.root):
        yield f"{where}: Its checkpoint speaks of another state of the ledger than its header."
    if tree.size != signed.size or tree.root() != signed.root:
        yield f"{PAYLOAD}/{LEDGER}: The tiles do not have the root that the checkpoint signs."
    elif head.size > signed.size or tree.root_at(head.size) != head.root:
        yield f"{where}: Its ledger is not a part of the one in {PAYLOAD}/{LEDGER}."
    yield from (f"{PAYLOAD}/{LEDGER}: {fault}" for fault in check_tiles(data / LEDGER, tree, _entries(data / LEDGER, tree)))


def _tree(ledger: Path, size: int) -> Tree:
    tree = Tree()
    for index in range(-(-size // FULL)):
        width = min(FULL, size - index * FULL)
        held = (ledger / tile_path("0", index, width)).read_bytes()
        tree.extend(held[i : i + WIDTH] for i in range(0, len(held), WIDTH))
    return tree


def _entries(ledger: Path, tree: Tree) -> Iterator[bytes]:
    for index in range(-(-tree.size // FULL)):
        path, start = ledger / tile_path("entries", index, min(FULL, tree.size - index * FULL)), 0
        held = path.read_bytes() if path.is_file() else b""  # what is missing is told by what it should hold
        while start < len(held):
            stop = start + 2 + int.from_bytes(held[start : start + 2], "big")
            yield held[start + 2 : stop]
            start = stop


def _selection(folder: Path, proofs: Sequence[Path], key: str, digests: set[str]) -> Iterator[str]:
    """Every proof holds, every item that is not erased has its file, and every file its item."""
    where = f"{PAYLOAD}/{PROOFS}"
    if not proofs:
        yield f"{where}: There is no proof, and no {PAYLOAD}/{ARCHIVE}: this is no package of an archive."
    for path in proofs:
        try:
            with path.open("rb") as file:
                table, row = check_row_proof(json.loads(file.read(LARGEST)), key)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as fault:
            yield f"{where}/{shown(path.name)}: {_reason(fault)}"
            continue
        if path.name != f"{table}-{row['id']}.json":
            yield f"{where}/{shown(path.name)}: It proves {table} {row['id']}."
        if table == "item" and "erased" not in row:
            digests.add(row["digest"])
    start = f"{PAYLOAD}/{STORE}/"
    stored = {path.rpartition("/")[2] for _, _, path in manifest_lines(folder / MANIFEST) if path.startswith(start)}
    yield from (f"{start}: It lacks {digest}, of which there is a proof." for digest in sorted(digests - stored))
    yield from (f"{start}: Nothing proves {shown(name)}." for name in sorted(stored - digests))


def check_row_proof(proof: dict[str, Any], vkey: str) -> tuple[str, dict[str, Any]]:
    """Table and row of a proof (`dadkhah-row-proof/1`) that holds; else raises ValueError or what a lookup raises."""
    if proof["format"] != "dadkhah-row-proof/1":
        raise ValueError("The proof is of a form that this program does not know. Update the program.")
    row, entry = json.loads(proof["row"]), json.loads(proof["entry"])
    if row_digest(bytes.fromhex(proof["salt"]), proof["row"].encode()).hex() != proof["digest"]:
        raise ValueError("The row was altered: it does not hash to its digest.")
    line = [proof["table"], row["id"], FORM, proof["digest"]]
    if "rows" in entry:
        is_listed = entry["rows"][proof["line"]] == line
    else:
        path, root = [bytes.fromhex(step) for step in proof["line_path"]], bytes.fromhex(entry["root"])
        is_listed = verify_inclusion(leaf_hash(canonical(line)), proof["line"], entry["count"], path, root)
    if not is_listed:
        raise ValueError("The entry does not list this row with this digest.")
    check_proof(proof["proof"], leaf_hash(proof["entry"].encode()), vkey)
    return str(proof["table"]), row


def _reason(fault: BaseException) -> str:
    if isinstance(fault, OSError):
        return f"{Path(fault.filename or '').name}: {fault.strerror}."
    if isinstance(fault, BadExport):
        return " ".join(map(str, fault.faults))
    return str(fault) if isinstance(fault, ValueError) else "It is damaged, or of a form that this program does not know."
