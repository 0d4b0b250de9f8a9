"""Packages: the whole comes back with every digest, a selection holds what its reader may see and nothing else."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import bagit
import pytest
from django.db import transaction

from dadkhah.archive import derived, heads
from dadkhah.archive.access import Refused
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.actions.manage_access import grant_role
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.exchange.contents import BadPackage, check_package
from dadkhah.archive.exchange.form import BadExport
from dadkhah.archive.exchange.package import pack_selection, pack_whole, unpack
from dadkhah.archive.exchange.storing import empty
from dadkhah.archive.models import Claim, Item, LedgerEntry, LedgerHead, LedgerRow
from dadkhah.archive.recording import recording
from dadkhah.archive.verify import verify
from dadkhah.archive.zones import zone_of_item
from dadkhah.claims.sheet import read_sheet
from dadkhah.evidence.bag_check import check_bag
from dadkhah.evidence.tree import root_of
from tests.cli.conftest import SHEET

NAMES = (
    "100 %0A sure %.txt",
    "two\nlines\r.txt",
    "\u202eمدرک\u200f\u200c ۱۳۶۷.pdf",
    "🕯️.jpg",
    "../../etc/passwd",
    "~root",
    "ن" * 127 + "x",
    'quote " and \\ and {"@id": "./"}',
)


def silent(*_: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def world(committed_world, tmp_path):
    """With a sheet, files under nasty names, the same bytes twice, one file sealed and one erased."""
    (tmp_path / "sheet.yaml").write_text(SHEET, "utf-8")
    load_sheet(committed_world.steward, read_sheet(tmp_path / "sheet.yaml")[0], committed_world.main)
    grant_role(committed_world.steward, committed_world.steward.account, committed_world.sealed, "documenter")
    paths = {}
    for number, name in enumerate((*NAMES, "sealed", "erased", "twice")):
        path = tmp_path / f"file-{number}"
        path.write_bytes(b"same bytes" if name in (NAMES[0], "twice") else name.encode())
        paths[path] = name
    *open_, sealed, erased, twice = paths
    steward = type(committed_world.steward)(committed_world.steward.account)
    items = take_in(steward, committed_world.main, [*open_, erased, twice], Acquisition(received_from="a friend"), paths)
    committed_world.items = {item.original_name: item for item in items}
    [committed_world.hidden] = take_in(steward, committed_world.sealed, [sealed], Acquisition(), paths)
    erase(steward, committed_world.items.pop("erased"), "court_order")
    committed_world.steward = steward
    heads.publish()
    return committed_world


@pytest.fixture
def package(world, tmp_path) -> Path:
    pack_whole(world.steward, tmp_path / "package", silent)
    return tmp_path / "package"


@pytest.fixture
def new_archive(package):
    """The database and the folder as `dadkhah init` leaves them; the package is of what they held before."""
    with transaction.atomic():
        empty()
        derived.rebuild()
        LedgerHead.objects.update(size=0, root=root_of([]).hex(), frontier="[]")
    for part in (heads.place().store, heads.place().ledger):
        shutil.rmtree(part)
        part.mkdir()


def described(package: Path) -> dict[str, dict]:
    text = (package / "data/ro-crate-metadata.json").read_text("utf-8")
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


def payload(package: Path) -> dict[str, bytes]:
    data = package / "data"
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def rebag(package: Path) -> None:
    """Make every digest of the bag right again, as somebody would who alters it on purpose."""
    listed = {f"data/{name}": content for name, content in sorted(payload(package).items())}
    lines = [f"{digest_of(content)}  {name}\n" for name, content in listed.items()]
    (package / "manifest-sha256.txt").write_text("".join(lines))
    oxum = f"{sum(map(len, listed.values()))}.{len(listed)}"
    (package / "bag-info.txt").write_text(f"Payload-Oxum: {oxum}\n")
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    lines = [f"{digest_of((package / name).read_bytes())}  {name}\n" for name in tags]
    (package / "tagmanifest-sha256.txt").write_text("".join(lines))
    assert check_bag(package) == []
    assert bagit.Bag(str(package)).validate()


def test_a_package_is_a_bag_that_tells_what_is_in_it(package, world):
    assert bagit.Bag(str(package)).validate()
    assert check_package(package).faults == []
    entities, files = described(package), payload(package)
    metadata = files.pop("ro-crate-metadata.json")
    root = entities["./"]
    assert {part["@id"] for part in root["hasPart"]} == set(files)
    assert b"hasPart" in metadata
    for name, content in files.items():
        assert (entities[name]["sha256"], entities[name]["contentSize"]) == (digest_of(content), str(len(content)))
    assert entities["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert entities[root["license"]["@id"]]["name"] == "not stated"
    assert entities["#archive-origin"]["value"] == "example.org/test"
    header = json.loads(files["archive.jsonl"].splitlines()[0])
    assert (entities["#ledger-size"]["value"], entities["#ledger-root"]["value"]) == (header["size"], header["root"])


def test_original_names_live_in_the_metadata_and_never_in_a_path(package, world):
    stored = {name: entity for name, entity in described(package).items() if name.startswith("store/")}
    given = [entity["name"] for entity in stored.values()]
    names = [name for each in given for name in ([each] if isinstance(each, str) else each)]
    assert sorted(names) == sorted([*NAMES, "twice", "sealed", "sheet.yaml"])
    [both] = (entity for entity in stored.values() if entity["name"] == [NAMES[0], "twice"])
    assert len(both["identifier"]) == 2
    for name in payload(package):
        assert name.isascii()
    assert digest_of(b"erased") not in "".join(stored)


def test_it_comes_back_with_every_digest(package, new_archive):
    before = {name: content for name, content in payload(package).items() if name.startswith("store/")}
    adopted = []
    header = unpack(package, heads.place().store, silent, adopted.append)
    heads.publish(anew=True)
    assert adopted == [header]
    report = verify(heads.place(), outside=[str(package / "data/ledger/checkpoint")])
    assert (report.faults, report.level) == ((), "agrees with an outside checkpoint")
    store = heads.place().store
    assert {f"store/{path.relative_to(store)}": path.read_bytes() for path in store.glob("*/*/*")} == before


def test_a_damaged_byte_is_found_and_nothing_is_taken_over(package, new_archive):
    for name in ("archive.jsonl", next(name for name in payload(package) if name.startswith("store/"))):
        path = package / "data" / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(BadPackage, match="It was altered"):
            unpack(package, heads.place().store, silent, pytest.fail)
        path.write_bytes(content)
    assert LedgerHead.objects.get().size == 0
    assert list(heads.place().store.rglob("*")) == []


@pytest.mark.parametrize("loss", ["altered", "missing"])
def test_a_bag_made_good_again_over_altered_bytes_is_found_all_the_same(package, new_archive, loss):
    """A bag that is valid proves nothing: here the digests were written anew, and the ledger's own still tell."""
    path = max((package / "data/store").glob("*/*/*"))
    path.unlink() if loss == "missing" else path.write_bytes(b"something else")
    rebag(package)
    with pytest.raises(BadExport, match=path.name):
        unpack(package, heads.place().store, silent, pytest.fail)
    assert (LedgerHead.objects.get().size, Item.objects.count()) == (0, 0)
    assert [each for each in heads.place().store.rglob("*") if each.is_file()] == []
    if loss == "altered":
        assert any("another digest than its name" in fault for fault in check_package(package).faults)


def test_a_row_altered_in_a_good_bag_is_found(package, new_archive):
    path = package / "data/archive.jsonl"
    path.write_bytes(path.read_bytes().replace(b"at his home", b"at her home"))
    rebag(package)
    with pytest.raises(BadExport, match="Nothing was imported"):
        unpack(package, heads.place().store, silent, pytest.fail)
    assert not Claim.objects.exists()


LEDGERS = {
    "a tile": ("tile/0/000.p/*", b"x"),
    "a bundle": ("tile/entries/000.p/*", b"x"),
    "the checkpoint": ("checkpoint", b"x\n"),
    "the key": ("vkey", b"x"),
}


@pytest.mark.parametrize("what", LEDGERS)
@pytest.mark.parametrize("how", ["altered", "missing"])
def test_an_altered_ledger_in_a_good_bag_is_found(package, what, how):
    pattern, more = LEDGERS[what]
    [path] = (package / "data/ledger").glob(pattern)
    path.unlink() if how == "missing" else path.write_bytes(path.read_bytes() + more)
    rebag(package)
    assert check_package(package).faults


def test_another_key_is_told(package):
    other = (package / "data/ledger/vkey").read_text().replace("+", "+0", 1)
    assert "signed with another key" in check_package(package, other).faults[0]


def test_only_a_steward_of_every_compartment_packs_the_whole(world, tmp_path):
    for actor in (world.documenter, world.reviewer, world.reader, world.outsider, world.member_elsewhere):
        with pytest.raises(Refused):
            pack_whole(actor, tmp_path / "package", silent)
    assert not (tmp_path / "package").exists()


def test_a_damaged_store_is_not_packed(world, tmp_path):
    lost, altered = (heads.place().store.glob(f"*/*/{digest_of(name.encode())}") for name in (NAMES[1], NAMES[2]))
    [lost], [altered] = lost, altered
    lost.unlink()
    altered.chmod(0o600)
    altered.write_bytes(b"something else")
    with pytest.raises(BadPackage) as refusal:
        pack_whole(world.steward, tmp_path / "package", silent)
    assert lost.name in str(refusal.value)
    assert altered.name in str(refusal.value)
    assert not (tmp_path / "package").exists()
    assert list(tmp_path.glob(".bag-*")) == []


def chosen(world, actor, tmp_path, *items, claims=()) -> Path:
    pack_selection(actor, tmp_path / "chosen", [item.pk for item in items], [claim.pk for claim in claims], silent)
    return tmp_path / "chosen"


def test_a_selection_by_a_reader_holds_what_was_chosen_and_its_proofs(world, tmp_path):
    item, claim = world.items[NAMES[2]], Claim.objects.get(key="sample:P1-C1/S-LIST")
    package = chosen(world, world.reader, tmp_path, item, claims=[claim])
    assert bagit.Bag(str(package)).validate()
    found = check_package(package)
    assert (found.faults, found.kind, found.proofs) == ([], "selection", 2)
    stored = f"store/{item.digest[:2]}/{item.digest[2:4]}/{item.digest}"
    assert set(payload(package)) == {
        stored, f"proofs/item-{item.pk}.json", f"proofs/claim-{claim.pk}.json",
        "ledger/checkpoint", "ledger/vkey", "ro-crate-metadata.json",
    }  # fmt: skip
    assert "Nothing can be concluded from what is absent" in described(package)["./"]["description"]
    assert described(package)[stored]["name"] == NAMES[2]
    assert LedgerEntry.objects.filter(body__contains='"action":"read"').count() == 0


def test_a_selection_holds_nothing_that_is_sealed(world, tmp_path):
    before = LedgerHead.objects.get().size
    with pytest.raises(BadPackage) as hidden:
        chosen(world, world.reader, tmp_path, world.items[NAMES[0]], world.hidden)
    with pytest.raises(BadPackage) as missing:
        pack_selection(world.reader, tmp_path / "chosen", [world.items[NAMES[0]].pk, "0" * 32], [], silent)
    assert str(hidden.value) == str(missing.value).replace("0" * 32, world.hidden.pk)
    for actor in (world.outsider, world.member_elsewhere):
        with pytest.raises(BadPackage):
            chosen(world, actor, tmp_path, world.items[NAMES[0]])
    assert not (tmp_path / "chosen").exists()
    assert LedgerHead.objects.get().size == before


def test_what_a_selection_holds_says_nothing_of_the_rest(world, tmp_path):
    package = chosen(world, world.reader, tmp_path, world.items[NAMES[0]])
    everything = b"".join(payload(package).values()).decode()
    for secret in (world.hidden.digest, '"sealed"', "Sealed", "reviewer"):
        assert secret not in everything


def test_what_is_sealed_and_chosen_by_one_who_may_leaves_an_entry_first(world, tmp_path):
    package = chosen(world, world.steward, tmp_path, world.hidden)
    entry = json.loads(LedgerEntry.objects.latest("seq").body)
    assert (entry["action"], entry["notes"]["shown"]) == ("read", {"item": [world.hidden.pk]})
    assert check_package(package).faults == []


def test_what_is_held_back_is_not_handed_on(world, tmp_path):
    item = world.items[NAMES[1]]
    with recording(world.steward, "retire") as record:
        record.change(item, hold="consent_withdrawn", zone_id=zone_of_item(record, item.compartment_id, "consent_withdrawn"))
    with pytest.raises(BadPackage, match="held back"):
        chosen(world, world.steward, tmp_path, item)
    with pytest.raises(BadPackage, match="that you may see"):
        chosen(world, world.reader, tmp_path, item)


def test_an_erased_item_is_proven_without_its_bytes(world, tmp_path):
    erased = Item.objects.get(erased__isnull=False)
    package = chosen(world, world.steward, tmp_path, erased)
    assert check_package(package).faults == []
    assert not (package / "data/store").exists()


def altered_proof(package: Path, change) -> None:
    path = min((package / "data/proofs").iterdir())
    proof = json.loads(path.read_text("utf-8"))
    change(proof)
    path.write_text(json.dumps(proof, ensure_ascii=False), "utf-8")


PROOFS = {
    "a row": lambda proof: proof.update(row=proof["row"].replace("a friend", "a fiend")),
    "a row with a digest that fits": lambda proof: proof.update(
        row=proof["row"].replace("a friend", "a fiend"),
        digest=digest_of(bytes.fromhex(proof["salt"]) + proof["row"].replace("a friend", "a fiend").encode()),
    ),
    "an entry": lambda proof: proof.update(entry=proof["entry"].replace("take_in", "take_on")),
    "the way": lambda proof: proof.update(proof=proof["proof"].replace("index 1", "index 2")),
    "another line": lambda proof: proof.update(line=10_000),
    "another form": lambda proof: proof.update(format="other/1"),
    "nothing": lambda proof: proof.clear(),
    "no text": lambda proof: proof.update(row=None),
}


@pytest.mark.parametrize("what", PROOFS)
def test_an_altered_proof_in_a_good_bag_is_found(world, tmp_path, what):
    package = chosen(world, world.reader, tmp_path, world.items[NAMES[3]])
    altered_proof(package, PROOFS[what])
    rebag(package)
    assert check_package(package).faults


def test_files_and_proofs_of_a_selection_belong_together(world, tmp_path):
    package = chosen(world, world.reader, tmp_path, world.items[NAMES[3]])
    [stored] = (package / "data/store").glob("*/*/*")
    more = package / f"data/store/{digest_of(b'more')[:2]}/{digest_of(b'more')[2:4]}/{digest_of(b'more')}"
    more.parent.mkdir(parents=True)
    more.write_bytes(b"more")
    stored.unlink()
    rebag(package)
    assert len(check_package(package).faults) == 2


def test_a_row_of_a_bulk_entry_is_proven(world, tmp_path):
    paths = [tmp_path / f"many-{number}" for number in range(20)]
    for path in paths:
        path.write_bytes(path.name.encode())
    items = take_in(world.documenter, world.main, paths, Acquisition())
    line = LedgerRow.objects.get(table="item", pk_value=items[7].pk)
    assert '"count":100' in LedgerEntry.objects.get(seq=line.seq).body
    heads.publish()
    package = chosen(world, world.reader, tmp_path, items[7], items[19])
    assert check_package(package).faults == []
    altered_proof(package, lambda proof: proof["line_path"].reverse())
    rebag(package)
    assert check_package(package).faults


def test_a_selection_cannot_be_unpacked(world, tmp_path):
    package = chosen(world, world.reader, tmp_path, world.items[NAMES[3]])
    with pytest.raises(BadPackage, match="it is a selection"):
        unpack(package, heads.place().store, silent, pytest.fail)
