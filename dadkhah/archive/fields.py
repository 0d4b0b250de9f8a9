"""Columns that give the same canonical bytes on SQLite and PostgreSQL."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from typing import Any

from django.db import models

VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
"""A random hex digit as the one that begins the last half of a UUID: two bits are fixed (RFC 9562, section 4.1)."""
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A time-ordered id (UUIDv7, RFC 9562 section 5.7) as 32 hex digits; never goes back within a process."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """So many ids, in their order."""
    global _last  # noqa: PLW0603 - the one counter of this process
    with _lock:
        # 48 bits of milliseconds and 12 more of fractions, so that ids of one batch keep their order.
        first = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        _last = first + count - 1
    chance, stamps = os.urandom(8 * count).hex(), [f"{stamp:015x}" for stamp in range(first, first + count)]
    tails = [VARIANT[chance[at]] + chance[at + 1 : at + 16] for at in range(0, 16 * count, 16)]
    return [f"{stamp[:12]}7{stamp[12:]}{tail}" for stamp, tail in zip(stamps, tails, strict=True)]


def now() -> str:
    """UTC with microseconds and Z: the form that times have in the ledger and in the tables."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class IdField(models.CharField):
    """A time-ordered id as the primary key."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"primary_key": True, "max_length": 32, "default": new_id, "editable": False}
        super().__init__(**{**defaults, **kwargs})


class Instant(models.CharField):
    """A moment in UTC as text, so that both databases give back the same characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 27, "default": now, **kwargs})


class Words(models.TextField):
    """A text that may be missing. Missing is NULL in the table (a digest leaves it out) and "" in Python."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"null": True, "blank": True, "default": "", **kwargs})

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None

    def from_db_value(self, value: str | None, *_: Any) -> str:
        return value or ""
