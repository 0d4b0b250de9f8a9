"""The ledger's head as the archive holds it, and the checkpoint that was signed over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dadkhah.archive import heads
from dadkhah.archive.access import Visible
from dadkhah.archive.models import LedgerHead


@dataclass(frozen=True)
class State:
    """How many entries, their root (hex), and the texts of the signed checkpoint and of the key to check it."""

    origin: str
    size: int
    root: str
    checkpoint: str
    verifier_key: str

    @property
    def signed_size(self) -> int:
        """How many entries the checkpoint covers; it may be a moment behind."""
        lines = self.checkpoint.split("\n")
        return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 0


def state(visible: Visible) -> State:
    """Nothing of it tells what the archive holds: sizes, digests and signatures alone, for every member alike."""
    visible.actor.must_be_named()
    head = LedgerHead.objects.get(id=1)
    here = heads.place()
    return State(
        origin=here.setting("origin"),
        size=head.size,
        root=head.root,
        checkpoint=_read(here.ledger / heads.PUBLISHED),
        verifier_key=_read(here.ledger / heads.VERIFIER_KEY),
    )


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
