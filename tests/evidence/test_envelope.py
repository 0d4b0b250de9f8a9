"""Files encrypted on their way into the store, and the envelopes that hold their keys."""

from __future__ import annotations

import io
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from pyrage.x25519 import Identity

from dadkhah.evidence import sealing
from dadkhah.evidence.age import BLOCK, NotOpened, decrypting, encrypt
from dadkhah.evidence.copying import NotSealed
from dadkhah.evidence.envelope import ItemKey, close, open_envelope, read_identities, read_recipient
from dadkhah.evidence.store import Store

WORDS = b"what only two people may read "


def sealed(folder: Path, content: bytes):
    store = Store(folder / "store")
    return store, store.seal_stream(io.BytesIO(content), encrypted=True)


@pytest.mark.parametrize("size", [0, 1, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17])
def test_what_is_stored_is_encrypted_and_opens_to_what_came(tmp_path: Path, size: int) -> None:
    content = (WORDS * (size // len(WORDS) + 1))[:size]
    store, found = sealed(tmp_path, content)
    held = store.path(found.digest).read_bytes()
    assert (sha256(held).hexdigest(), len(held)) == (found.digest, found.size)
    assert WORDS not in held
    assert list(store.verify([(found.digest, found.size)])) == []
    assert (found.secret.size, found.head) == (size, content[:4096])
    assert pyrage.decrypt(held, [Identity.from_str(found.secret.key.identity)]) == content
    assert found.secret.commitment == found.secret.key.commitment(sha256(content).digest())
    with decrypting(store.path(found.digest), [Identity.from_str(found.secret.key.identity)]) as file:
        assert file.read() == content


def test_the_same_bytes_twice_share_nothing(tmp_path: Path) -> None:
    store, one = sealed(tmp_path, WORDS)
    two = store.seal_stream(io.BytesIO(WORDS), encrypted=True)
    assert one.digest != two.digest
    assert one.secret.commitment != two.secret.commitment


def test_a_file_is_taken_in_encrypted_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(WORDS * 100_000)
    store = Store(tmp_path / "store")
    (tmp_path / "link").symlink_to(tmp_path / "good")
    with pytest.raises(NotSealed, match="symbolic link"):
        store.seal_many([tmp_path / "good", tmp_path / "link"], encrypted=True)
    with pytest.raises(NotSealed, match="more than the 10 bytes"):
        store.seal_stream(io.BytesIO(WORDS), 10, encrypted=True)
    assert list(store.digests()) == []
    assert list((tmp_path / "store/tmp").iterdir()) == []
    [found] = store.seal_many([tmp_path / "good"], encrypted=True)
    assert found.secret.size == (tmp_path / "good").stat().st_size


def test_chunks_may_be_views_of_one_buffer() -> None:
    buffer, written, identity = bytearray(4), io.BytesIO(), Identity.generate()

    def chunks():
        for word in (b"over", b"and ", b"over"):
            buffer[:] = word
            yield memoryview(buffer)

    with ThreadPoolExecutor(2) as aside:
        digest, size, plain = encrypt(chunks(), written.write, identity.to_public(), aside)()
    encrypted = written.getvalue()
    assert pyrage.decrypt(encrypted, [identity]) == b"overand over"
    assert (digest, size) == (sha256(encrypted).hexdigest(), len(encrypted))
    assert plain == sha256(b"overand over").digest()


def test_a_fault_of_the_disk_is_told_as_it_is() -> None:
    def full(_: bytes) -> None:
        raise OSError(28, "No space left on device")

    with ThreadPoolExecutor(2) as aside, pytest.raises(OSError, match="No space left"):
        encrypt([WORDS], full, ItemKey.new().recipient, aside)


def test_each_custodian_opens_the_envelope_and_nobody_else(tmp_path: Path) -> None:
    key, holders = ItemKey.new(), [Identity.generate() for _ in range(3)]
    envelope = close(key, [str(each.to_public()) for each in holders])
    for each in holders:
        assert open_envelope(envelope, [Identity.generate(), each]) == key
    for wrong in ([], [Identity.generate()]):
        with pytest.raises(NotOpened):
            open_envelope(envelope, wrong)
    for altered in (envelope[:-8] + "AAAAAAA=", "not base64", ""):
        with pytest.raises(NotOpened):
            open_envelope(altered, holders)


def test_what_is_altered_does_not_open(tmp_path: Path) -> None:
    store, found = sealed(tmp_path, WORDS * 10_000)
    path, key = store.path(found.digest), [Identity.from_str(found.secret.key.identity)]
    path.chmod(0o600)
    held = path.read_bytes()
    for altered in (held[:-1], held[:100_000] + b"x" + held[100_001:], b"x" + held[1:]):
        path.write_bytes(altered)
        with pytest.raises(NotOpened), decrypting(path, key) as file:
            file.read()
    path.write_bytes(held)
    with pytest.raises(NotOpened), decrypting(path, [Identity.generate()]) as file:
        file.read()


def test_keys_are_read_from_files_of_the_age_format(tmp_path: Path) -> None:
    identity = Identity.generate()
    (tmp_path / "key").write_text(f"# made today\n\n{identity}\n")
    assert [str(each) for each in read_identities(tmp_path / "key")] == [str(identity)]
    assert str(read_recipient(f" {identity.to_public()}\n")) == str(identity.to_public())
    (tmp_path / "key").write_text("AGE-SECRET-KEY-none")
    with pytest.raises(NotOpened, match="no key"):
        read_identities(tmp_path / "key")
    with pytest.raises(NotOpened, match="no public key"):
        read_recipient(str(identity))


def test_it_is_the_public_form(tmp_path: Path) -> None:
    """Another implementation of age, by its own program, opens envelope and file."""
    try:
        subprocess.run(["age", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("The program age is not installed.")
    store, found = sealed(tmp_path, WORDS)
    (tmp_path / "key").write_text(found.secret.key.identity)
    call = ["age", "-d", "-i", str(tmp_path / "key"), str(store.path(found.digest))]
    assert subprocess.run(call, check=True, capture_output=True).stdout == WORDS


def given(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number:03}" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(WORDS * (number * number))
    return paths


@pytest.fixture
def always_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even few bytes go to other processes, in several portions."""
    monkeypatch.setattr(sealing, "ENOUGH", 0)
    monkeypatch.setattr(sealing, "FILES", 7)
    monkeypatch.setattr(sealing.os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("always_beside")
def test_other_processes_encrypt_what_this_one_would(tmp_path: Path) -> None:
    store, paths = Store(tmp_path / "store"), given(tmp_path, 20)
    found = store.seal_many(paths, encrypted=True)
    for path, each in zip(paths, found, strict=True):
        content = path.read_bytes()
        assert pyrage.decrypt(store.path(each.digest).read_bytes(), [Identity.from_str(each.secret.key.identity)]) == content
        assert (each.head, each.secret.size) == (content[:4096], len(content))
        assert each.secret.commitment == each.secret.key.commitment(sha256(content).digest())
    assert sorted(each.digest for each in found) == list(store.digests())
    assert list((tmp_path / "store/tmp").iterdir()) == []


@pytest.mark.usefixtures("always_beside")
def test_every_faulty_file_is_named_wherever_it_was_read(tmp_path: Path) -> None:
    store, paths = Store(tmp_path / "store"), given(tmp_path, 20)
    paths[3].unlink()
    paths[15].unlink()
    paths[15].symlink_to(paths[1])
    paths[17].unlink()
    os.mkfifo(paths[17])
    with pytest.raises(NotSealed) as caught:
        store.seal_many(paths, encrypted=True)
    told = ["003: No such file", "015: it is a symbolic link", "017: it is not a regular file"]
    assert len(caught.value.faults) == len(told), caught.value.faults
    assert [words for words, fault in zip(told, caught.value.faults, strict=True) if words not in fault] == []
    assert list(store.digests()) == list((tmp_path / "store/tmp").iterdir()) == []


@pytest.mark.usefixtures("always_beside")
def test_a_helper_that_is_killed_takes_nothing_in(tmp_path: Path) -> None:
    store, paths = Store(tmp_path / "store"), given(tmp_path, 20)
    stop = threading.Thread(target=kill_helpers)
    stop.start()
    with pytest.raises(NotSealed, match=r"Nothing was taken in\. .*stopped from outside"):
        store.seal_many(paths * 200, encrypted=True)
    stop.join()
    assert list(store.digests()) == list((tmp_path / "store/tmp").iterdir()) == []


def kill_helpers() -> None:
    while len(helpers := multiprocessing.active_children()) < 2:  # both are there: none is killed in being started
        time.sleep(0.01)
    for helper in helpers:
        helper.kill()


@pytest.mark.parametrize("copies", [False, True])
def test_helpers_end_with_the_process_that_asked(tmp_path: Path, copies: bool) -> None:
    program = tmp_path / "asks.py"
    program.write_text(
        "import os, time\nfrom dadkhah.processes import pool\n"
        f"if __name__ == '__main__':\n    with pool(1, copies={copies}) as beside:\n"
        "        print(beside.submit(os.getpid).result(), flush=True)\n        time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as asking:
        helper = int(asking.stdout.readline())
        assert Path(f"/proc/{helper}").exists()
        asking.kill()
    for _ in range(100):
        if not Path(f"/proc/{helper}").exists():
            return
        time.sleep(0.1)
    pytest.fail("The helper still runs ten seconds after the other process was killed.")
