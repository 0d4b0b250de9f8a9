"""A power cut, simulated: what was not brought to the disk when it comes is lost, wholly or in part.

A file's content is safe once `fsync` was called on it, a name once its folder was, and everything after `syncfs`. At the
chosen call the process stops; contents that are not safe keep a random part, names that are not safe are lost at random and
give back what they stood for before. SQLite's own files are left as they are: it is trusted to keep its promises.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any

from dadkhah.evidence import durable

OF_SQLITE = "archive.sqlite3"
Content = tuple[int, int]


class Disk:
    """Watches the folder of one archive. `install` once, before anything is written."""

    def __init__(self, folder: Path, calls: int, seed: int) -> None:
        self._folder, self._calls, self._random = folder, calls, Random(seed)
        self._kept = folder.with_name("kept")
        self._contents: dict[int, Content] = {}
        self._names: dict[Path, dict[str, int]] = {}

    def install(self) -> None:
        self._kept.mkdir(exist_ok=True)
        self._everything()
        os.fsync = self._watched(os.fsync, self._synced)
        os.replace = self._watched(os.replace, lambda *_: None)
        durable._sync_file_system = self._watched(durable._sync_file_system, lambda _: self._everything())

    def _watched(self, call: Callable[..., Any], then: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def watched(*given: Any) -> None:
            self._calls -= 1
            if self._calls < 0:
                self._cut()
            call(*given)
            then(*given)

        return watched

    def _synced(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.is_dir():
            self._keep_names(path)
        elif path.exists():
            self._keep_content(path)

    def _everything(self) -> None:
        for path in (self._folder, *self._folder.rglob("*")):
            self._keep_names(path) if path.is_dir() else self._keep_content(path)

    def _keep_content(self, path: Path) -> None:
        found = path.stat()
        self._contents[found.st_ino] = (found.st_size, found.st_mtime_ns)

    def _keep_names(self, folder: Path) -> None:
        """A link to each file stays, so that a name can give back what it stood for."""
        self._names[folder] = {}
        for path in folder.iterdir():
            number = path.stat().st_ino
            self._names[folder][path.name] = number
            kept = self._kept / str(number)
            if path.is_file() and not kept.exists():
                os.link(path, kept)

    def _cut(self) -> None:
        for path in [path for path in self._folder.rglob("*") if path.is_file() and OF_SQLITE not in path.name]:
            found = path.stat()
            if self._contents.get(found.st_ino) != (found.st_size, found.st_mtime_ns):
                path.chmod(0o600)
                os.truncate(path, self._random.randint(0, found.st_size))
            self._lose_name(path, found.st_ino)
        os._exit(9)

    def _lose_name(self, path: Path, number: int) -> None:
        before = self._names.get(path.parent, {}).get(path.name)
        if before != number and self._random.random() < 0.5:
            path.unlink()
            if before is not None:
                os.link(self._kept / str(before), path)
