"""Checkpoints that were kept outside against the tree: each is named by its file and by who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dadkhah.archive import heads, witnessing
from dadkhah.archive.place import Place
from dadkhah.archive.verify.checkpoints import known_keys
from dadkhah.archive.verify.report import Findings
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, open_checkpoint, open_note
from dadkhah.evidence.tree import Tree
from dadkhah.evidence.witness import cosigners


def check_outside(place: Place, vkey: str | None, outside: Sequence[str], tree: Tree, found: Findings) -> list[str]:
    """Compare with checkpoints kept outside, given as texts or paths; returns sentences on those that agree.

    They may be signed by a key that the archive had before an import into a new one. A text has no name: it is called by
    its place among those given, from 1.
    """
    agreed, keys = [], known_keys(place, vkey)
    for number, given in enumerate(outside, 1):
        name = str(number) if _is_text(given) else given
        try:
            text = given if _is_text(given) else _text_of(place, Path(given))
            if text is None:
                found.counts["inside checkpoints"] += 1
            elif sentence := _fitting(name, place, keys, text, tree, found):
                agreed.append(sentence)
        except (BadCheckpoint, BadKey) as fault:
            message = f"No key of this archive signed it as it is: another archive did, or the key was replaced. {fault}"
            found.fault("outside", _named(name), message)
        except (OSError, UnicodeDecodeError) as fault:
            found.fault("outside", _named(name), f"It cannot be read: {fault}.")
    return agreed


def _named(name: str) -> str:
    return f"outside checkpoint {name}"


def _is_text(given: str) -> bool:
    return "\n" in given.strip()


def _text_of(place: Place, given: Path) -> str | None:
    """None for a file of the archive itself: that is not outside."""
    path, own = given.resolve(), place.ledger / heads.PUBLISHED
    if path.is_relative_to(place.root.resolve()) or (own.is_file() and path.samefile(own)):
        return None
    return path.read_text("utf-8")


def _fitting(name: str, place: Place, keys: Sequence[str], text: str, tree: Tree, found: Findings) -> str:
    """A sentence where it agrees; where it does not, a fault and nothing."""
    kept, signers = open_checkpoint(text, keys), _signers(place, keys, text)
    if sentence := _disagrees(kept, tree):
        found.fault("outside", _named(name), f"{sentence} It is signed by {signers}.")
        return ""
    return f"The first {kept.size} entries are those of the checkpoint kept outside ({name}), signed by {signers}."


def _signers(place: Place, keys: Sequence[str], text: str) -> str:
    """Whose signatures on it fit: keys by name and id, of this archive and of its witnesses. Others are not ours to judge."""
    own = [f"the key {'+'.join(key.split('+')[:2])}" for key in keys if _has_signed(key, text)]
    return ", ".join([*own, *(f"the witness {name}" for name, _ in cosigners(text, witnessing.witnesses(place)))])


def _has_signed(key: str, text: str) -> bool:
    try:
        open_note(text, key)
    except BadCheckpoint:
        return False
    return True


def _disagrees(kept: Checkpoint, tree: Tree) -> str:
    if kept.size > tree.size:
        return (
            f"It signs {kept.size} entries, the database holds {tree.size}: "
            "the ledger was cut, or the database rolled back to an older state."
        )
    if tree.root_at(kept.size) != kept.root:
        return f"It signs other entries than the first {kept.size} here: the ledger was rewritten."
    return ""
