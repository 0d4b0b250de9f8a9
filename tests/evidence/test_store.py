import errno
import io
import os
import resource
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dadkhah.evidence import copying, sealing
from dadkhah.evidence.copying import HEAD, NotSealed
from dadkhah.evidence.store import NotHeld, Store

ABSENT = "ab" * 32


def digest_of(content):
    return sha256(content).hexdigest()


def made(folder, **contents):
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def everything(store):
    return sorted(p.relative_to(store.root).as_posix() for p in store.root.rglob("*") if not p.is_dir())


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_a_sealed_file_is_there_as_received(store, inbox):
    content = os.urandom(700_000)
    (path,) = made(inbox, letter=content)
    sealed = store.seal(path)
    assert (sealed.digest, sealed.size, sealed.head) == (digest_of(content), 700_000, content[:HEAD])
    digest = sealed.digest
    assert store.path(digest) == store.root / digest[:2] / digest[2:4] / digest
    assert stat.S_IMODE(store.path(digest).stat().st_mode) == 0o444
    with store.open(digest) as file:
        assert file.read() == content
    assert path.read_bytes() == content
    assert everything(store) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


@pytest.mark.parametrize("count", [3, 30])
def test_a_group_keeps_its_order_and_the_same_bytes_meet(store, inbox, count):
    contents = [b"%d" % (i % 5) * i for i in range(count)] + [b"twice", b"twice", b""]
    paths = made(inbox, **{f"f{i}": content for i, content in enumerate(contents)})
    sealed = store.seal_many(paths)
    assert [each.digest for each in sealed] == [digest_of(content) for content in contents]
    assert list(store.digests()) == sorted({digest_of(content) for content in contents})
    inodes = {digest: store.path(digest).stat().st_ino for digest in store.digests()}
    assert store.seal_many(paths) == sealed
    assert {digest: store.path(digest).stat().st_ino for digest in store.digests()} == inodes
    assert list(store.verify((each.digest, each.size) for each in sealed)) == []
    assert list(store.unexpected(set(inodes))) == []
    assert list((store.root / "tmp").iterdir()) == []


@given(st.binary(max_size=3000), st.integers(1, 50))
def test_a_stream_in_any_pieces_gives_the_same_file(tmp_path_factory, content, piece):
    class Pieces:
        def __init__(self):
            self.inner = io.BytesIO(content)

        def read(self, size):
            return self.inner.read(min(size, piece))

    store = Store(tmp_path_factory.mktemp("store"))
    assert store.seal_stream(Pieces()) == store.seal_stream(io.BytesIO(content))
    assert list(store.digests()) == [digest_of(content)]


def test_a_stream_beyond_its_limit_leaves_nothing(store):
    assert store.seal_stream(io.BytesIO(b"12345"), limit=5).size == 5
    with pytest.raises(NotSealed, match="more than the 5 bytes"):
        store.seal_stream(io.BytesIO(b"123456"), limit=5)
    assert list(store.digests()) == [digest_of(b"12345")]
    assert list((store.root / "tmp").iterdir()) == []


def test_all_faulty_files_are_named_and_none_is_taken(store, inbox):
    good, other = made(inbox, good=b"good", other=b"other")
    (inbox / "link").symlink_to(good)
    (inbox / "dangling").symlink_to(inbox / "nowhere")
    os.mkfifo(inbox / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(inbox / "socket"))
    bad = [inbox / name for name in ("link", "dangling", "pipe", "socket", "absent", ".")]
    with pytest.raises(NotSealed, match=r"^Nothing was taken in\. .*\.$") as caught:
        store.seal_many([good, *bad, Path("/dev/zero"), other])
    assert len(caught.value.faults) == 7
    assert "link: it is a symbolic link" in str(caught.value)
    assert "pipe: it is not a regular file" in str(caught.value)
    assert "absent: No such file" in str(caught.value)
    assert everything(store) == []


@contextmanager
def nobody():
    """The superuser may read everything, so the test is somebody else for a moment."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_an_unreadable_file_is_refused():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        (path,) = made(folder, closed=b"x")
        path.chmod(0)
        with nobody(), pytest.raises(NotSealed, match="closed: Permission denied"):
            Store(folder / "store").seal(path)


@pytest.mark.parametrize("change", [b"longer than before", b"cut", b"other"])
def test_a_file_that_changes_while_it_is_read_is_refused(store, inbox, monkeypatch, change):
    (path,) = made(inbox, moving=b"start")
    real = copying.Copier._chunks

    def meddled(group, source):
        path.write_bytes(change)
        os.utime(path, ns=(1, 1))
        yield from real(group, source)

    monkeypatch.setattr(copying.Copier, "_chunks", meddled)
    with pytest.raises(NotSealed, match="changed while it was being read"):
        store.seal(path)
    assert everything(store) == []


def test_a_full_disk_leaves_nothing_half_visible(store, inbox, monkeypatch):
    paths = made(inbox, a=b"a" * 100, b=b"b" * 100)
    real, calls = os.write, []

    def full(handle, data):
        calls.append(handle)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data)

    monkeypatch.setattr(sealing.os, "write", full)
    with pytest.raises(NotSealed, match=r"No space left on device.*Free space"):
        store.seal_many(paths)
    assert everything(store) == []


def test_a_disk_that_takes_a_part_is_given_the_rest(store, monkeypatch):
    real = os.write
    monkeypatch.setattr(sealing.os, "write", lambda handle, data: real(handle, data[:1000]))
    content = os.urandom(5500)
    assert store.seal_stream(io.BytesIO(content)).digest == digest_of(content)
    assert store.check(digest_of(content), 5500) is None


@pytest.mark.parametrize("end", [b"", b"\0", b"x"])
def test_holes_stay_holes(store, inbox, end):
    path = inbox / "image"
    with path.open("wb") as file:
        file.write(b"begin")
        file.seek(64 << 20)
        file.write(end)
        file.truncate()
    sealed = store.seal(path)
    assert store.path(sealed.digest).read_bytes() == path.read_bytes()
    assert sealed.digest == digest_of(path.read_bytes())
    assert store.path(sealed.digest).stat().st_blocks * 512 < 1 << 20


def test_bytes_are_on_the_disk_before_they_have_a_name(store, inbox, monkeypatch):
    paths = made(inbox, a=b"a", b=b"b")
    steps = []
    real_sync, real_place = sealing.sync, sealing.place
    monkeypatch.setattr(sealing, "sync", lambda each: steps.append(set(map(str, each))) or real_sync(each))
    monkeypatch.setattr(sealing, "place", lambda *each: steps.append("place") or real_place(*each))
    store.seal_many(paths)
    steps = steps[-4:]
    assert steps[1:3] == ["place", "place"]
    assert len(steps[0]) == 2
    for digest in (digest_of(b"a"), digest_of(b"b")):
        assert {str(store.path(digest).parent), str(store.path(digest).parent.parent), str(store.root)} <= steps[3]


def test_what_a_crash_left_is_swept_but_not_what_is_being_written(store, inbox):
    (path,) = made(inbox, kept=b"kept")
    store.seal(path)
    left = store.root / "tmp" / "crashed"
    left.mkdir()
    (left / "1").write_bytes(b"half")
    (store.root / "tmp" / "stray").write_bytes(b"half")
    with sealing.open_group(store.root / "tmp", store._target) as group:
        group.add_stream(io.BytesIO(b"running"), None)
        assert store.sweep() == 0
        group.commit()
    assert store.sweep() == 2
    assert list((store.root / "tmp").iterdir()) == []
    assert list(store.digests()) == sorted([digest_of(b"kept"), digest_of(b"running")])
    assert Store(inbox / "none").sweep() == 0


def test_a_killed_process_leaves_only_whole_files(store, inbox):
    (path,) = made(inbox, big=b"x" * 100_000)
    program = (
        "import os, sys; from pathlib import Path; from dadkhah.evidence import sealing\n"
        "from dadkhah.evidence.store import Store\n"
        "sealing.sync = lambda paths: os._exit(9) if any('store/tmp/' in str(p) for p in paths) else None\n"
        "Store(Path(sys.argv[1])).seal(Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", program, store.root, path], check=False)
    assert done.returncode == 9
    assert list(store.digests()) == []
    assert list(store.unexpected(set())) == []
    assert store.sweep() == 1
    assert store.seal(path).size == 100_000


def test_a_damaged_copy_is_not_passed_off_as_kept(store, inbox):
    (path,) = made(inbox, letter=b"letter")
    held = store.path(store.seal(path).digest)
    held.chmod(0o644)
    held.write_bytes(b"cut")
    with pytest.raises(NotSealed, match=r"own copy .* is damaged"):
        store.seal(path)


def test_verification_names_every_fault(store, inbox):
    contents = {f"f{i}": os.urandom(300_000 if i == 7 else 50 + i) for i in range(200)}
    sealed = store.seal_many(made(inbox, **contents))
    victims = [store.path(each.digest) for each in sealed[3:8]]
    for victim in victims:
        victim.chmod(0o644)
    flipped = bytearray(victims[4].read_bytes())
    flipped[-1] ^= 1
    victims[0].write_bytes(b"y" + victims[0].read_bytes()[1:])
    victims[1].write_bytes(victims[1].read_bytes() + b"y")
    victims[2].unlink()
    victims[3].rename(inbox / "moved")
    victims[3].symlink_to(inbox / "moved")
    victims[4].write_bytes(flipped)
    seen = []
    expected = [(each.digest, each.size) for each in sealed]
    faults = {f.digest: f.message for f in store.verify(iter(expected), 2, lambda *done: seen.append(done))}
    assert set(faults) == {victim.name for victim in victims}
    words = ["was altered", "bytes instead of", "is missing", "cannot be opened", "was altered"]
    for victim, word in zip(victims, words, strict=True):
        assert word in faults[victim.name]
        assert store.check(victim.name, dict(expected)[victim.name]) == faults[victim.name]
    assert seen[-1] == (200, sum(size for _, size in expected))
    assert {f.digest for f in store.verify(expected, 1)} == set(faults)


def test_what_nobody_expects_is_found(store, inbox):
    known, unknown = store.seal_many(made(inbox, known=b"known", unknown=b"unknown"))
    strays = [
        store.path(unknown.digest),
        store.root / "note.txt",
        store.root / "aa" / "bb" / known.digest,
        store.root / "folder-link",
        store.root / "aa" / "tmp" / "hidden",
    ]
    for stray in strays[1:]:
        stray.parent.mkdir(parents=True, exist_ok=True)
    strays[1].write_text("x")
    strays[2].write_text("x")
    strays[3].symlink_to(inbox)
    strays[4].write_text("x")
    assert sorted(store.unexpected({known.digest})) == sorted(strays)
    assert set(store.digests()) == {known.digest, unknown.digest}


def test_erasure_removes_the_file_for_good(store):
    digest = store.seal_stream(io.BytesIO(b"name")).digest
    assert store.has(digest)
    store.remove(digest)
    assert not store.has(digest)
    for act in (store.open, store.remove):
        with pytest.raises(NotHeld, match=r"does not hold .*\.$"):
            act(digest)
    assert [fault.digest for fault in store.verify([(digest, 4)])] == [digest]


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", ABSENT.upper(), ABSENT + "0", ABSENT[:-1] + "\n", "g" * 64])
def test_what_is_no_digest_reaches_no_file(store, digest):
    for act in (store.path, store.has, store.open, store.remove, lambda each: store.check(each, 1)):
        with pytest.raises(ValueError, match="is not a digest"):
            act(digest)


def test_an_empty_store_is_looked_at_without_being_made(store):
    assert not store.has(ABSENT)
    assert list(store.digests()) == []
    assert list(store.unexpected({ABSENT})) == []
    assert [fault.message for fault in store.verify([(ABSENT, 1)])] == [f"The file {ABSENT} is missing."]
    assert not store.root.exists()


def test_memory_stays_flat_with_large_files(store):
    class Zeros:
        left = 300

        def read(self, size):
            self.left -= 1
            return bytes(size) if self.left >= 0 else b""

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sealed = store.seal_stream(Zeros())
    assert store.check(sealed.digest, sealed.size) is None
    assert sealed.size == 300 * copying.BUFFER
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
