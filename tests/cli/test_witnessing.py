"""`dadkhah witness` with the stranger's script on the other side, as two people with a stick would do it."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import REPOSITORY

SCRIPT = REPOSITORY / "verifier" / "dadkhah_verify.py"


def script(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *map(str, words)], capture_output=True, text=True, check=False)


def test_a_witness_signs_by_stick_and_sees_the_ledger_grow(dadkhah, tmp_path) -> None:
    state, vkey = tmp_path / "anna", dadkhah.folder / "ledger/vkey"
    key = script("witness", "new", "witness.example/anna", "--state", state).stdout.strip()
    (tmp_path / "anna.key").write_text(key)
    dadkhah.ok("witness", "request", "--out", tmp_path / "first.txt")
    refused = script("witness", "sign", tmp_path / "first.txt", "--state", state, "--out", tmp_path / "no.txt")
    assert (refused.returncode, "give its key" in refused.stderr) == (1, True)
    signed = script("witness", "sign", tmp_path / "first.txt", "--key", vkey, "--state", state, "--out", tmp_path / "one.txt")
    assert signed.returncode == 0, signed.stderr
    assert dadkhah("witness", "receive", tmp_path / "one.txt").code == 2
    dadkhah.ok("witness", "receive", tmp_path / "one.txt", "--key", tmp_path / "anna.key")
    size = dadkhah.ok("witness", "list", "--json").json[0]["size"]

    dadkhah.ok("compartment", "add", "later", "--level", "team")
    dadkhah.ok("witness", "request", "--old", str(size), "--out", tmp_path / "second.txt")
    signed = script("witness", "sign", tmp_path / "second.txt", "--state", state, "--out", tmp_path / "two.txt")
    assert signed.returncode == 0, signed.stderr
    dadkhah.ok("witness", "receive", tmp_path / "two.txt")
    assert dadkhah.ok("witness", "list", "--json").json[0]["size"] == size + 1
    assert "witness.example/anna" in dadkhah.ok("verify").out

    back = script("witness", "sign", tmp_path / "first.txt", "--state", state, "--out", tmp_path / "no.txt")
    assert (back.returncode, "rolled back" in back.stderr) == (1, True)


def test_an_archive_witnesses_another_archive(dadkhah, tmp_path) -> None:
    dadkhah.ok("witness", "request", "--out", tmp_path / "request.txt")
    key = dadkhah.ok("witness", "key").out.strip()
    dadkhah.ok("witness", "sign", tmp_path / "request.txt", "--key", dadkhah.folder / "ledger/vkey", "--out", tmp_path / "it.txt")
    assert "/witness signed" in dadkhah.ok("witness", "receive", tmp_path / "it.txt", "--key", key).out
    assert dadkhah("witness", "request", "--old", "99", "--out", tmp_path / "no.txt").code == 2
    assert dadkhah("witness", "sign", tmp_path / "it.txt", "--out", tmp_path / "no.txt").code == 2
