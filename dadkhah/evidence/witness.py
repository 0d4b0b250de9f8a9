"""Witnesses: others who saw that a ledger only grew, and say so with a key of their own. By files: a stick, an e-mail.

The log hands a *request* to the witness: its newest checkpoint, and the proof that it continues the one which the witness
signed last (C2SP tlog-witness, the body of add-checkpoint). The witness compares it with what it kept and adds its line
(C2SP tlog-cosignature/v1, Ed25519). Who rolls a ledger back, or shows different ledgers to different people, would need
every witness to forget.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dadkhah.evidence.checkpoint import (
    COSIGNATURE,
    BadCheckpoint,
    BadKey,
    Checkpoint,
    SigningKey,
    base64_text,
    key_id,
    open_checkpoint,
    plain_base64,
    read_key,
    read_signature,
    split_note,
    verify_signature,
)
from dadkhah.evidence.tree import verify_consistency

LONGEST = 63
STAMP, LATEST = 8, 2**63


class BadRequest(ValueError):
    """The text is no request, or starts where this witness did not stop; the message says what to do."""


class Conflict(ValueError):
    """What the log shows now does not follow what it showed before. `evidence` holds both signed checkpoints.

    Two of one size are the proof that its keepers signed two ledgers. Of two sizes they are a question: an old request
    and a damaged one look the same, until the keepers bring one that holds.
    """

    def __init__(self, message: str, kept: str, shown: str) -> None:
        super().__init__(message)
        self.evidence = f"{kept}\n{shown}"


@dataclass(frozen=True, slots=True)
class Request:
    """What a log hands to a witness: how many leaves the witness knows, the way from there, the signed checkpoint."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        return "\n".join([f"old {self.old}", *map(base64_text, self.path), "", self.checkpoint])


class WitnessKey(SigningKey):
    """A witness's key: it signs what a log signed, with the time at which the witness saw it."""

    kind = COSIGNATURE

    def cosignature(self, body: str, at: int) -> str:
        """The line over a checkpoint's text. `at`: seconds since 1970 by the witness's clock."""
        return self._line(at.to_bytes(STAMP, "big") + self._private.sign(_message(body, at).encode()))


def read_request(text: str) -> Request:
    """Take a request apart; nothing in it is believed yet. Raises `BadRequest`."""
    head, border, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    old = first.removeprefix("old ")
    if not border or old == first or not (old.isascii() and old.isdigit()) or len(old) > 19 or len(lines) > LONGEST:
        raise BadRequest("This is no request to a witness: it begins with a line “old” and a number. Ask for a new one.")
    return Request(int(old), tuple(plain_base64(line, BadRequest) for line in lines), checkpoint)


def witness(request: Request, kept: str | None, vkeys: str | Sequence[str], key: WitnessKey, at: int) -> str:
    """The log's checkpoint with the witness's line, where it continues the one that was `kept` (None: the first).

    `vkeys` are the log's verifier keys as the witness knows them. Raises `Conflict` where the log does not follow what it
    was, `BadRequest` where the request starts elsewhere, `BadCheckpoint` or `BadKey` for a wrong signature.
    """
    shown = open_checkpoint(request.checkpoint, vkeys)
    if kept is not None:
        _must_continue(open_checkpoint(kept, vkeys), kept, shown, request)
    body, _ = split_note(request.checkpoint)
    return request.checkpoint + key.cosignature(body, at)


def _must_continue(known: Checkpoint, kept: str, shown: Checkpoint, request: Request) -> None:
    if shown == known:
        return
    told = f"This witness last signed {known.size} entries of {known.origin}"
    if shown.origin != known.origin:
        raise BadRequest(f"{told}; the request is of {shown.origin}. Give the request to the witness of that log.")
    if shown.size > known.size and request.old != known.size:
        raise BadRequest(f"{told}; the request starts at {request.old}. Ask for one that starts at {known.size}.")
    if fault := _differing(known, shown, request.path):
        raise Conflict(f"{told}; {fault}", kept, request.checkpoint)


def _differing(known: Checkpoint, shown: Checkpoint, path: Sequence[bytes]) -> str:
    """Why what is shown does not follow what is known, as the end of a sentence; empty where it does."""
    if shown.size == known.size:
        return (
            f"now another ledger of {shown.size} entries is shown: it was rewritten, or different ledgers are shown to "
            "different people. Both signed checkpoints are the proof."
        )
    if shown.size < known.size:
        return (
            f"now {shown.size} are shown: the request is an old one, or the ledger was rolled back. Ask for a new one; "
            "both signed checkpoints are kept."
        )
    if verify_consistency(known.size, known.root, shown.size, shown.root, list(path)):
        return ""
    return (
        "the request does not show that they are still there: it was damaged on the way, or the ledger was rewritten, or "
        "different ledgers are shown to different people. Ask for a new one; both signed checkpoints are kept."
    )


def cosigners(text: str, vkeys: Sequence[str]) -> list[tuple[str, int]]:
    """(name, seconds since 1970) of each of these witnesses that signed the note, by the clock of each.

    Raises `BadCheckpoint` where one of them signed something else, `BadKey` for an unusable key.
    """
    body, lines = split_note(text)
    known = dict(map(_verifier, vkeys))
    found = []
    for name, ident, signature in map(read_signature, lines):
        if public := known.get((name, ident)):
            at = int.from_bytes(signature[:STAMP], "big")
            if len(signature) != STAMP + 64 or at >= LATEST:
                raise BadCheckpoint(f"The cosignature of {name!r} is damaged. Ask the witness for it again.")
            verify_signature(name, public, signature[STAMP:], _message(body, at))
            found.append((name, at))
    return found


def _verifier(vkey: str) -> tuple[tuple[str, bytes], bytes]:
    name, ident, public = read_key(vkey, COSIGNATURE)
    if ident != key_id(name, public, COSIGNATURE):
        raise BadKey(f"The key of the witness {name!r} is damaged: its id does not fit. Get a fresh copy.")
    return (name, ident), public


def _message(body: str, at: int) -> str:
    return f"cosignature/v1\ntime {at}\n{body}"
