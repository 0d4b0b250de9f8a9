"""A process that has loaded what reads files and never opens one: for each it makes a copy of itself, which reads it and ends.

`python -m dadkhah.reading.extract.warm`: a line of JSON on standard input is an order, a line on standard output its end. It
lives as long as somebody holds its standard input, and not much longer than it is used.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import sys
from contextlib import suppress
from typing import Any

from dadkhah.reading.extract import documents, mail, pdf, pictures, sheets, texts, web_pages, worker  # noqa: F401 - loaded for all

IDLE = 60
"""Seconds without an order after which it ends: it holds some memory."""
LIBRARIES = ("lxml.etree", "pypdfium2", "PIL.Image", "trafilatura")
"""Loaded once a file has been read: for one alone they would mostly be in vain."""


def main() -> None:
    while select.select([0], [], [], IDLE)[0] and (line := _line()):
        order = json.loads(line)
        os.write(1, json.dumps({"code": _read(order)}).encode() + b"\n")
        for name in LIBRARIES:
            importlib.import_module(name)


def _line() -> bytes:
    """Read without a buffer, so that what is told to come is not already here."""
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b"\n")):
        part = os.read(0, 1 << 16)
        if not part:
            return b""
        parts.append(part)
    return b"".join(parts)


def _read(order: dict[str, Any]) -> int | None:
    """The code with which the copy ended, below 0 the signal that ended it; None when its time was over."""
    watched, held = os.pipe()  # closes when the copy ends: its programs do not inherit it
    child = os.fork()
    if not child:
        _be_the_copy(order)
    with suppress(ProcessLookupError):  # it has ended
        os.setpgid(child, child)
    os.close(held)
    ended = select.select([watched, 0], [], [], order["limits"]["seconds"])[0]
    os.close(watched)
    with suppress(ProcessLookupError):  # the group has ended by itself
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended and watched not in ended:
        sys.exit()  # whoever asked is gone
    return code if ended else None


def _be_the_copy(order: dict[str, Any]) -> None:
    """Goes into a group of its own and an empty folder, with nothing of ours open. Never returns."""
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        worker.read_into(order)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
