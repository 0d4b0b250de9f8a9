"""Time-stamps over checkpoints, against the tree: what was there by when, by the clocks of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from dadkhah.archive.place import Place
from dadkhah.archive.stamps import UNMATCHED, Stamps
from dadkhah.archive.verify.report import Findings
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, open_checkpoint
from dadkhah.evidence.timestamp import BadStamp, Stamp
from dadkhah.evidence.tree import Tree


def check_stamps(place: Place, vkeys: list[str], tree: Tree, found: Findings) -> list[str]:
    """Sentences on what each authority stamped. Its certificates lie in the archive: a reader compares them with others."""
    stamps, said = Stamps(place), defaultdict(list)
    sizes = dict(_sizes(place, stamps, vkeys, tree, found))
    for path in stamps.damaged():
        message = "What the queue of stamps remembers there is damaged, or its request is missing. Remove the file."
        found.fault("checkpoint", _where(place, path), message)
    for path, name, digest in stamps.answers():
        answer = path.read_bytes()
        if sha256(answer).hexdigest() != digest:
            found.fault(
                "checkpoint",
                _where(place, path),
                "The answer of a time-stamping authority was altered: its digest differs.",
            )
        elif name == UNMATCHED or name not in sizes:
            found.counts["stamps that prove nothing"] += 1
        else:
            try:
                stamp = stamps.read(name, answer)
            except (BadStamp, OSError):
                found.counts["stamps that prove nothing"] += 1
            else:
                said[stamp.authority].append((sizes[name], stamp))
    return [_sentence(authority, given) for authority, given in sorted(said.items())]


def _sizes(place: Place, stamps: Stamps, vkeys: list[str], tree: Tree, found: Findings) -> Iterator[tuple[str, int]]:
    """How many entries each stamped checkpoint signs, of those that this ledger continues."""
    for path in sorted(stamps.folder.glob("*.checkpoint")):
        try:
            signed = open_checkpoint(path.read_text("utf-8"), vkeys)
        except (BadCheckpoint, BadKey, UnicodeDecodeError) as fault:
            found.fault(
                "checkpoint",
                _where(place, path),
                f"A stamped checkpoint was altered, or is not of this ledger. {fault}",
            )
            continue
        if signed.size > tree.size or tree.root_at(signed.size) != signed.root:
            message = f"Other {signed.size} entries were stamped: the ledger was rewritten or rolled back since."
            found.fault("checkpoint", _where(place, path), message)
        else:
            yield path.stem, signed.size


def _where(place: Place, path: Path) -> str:
    return path.relative_to(place.root).as_posix()


def _sentence(authority: str, given: list[tuple[int, Stamp]]) -> str:
    """The oldest shows how early, the newest how much."""
    (old_size, old), (size, new) = min(given, key=lambda each: each[1].at), max(given, key=lambda each: each[1].at)
    earlier = (
        f"; the oldest of its {len(given)} stamps is over {old_size} entries, {_when(old)}" if len(given) > 1 else ""
    )
    checked = " and ".join(sorted({each for _, stamp in given for each in stamp.checked_by}))
    return (
        f"The first {size} entries were there on {_when(new)}, as {authority} stamped{earlier} (checked by {checked}), "
        "if the certificates in ledger/stamps/authorities.pem are ones you trust."
    )


def _when(stamp: Stamp) -> str:
    return f"{stamp.at:%Y-%m-%d %H:%M:%S} UTC"
