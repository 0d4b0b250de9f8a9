"""Takes a made-up letter into an archive and reads it: python -m tests.cli.read_worker FOLDER LOGIN WORK TEXT."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY


def read_letter(folder: Path, login: str, work: Path, text: str) -> str:
    """Does so in a process of its own. Gives the id of the letter's item."""
    order = [sys.executable, "-m", "tests.cli.read_worker", folder, login, work, text]
    return subprocess.run(order, check=True, capture_output=True, text=True, cwd=REPOSITORY).stdout.strip()


def main(folder: str, login: str, work: str, text: str) -> None:
    from dadkhah.archive.place import find
    from dadkhah.cli.session import django_ready

    django_ready(find(folder))
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.read_document import read_document
    from dadkhah.archive.models import Account, Compartment
    from tests.archive.letters import take_in_letter

    actor = Actor(Account.objects.get(login=login))
    letter = take_in_letter(actor, Compartment.objects.get(handle="main"), Path(work), text)
    print(read_document(actor, letter).item_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
