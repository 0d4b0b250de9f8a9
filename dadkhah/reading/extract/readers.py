"""Processes that wait to read files: each is asked for one at a time, and kept for the next."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
_PACKAGES = Path(__file__).resolve().parents[3]
_idle: list[subprocess.Popen[bytes]] = []


def ended(order: dict[str, Any]) -> int | None:
    """Has an order of `worker` done, and tells the code with which that ended: below 0 a signal, None when its time was over.

    `order`: "path", "folder" that is empty and where the answer is written, "limits", and what the worker is to know.
    """
    line = json.dumps({**order, "environment": _environment(order["folder"])}).encode() + b"\n"
    while True:
        process = _idle.pop() if _idle else _started()
        if answer := _answer(process, line):
            code: int | None = json.loads(answer)["code"]
            return code
        if process.returncode:
            return 1  # broken off itself; with 0 it had ended for want of orders while we asked


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "dadkhah.reading.extract.warm"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        cwd=_PACKAGES.root, env=_environment(None), start_new_session=True,
    )  # fmt: skip


def _environment(folder: str | None) -> dict[str, str]:
    """Nothing of ours that reading does not need: no secrets are in the reach of a hostile file."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = os.pathsep.join(filter(None, [str(_PACKAGES), kept.get("PYTHONPATH")]))
    temporary = {"TMPDIR": folder} if folder else {}
    return {**kept, **_ONE_THREAD, **temporary, "PYTHONPATH": paths, "PYTHONUTF8": "1"}


def _answer(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    """Its line, with which it is idle again; nothing where it ended, or we were interrupted: then what it reads ends with it."""
    answer = b""
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(line)  # type: ignore[union-attr]
            answer = process.stdout.readline()  # type: ignore[union-attr]
    finally:
        if answer:
            _idle.append(process)
        else:
            _end(process)
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    with process:
        pass  # closes both pipes, which ends it, and waits


@atexit.register
def _end_all() -> None:
    while _idle:
        process = _idle.pop()
        process.kill()  # it reads nothing; it may be loading what nobody will need
        _end(process)
