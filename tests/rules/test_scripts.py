"""The scripts start from anywhere, and a skipped test cannot pass for a tested one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.house import ROOT, name

SCRIPTS = [path for path in [*(ROOT / "script").iterdir(), ROOT / ".ci/run"] if path.is_file() and not path.suffix]


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_can_be_run(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def run_with(tmp_path: Path, body: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_one.py").write_text(f"import pytest\n\n\ndef test_one():\n    {body}\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugin_no_skips", "-p", "no:django", "-p", "no:cacheprovider"]
    kept = {key: value for key, value in os.environ.items() if key not in ("CI", "DADKHAH_TEST_DATABASE")}
    return subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False,
    )


def test_a_skip_fails_where_everything_must_run(tmp_path: Path) -> None:
    done = run_with(tmp_path, "pytest.skip('no browser here')", CI="true")
    assert done.returncode == 1
    assert "test_one: Skipped: no browser here" in done.stdout


def test_a_skip_passes_elsewhere(tmp_path: Path) -> None:
    assert run_with(tmp_path, "pytest.skip('no browser here')").returncode == 0


def test_a_skip_for_the_other_database_passes(tmp_path: Path) -> None:
    body = "pytest.skip('Only on SQLite: the file is edited.')"
    assert run_with(tmp_path, body, CI="true", DADKHAH_TEST_DATABASE="postgresql://").returncode == 0
    assert run_with(tmp_path, body, CI="true").returncode == 1
