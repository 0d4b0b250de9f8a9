"""Making files durable: after a power cut a file is there as a whole or not at all."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from dadkhah.sentences import Sentence

# In the words of the system, so that a command says them as other programs do.
REASONS = {
    errno.EACCES: Sentence("Permission denied"),
    errno.EDQUOT: Sentence("Disk quota exceeded"),
    errno.EIO: Sentence("Input/output error"),
    errno.ENOENT: Sentence("No such file or directory"),
    errno.ENOSPC: Sentence("No space left on device"),
    errno.EROFS: Sentence("Read-only file system"),
}
FEW = 8  # up to so many files, syncing each is cheaper than syncing the file system


def sync(paths: Collection[str | Path]) -> None:
    """Bring files or folders of one file system to the disk: a few one by one, many by one call."""
    if len(paths) > FEW and sys.platform == "linux":
        _with_handle(next(iter(paths)), _sync_file_system)
    else:
        for path in paths:
            _with_handle(path, os.fsync)


def reason_of(error: OSError) -> str:
    """What the computer says is wrong, as part of a sentence; a rare fault in the words of the system."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)


def disk_fault(error: OSError) -> Sentence:
    """The whole sentence for a file that could not be read or written, without its path."""
    return Sentence(
        "The computer refused a file: {reason}. Free space, give permission or repair the disk, then try again.",
        reason=reason_of(error),
    )


def place(temporary: str | Path, target: str | Path) -> set[str]:
    """Rename a finished file into its place, making the folders; returns the folders that now need a `sync`."""
    folder = os.path.dirname(target)  # noqa: PTH120 - called for every file; pathlib costs more than the rename
    changed = {folder}
    try:
        os.replace(temporary, target)  # noqa: PTH105
    except FileNotFoundError:
        changed |= _make_folders(Path(folder))
        os.replace(temporary, target)  # noqa: PTH105
    return changed


def _make_folders(folder: Path) -> set[str]:
    changed, each = set(), folder
    while not each.exists():
        each = each.parent
        changed.add(str(each))
    folder.mkdir(parents=True, exist_ok=True)
    return changed


def _with_handle(path: str | Path, act: Callable[[int], None]) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        act(handle)
    finally:
        os.close(handle)


def _sync_file_system(handle: int) -> None:
    # Unlike os.sync, syncfs waits for one file system only and reports failed writes (Linux 5.8 and later).
    if ctypes.CDLL(None, use_errno=True).syncfs(handle):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
