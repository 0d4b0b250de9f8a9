"""Having a file read in a process of its own, and leaving nothing of it behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import tempfile
from pathlib import Path
from typing import Any

from dadkhah.reading.extract import readers
from dadkhah.reading.extract.extracted import Extracted, Failure, Limits
from dadkhah.reading.extract.tools import Stopped
from dadkhah.sentences import Sentence


def call(path: Path, order: dict[str, Any], limits: Limits, scratch: Path | None, wanted: str = "") -> tuple[Extracted, bytes]:
    """What the reading process answers to an order, and the bytes of the file it was wanted to write. Raises nothing.

    `scratch`: where what is read lies meanwhile; the system's folder for such files where it is None.
    """
    try:
        _check(path, limits)
        with tempfile.TemporaryDirectory(prefix="dadkhah-read-", dir=scratch, ignore_cleanup_errors=True) as folder:
            _run(path.resolve(), order, Path(folder))
            return _answer(Path(folder), limits), _bytes(Path(folder), wanted)
    except Stopped as stopped:
        return Extracted(settings=order["settings"], failure=stopped.failure), b""


def _check(path: Path, limits: Limits) -> None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        raise Stopped("not_a_file", Sentence("There is no such file, or it may not be opened.")) from None
    if not stat.S_ISREG(found.st_mode):
        raise Stopped("not_a_file", Sentence("This is no file but a folder, a pipe or a device."))
    if found.st_size > limits.size:
        raise Stopped(
            "too_large",
            Sentence("The file has {size} bytes, more than {most}. Cut it into parts.", size=found.st_size, most=limits.size),
        )
    if not found.st_size:
        raise Stopped("no_text", Sentence("The file is empty. Choose another one."))


def _run(path: Path, order: dict[str, Any], folder: Path) -> None:
    code = readers.ended({**order, "path": os.fspath(path), "folder": os.fspath(folder)})
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Stopped("too_slow", Sentence("Reading the file took too long. Read it in parts, or give it more time."))
    if code:
        raise _broken_off()


def _broken_off() -> Stopped:
    return Stopped("crashed", Sentence("The file could not be read: the program that reads it broke off. It is kept as it is."))


def _answer(folder: Path, limits: Limits) -> Extracted:
    path = folder / "result.json"
    try:
        if path.stat().st_size > limits.written:
            raise Stopped("too_large", Sentence("What was read is larger than it may be. Cut the file into parts."))
        return Extracted.of(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        raise _broken_off() from None


def _bytes(folder: Path, wanted: str) -> bytes:
    path = folder / wanted
    return path.read_bytes() if wanted and path.is_file() else b""


def broken_crop(failure: Failure | None) -> ValueError:
    return ValueError(failure.sentence if failure else _broken_off().failure.sentence)
