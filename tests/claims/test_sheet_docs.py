"""The page on the format is true: its samples are read, and it names every key there is."""

from __future__ import annotations

import re
from pathlib import Path

from dadkhah.claims.sheet import keys, read_sheet
from dadkhah.claims.sheet.draft import SECTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sheet.md").read_text("utf-8")


def samples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_samples_are_one_sheet_without_faults(tmp_path):
    for number, sample in enumerate(samples()):
        (tmp_path / f"{number:02}.yaml").write_text(sample, encoding="utf-8")
    sheet, faults = read_sheet(tmp_path)
    assert faults == []
    assert sheet is not None
    derived = {claim.key: (claim.derivation, claim.derives_from) for claim in sheet.claims}
    assert derived["F01/S-AI-1988-12"] == ("own", ())
    assert derived["F01/S-DESERET"] == ("derived", ("S-AI-1988-12",))
    assert derived["F05/S-AI-1990"] == ("derived", ("S-FRTV-1989",))
    assert derived["P06-C10/S-ABC-LOTFI"] == ("unknown", ())


def test_every_key_and_section_is_named():
    all_keys = [value for name, value in vars(keys).items() if name.endswith("_KEYS")]
    sets = [one for value in all_keys for one in (value.values() if isinstance(value, dict) else [value])]
    wanted = {key for one in sets for key in one} | set(SECTIONS)
    written = set(re.findall(r"[a-z_]+", PAGE))
    assert wanted - written == set()


def test_the_faults_it_shows_are_worded_as_they_are(tmp_path):
    shown = {line.split("  ", 1)[1].strip() for line in PAGE.splitlines() if re.match(r"\d\d-\w+\.yaml:", line)}
    sheet = """
sheet: {id: s, title: S, compiled: 2026}
case: {id: c}
sources: [{id: S-ABC-LOTFI, title: L}]
groups: [{id: g}]
persons:
  - {id: P, brith: 1956}
  - {id: Q, birth: {date: 1956, sources: [S-ABC-LOFTI]}}
figures:
  - {id: F, measure: bodies, qualifier: range, low: 6000, high: 2500, claimed_by: g, claimed_on: 1988-13}
"""
    path = tmp_path / "sheet.yaml"
    path.write_text(sheet, encoding="utf-8")
    _, faults = read_sheet(path)
    assert {fault.message for fault in faults} == shown
