"""The verifier that shares no code with the program agrees with it: on what is whole, and on what is damaged."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.conftest import PROGRAM, Taken, stranger
from tests.verifier.damages import CAREFUL, damage, flip, mended


def test_it_is_one_file_of_the_standard_library_alone() -> None:
    names = set()
    for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "urllib", "http", "ssl", "subprocess", "pickle"}


def test_a_whole_archive_holds_and_says_what_is_not_proven(taken) -> None:
    report = taken.check()
    assert report.faults == []
    assert report.level == stranger.AGREES
    assert report.counts["files"] == sum(len(each.name) == 64 for each in taken.files.rglob("*")) > 3
    alone = taken.check(key=False, kept=False)
    assert alone.level == stranger.CONSISTENT
    assert any("rewritten" in sentence for sentence in alone.not_proven)
    assert any("the key came with the export" in sentence for sentence in alone.not_proven)


def test_another_key_and_a_foreign_checkpoint_are_told(taken) -> None:
    from dadkhah.evidence.checkpoint import Checkpoint, SigningKey, sign

    foreign = SigningKey.generate("example.org/test")
    report = stranger.Archive(taken.export, [stranger.Key(foreign.vkey)]).check(taken.files)
    assert any("not the one you were given" in message for _, message in report.faults)
    forged = sign(Checkpoint("example.org/test", 2, bytes(32)), foreign)
    outside = [("it", stranger.Checkpoint(forged))]
    report = stranger.Archive(taken.export, [stranger.Key(taken.key)], outside).check(taken.files)
    assert [where for where, _ in report.faults] == ["it"]


def test_an_older_archive_under_a_newer_checkpoint_was_rolled_back(taken, tmp_path) -> None:
    newest = stranger.Checkpoint(json.loads(taken.export.read_bytes().splitlines()[0])["checkpoint"])
    older = tmp_path / "older.jsonl"
    lines = taken.export.read_bytes().splitlines(keepends=True)
    entries = [at for at, raw in enumerate(lines) if raw.startswith(b'{"entr')]
    older.write_bytes(mended(lines[: entries[-1]] + lines[entries[-1] + 1 :]))
    report = stranger.Archive(older, [stranger.Key(taken.key)], [("it", newest)]).check(taken.files)
    assert any(where == "it" and "rolled back" in message for where, message in report.faults)


def test_what_a_witness_kept_of_a_conflict_is_compared_with_an_export(taken, tmp_path) -> None:
    """Of two sizes both may be honest: the export tells."""
    newest = json.loads(taken.export.read_bytes().splitlines()[0])["checkpoint"]
    (tmp_path / "conflict.txt").write_text(f"{taken.kept}\n{newest}", "utf-8")
    outside = stranger._kept([tmp_path / "conflict.txt"])
    assert [each.text for _, each in outside] == [taken.kept, newest]
    report = stranger.Archive(taken.export, [stranger.Key(taken.key)], outside, taken.ledger).check(taken.files)
    assert report.faults == []
    assert any("checkpoint 2 in conflict.txt" in sentence for sentence in report.proven)


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def _every_damage_is_found(copy, seed: int) -> None:
    broken, random = copy(), Random(seed)
    named = damage(random, broken)
    report = broken.check()
    assert report.faults
    assert any(named in where for where, _ in report.faults), (named, report.faults)


def test_every_damage_is_found_and_named(taken, tmp_path) -> None:
    _every_damage_is_found(copier(taken, tmp_path))


def copier(taken: Taken, folder: Path):
    made = iter(range(1_000_000))
    return lambda: taken.copied(folder / f"copy-{next(made)}")


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def _both_agree(says, taken: Taken, path: Path, seed: int) -> None:
    random = Random(seed)
    lines = taken.export.read_bytes().splitlines(keepends=True)
    kind = random.randrange(len(CAREFUL) + 2)
    if kind < len(CAREFUL):
        CAREFUL[kind](random, lines)
        path.write_bytes(mended(lines))
    else:
        path.write_bytes(taken.export.read_bytes())
        if kind > len(CAREFUL):
            flip(random, path)
    assert bool(stranger.Archive(path).check().faults) is not says(path)


def test_both_verifiers_agree_on_good_and_on_damaged_exports(taken, tmp_path, transactional_db) -> None:
    _both_agree(imports, taken, tmp_path / "it.jsonl")


def imports(path: Path) -> bool:
    """Whether the program takes the export for whole; the database stays as it is."""
    from dadkhah.archive import derived
    from dadkhah.archive.exchange.form import BadExport
    from dadkhah.archive.exchange.importing import import_archive
    from dadkhah.archive.exchange.storing import empty
    from dadkhah.archive.models import LedgerHead

    try:
        with transaction.atomic():
            empty()
            derived.rebuild()
            LedgerHead.objects.update(size=0, root=stranger.sha(b"").hex(), frontier="[]")
            import_archive(path, lambda *_: None, lambda _: None)
            transaction.set_rollback(True)
    except BadExport:
        return False
    return True


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_answers_in_words_and_by_its_exit_code(taken, tmp_path, form) -> None:
    (tmp_path / "kept.txt").write_text(taken.kept)
    command = [sys.executable, PROGRAM, "archive", taken.export, "--files", taken.files, "--ledger", taken.ledger,
               "--key", taken.key, "--checkpoint", tmp_path / "kept.txt", *(["--json"] if form == "json" else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if form == "json":
        assert json.loads(done.stdout)["level"] == stranger.AGREES
    else:
        assert "agrees with a checkpoint kept outside" in done.stdout
    broken = taken.copied(tmp_path / "broken")
    flip(Random(1), next(each for each in broken.files.rglob("*") if len(each.name) == 64))
    command[3], command[5] = broken.export, broken.files
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    done = subprocess.run([sys.executable, PROGRAM, "archive", tmp_path / "nothing"], capture_output=True, check=False)
    assert done.returncode == 2
