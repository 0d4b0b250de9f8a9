"""The folder in which a bag grows until it is whole, and what is left of it where its maker was killed.

Its maker holds a lock on the folder, which the system takes away from a process that ends in any way: a folder whose lock
is free belongs to nobody. It may hold an archive in plain words, so it is not left lying about.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX, SUFFIX = ".bag-", ".new"


@contextmanager
def growing(parent: Path) -> Iterator[Path]:
    """A new folder in `parent`, held until the block ends, even if it was renamed. Raises OSError."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX, dir=parent))
        with _opened(folder) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if folder.exists():  # nobody swept it before it was held
                yield folder
                return


def sweep(parent: Path, known: frozenset[str]) -> list[str]:
    """Remove the folders that makers who were killed left in `parent`; gives their names.

    A folder that holds anything but the `known` names was not made by a maker of bags, and stays. Raises OSError.
    """
    found = sorted(parent.glob(f"{PREFIX}*{SUFFIX}"))
    return [folder.name for folder in found if not folder.is_symlink() and folder.is_dir() and _swept(folder, known)]


def _swept(folder: Path, known: frozenset[str]) -> bool:
    with _opened(folder) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if not known.issuperset(each.name for each in folder.iterdir()):
            return False
        shutil.rmtree(folder)
    return True


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield handle
    finally:
        os.close(handle)
