"""A proof in a text file that a stranger can check: C2SP tlog-proof (c2sp.org/tlog-proof, version 1).

The file holds the index of one ledger entry, the way from it up to the root, and the signed checkpoint; `extra` may
carry the entry itself, from which the leaf hash is computed. Nothing in it is to be believed before `check_proof`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dadkhah.evidence.checkpoint import Checkpoint, base64_text, open_checkpoint, plain_base64
from dadkhah.evidence.tree import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


class BadProof(ValueError):
    """The text is no proof, or it does not prove the entry; the message says which."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as read: nothing in it is checked yet."""

    index: int
    extra: bytes
    hashes: list[bytes]
    checkpoint: str


def write_proof(index: int, entry: bytes | None, proof: Sequence[bytes], checkpoint_text: str) -> str:
    """The proof file's text. `entry` are the bytes of the leaf, or None to keep them out of the file."""
    lines = [HEADER]
    if entry:
        lines.append(f"extra {base64_text(entry)}")
    lines += [f"index {index}", *map(base64_text, proof), "", checkpoint_text]
    return "\n".join(lines)


def read_proof(text: str) -> Proof:
    """Take the text apart; raises `BadProof`."""
    head, border, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not border:
        raise BadProof(f"The file is not a proof: it must begin with the line {HEADER} and end with a checkpoint.")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = plain_base64(lines.pop(0).removeprefix("extra "), BadProof)
    if not lines:
        raise BadProof("The proof lacks its index line. It may be cut off.")
    index = _read_index(lines.pop(0))
    if len(lines) > 63:
        raise BadProof("The proof has more hashes than any tree can need.")
    return Proof(index, extra, [plain_base64(line, BadProof) for line in lines], checkpoint)


def check_proof(text: str, leaf_hash: bytes, vkey: str | Sequence[str]) -> Checkpoint:
    """Check that the entry with this leaf hash stands in the log whose verifier key is `vkey`.

    Returns the checkpoint it stands under. Raises `BadProof`, `BadCheckpoint` or `BadKey`.
    """
    proof = read_proof(text)
    checkpoint = open_checkpoint(proof.checkpoint, vkey)
    if not verify_inclusion(leaf_hash, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise BadProof(
            f"The proof does not lead from this entry to the signed root of {checkpoint.origin!r}. "
            "The entry or the proof was altered, or the proof belongs to another entry."
        )
    return checkpoint


def _read_index(line: str) -> int:
    number = line.removeprefix("index ")
    plain = number.isascii() and number.isdigit() and len(number) <= 19
    if number == line or not plain or number != str(int(number)):
        raise BadProof("The proof's index line must read 'index' and a plain number.")
    return int(number)
