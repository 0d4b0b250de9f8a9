"""What witnesses signed, against the tree: a ledger that was rewritten since does not fit what they saw."""

from __future__ import annotations

from datetime import UTC, datetime

from dadkhah.archive import witnessing
from dadkhah.archive.place import Place
from dadkhah.archive.verify.report import Findings
from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, open_checkpoint
from dadkhah.evidence.tree import Tree
from dadkhah.evidence.witness import cosigners


def check_witnesses(place: Place, vkeys: list[str], tree: Tree, found: Findings) -> list[str]:
    """Sentences on the witnesses whose signatures fit. Their keys lie in the archive: a reader compares them with their own."""
    agreed = []
    for path in witnessing.kept(place):
        where = path.relative_to(place.root).as_posix()
        try:
            text = path.read_text("utf-8")
            signed = open_checkpoint(text, vkeys)
            seen = cosigners(text, witnessing.witnesses(place))
        except (BadCheckpoint, BadKey, UnicodeDecodeError) as fault:
            found.fault("checkpoint", where, f"What a witness signed was altered, or is not of this ledger. {fault}")
            continue
        if not seen:
            found.fault(
                "checkpoint", where, "No witness whose key the archive has signed it: ledger/witnesses was changed."
            )
        elif signed.size > tree.size or tree.root_at(signed.size) != signed.root:
            message = f"Witnesses signed other {signed.size} entries: the ledger was rewritten or rolled back since."
            found.fault("checkpoint", where, message)
        else:
            agreed += [_sentence(signed.size, name, at) for name, at in seen]
    return agreed


def _sentence(size: int, name: str, at: int) -> str:
    when = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return (
        f"The first {size} entries are those that the witness {name} signed ({when} by its clock), if its key in "
        "ledger/witnesses is the one you have from it."
    )
