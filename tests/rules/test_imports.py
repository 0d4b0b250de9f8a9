"""Imports run one way, and the seven plain rooms know no Django: the contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

from tests.rules.house import PLAIN_ROOMS, ROOT, files, hits, none_of


def test_the_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_plain_room_stands_alone() -> None:
    """Each opens in a fresh interpreter without Django, as in a notebook."""
    rooms = ", ".join(f"dadkhah.{room}" for room in PLAIN_ROOMS)
    program = f"import sys; import {rooms}; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_plain_rooms_do_not_name_django() -> None:
    """An import inside a function or under TYPE_CHECKING counts too."""
    plain = [path for room in PLAIN_ROOMS for path in files(".py", under=f"dadkhah/{room}")]
    none_of(hits(plain, r"^\s*(from|import) (django|allauth)\b"), "A plain room imports Django:")
