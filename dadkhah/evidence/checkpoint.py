"""Signed heads of the ledger: C2SP tlog-checkpoint in a C2SP signed note, with Ed25519 (RFC 8032).

A checkpoint says: this log held so many leaves and had this root. Whoever keeps one outside can later show that nothing
was rewritten. Lines of other signers (witnesses, newer algorithms) may follow ours and are left as they are.
"""

import binascii
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dadkhah.evidence.tree import MAX_SIZE

ED25519, COSIGNATURE = b"\x01", b"\x04"
_KINDS = {ED25519: "an Ed25519 key that signs checkpoints", COSIGNATURE: "an Ed25519 key of a witness, that cosigns them"}
DASH = "\u2014 "
MAX_NOTE = 1_000_000  # letters; 16 post-quantum signatures fit many times


class BadCheckpoint(ValueError):
    """The note is not a checkpoint signed by the expected key; the message says why."""


class BadKey(ValueError):
    """The text or file is not a usable key; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, its number of leaves and its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The note text that is signed."""
        check_name(self.origin, BadCheckpoint)
        if not 0 <= self.size < MAX_SIZE or len(self.root) != 32:
            raise BadCheckpoint("A checkpoint needs a size from 0 up and a root of 32 bytes.")
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"


class SigningKey:
    """The log's Ed25519 key together with its name, which is also the checkpoints' origin."""

    kind = ED25519

    def __init__(self, name: str, seed: bytes) -> None:
        check_name(name, BadKey)
        self.name = name
        self._seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, os.urandom(32))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a key file; refuses one that others on the machine may read."""
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadKey(f"Others on this machine may read the key {path}. Run: chmod 600 {path}.")
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            raise BadKey(f"{path} holds no key that can be read; that of a sealed archive is encrypted.") from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, where: str) -> Self:
        """A key from its text, which came from there."""
        name, ident, seed = read_key(text.strip().removeprefix("PRIVATE+KEY+"), cls.kind)
        key = cls(name, seed)
        if key.key_id != ident:
            raise BadKey(f"The key in {where} is damaged: its id does not fit. Restore it from a backup.")
        return key

    @property
    def text(self) -> str:
        """The secret key in the form of Go's note package, with its newline."""
        return f"PRIVATE+KEY+{self.name}+{self.key_id.hex()}+{base64_text(self.kind + self._seed)}\n"

    def save(self, path: Path) -> None:
        """Write the key's text to a new file of mode 0600; an old one is never replaced."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(self.text)
            file.flush()
            os.fsync(handle)

    @property
    def origin(self) -> str:
        return self.name

    @property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.public, self.kind)

    @property
    def vkey(self) -> str:
        """The text by which others check our signatures: name+key id+base64(kind || public key)."""
        return f"{self.name}+{self.key_id.hex()}+{base64_text(self.kind + self.public)}"

    def signature(self, body: str) -> str:
        """The signature line over a note text, with its newline."""
        return self._line(self._private.sign(body.encode()))

    def _line(self, signature: bytes) -> str:
        return f"{DASH}{self.name} {base64_text(self.key_id + signature)}\n"


def sign(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note; the key must bear the checkpoint's origin as its name."""
    if checkpoint.origin != key.name:
        raise BadCheckpoint(f"The key of {key.name!r} cannot sign for {checkpoint.origin!r}; use that log's own key.")
    body = checkpoint.body()
    return f"{body}\n{key.signature(body)}"


def open_checkpoint(text: str, vkey: str | Sequence[str]) -> Checkpoint:
    """Check the signature of a checkpoint and return it.

    `vkey` is one verifier key or several (a log's keys over time). At least one must have signed, under the name that
    the first line gives, and none may have signed wrongly. Raises `BadCheckpoint`, or `BadKey` for an unusable `vkey`.
    """
    body, signers = open_note(text, vkey)
    checkpoint = _parse(body)
    if checkpoint.origin not in signers:
        raise BadCheckpoint(
            f"The checkpoint speaks for {checkpoint.origin!r} but is signed by {', '.join(signers)}. "
            "Use the verifier key of that log."
        )
    return checkpoint


def open_note(text: str, vkey: str | Sequence[str]) -> tuple[str, list[str]]:
    """Check a C2SP signed note: its text, and the names of the known keys that signed it."""
    body, lines = split_note(text)
    known = dict(map(_verifier, [vkey] if isinstance(vkey, str) else vkey))
    signers = []
    for name, key_id, signature in map(read_signature, lines):
        if (name, key_id) not in known:
            continue  # a witness or a newer key: not ours to judge
        verify_signature(name, known[name, key_id], signature, body)
        signers.append(name)
    if not signers:
        raise BadCheckpoint(
            "None of the given keys has signed this note. Check that the verifier key is the one of this log."
        )
    return body, signers


def verify_signature(name: str, public: bytes, signature: bytes, message: str) -> None:
    """Raises `BadCheckpoint` unless the signature (64 bytes) is this key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message.encode())
    except InvalidSignature:
        raise BadCheckpoint(
            f"The signature of {name!r} does not fit the note. The note was altered or is damaged; get a fresh copy."
        ) from None


def split_note(text: str) -> tuple[str, list[str]]:
    """A note's text and its signature lines."""
    if len(text) > MAX_NOTE:
        raise BadCheckpoint("The note is too long to be a checkpoint.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadCheckpoint("The note holds letters that are not valid Unicode.") from None
    if any(letter < " " and letter != "\n" for letter in text):
        raise BadCheckpoint("The note holds control characters. Fetch it again, with line ends kept as they are.")
    body, border, tail = text.rpartition("\n\n")
    if not border or not body or not tail.endswith("\n"):
        raise BadCheckpoint("The note has no text, an empty line and signature lines in this order. It may be cut off.")
    return body + "\n", tail[:-1].split("\n")


def read_signature(line: str) -> tuple[str, bytes, bytes]:
    """A signature line's name, key id (4 bytes) and signature."""
    name, space, rest = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space:
        raise BadCheckpoint(f"The line {line[:60]!r} is not a signature line. The note may be damaged.")
    check_name(name, BadCheckpoint)
    raw = plain_base64(rest, BadCheckpoint)
    if len(raw) < 5:
        raise BadCheckpoint(f"The signature of {name!r} is too short. The note may be cut off.")
    return name, raw[:4], raw[4:]


def _parse(body: str) -> Checkpoint:
    origin, *rest = body[:-1].split("\n")
    if len(rest) < 2 or not origin or not all(rest):
        raise BadCheckpoint("A checkpoint has at least three lines: its log, its size and its root.")
    size, root = rest[0], plain_base64(rest[1], BadCheckpoint)
    if not (size.isascii() and size.isdigit()) or len(size) > 19 or size != str(int(size)):
        raise BadCheckpoint(f"{size[:40]!r} is not a tree size; it must be a plain number without leading zeroes.")
    if int(size) >= MAX_SIZE or len(root) != 32:
        raise BadCheckpoint("The checkpoint's size or root is out of bounds; a root has 32 bytes.")
    return Checkpoint(origin, int(size), root)


def _verifier(vkey: str) -> tuple[tuple[str, bytes], bytes]:
    name, ident, public = read_key(vkey)
    if ident != key_id(name, public):
        raise BadKey(f"The verifier key of {name!r} is damaged: its id does not fit. Get a fresh copy.")
    return (name, ident), public


def read_key(text: str, kind: bytes = ED25519) -> tuple[str, bytes, bytes]:
    """The name, id and 32 bytes of a key of this kind, private or public."""
    # name+key id in hex+base64(type || 32 bytes); base64 may hold a plus itself
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise BadKey("A key has the form name+id+base64, with plus signs between. Copy the whole line.")
    name, hexed, encoded = parts
    check_name(name, BadKey)
    material = plain_base64(encoded, BadKey)
    if len(material) != 33 or material[:1] != kind:
        raise BadKey(f"The key of {name!r} is not of the kind that is needed here: {_KINDS[kind]}.")
    if len(hexed) != 8 or set(hexed) - set("0123456789abcdef"):
        raise BadKey(f"The id of the key of {name!r} must be eight hexadecimal digits.")
    return name, bytes.fromhex(hexed), material[1:]


def key_id(name: str, public: bytes, kind: bytes = ED25519) -> bytes:
    """The 4 bytes by which a signature line names its key."""
    return sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def check_name(name: str, error: type[ValueError]) -> None:
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise error(f"{name[:60]!r} cannot name a log: a name is not empty and has neither spaces nor plus signs.")


def base64_text(data: bytes) -> str:
    return b64encode(data).decode()


def plain_base64(text: str, error: type[ValueError]) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if base64_text(data) != text:  # also refuses a second spelling of the same bytes
        raise error(f"{text[:60]!r} is not plain base64. The text may be damaged; get a fresh copy.")
    return data
