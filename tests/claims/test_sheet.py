"""Reading and writing sheets: what each short form means, which faults are found, and that nothing ever breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dadkhah.claims.sheet import read_sheet, write_sheet
from dadkhah.claims.sheet.nodes import MAX_DEPTH
from dadkhah.claims.values import ClaimRow, Lines, Sheet, SheetFault, StanceRow

VALID = """\
sheet: {id: s, title: Sheet, compiled: 2026-01-01, language: en, notes: {how: by hand}}
case: {id: c, title: Case}
sources:
  - {id: S-A, title: List, author: Body One, date: 1988-12, language: no, kind: ngo, party: none}
  - {id: S-B, title: Paper, author: News, derives_from: [S-A]}
groups:
  - {id: body, name: Body One}
persons:
  - id: P1
    name: [First Example, مثال نخست]
    sources: [S-A, S-B]
    confidence: high
    birth: 1960~
    execution: {value: August, date: 1988-08, place: North?, entity: PL1, sources: [{source: S-B, quote: “died”}]}
    note: a remark
    claims:
      - {id: P1-C1, field: arrest, value: At home, sources: [{source: S-B, derivation: unknown}], hold: not yet}
prisons:
  - {id: PL1, name: North Ward}
arguments:
  - {id: AR1, title: War, argument_kind: objection, statements: [ST1]}
responses:
  - {id: RE1, what: Wrote, responds_to: [ST1, AR1]}
figures:
  - {id: F1, measure: people_killed, qualifier: range, low: 1, high: 2, claimed_by: body, sources: [S-A, S-B]}
statements:
  - {id: ST1, speaker: P1, paraphrase: So, stance: admits, sources: [S-A, S-B], framed_by_source_as: {S-B: denies}}
positions:
  - {person: P1, role: clerk, period: 1988, alleged_by: News, sources: [S-B], hold: one source}
"""


@pytest.fixture
def read(tmp_path):
    def reading(text: str | bytes) -> tuple[Sheet | None, list[SheetFault]]:
        path = tmp_path / "sheet.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_sheet(path)

    return reading


@pytest.fixture
def sheet(read) -> Sheet:
    found, faults = read(VALID)
    assert faults == []
    return found


def claims(sheet: Sheet, **wanted: str) -> list[ClaimRow]:
    return [one for one in sheet.claims if all(getattr(one, name) == value for name, value in wanted.items())]


def test_a_short_key_becomes_one_claim_for_each_source(sheet):
    rows = claims(sheet, group="P1/birth")
    assert [row.key for row in rows] == ["P1/birth/S-A", "P1/birth/S-B"]
    assert {(row.predicate, row.date, row.confidence) for row in rows} == {("birth", "1960~", "high")}


def test_a_list_under_a_short_key_becomes_several_groups(sheet):
    rows = claims(sheet, subject="P1", predicate="name", source="S-A")
    assert [(row.group, row.value) for row in rows] == [("P1/name", "First Example"), ("P1/name-2", "مثال نخست")]


def test_every_row_remembers_its_lines(sheet):
    assert sheet.statements[0].lines == Lines("sheet.yaml", 27, 27)
    assert claims(sheet, group="P1/birth")[0].lines == Lines("sheet.yaml", 13, 13)
    assert sheet.subjects[0].lines == Lines("sheet.yaml", 9, 17)


def test_a_value_without_a_source_is_said_by_the_sheet(sheet):
    (row,) = claims(sheet, group="PL1/name")
    assert (row.source, row.derivation) == ("s", "own")
    assert (sheet.sources[0].key, sheet.sources[0].kind, sheet.sources[0].language) == ("s", "compilation", "en")


def test_remarks_of_the_compiler_never_take_the_sources_of_the_entry(sheet):
    (row,) = claims(sheet, predicate="note")
    assert (row.source, row.confidence) == ("s", "")
    assert claims(sheet, predicate="compiled_note")[0].subject == "c"


def test_derivation_follows_what_is_written_then_the_source_then_the_author(sheet):
    found = {row.key: (row.derivation, row.derives_from) for row in sheet.claims}
    assert found["P1-C1/S-B"] == ("unknown", ())
    assert found["F1/S-B"] == ("derived", ("S-A",))
    assert found["F1/S-A"] == ("own", ())
    assert found["ST1/S-A"] == ("unknown", ())


def test_what_a_source_says_of_its_own_stays_with_that_source(sheet):
    (row,) = claims(sheet, predicate="execution")
    assert (row.quote, row.entity, row.place) == ("“died”", "PL1", "North?")


def test_a_prison_is_one_by_its_section(sheet):
    assert claims(sheet, subject="PL1", predicate="site_kind")[0].value == "prison"


def test_the_stance_of_a_source_is_kept_apart_from_ours(sheet):
    ours, theirs = sheet.statements[0].stances
    assert (ours.author, ours.stance) == ("compiler", "admits")
    assert theirs == StanceRow(stance="denies", author="S-B")


def test_a_statement_and_a_figure_are_carried_by_claims_of_each_source(sheet):
    said = claims(sheet, predicate="said")
    assert [(row.subject, row.statement, row.source) for row in said] == [("P1", "ST1", "S-A"), ("P1", "ST1", "S-B")]
    counted = claims(sheet, predicate="figure")
    assert {(row.subject, row.entity, row.figure) for row in counted} == {("c", "body", "F1")}


def test_an_argument_may_list_its_statements(sheet):
    assert sheet.statements[0].arguments == ("AR1",)
    assert [(row.subject, row.target) for row in sheet.responses] == [("RE1", "ST1"), ("RE1", "AR1")]


def test_a_hold_stays_with_its_claim_and_one_of_an_entry_covers_all(read):
    text = VALID.replace("  - id: P1\n", "  - id: P1\n    hold: whole entry\n")
    found, _ = read(text)
    rows = claims(found, subject="P1")
    held = {row.group: row.hold for row in rows if row.predicate != "said"}
    assert held.pop("P1-C1") == "not yet"
    assert held.pop("P1/position") == "one source"
    assert set(held.values()) == {"whole entry"}


def test_words_stay_as_they_were_typed(read):
    found, _ = read(VALID.replace("title: List", "title: 1988-08-01"))
    assert (found.sources[1].title, found.sources[1].language) == ("1988-08-01", "no")


def test_a_folder_is_one_sheet_in_the_order_of_its_names(tmp_path):
    head, rest = VALID.split("groups:", 1)
    (tmp_path / "a.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("groups:" + rest, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("groups: [{id: body2, name: Body Two}]", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    found, faults = read_sheet(tmp_path)
    assert faults == []
    assert [row.key for row in found.subjects if row.kind == "group"] == ["body", "body2"]
    assert [name for name, _ in found.files] == ["a.yaml", "b.yaml", "c.yaml"]


FAULTS = [
    ("birth: 1960~", "brith: 1960~", 13, "has no key “brith”. Did you mean “birth”?"),
    ("birth: 1960~", "birth: 1960~\n    birth: 1961", 14, "stands here twice (first in line 13)"),
    ("birth: 1960~", "birth: in spring", 13, "“in spring” is not an EDTF date."),
    ("birth: 1960~", "sex_as_published: female", 13, "“female” is not in the vocabulary list sex_as_published."),
    ("birth: 1960~", "is_deceased: perhaps", 13, "“is_deceased” must be true or false, not “perhaps”."),
    ("birth: 1960~", "birth: {note: nothing else}", 13, "neither a value nor a date"),
    ("birth: 1960~", "birth: {date: {year: 1960}}", 13, "“date” must be one value, not a mapping."),
    ("birth: 1960~", "birth: [[1960]]", 13, "list in a list"),
    ("birth: 1960~", "member_of: bodi", 13, "There is no subject “bodi” in this sheet. Did you mean “body”?"),
    ("birth: 1960~", "birth: {date: 1960, calendar: julian}", 13, "“julian” is not a calendar we know."),
    ("birth: 1960~", "birth: {date: 1960, quote: a, sources: [S-A, S-B]}", 13, "A quote with several sources"),
    ("[S-A, S-B]\n    conf", "[S-A, S-A]\n    conf", 11, "named twice for one assertion"),
    ("[S-A, S-B]\n    conf", "[S-A, S-C]\n    conf", 11, "There is no source “S-C”"),
    ("[S-A, S-B]\n    conf", "[S-A, body]\n    conf", 11, "“body” is a group. Name a source here."),
    ("derivation: unknown", "derivation: guess", 17, "“guess” is not in the vocabulary list derivation."),
    ("derivation: unknown", "derivation: own, derives_from: [S-A]", 17, "contradict each other"),
    ("derivation: unknown", "derivation: derived", 17, "needs “derives_from”"),
    ("derivation: unknown", "derives_from: [S-B]", 17, "cannot derive from itself"),
    ("field: arrest", "field: arest", 17, "Did you mean “arrest”?"),
    ("field: arrest, ", "", 17, "A claim needs “field”."),
    ("id: P1-C1", "id: P1/birth", 17, "“P1/birth” is already used in line 13"),
    ("id: PL1", "id: P1", 19, "“P1” is already used in line 9"),
    ("id: PL1", "id: a b", 19, "“a b” cannot be an id."),
    ("prisons:", "burial_sites:", 19, "A burial site needs “site_kind”"),
    ("measure: people_killed, ", "", 25, "A figure needs “measure”."),
    ("low: 1, high: 2, ", "", 25, "A figure needs a number"),
    ("low: 1, high: 2", "value: 1, high: 2", 25, "either “value” or a range"),
    ("low: 1, high: 2", "low: 3, high: 2", 25, "low 3 is greater than high 2"),
    ("low: 1, high: 2", "value: '1,000'", 25, "must be a whole number in digits"),
    ("low: 1, high: 2", "value: -4", 25, "must be a whole number in digits"),
    ("claimed_by: body", "claimed_by: S-A", 25, "“S-A” is a source. Name a person or group here."),
    ("paraphrase: So, ", "", 27, "A statement needs what was said"),
    ("{S-B: denies}", "denies", 27, "Say which source frames the statement so"),
    ("stance: admits", "stance: maybe", 27, "“maybe” is not in the vocabulary list stances."),
    ("[ST1, AR1]", "[ST1, ST1]", 23, "named twice under “responds_to”"),
    ("positions:\n  - {person: P1", "positions:\n  - {person: P2", 29, "There is no person “P2”"),
    ("case: {id: c, title: Case}\n", "", 1, "The notes of a sheet belong to its case."),
    ("{how: by hand}", "{'': by hand}", 1, "A key is empty."),
    ("{how: by hand}", "{a b: by hand}", 1, "“a b” cannot be an id."),
    ("{how: by hand}", "[by hand]", 1, "“notes” must be a mapping"),
    ("groups:", "grups:", 6, "A sheet has no key “grups”. Did you mean “groups”?"),
    ("groups:\n  - {id: body, name: Body One}", "groups: {id: body}", 6, "“groups” must be a list"),
    ("sheet: {id: s,", "shet: {id: s,", 1, "The sheet has no head."),
    ("compiled: 2026-01-01, ", "", 1, "The section “sheet” needs “compiled”."),
]


@pytest.mark.parametrize("case", FAULTS, ids=[case[3][:40] for case in FAULTS])
def test_a_fault_is_told_with_its_line(read, case):
    old, new, line, message = case
    assert VALID.count(old) >= 1
    found, faults = read(VALID.replace(old, new, 1))
    assert found is None
    assert [fault.line for fault in faults if message in fault.message] == [line], faults
    assert all(fault.message.endswith(".") or fault.message.endswith("?") for fault in faults)


def test_all_faults_come_at_once(read):
    text = VALID.replace("1960~", "spring").replace("low: 1", "low: 9").replace("admits", "maybe")
    _, faults = read(text)
    assert [fault.line for fault in faults] == [13, 25, 27]


UNREADABLE = [
    (VALID.replace("    birth", "\tbirth"), "indented with a tab"),
    (VALID.replace("sources:\n", "sources: &a\n"), "Anchors and aliases"),
    ("a: &a [x]\nb: *a\n", "Anchors and aliases"),
    (VALID.replace("title: Case", "title: !!python/object:os.system Case"), "YAML tags"),
    (VALID + "---\nsheet: {}\n", "second YAML document"),
    (VALID.replace("title: Case", "title: [Case"), "not valid YAML"),
    (VALID.replace("Case", '"a\\0b"'), "control character"),
    (VALID.encode().replace(b"Case", b"\xff\xfe"), "not UTF-8"),
    ("x: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "nested more than"),
    ("? [a, b]\n: c\n", "A key must be one word"),
    ("- a list\n", "must hold sections"),
    ("\x01", "YAML does not allow"),
]


@pytest.mark.parametrize(("text", "message"), UNREADABLE)
def test_what_is_no_such_yaml_is_refused(read, text, message):
    found, faults = read(text)
    assert found is None
    assert [fault.message for fault in faults if message in fault.message], faults


def test_an_alias_bomb_costs_nothing(read):
    bomb = "a: &a [x,x]\n" + "".join(f"{n}: &b{n} [*a,*a,*a,*a,*a,*a]\n" for n in range(50))
    found, faults = read(bomb)
    assert (found, len(faults)) == (None, 1)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "~"])
def test_an_empty_file_has_no_head(read, text):
    assert "has no head" in read(text)[1][0].message


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path):
    assert "could not be opened" in read_sheet(tmp_path / "none.yaml")[1][0].message
    assert "no file that ends in .yaml" in read_sheet(tmp_path)[1][0].message


def again(sheet: Sheet, folder: Path) -> Sheet | None:
    for old in folder.glob("*.yaml"):
        old.unlink()
    for name, text in write_sheet(sheet).items():
        (folder / name).write_text(text, encoding="utf-8")
    found, faults = read_sheet(folder)
    assert faults == []
    return found


def test_the_full_form_is_read_as_the_same_sheet(sheet, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    assert again(sheet, folder) == sheet
    assert write_sheet(again(sheet, folder)) == write_sheet(sheet)


quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(str.strip)
sources = st.lists(st.sampled_from(["S-A", "S-B", "s"]), unique=True)


def as_yaml(text: str) -> str:
    """The words in double quotes, every character outside ASCII as an escape."""
    return '"' + "".join(f"\\U{ord(one):08x}" for one in text) + '"'


@quiet
@given(value=words, note=words, confidence=words, cited_and_flag=st.tuples(sources, st.booleans()))
def test_any_words_survive_the_full_form(tmp_path, value, note, confidence, cited_and_flag):
    cited, flag = cited_and_flag
    claim = (
        f"\n      - {{field: arrest, value: {as_yaml(value)}, note: {as_yaml(note)}, inferred: {flag},"
        f" sources: [{', '.join(cited)}]}}\n"
        f"      - field: told\n        value: {as_yaml(note)}\n"
        f"        sources: [{{source: S-A, confidence: {as_yaml(confidence)}}}, S-B]\n"
    )
    path = tmp_path / "sheet.yaml"
    path.write_text(VALID.replace("    claims:\n", "    claims:" + claim, 1), encoding="utf-8")
    found, faults = read_sheet(path)
    if "\u2028" in value + note + confidence or "\u2029" in value + note + confidence:
        assert faults
        return
    assert faults == []
    assert any(row.value == value.strip() and row.note == note.strip() for row in found.claims)
    folder = tmp_path / "full"
    folder.mkdir(exist_ok=True)
    assert again(found, folder) == found


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """The valid sheet with a few random cuts, repeats and insertions."""
    content = VALID.encode()
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        inserted = draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"- ", b": ", b"\n", b"\n  ", b"[", b"}", b"&a ", b"*a", b"~", b"? ", b"| ", b"!!x "]),
                st.just(content[start:end] * 2),
            )
        )
        content = content[:start] + inserted + content[end:]
    return content


@settings(quiet, max_examples=400)
@given(content=broken())
def test_no_file_ever_breaks_the_reader(tmp_path, content):
    path = tmp_path / "sheet.yaml"
    path.write_bytes(content)
    found, faults = read_sheet(path)
    assert (found is None) == bool(faults)
    assert all(fault.file == "sheet.yaml" and fault.line >= 1 and fault.message for fault in faults)


SCRAPS = st.recursive(
    st.sampled_from(["~", "x", "1", "true", "''", "S-A", "P1", "1988~", "{}", "[]"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(
            st.sampled_from(["id", "source", "value", "field", "sources", "person"]), inner, max_size=3
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"),
    ),
    max_leaves=6,
)


@settings(quiet, max_examples=300)
@given(line=st.integers(0, VALID.count("\n") - 1), scrap=SCRAPS)
def test_no_type_in_any_place_breaks_the_reader(tmp_path, line, scrap):
    rows = VALID.splitlines()
    key, colon, _ = rows[line].partition(":")
    rows[line] = f"{key}{colon} {scrap}" if colon else rows[line]
    path = tmp_path / "sheet.yaml"
    path.write_text("\n".join(rows), encoding="utf-8")
    found, faults = read_sheet(path)
    assert (found is None) == bool(faults)
    if found is not None:
        folder = tmp_path / "full"
        folder.mkdir(exist_ok=True)
        assert again(found, folder) == found
