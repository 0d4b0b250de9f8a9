"""Packages: the whole archive, or a few chosen rows, as a bag that any BagIt tool reads (docs/package.md).

`pack_whole` and `pack_selection` make one, `unpack` reads a whole one into a newly made archive; `contents` checks what
a package says beyond the digests of its files, and needs no archive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, cast

from django.db.models import QuerySet, Sum

from dadkhah import __version__
from dadkhah.archive import derived, heads, keyring
from dadkhah.archive.access import Actor, visible_to
from dadkhah.archive.actions.record_read import record_read
from dadkhah.archive.envelopes import Closed, key_of
from dadkhah.archive.exchange.bytes import held_digests, transfer
from dadkhah.archive.exchange.contents import ARCHIVE, KEYS, LEDGER, PROOFS, STORE, BadPackage
from dadkhah.archive.exchange.crate import Crate, new_crate, one_or_all
from dadkhah.archive.exchange.form import BadExport, Fault, Header
from dadkhah.archive.exchange.importing import import_archive
from dadkhah.archive.exchange.writing import Exported, require_all, write_export
from dadkhah.archive.models import Claim, Compartment, Item
from dadkhah.archive.queries.history import proof_of
from dadkhah.archive.recording import recording
from dadkhah.archive.verify.snapshot import database, snapshot
from dadkhah.evidence.bag import PAYLOAD, Bag, new_bag
from dadkhah.evidence.bag_check import check_bag
from dadkhah.evidence.checkpoint import Checkpoint
from dadkhah.evidence.durable import sync
from dadkhah.evidence.store import NotHeld, Store

WHOLE = "The whole archive, sealed compartments and the names behind pseudonyms too. Keep it as safe as the archive."
SELECTION = (
    "A selection: {items} items and {claims} claims, chosen by hand from those that one reader may see. Nothing can be "
    "concluded from what is absent: neither that it does not exist, nor that it was looked for, nor that it was kept back."
)
TOLD = 64
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Packed:
    """What a package holds: its files and bytes, and the size and root of the ledger it speaks of."""

    files: int
    bytes: int
    origin: str
    size: int
    root: str


def pack_whole(actor: Actor, folder: Path, progress: Told) -> Packed:
    """Write the whole archive as a new bag. Raises Refused unless the actor is a steward of every compartment.

    One moment of the database is packed while the archive goes on working. Raises `BadPackage` with every stored file
    that is missing or altered, `NotBagged`, OSError; then there is no bag.
    """
    require_all(actor)
    with _packing(folder) as (bag, crate):
        _record_copy(actor)
        with snapshot(database()) as head:
            with bag.writing(ARCHIVE) as out:
                exported = write_export(head, cast("BinaryIO", out), progress)
            crate.add(ARCHIVE, out.bagged, "application/x-ndjson", name="The archive as JSON Lines (docs/export.md)")
            items = Item.objects.filter(erased__isnull=True)
            _add_bytes(bag, crate, items, progress)
        heads.publish()  # an entry of the moment packed may have been waiting for its checkpoint
        with heads.publishing(heads.place()):
            _add_ledger(bag, crate, tiles=True)
        return _described(bag, crate, WHOLE, exported, mainEntity={"@id": ARCHIVE})


def pack_selection(
    actor: Actor, folder: Path, items: Sequence[str], claims: Sequence[str], progress: Told
) -> Packed:
    """Write these items with their bytes and these claims, a proof for each, as a new bag.

    All of them are visible to the actor and none is held back, or nothing is written. Those of sealed and restricted
    compartments are told to the ledger before. Raises as `pack_whole` does.
    """
    visible = visible_to(actor)
    chosen = [*_chosen(visible.items(), items), *_chosen(visible.claims(), claims)]
    _require_chosen(chosen, [*items, *claims])
    sensitive: dict[str, set[str]] = {}
    for row in chosen:
        if visible.is_sensitive(row):
            sensitive.setdefault(row._meta.db_table, set()).add(row.pk)
    with _packing(folder) as (bag, crate):
        if sensitive:
            record_read(actor, sensitive)
        held = visible.items().filter(pk__in=items, erased__isnull=True)
        _add_bytes(bag, crate, held, progress)
        _add_keys(bag, crate, held)
        for row in chosen:
            proof = json.dumps(proof_of(row), ensure_ascii=False, indent=1).encode()
            table = row._meta.db_table
            name = f"{PROOFS}/{table}-{row.pk}.json"
            crate.add(name, bag.add(name, BytesIO(proof)), "application/json", name=f"Proof of {table} {row.pk}")
        with heads.publishing(heads.place()):
            signed = _add_ledger(bag, crate, tiles=False)
        told = SELECTION.format(items=len(set(items)), claims=len(set(claims)))
        return _described(bag, crate, told, signed)


def unpack(folder: Path, store: Path, progress: Told, adopt: Callable[[Header], None]) -> Header:
    """Read a whole package into a newly made archive, rows and bytes: all of it, or nothing.

    The bag is checked first, then every line, then every file again as it is copied. `adopt` is called before the
    commit. Raises `BadPackage`, or BadExport with every fault.
    """
    if faults := check_bag(folder):
        raise BadPackage([str(fault) for fault in faults])
    if not (folder / PAYLOAD / ARCHIVE).is_file():
        raise BadPackage([f"{folder} holds no {PAYLOAD}/{ARCHIVE}: it is a selection, or no package of an archive."])
    brought: list[str] = []

    def take(header: Header) -> None:
        brought.extend(digest for digest in held_digests() if not Store(store).has(digest))
        if faults := transfer(folder / PAYLOAD / STORE, store, progress):
            raise BadExport([Fault(0, fault) for fault in faults])
        adopt(header)
        derived.follow_files()

    def let_go() -> None:
        held = Store(store)
        for digest in filter(held.has, brought):
            held.remove(digest)

    with ExitStack() as undo:
        undo.callback(let_go)
        header = import_archive(folder / PAYLOAD / ARCHIVE, progress, take)
        undo.pop_all()  # the rows are there from now on, and their bytes must stay
    _bring_vouched(folder / PAYLOAD / LEDGER)
    return header


@contextmanager
def _packing(folder: Path) -> Iterator[tuple[Bag, Crate]]:
    origin = _origin()
    info = {
        "Bag-Software-Agent": f"dadkhah {__version__}",
        "External-Identifier": origin,
        "External-Description": f"A package of the archive {origin}; data/ro-crate-metadata.json says what is in it.",
    }
    with new_bag(folder, info) as bag, new_crate(bag.folder) as crate:
        yield bag, crate


def _record_copy(actor: Actor) -> None:
    """Who took a copy of what is sealed or restricted, before it is taken."""
    sensitive = Compartment.objects.filter(level__in=Compartment.SENSITIVE).order_by("id")
    if ids := list(sensitive.values_list("id", flat=True)):
        with recording(actor, "export") as record:
            record.notes["compartments"] = ids


def _chosen(rows: QuerySet[Item] | QuerySet[Claim], ids: Sequence[str]) -> list[Item | Claim]:
    return list(rows.filter(pk__in=set(ids)).order_by("id"))


def _require_chosen(chosen: Iterable[Item | Claim], ids: Sequence[str]) -> None:
    """Raises `BadPackage` for what is hidden or missing, which look the same, and for what is held back."""
    held = {row.pk: row.hold for row in chosen}
    faults = [f"There is no item or claim “{pk}” that you may see." for pk in dict.fromkeys(ids) if pk not in held]
    faults += [f"{pk} is held back ({hold}); it is not handed on." for pk, hold in held.items() if hold]
    if faults:
        raise BadPackage([*faults, "Nothing was packed."])


def _add_bytes(bag: Bag, crate: Crate, items: QuerySet[Item], progress: Told) -> None:
    """The bytes of these items, each file once and with all names under which it was received."""
    store, faults, done = Store(heads.place().store), [], 0
    total = items.aggregate(total=Sum("size"))["total"] or 0
    values = items.order_by("digest", "id").values_list("digest", "id", "original_name", "media_type", "size")
    for number, (digest, group) in enumerate(groupby(values.iterator(), key=lambda value: value[0])):
        same = list(group)
        name = f"{STORE}/{digest[:2]}/{digest[2:4]}/{digest}"
        try:
            with store.open(digest) as source:
                file = bag.add(name, source)
        except NotHeld as fault:
            faults.append(str(fault))
            continue
        if file.digest != digest:
            faults.append(f"The stored file {digest} was altered. Restore it from a backup.")
        names = [original or digest for _, _, original, _, _ in same]
        ids = [pk for _, pk, *_ in same]
        crate.add(name, file, [media for *_, media, _ in same], name=one_or_all(names), identifier=one_or_all(ids))
        done += sum(size for *_, size in same)
        if number % TOLD == 0:
            progress(done, total)
    if faults:
        raise BadPackage([*faults, "Nothing was packed."])


def _add_keys(bag: Bag, crate: Crate, items: QuerySet[Item]) -> None:
    """What is handed on is meant to be read: beside each encrypted file lies the key of this one file."""
    faults = []
    for item in items.order_by("id"):
        try:
            key = key_of(item)
        except Closed as fault:
            faults.append(f"{item.pk}: {fault}")
            continue
        if key:
            name, stored = f"{KEYS}/{item.digest}.txt", f"{STORE}/{item.digest[:2]}/{item.digest[2:4]}/{item.digest}"
            text = f"# age -d -i {PAYLOAD}/{name} {PAYLOAD}/{stored}\n{key.identity}\n"
            told = f"Opens {stored}, which is encrypted (age-encryption.org): age -d -i {PAYLOAD}/{name} {PAYLOAD}/{stored}"
            crate.add(name, bag.add(name, BytesIO(text.encode())), "text/plain", name=told)
    if faults:
        raise BadPackage([*faults, "Nothing was packed."])


def _add_ledger(bag: Bag, crate: Crate, *, tiles: bool) -> Checkpoint:
    """The ledger as it is published; the caller keeps others from publishing. Returns its signed head."""
    here = heads.place()
    signed = heads.published(here, keyring.signing_key(here).vkey)
    if not signed:
        raise BadPackage(["The ledger has no signed checkpoint yet. Run: dadkhah rebuild. Nothing was packed."])
    texts = [here.ledger / name for name in (heads.PUBLISHED, heads.VERIFIER_KEY, heads.EARLIER_KEYS)]
    found = [path for path in texts if path.is_file()]
    if tiles:
        found += sorted(path for path in (here.ledger / "tile").rglob("*") if path.is_file())
    found += _vouched(here.ledger)
    for path in found:
        name = f"{LEDGER}/{path.relative_to(here.ledger).as_posix()}"
        media_type = "text/plain" if path in texts else "application/octet-stream"
        with path.open("rb") as source:
            crate.add(name, bag.add(name, source), media_type)
    return signed


def _bring_vouched(ledger: Path) -> None:
    """What others signed of the ledger goes on vouching for it: `verify` checks it like all else."""
    for path in _vouched(ledger):
        target = heads.place().ledger / path.relative_to(ledger)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
        sync([target, target.parent])


def _vouched(ledger: Path) -> list[Path]:
    """The files in which others vouch for this ledger: witnesses, and time-stamping authorities."""
    roots = [ledger / name for name in heads.VOUCHED]
    held = [path for root in roots for path in (root, *root.glob("*")) if path.is_file() and path.suffix != ".new"]
    return sorted(held)


def _described(bag: Bag, crate: Crate, description: str, state: Exported | Checkpoint, **more: object) -> Packed:
    origin = _origin()
    root = state.root if isinstance(state.root, str) else state.root.hex()
    ledger = {"archive-origin": origin, "ledger-size": state.size, "ledger-root": root}
    crate.write(bag, f"From the archive {origin}", description, ledger, identifier=origin, **more)
    return Packed(bag.files, bag.size, origin, state.size, root)


def _origin() -> str:
    return keyring.signing_key(heads.place()).name
