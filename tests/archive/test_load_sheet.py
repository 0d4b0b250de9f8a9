"""A sheet loads whole, again without an entry, and edited with what was added, changed and retired."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dadkhah.archive import heads
from dadkhah.archive.access import Refused, visible_to
from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.models import Claim, Derivation, Item, LedgerHead, Source, Standing, Statement, Subject
from dadkhah.archive.verify import verify
from dadkhah.claims.sheet import read_sheet

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-1988"

SHEET = """
sheet: {id: test, title: A test sheet, compiled: '2026-01-02'}
case: {id: the-case, title: The case}
sources:
  - {id: S-ONE, title: First report, author: First group, kind: ngo, language: en, seen: full, party: none}
  - {id: S-TWO, title: Second report, author: Second group, kind: news, language: en, seen: excerpt, party: none,
     derives_from: [S-ONE]}
groups:
  - {id: first-group, name: First group, sources: [S-ONE]}
events:
  - id: E1
    title: Something happened
    date: 1988-07-28~
    sources: [S-ONE, S-TWO]
    confidence: 'high: two texts seen'
figures:
  - {id: F1, measure: people_killed, scope: country_1988, qualifier: at_least, value: 7, counts: prisoners,
     claimed_by: first-group, claimed_on: '1990', sources: [S-ONE, S-TWO]}
"""


@pytest.fixture
def sheet(tmp_path: Path):
    file = tmp_path / "sheet.yaml"

    def read(text: str = SHEET):
        file.write_text(text, "utf-8")
        sheet, faults = read_sheet(file)
        assert not faults, faults
        return sheet

    return read


def entries() -> int:
    return LedgerHead.objects.get(id=1).size


def test_it_loads_every_claim_with_its_source_and_its_lines(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    dates = Claim.objects.filter(subject__handle="E1", predicate="date").order_by("source__handle")
    assert [c.source.handle for c in dates] == ["S-ONE", "S-TWO"]
    assert {(c.date, c.date_first) for c in dates} == {("1988-07-28~", "1988-07-28")}
    passage = dates[0].passage
    lines = SHEET.splitlines()[passage.first_line - 1 : passage.last_line]
    assert any("1988-07-28~" in line for line in lines)
    assert Item.objects.get(pk=passage.item_id).original_name == "sheet.yaml"


def test_the_sheet_is_a_source_whose_file_is_held(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    own = Source.objects.get(handle="test")
    assert (own.kind, own.item.original_name) == ("compilation", "sheet.yaml")
    assert [source.item for source in Source.objects.exclude(pk=own.pk)] == [None, None]
    first = own.item_id
    load_sheet(world.steward, sheet(SHEET.replace("prisoners", "people")), world.main)
    own.refresh_from_db()
    assert own.item == Item.objects.order_by("-id").first()
    load_sheet(world.steward, sheet(SHEET.replace("A test sheet", "A sheet")), world.main)
    own.refresh_from_db()
    assert (own.title, own.item_id == first, Item.objects.count()) == ("A sheet", False, 3)
    heads.publish()
    assert verify(heads.place()).faults == ()


def test_of_a_folder_the_file_with_the_head_is_the_sheets(world):
    sheet, _ = read_sheet(EXAMPLE)
    load_sheet(world.steward, sheet, world.main)
    assert Source.objects.get(handle="iran-1988").item.original_name == "00-sheet.yaml"


def test_a_figure_with_two_sources_is_two_claims_of_one_group_each_with_its_derivation(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    claims = Claim.objects.filter(predicate="figure").order_by("source__handle")
    assert len({c.group for c in claims}) == 1
    assert [c.derivation for c in claims] == ["own", "derived"]
    assert Derivation.objects.get(claim=claims[1]).from_claim == claims[0]
    assert Standing.objects.filter(source__handle="S-ONE").get().party == "none"


def test_the_same_sheet_again_makes_no_entry(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    before = entries()
    assert load_sheet(world.steward, sheet(), world.main).is_empty
    assert load_sheet(world.steward, sheet(f"# a remark\n{SHEET}"), world.main).is_empty
    assert entries() == before


def test_a_dry_run_writes_nothing(world, sheet):
    before = entries()
    difference = load_sheet(world.steward, sheet(), world.main, dry_run=True)
    assert difference.summary()["added"] > 10
    assert entries() == before
    assert not Subject.objects.exists()


def test_an_edited_sheet_adds_updates_and_retires_in_one_entry(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    before, first = entries(), Claim.objects.get(key="test:E1/title/S-ONE")
    edited = SHEET.replace("Something happened", "Something else happened").replace(
        "sources: [S-ONE, S-TWO]\n    conf", "sources: [S-ONE]\n    conf"
    )
    edited += "  - {id: F2, measure: sites, qualifier: about, value: 3, counts: places, "
    edited += "claimed_by: first-group, claimed_on: '1991', sources: [S-TWO]}\n"
    load_sheet(world.steward, sheet(edited), world.main)
    assert entries() == before + 1
    now = Claim.objects.get(key="test:E1/title/S-ONE")
    assert (now.pk, now.value) == (first.pk, "Something else happened")
    assert now.passage_id != first.passage_id
    gone = Claim.objects.get(key="test:E1/title/S-TWO")
    assert "no longer in the sheet" in gone.retired
    assert gone not in visible_to(world.steward).claims()
    assert Claim.objects.filter(figure__measure="sites").exists()


def test_what_comes_back_into_the_sheet_is_the_same_row_again(world, sheet):
    load_sheet(world.steward, sheet(), world.main)
    claim = Claim.objects.get(key="test:E1/title/S-TWO")
    load_sheet(world.steward, sheet(SHEET.replace("sources: [S-ONE, S-TWO]\n    conf", "sources: [S-ONE]\n    conf")), world.main)
    load_sheet(world.steward, sheet(), world.main)
    claim.refresh_from_db()
    assert claim.retired == ""


def test_only_who_may_load_loads(world, sheet):
    for actor in (world.reader, world.documenter, world.member_elsewhere, world.outsider):
        with pytest.raises(Refused, match="steward"):
            load_sheet(replace(actor), sheet(), world.main)
    assert not Claim.objects.exists()


def test_the_example_loads_and_hides_what_is_on_hold_from_readers(world):
    sheet, faults = read_sheet(EXAMPLE)
    assert not faults
    load_sheet(world.steward, sheet, world.main)
    reader, documenter = visible_to(world.reader), visible_to(world.documenter)
    held = Statement.objects.get(handle="ST24")
    assert held not in reader.statements()
    assert held in documenter.statements()
    assert not reader.claims().filter(hold__isnull=False).exists()
    assert documenter.claims().filter(hold__isnull=False).exists()
    assert not visible_to(world.outsider).claims().exists()
    assert not visible_to(world.member_elsewhere).subjects().exists()
    assert reader.sources().count() == Source.objects.count()
