import os
import stat
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence.checkpoint import BadCheckpoint, BadKey, Checkpoint, SigningKey, open_checkpoint, open_note, sign

# The test key and note of Go's golang.org/x/mod/sumdb/note, the format's first implementation.
GO_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = SigningKey("archive.example/ledger", bytes(range(32)))
HEAD = Checkpoint(KEY.name, 20_852_163, bytes(32))
# Ours, so that a change of format cannot pass unseen.
NOTE = (
    "archive.example/ledger\n20852163\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
    "— archive.example/ledger QTh+6vwxsozV6dtB5iXENadxxpB5j3B0tXs6HDo4/VgIpPcHed"
    "m3FHWMBzt5nSB12dYAd1WxS2LyHe3BRHhG3l9jJg8=\n"
)
VKEY = "archive.example/ledger+41387eea+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
WITNESS = "— witness.example/one " + b64encode(b"\1\2\3\4" + bytes(72)).decode() + "\n"


def test_the_note_of_the_first_implementation(tmp_path):
    path = tmp_path / "key"
    path.write_text(GO_KEY + "\n")
    path.chmod(0o600)
    key = SigningKey.load(path)
    assert key.vkey == GO_VKEY
    assert key.signature(GO_TEXT) == GO_LINE
    assert open_note(f"{GO_TEXT}\n{GO_LINE}", GO_VKEY) == (GO_TEXT, ["PeterNeumann"])


def test_our_vector():
    assert sign(HEAD, KEY) == NOTE
    assert KEY.vkey == VKEY
    assert open_checkpoint(NOTE, VKEY) == HEAD


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_signed_opens_again(size, root):
    head = Checkpoint(KEY.name, size, root)
    assert open_checkpoint(sign(head, KEY), KEY.vkey) == head


@given(st.integers(0, len(NOTE) - 1), st.characters())
def test_no_altered_note_opens(at, letter):
    altered = NOTE[:at] + letter + NOTE[at + 1 :]
    if altered != NOTE:
        with pytest.raises(BadCheckpoint, match=r"\.$"):
            open_checkpoint(altered, VKEY)


@given(st.integers(0, len(NOTE) - 1))
def test_no_cut_note_opens(length):
    with pytest.raises(BadCheckpoint):
        open_checkpoint(NOTE[:length], VKEY)


def test_lines_of_unknown_signers_are_left_alone():
    assert open_checkpoint(NOTE + WITNESS, VKEY) == HEAD
    head, line = NOTE.split("\n\n")
    assert open_checkpoint(f"{head}\n\n{WITNESS}{line}", VKEY) == HEAD
    with pytest.raises(BadCheckpoint, match="None of the given keys"):
        open_checkpoint(f"{head}\n\n{WITNESS}", VKEY)


def test_a_key_may_be_followed_by_a_newer_one():
    newer = SigningKey.generate(KEY.name)
    both = [KEY.vkey, newer.vkey]
    assert open_checkpoint(sign(HEAD, newer), both) == HEAD
    assert open_checkpoint(NOTE + newer.signature(HEAD.body()), both) == HEAD
    wrong = newer.signature("another text\n")
    with pytest.raises(BadCheckpoint, match="does not fit"):
        open_checkpoint(NOTE + wrong, both)


def test_another_log_cannot_speak_for_this_one():
    stranger = SigningKey.generate("stranger.example")
    body = HEAD.body()
    with pytest.raises(BadCheckpoint, match=r"signed by stranger\.example"):
        open_checkpoint(f"{body}\n{stranger.signature(body)}", [stranger.vkey, KEY.vkey])
    with pytest.raises(BadCheckpoint, match="cannot sign"):
        sign(HEAD, stranger)
    namesake = SigningKey.generate(KEY.name)
    with pytest.raises(BadCheckpoint, match="None of the given keys"):
        open_checkpoint(sign(HEAD, namesake), VKEY)


@pytest.mark.parametrize(
    "body",
    ["{name}\n1\n", "{name}\n01\n{root}\n", "{name}\n-1\n{root}\n", "{name}\n\u0661\n{root}\n", "{name}\n1\nAAAA\n",
     "{name}\n9223372036854775808\n{root}\n", "{name}\n1\n{root}\n\nmore\n", "\n{name}\n1\n{root}\n",
     "{name}\n1 \n{root}\n", "{name}\n1\n{root}x\n", "{name}\n1\nA" + "A" * 41 + "B=\n"],
)  # fmt: skip
def test_a_malformed_head_is_refused_even_when_signed(body):
    text = body.format(name=KEY.name, root="A" * 43 + "=")
    with pytest.raises(BadCheckpoint, match=r"\.$"):
        open_checkpoint(f"{text}\n{KEY.signature(text)}", VKEY)


def test_extension_lines_are_allowed():
    text = HEAD.body() + "extension\n"
    assert open_checkpoint(f"{text}\n{KEY.signature(text)}", VKEY) == HEAD


@pytest.mark.parametrize("noise", ["\r", "\t", "\0", "\ud800"])
def test_control_letters_and_oversize_are_refused(noise):
    with pytest.raises(BadCheckpoint):
        open_checkpoint(NOTE + noise, VKEY)
    with pytest.raises(BadCheckpoint, match="too long"):
        open_checkpoint(NOTE + WITNESS * 20_000, VKEY)


@pytest.mark.parametrize(
    "vkey",
    ["", "name", "name+00000000+AAAA", GO_VKEY.replace("c74f20a3", "c74f20a4"), GO_VKEY.replace("ARpc", "Ahpc"),
     GO_VKEY.replace("c74f20a3", "C74F20A3"), GO_VKEY.replace("Peter", "Peter "), GO_VKEY.replace("Peter", "Petra"),
     GO_VKEY[:-1]],
)  # fmt: skip
def test_a_damaged_verifier_key_is_refused(vkey):
    with pytest.raises(BadKey, match=r"\.$"):
        open_checkpoint(NOTE, vkey)


def test_a_key_file_is_private_and_never_replaced(tmp_path):
    path = tmp_path / "ledger.key"
    key = SigningKey.generate("archive.example")
    before = os.umask(0)
    try:
        key.save(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SigningKey.load(path).vkey == key.vkey
    with pytest.raises(FileExistsError):
        key.save(path)
    path.chmod(0o640)
    with pytest.raises(BadKey, match="chmod 600"):
        SigningKey.load(path)


def test_a_damaged_key_file_is_refused(tmp_path):
    path = tmp_path / "ledger.key"
    path.touch(0o600)
    for text in ("", "PRIVATE+KEY+a+00000000+" + GO_KEY.split("+", 4)[4], GO_KEY[:-4]):
        path.write_text(text)
        with pytest.raises(BadKey):
            SigningKey.load(path)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x1fb"])
def test_a_name_that_breaks_the_format_is_refused(name):
    with pytest.raises(BadKey):
        SigningKey.generate(name)
    with pytest.raises(BadCheckpoint):
        Checkpoint(name, 0, bytes(32)).body()


def test_the_seed_is_not_shown():
    assert bytes(range(8)).hex() not in repr(KEY)
    assert repr(bytes(range(8)))[2:-1] not in repr(KEY)
