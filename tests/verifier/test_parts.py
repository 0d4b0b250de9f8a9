"""An export is cut into parts that several processes check: the answer is that of one process, on good and damaged files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.conftest import PROGRAM, stranger
from tests.verifier.damages import CAREFUL, flip, mended

SMALL = 4000
"""Bytes of a part: so few that the small archive has many."""


def answer(path: Path, **given: Any) -> dict[str, Any]:
    return stranger.Archive(path, **given).check().as_dict()


def test_a_small_export_is_cut_into_many_parts_and_holds(taken) -> None:
    archive = stranger.Archive(taken.export, [stranger.Key(taken.key)], [], taken.ledger, processes=2, part=SMALL)
    assert archive.check(taken.files).faults == []
    rows, ledger = list(archive._row_parts()), list(archive._ledger_parts())
    assert len(rows) > 5
    assert len(ledger) > 5
    assert answer(taken.export, processes=2, part=SMALL) == answer(taken.export)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def _processes_agree(lines: list[bytes], path: Path, seed: int) -> None:
    random, damaged = Random(seed), list(lines)
    kinds = random.choices([*CAREFUL, None], k=random.randrange(1, 4))
    named = [kind(random, damaged) for kind in kinds if kind]
    path.write_bytes(mended(damaged))
    if None in kinds:
        flip(random, path)
    alone = answer(path, processes=1, part=SMALL)
    assert answer(path, processes=2, part=SMALL) == alone
    assert answer(path)["holds"] is alone["holds"] is False
    if kinds == [kinds[0]] and named:
        assert any(named[0] in fault["where"] for fault in alone["faults"]), (named, alone)


def test_two_processes_name_the_same_faults_in_the_same_order_as_one(taken, tmp_path) -> None:
    _processes_agree(taken.export.read_bytes().splitlines(keepends=True), tmp_path / "it.jsonl")


def test_damaged_lines_are_told_by_their_number_in_the_file(taken, tmp_path) -> None:
    lines = taken.export.read_bytes().splitlines(keepends=True)
    expected = []
    for kind in (b'{"row"', b'{"line"'):
        at = [number for number, raw in enumerate(lines) if raw.startswith(kind)][-2]
        lines[at] = lines[at][:20] + b"\n"
        expected.append(f"line {at + 1}")
    (tmp_path / "it.jsonl").write_bytes(mended(lines))
    faults = answer(tmp_path / "it.jsonl", processes=2, part=SMALL)["faults"]
    assert set(expected) <= {fault["where"] for fault in faults}


def changed(random: Random, line: bytes) -> str:
    """A line with one byte changed, none of it to a line end, each byte as a letter."""
    raw = bytearray(line)
    at = random.randrange(len(raw) - 1)
    raw[at] = random.choice([number for number in range(256) if number not in (raw[at], 10)])
    return raw.decode("latin-1")


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def _lines_are_strict(lines: list[bytes], seed: int) -> None:
    random = Random(seed)
    (found,) = stranger.LINE_FORM.findall(changed(random, random.choice(lines)))
    raw, body, digest, form, own, place, pk, salt, seq, table = found
    if seq and (not body or stranger._is_utf8(body)):
        told = int(seq), int(place), f'["{table}","{pk}",{form},"{digest}"]'
        assert stranger._line_of(raw.encode("latin-1")) == (told, table, pk, int(own), salt, digest, bool(body))


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def _entries_are_strict(entries: list[bytes], seed: int) -> None:
    random = Random(seed)
    line = random.choice(entries)
    told = json.loads(stranger._entry_of(line)[0])
    rows = [(told["seq"], number, stranger._json(row)) for number, row in enumerate(told.get("rows", ()))]
    ((entry, *_),) = stranger.ENTRY_FORM.findall(random.choice([line.decode("latin-1"), changed(random, line)]))
    text = entry.replace('\\"', '"')
    leaf = stranger.leaf_of(text.encode("latin-1")).hex()
    part = stranger.LedgerPart(None, None, None, told["seq"], has_tiles=False)
    if entry and part._usual(entry, leaf, [*rows, (stranger.LARGEST, 0, "")], 0) is not None:
        assert stranger._entry_of(f'{{"entry":"{entry}","leaf":"{leaf}"}}\n'.encode("latin-1")) == (text, leaf)
        read = json.loads(text)
        assert (read["rows"], read["seq"], stranger._json(read)) == (told["rows"], told["seq"], text)


def test_what_is_read_by_its_form_is_what_json_tells(taken) -> None:
    lines = taken.export.read_bytes().splitlines(keepends=True)
    entries, lines = ([raw for raw in lines if raw.startswith(kind)] for kind in (b'{"entry"', b'{"line"'))
    found = stranger.ENTRY_FORM.findall(b"".join(entries).decode("latin-1"))
    assert len(found) == len(entries) > sum(bool(entry) for entry, *_ in found) > 3
    found = stranger.LINE_FORM.findall(b"".join(lines).decode("latin-1"))
    assert len(found) == len(lines) > sum(bool(body) for _, body, *_ in found) > 1
    _lines_are_strict(lines)
    _entries_are_strict(entries)


def test_a_killed_process_ends_in_a_sentence() -> None:
    with stranger.Workers(2) as workers, pytest.raises(stranger.Wrong, match="was ended from outside"):
        list(workers.each([9, 9, 9], os._exit))


def test_the_command_says_that_a_process_was_killed_and_does_not_hang(taken) -> None:
    program = f"""import multiprocessing, os, signal, sys
sys.path.insert(0, {str(PROGRAM.parent)!r})
import dadkhah_verify
multiprocessing.set_start_method("fork")
dadkhah_verify.RowPart.checked = lambda part: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(dadkhah_verify.main(["archive", {str(taken.export)!r}, "--processes", "2"]))"""
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("One of the processes")
    assert done.stderr.count("\n") == 1


def test_processes_may_be_started_anew_as_on_windows_and_macos(taken, tmp_path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import multiprocessing; multiprocessing.set_start_method('spawn', force=True)")
    run = [sys.executable, PROGRAM, "archive", taken.export, "--processes", "2", "--json"]
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=300, env=surroundings)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == answer(taken.export)
