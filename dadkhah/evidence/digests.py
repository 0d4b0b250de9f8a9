"""The few hashes everything rests on; all are SHA-256."""

import os
from hashlib import sha256

SALT_BYTES = 16


def new_salt() -> bytes:
    """16 random bytes, one salt for each row: without it a digest of a guessable row would confirm the guess."""
    return os.urandom(SALT_BYTES)


def row_digest(salt: bytes, body: bytes) -> bytes:
    """SHA-256(salt || body); the salt has a fixed length of 16 bytes, so the border cannot be moved."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return sha256(salt + body).digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 section 2.1: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962 section 2.1: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()
