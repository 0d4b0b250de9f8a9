"""Keys of single encrypted files, in envelopes for their custodians (age, age-encryption.org).

What is stored, hashed and verified is the encrypted file, so that checking needs no key. Its key lies in an envelope: a
small age file of its own, which any one of the custodians opens. Without the envelope nobody can read the file, whoever
has copies of it: destroying all its envelopes erases it. `age -d -i KEY FILE` opens both by hand.
"""

import binascii
import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from dadkhah.evidence.age import NotOpened
from dadkhah.sentences import Sentence

SALT = 16


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What an envelope holds: the key of one file (a secret key of age), and the salt of its commitment."""

    identity: str
    salt: bytes

    @classmethod
    def new(cls) -> "ItemKey":
        return cls(str(Identity.generate()), os.urandom(SALT))

    @property
    def recipient(self) -> Recipient:
        return Identity.from_str(self.identity).to_public()

    def commitment(self, plain: bytes) -> str:
        """HMAC-SHA-256 under the salt over the SHA-256 of the file before it was encrypted, in hex.

        It says nothing to who has not the salt; who has it can show that a plain file is the one that was taken in.
        """
        return hmac.digest(self.salt, plain, "sha256").hex()


@dataclass(frozen=True, slots=True)
class Secret:
    """Of an encrypted file: its key, its commitment, its size in bytes before it was encrypted."""

    key: ItemKey
    commitment: str
    size: int


def close(key: ItemKey, recipients: Sequence[str]) -> str:
    """The envelope of this key for these custodians (age1…), as base64. Raises `NotOpened` for what is no public key."""
    content = json.dumps({"identity": key.identity, "salt": key.salt.hex()}).encode()
    return b64encode(pyrage.encrypt(content, [read_recipient(each) for each in recipients])).decode()


def open_envelope(envelope: str, identities: Sequence[Identity]) -> ItemKey:
    """The key in the envelope. Raises `NotOpened`."""
    try:
        held = json.loads(pyrage.decrypt(b64decode(envelope, validate=True), list(identities)))
        return ItemKey(held["identity"], bytes.fromhex(held["salt"]))
    except (pyrage.DecryptError, binascii.Error, ValueError, KeyError, TypeError) as fault:
        raise NotOpened(Sentence("None of the custodians' keys that are here opens this envelope.")) from fault


def read_recipient(text: str) -> Recipient:
    """A public key. Raises `NotOpened`."""
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as fault:
        raise NotOpened(f"{text[:80]} is no public key of the age format (age1…). Copy the whole line.") from fault


def read_identities(file: Path) -> list[Identity]:
    """The secret keys in a file of the age format: AGE-SECRET-KEY-1…, one a line, with remarks behind #.

    Raises `NotOpened`, OSError.
    """
    return parse_identities(file.read_text("utf-8"), str(file))


def parse_identities(text: str, where: str) -> list[Identity]:
    """The secret keys in such a text, which came from there. Raises `NotOpened`."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        return [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as fault:
        raise NotOpened(f"{where} holds no key of the age format (AGE-SECRET-KEY-1…).") from fault
