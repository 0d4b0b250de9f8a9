"""The seal of an archive on a computer that is busy: age measures it at a bad moment, and is asked again."""

from __future__ import annotations

import pyrage
import pytest

from dadkhah.archive import seal

PASSPHRASE = "many made-up words in no order"


def test_a_busy_moment_does_not_lock_out(monkeypatch):
    made, content = seal.make(PASSPHRASE)
    real, refusals = pyrage.passphrase.decrypt, iter([True, True, False])

    def busy(*given):
        if next(refusals):
            raise pyrage.DecryptError(f"{seal.TOO_SLOW} parameter for passphrase.")
        return real(*given)

    monkeypatch.setattr(seal, "PAUSE", 0)
    monkeypatch.setattr(pyrage.passphrase, "decrypt", busy)
    assert seal.read(content, PASSPHRASE) == made


def test_a_wrong_passphrase_is_told_at_once(monkeypatch):
    _, content = seal.make(PASSPHRASE)
    monkeypatch.setattr(seal.time, "sleep", lambda _: pytest.fail("It was asked again."))
    with pytest.raises(seal.Locked, match="does not open the archive"):
        seal.read(content, "other made-up words in no order")
