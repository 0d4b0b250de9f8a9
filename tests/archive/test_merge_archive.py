"""Two archives: theirs comes in as theirs, is told apart, is never joined, and goes out again without a trace of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from pyrage.x25519 import Identity

from dadkhah.archive import derived, envelopes, heads
from dadkhah.archive.access import Actor, Refused, Visible, visible_to
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.erase import erase
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.actions.manage_custodians import add_custodian, renew, stale
from dadkhah.archive.actions.merge_archive import NotMerged, merge_archive, merged
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.actions.undo_merge import undo_merge
from dadkhah.archive.exchange.form import read_header
from dadkhah.archive.exchange.sheet import sheet_keys, sheet_of
from dadkhah.archive.exchange.storing import empty
from dadkhah.archive.exchange.writing import export_archive
from dadkhah.archive.models import (
    Account,
    Assessment,
    Claim,
    Compartment,
    Envelope,
    Item,
    LedgerHead,
    OtherArchive,
    Role,
    Source,
    Subject,
)
from dadkhah.archive.place import Place
from dadkhah.archive.queries.figures import figures, together
from dadkhah.archive.queries.proposals import proposals
from dadkhah.archive.tables import LEDGERED, ledgered
from dadkhah.archive.verify import verify
from dadkhah.claims.sheet import read_sheet
from dadkhah.evidence.checkpoint import SigningKey
from dadkhah.evidence.store import Store
from dadkhah.evidence.tree import root_of
from tests.archive.test_erase import places_of
from tests.cli.conftest import SHEET
from tests.conftest import build_world

THEIRS = "example.org/theirs"
PLANTED = "Nobodyssecretword"
LETTER = "the same anonymous letter"
FIGURE = {"measure": "people_killed", "qualifier": "exact", "value": 7, "counts": "people"}


def silent(*_: int) -> None:
    """Progress that nobody watches."""


def loaded(world: SimpleNamespace, folder: Path) -> None:
    """The same sheet, one letter that both archives hold, and a figure that an unnamed source takes from it."""
    (folder / "sheet.yaml").write_text(SHEET, "utf-8")
    load_sheet(world.steward, read_sheet(folder / "sheet.yaml")[0], world.main)
    (folder / "letter.txt").write_text(LETTER)
    [world.letter] = take_in(world.steward, world.main, [folder / "letter.txt"], Acquisition())
    letter = {"handle": "S-LETTER", "title": "A letter", "kind": "court", "party": "state", "item": world.letter}
    world.source = describe_source(world.documenter, world.main, **letter)
    new = NewClaim(source=world.source, new_subject_kind="event", predicate="figure", new_subject_name="An event", figure=FIGURE)
    world.claim = record_claim(world.documenter, replace(new, derivation="own"))


def make_new() -> None:
    with transaction.atomic():
        empty()
        derived.rebuild()
        LedgerHead.objects.update(size=0, root=root_of([]).hex(), frontier="[]")


@pytest.fixture
def beside() -> Callable[[SimpleNamespace, Path], None]:
    """What else their archive holds."""
    return lambda world, folder: None


@pytest.fixture
def theirs(tmp_path: Path, settings, transactional_db, beside) -> SimpleNamespace:
    """The export of another archive, which is gone from this database again."""
    ours, folder = settings.PLACE, tmp_path / "theirs"
    for part in ("store/tmp", "ledger", "keys"):
        (folder / part).mkdir(parents=True)
    (folder / "config.toml").write_text(f'origin = "{THEIRS}"\n')
    settings.PLACE = Place(folder)
    SigningKey.generate(THEIRS).save(settings.PLACE.signing_key)
    make_new()
    world = build_world()
    loaded(world, tmp_path)
    (tmp_path / "own.txt").write_text(f"{PLANTED} in a file")
    (tmp_path / "secret.txt").write_text("a secret of theirs")
    take_in(world.steward, world.main, [tmp_path / "own.txt"], Acquisition(note=PLANTED))
    take_in(world.steward, world.sealed, [tmp_path / "secret.txt"], Acquisition())
    assess_claim(world.reviewer, world.claim, "rejected", f"{PLANTED} in a reason", "5")
    beside(world, tmp_path)
    path = tmp_path / "theirs.jsonl"
    with path.open("wb") as out:
        export_archive(world.steward, out, silent)
    world.export, world.files, world.identities = path, folder / "store", envelopes.own_identities()
    settings.PLACE = ours
    make_new()
    return world


@pytest.fixture
def ours(theirs: SimpleNamespace, tmp_path: Path) -> SimpleNamespace:
    world = build_world()
    loaded(world, tmp_path)
    return world


def merge(actor: Actor, theirs: SimpleNamespace, *identities: Identity) -> OtherArchive:
    with theirs.export.open("rb") as file:
        header = read_header(file)
    return merge_archive(actor, theirs.export, header, theirs.files, identities, silent)


def steward(world: SimpleNamespace) -> Actor:
    """With the roles of now: an actor keeps those with which it came."""
    return Actor(world.steward.account)


def seen(world: SimpleNamespace) -> Visible:
    return visible_to(steward(world))


def row_counts() -> dict[str, int]:
    return {name: ledgered(name).model._default_manager.count() for name in LEDGERED}


def test_what_comes_in_is_theirs_and_told_apart(ours, theirs):
    before = row_counts()
    other = merge(ours.steward, theirs)
    assert verify(heads.place()).faults == ()
    assert (other.origin, merged()) == (THEIRS, [other])
    judgement = Assessment.objects.get(claim_id=theirs.claim.pk)
    assert (judgement.verdict, judgement.account.name.endswith(f"· {THEIRS}")) == ("rejected", True)
    source = Source.objects.get(pk=theirs.source.pk)
    assert (source.handle, source.compartment.archive) == (f"{THEIRS}/S-LETTER", other)
    paper = Source.objects.get(handle=f"{THEIRS}/S-PAPER")
    assert paper.derives_from == f"{THEIRS}/S-LIST"
    assert row_counts()["subject"] == 2 * before["subject"]
    shared = Claim.objects.filter(source__compartment__archive=other).values("group")
    assert not Claim.objects.filter(group__in=shared, source__compartment__archive=None).exists()


def test_their_people_have_no_right_here(ours, theirs):
    other = merge(ours.steward, theirs)
    assert not Account.objects.filter(archive=other, is_active=True).exists()
    assert not Account.objects.filter(archive=other, is_superuser=True).exists()
    held = {role.account_id for role in Role.objects.filter(compartment__archive=other)}
    assert held == {ours.steward.account.pk}
    assert not visible_to(ours.reader).sources().filter(compartment__archive=other).exists()
    assert not visible_to(Actor(Account.objects.get(login=f"{THEIRS}/steward"))).compartments().exists()


def test_loading_our_sheet_again_touches_nothing_of_theirs(ours, theirs, tmp_path):
    merge(ours.steward, theirs)
    assert load_sheet(ours.steward, read_sheet(tmp_path / "sheet.yaml")[0], ours.main).is_empty
    assert sheet_keys(seen(ours)) == [f"{THEIRS}/sample", "sample"]
    mine, their = (sheet_of(seen(ours), key) for key in ("sample", f"{THEIRS}/sample"))
    assert [row.key for row in their.subjects] == [f"{THEIRS}/{row.key}" for row in mine.subjects]


def test_the_same_bytes_meet_and_are_one_voice(ours, theirs):
    merge(ours.steward, theirs)
    items = Item.objects.filter(digest=ours.letter.digest)
    assert {item.pk for item in items} == {ours.letter.pk, theirs.letter.pk}
    lines = [line for line in figures(seen(ours)) if line.value == 7]
    assert len(lines) == 2
    assert together(lines).independent == 1


def test_persons_are_proposed_and_never_joined(ours, theirs):
    other = merge(ours.steward, theirs)
    [found] = proposals(seen(ours), other)
    assert Subject.objects.get(pk=found.ours).handle == "P1"
    assert Subject.objects.get(pk=found.theirs).handle == f"{THEIRS}/P1"
    assert proposals(visible_to(ours.reader), other) == []


def test_an_undone_merge_leaves_nothing_but_that_it_was(ours, theirs):
    before, there = row_counts(), set(Store(heads.place().store).digests())
    other = merge(ours.steward, theirs)
    assert places_of(PLANTED)
    undo_merge(steward(ours), other, silent)
    assert row_counts() == {**before, "other_archive": 1}
    assert set(Store(heads.place().store).digests()) == there
    assert places_of(PLANTED) == set()
    assert verify(heads.place()).faults == ()
    assert (merged(), bool(OtherArchive.objects.get().undone)) == ([], True)


def test_what_rests_on_theirs_is_named_before_an_undo(ours, theirs):
    other = merge(ours.steward, theirs)
    mine = assess_claim(steward(ours), theirs.claim, "accepted", "We hold the same letter", "2")
    before = row_counts()
    with pytest.raises(NotMerged, match=f"Your assessment {mine.pk} rests on their claim {theirs.claim.pk}"):
        undo_merge(steward(ours), other, silent)
    assert (row_counts(), merged()) == (before, [other])
    erase(steward(ours), mine, "mistake")
    assert verify(heads.place()).faults == ()


def test_a_merge_can_be_undone_and_made_again(ours, theirs):
    undo_merge(steward(ours), merge(ours.steward, theirs), silent)
    merge(ours.steward, theirs)
    assert [each.origin for each in merged()] == [THEIRS]
    with pytest.raises(NotMerged, match="merged already"):
        merge(ours.steward, theirs)
    assert verify(heads.place()).faults == ()


def test_an_archive_is_not_merged_with_its_own_past(ours, theirs, tmp_path, settings):
    path = tmp_path / "own.jsonl"
    with path.open("wb") as out:
        export_archive(ours.steward, out, silent)
    own = SimpleNamespace(export=path, files=heads.place().store)
    with pytest.raises(NotMerged, match="of this archive itself"):
        merge(ours.steward, own)
    settings.PLACE = Place(tmp_path / "renamed")
    settings.PLACE.root.mkdir()
    with pytest.raises(NotMerged, match="common past"):
        merge(ours.steward, own)


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_file_that_is_missing_or_altered_is_named_and_nothing_comes_in(ours, theirs, damage):
    before, there = row_counts(), set(Store(heads.place().store).digests())
    digest = next(iter(set(Store(theirs.files).digests()) - there))
    path = Store(theirs.files).path(digest)
    path.chmod(0o600)
    path.write_bytes(b"something else") if damage == "altered" else path.unlink()
    with pytest.raises(NotMerged, match=f"The file {digest} (was altered|is missing)"):
        merge(ours.steward, theirs)
    assert (row_counts(), set(Store(heads.place().store).digests())) == (before, there)


def test_only_a_steward_merges_and_undoes(ours, theirs):
    with pytest.raises(Refused):
        merge(ours.documenter, theirs)
    other = merge(ours.steward, theirs)
    with pytest.raises(Refused):
        undo_merge(ours.reader, other, silent)


def test_their_encrypted_files_open_for_us_only_with_a_key_of_theirs(ours, theirs):
    other = merge(ours.steward, theirs)
    envelope = Envelope.objects.get(item__compartment__archive=other)
    with pytest.raises(envelopes.Closed), envelopes.opened(envelope.item):
        pass
    with envelopes.opened(envelope.item, theirs.identities) as file:
        assert file.read() == b"a secret of theirs"
    take_in(ours.steward, ours.sealed, [heads.place().config_file], Acquisition())
    add_custodian(steward(ours), "Lawyer", str(Identity.generate().to_public()), envelopes.own_identities(), silent)
    assert stale(envelopes.custodians()).count() == 0
    undo_merge(steward(ours), other, silent)
    other = merge(ours.steward, theirs, *theirs.identities)
    with envelopes.opened(Item.objects.get(pk=envelope.item_id)) as file:
        assert file.read() == b"a secret of theirs"
    assert renew(steward(ours), envelopes.own_identities(), silent) == 0
    assert Compartment.objects.get(archive=other, level="sealed").handle == f"{THEIRS}/sealed"
