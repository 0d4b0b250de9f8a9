"""Tables that are done of an estimate which is not recorded yet, so that work which was cut off goes on where it was.

They are counts and what was made of them. They lie in the archive's own folder, closed to others; those of a sealed archive in
memory, so that they are lost when the computer goes off. They go as soon as the estimate is recorded, refused or cancelled.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from dadkhah.archive import heads
from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.alone import Busy, alone_with
from dadkhah.archive.estimating import Asked
from dadkhah.archive.models import RecordList
from dadkhah.archive.work import Cancelled
from dadkhah.sentences import Sentence

WEEK = 7 * 24 * 60 * 60
"""Seconds after which nobody runs again what was cut off."""
COMPUTING = Sentence("The same is being estimated for you just now. Wait until that is done, or cancel it.")


@contextmanager
def unfinished(actor: Actor, lists: Sequence[RecordList], asked: Asked) -> Iterator[Path]:
    """The folder for what is done of this estimate, which whoever runs it again finds as it was left.

    What a kill or a fault of the disk or the program cut off stays in it. Raises Busy where the same actor has it computed already.
    """
    key = sha256("\n".join([actor.id, *sorted(each.pk for each in lists), asked.text()]).encode()).hexdigest()
    with alone_with(key, COMPUTING):
        folder = _folder() / key
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            yield folder
        except (Cancelled, Refused, ValueError):
            shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)


def sweep() -> None:
    """Remove what was cut off a week ago or longer, and what nobody ran again since."""
    for folder in list(_folder().iterdir()) if _folder().is_dir() else []:
        try:
            with alone_with(folder.name):
                if time.time() - folder.stat().st_mtime > WEEK:
                    shutil.rmtree(folder)
        except Busy:
            continue  # it is being computed


def _folder() -> Path:
    return heads.place().scratch / "estimates"
