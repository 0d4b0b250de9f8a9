"""The programs that stand beside this one: called with fixed arguments, within the time that is left."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from functools import lru_cache

from dadkhah.reading.extract.extracted import Failure
from dadkhah.sentences import Sentence

PACKAGES = {"pdftotext": "poppler-utils", "tesseract": "tesseract-ocr"}
_VERSION = re.compile(r"\d+(?:\.\d+)+")


class Stopped(Exception):
    """The file cannot be read, or no further; `failure` says why."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.failure = Failure(kind, sentence)


class Clock:
    """How much of the time is left. Reading ends before it is over, so that what was read so far is kept."""

    SHARE = 0.85

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds * self.SHARE

    def left(self) -> float:
        return self._ends - time.monotonic()


def run(command: Sequence[str], clock: Clock, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """What the program says. Raises Stopped where it is not installed or the time is up."""
    try:
        return subprocess.run(command, input=data, capture_output=True, check=False, timeout=max(0.1, clock.left()))
    except FileNotFoundError:
        raise missing(command[0], PACKAGES[command[0]]) from None
    except subprocess.TimeoutExpired:
        raise Stopped("too_slow", Sentence("Reading the file took too long. Read it in parts, or give it more time.")) from None


def missing(program: str, package: str) -> Stopped:
    needed = Sentence(
        "The program {program} is needed to read this file. Install the package {package}.", program=program, package=package
    )
    return Stopped("tool_missing", needed)


@lru_cache
def version(program: str, flag: str) -> str:
    """The version a program tells of itself, or nothing where it is not installed."""
    try:
        done = subprocess.run([program, flag], capture_output=True, check=False, timeout=10)
    except FileNotFoundError:
        return ""
    found = _VERSION.search((done.stdout + done.stderr).decode("utf-8", "replace"))
    return found[0] if found else ""


@lru_cache
def library(name: str) -> str:
    from importlib.metadata import version as installed

    return installed(name)
