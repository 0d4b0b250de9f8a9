"""Starting the process that reads, waiting for it, and leaving nothing of it behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from dadkhah.reading.extract.extracted import Extracted, Failure, Limits
from dadkhah.reading.extract.tools import Stopped
from dadkhah.sentences import Sentence

_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
_PACKAGES = Path(__file__).resolve().parents[3]


def call(path: Path, order: dict[str, Any], limits: Limits, scratch: Path | None, wanted: str = "") -> tuple[Extracted, bytes]:
    """What the reading process answers to an order, and the bytes of the file it was wanted to write. Raises nothing.

    `scratch`: where what is read lies meanwhile; the system's folder for such files where it is None.
    """
    try:
        _check(path, limits)
        with tempfile.TemporaryDirectory(prefix="dadkhah-read-", dir=scratch, ignore_cleanup_errors=True) as folder:
            _run(path.resolve(), order, limits, Path(folder))
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


def _run(path: Path, order: dict[str, Any], limits: Limits, folder: Path) -> None:
    """Runs the process in a group of its own, in an empty folder, and ends the whole group whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dadkhah.reading.extract.worker", os.fspath(path)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd=folder, env=_environment(folder), start_new_session=True,
    )  # fmt: skip
    try:
        process.communicate(json.dumps(order).encode(), timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise Stopped("too_slow", Sentence("Reading the file took too long. Read it in parts, or give it more time.")) from None
    finally:
        _end(process)
    if process.returncode:
        raise _ended(process.returncode)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours that reading does not need: no secrets are in the reach of a hostile file."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = os.pathsep.join(filter(None, [str(_PACKAGES), kept.get("PYTHONPATH")]))
    return {**kept, **_ONE_THREAD, "PYTHONPATH": paths, "TMPDIR": str(folder), "PYTHONUTF8": "1"}


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # the group has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ended(code: int) -> Stopped:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Stopped("too_slow", Sentence("Reading the file took too long. Read it in parts, or give it more time."))
    return Stopped("crashed", Sentence("The file could not be read: the program that reads it broke off. It is kept as it is."))


def _answer(folder: Path, limits: Limits) -> Extracted:
    path = folder / "result.json"
    try:
        if path.stat().st_size > limits.written:
            raise Stopped("too_large", Sentence("What was read is larger than it may be. Cut the file into parts."))
        return Extracted.of(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        raise _ended(1) from None


def _bytes(folder: Path, wanted: str) -> bytes:
    path = folder / wanted
    return path.read_bytes() if wanted and path.is_file() else b""


def broken_crop(failure: Failure | None) -> ValueError:
    return ValueError(failure.sentence if failure else _ended(1).failure.sentence)
