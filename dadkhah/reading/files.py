"""What is suggested of files, one after the other or several at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from dadkhah.processes import pool
from dadkhah.reading.extract import Extracted, extract
from dadkhah.reading.suggest import Reading, suggest

MANY = 8
"""Files that are worth the start of processes: each takes as long to start as two short files to read."""
Read = tuple[Extracted, Reading | None]
"""No reading of what could not be extracted."""


def read_files(paths: Sequence[Path], *, model: bool = False) -> Iterator[Read]:
    """In the order of the files, whichever is read first. Raises ImportError where the model is asked and not installed."""
    processors = os.cpu_count() or 1
    if len(paths) < MANY or processors == 1:
        yield from (_read(path, model=model, beside=True) for path in paths)
    else:
        with pool(min(processors, len(paths))) as executor:
            yield from executor.map(partial(_read, model=model), paths)


def _read(path: Path, *, model: bool, beside: bool = False) -> Read:
    found = extract(path)
    return found, None if found.failure else suggest(found.text, model=model, beside=beside)
