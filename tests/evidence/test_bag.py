"""Bags: the library of the Library of Congress finds ours good, and a hostile one is named file by file."""

import io
import os
import shutil
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.evidence import bag_check
from dadkhah.evidence.bag import NotBagged, decoded, encoded, new_bag, sweep, unsafe
from dadkhah.evidence.bag_check import check_bag

NAMES = (
    "plain.txt",
    "deep/er/file",
    "100 % sure.txt",
    "a%0Ab.txt",
    "two\nlines\r.txt",
    "\u202eمدرک ۱۳۶۷\u200f.pdf",
    "🕯️.jpg",
    " space at both ends ",
    "back\\slash",
    "ن" * 127 + "x",
)


def write(folder, files, **info):
    with new_bag(folder, info) as bag:
        for name, content in files.items():
            bag.add(name, io.BytesIO(content))
    return folder


def told(folder):
    return [str(fault) for fault in check_bag(folder)]


def everything(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def digest_of(content):
    return sha256(content).hexdigest()


@pytest.fixture
def good(tmp_path):
    """A good bag beside things that a hostile one would like to reach."""
    (tmp_path / "bag-secret").mkdir()
    (tmp_path / "bag-secret/s").write_bytes(b"secret")
    (tmp_path / "other").write_bytes(b"other")
    return write(tmp_path / "bag", {"a.txt": b"a letter", "deep/b.bin": os.urandom(600_000), "empty": b""})


def list_it(bag, line, manifest="manifest-sha256.txt", *, keep_tags=True):
    """Add a line to a manifest; `keep_tags` makes the digest of the manifest right again."""
    with (bag / manifest).open("ab") as file:
        file.write(line)
    if keep_tags:
        retag(bag)


def retag(bag):
    names = sorted(path.name for path in bag.iterdir() if path.is_file() and not path.name.startswith("tagmanifest"))
    lines = [f"{digest_of((bag / name).read_bytes())}  {name}\n" for name in names]
    (bag / "tagmanifest-sha256.txt").write_text("".join(lines))


def test_a_bag_is_as_the_library_wants_it(good):
    bag = bagit.Bag(str(good))
    assert bag.validate()
    assert bag.info["Payload-Oxum"] == "600008.3"
    assert check_bag(good) == []
    assert (good / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert [path.name for path in good.parent.glob(".bag-*")] == []
    assert stat.S_IMODE(good.stat().st_mode) == 0o700


def test_bags_of_the_library_are_read(tmp_path):
    (tmp_path / "bag").mkdir()
    for name in ("a", "deep b", "é%.txt"):
        (tmp_path / "bag" / name).write_bytes(name.encode())
    bagit.make_bag(str(tmp_path / "bag"), {"Contact-Name": "Nobody"})
    assert check_bag(tmp_path / "bag") == []


def test_an_empty_bag_holds(tmp_path):
    bag = write(tmp_path / "bag", {})
    assert bagit.Bag(str(bag)).validate()
    assert check_bag(bag) == []


def test_every_name_survives(tmp_path):
    bag = write(tmp_path / "bag", {name: name.encode() for name in NAMES})
    assert check_bag(bag) == []
    for name in NAMES:
        assert (bag / "data" / name).read_bytes() == name.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_encoded_name_comes_back_and_stays_on_its_line(name):
    assert decoded(encoded(name)) == name
    assert not {"\n", "\r"} & set(encoded(name))


part = st.text(st.sampled_from("aی%\r\n ~.0A25D\u202e🕯"), min_size=1, max_size=12).filter(
    lambda x: x not in (".", "..") and not x.startswith("~")
)


@settings(max_examples=30)
@given(files=st.dictionaries(st.lists(part, min_size=2, max_size=2).map("/".join), st.binary(max_size=40), max_size=6))
def test_any_files_make_a_good_bag_and_any_change_is_found(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("any")
    bag = write(folder / "bag", files)
    assert check_bag(bag) == []
    for name in list(files)[:1]:
        (bag / "data" / name).write_bytes(files[name] + b"x")
        assert len(check_bag(bag)) == 2  # the file, and the sum of all bytes
    shutil.rmtree(folder)


@given(st.text(max_size=30))
def test_what_passes_for_safe_stays_in_the_folder(path):
    if unsafe(path) is None:
        assert os.path.normpath(f"/bag/{path}") == f"/bag/{path}"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a//b", "./a", "a\0b", "\udc80"])
def test_a_name_that_leads_out_is_never_written(tmp_path, name):
    with pytest.raises(NotBagged):
        write(tmp_path / "bag", {name: b"x"})
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_written_over(good):
    before = everything(good)
    with pytest.raises(NotBagged, match="there already"):
        write(good, {"a": b"x"})
    (good.parent / "link").symlink_to("nowhere")
    with pytest.raises(NotBagged, match="there already"):
        write(good.parent / "link", {"a": b"x"})
    assert everything(good) == before


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError, ValueError])
def test_a_bag_that_is_not_finished_leaves_nothing(tmp_path, fault):
    def fail():
        with new_bag(tmp_path / "bag", {}) as bag:
            bag.add("a", io.BytesIO(b"x"))
            raise fault

    with pytest.raises(fault):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_bag_whose_maker_was_killed_never_has_its_name(tmp_path):
    program = """import io, os, sys; from pathlib import Path; from dadkhah.evidence.bag import new_bag
with new_bag(Path(sys.argv[1]), {}) as bag: bag.add("a", io.BytesIO(b"x")); os.kill(os.getpid(), 9)"""
    assert subprocess.run([sys.executable, "-c", program, tmp_path / "bag"], check=False).returncode == -9
    [left] = tmp_path.iterdir()
    assert (left.name.startswith(".bag-"), left.suffix) == (True, ".new")
    assert check_bag(write(tmp_path / "bag", {"a": b"x"})) == []
    assert sweep(tmp_path) == [left.name]
    assert [each.name for each in tmp_path.iterdir()] == ["bag"]


def test_what_is_being_made_or_is_no_bag_is_not_swept(tmp_path):
    (tmp_path / ".bag-mine.new").mkdir()
    (tmp_path / ".bag-mine.new/letter.txt").write_text("Dear sister")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".bag-link.new").symlink_to(tmp_path / "elsewhere")
    (tmp_path / ".bag-file.new").write_text("x")
    before = {each.name for each in tmp_path.iterdir()}
    with new_bag(tmp_path / "bag", {}) as bag:
        bag.add("a", io.BytesIO(b"x"))
        assert sweep(tmp_path) == []
    assert {each.name for each in tmp_path.iterdir()} == before | {"bag"}
    assert check_bag(tmp_path / "bag") == []


def test_the_same_name_twice_is_refused(tmp_path):
    with new_bag(tmp_path / "bag", {}) as bag:
        bag.add("a", io.BytesIO(b"x"))
        with pytest.raises(FileExistsError):
            bag.add("a", io.BytesIO(b"y"))


def test_what_is_told_of_a_bag_stays_on_its_line(tmp_path):
    bag = write(tmp_path / "bag", {}, **{"External-Identifier": "one\nPayload-Oxum: 9.9"})
    assert "External-Identifier: one Payload-Oxum: 9.9\n" in (bag / "bag-info.txt").read_text()
    assert check_bag(bag) == []


HOSTILE = {
    "a sibling": "../bag-secret/s",
    "a sibling by way of data": "data/../../bag-secret/s",
    "an absolute path": "/etc/hostname",
    "a home": "~/x",
    "a home in data": "~root/data/x",
    "outside of data": "bagit.txt",
    "dots": "data/./a.txt",
    "an empty part": "data//a.txt",
    "encoded": "..%0A/x",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_manifest_reaches_nothing_outside(good, what):
    list_it(good, f"{digest_of(b'secret')}  {HOSTILE[what]}\n".encode())
    [fault] = told(good)
    assert fault.startswith("manifest-sha256.txt: Line 4 lists ")


def test_links_are_faults_and_are_not_followed(good):
    content = (good / "data/a.txt").read_bytes()
    (good.parent / "outside").write_bytes(content)
    (good / "data/a.txt").unlink()
    (good / "data/a.txt").symlink_to("../../outside")
    (good / "data/folder").symlink_to("../../bag-secret")
    list_it(good, f"{digest_of(b'secret')}  data/folder/s\n".encode())
    faults = told(good)
    assert "data/a.txt: It is a link; a bag holds files alone." in faults
    assert "data/folder: It is a link; a bag holds files alone." in faults
    assert "data/folder/s: It is listed and missing." in faults


def test_a_pipe_does_not_stop_us(good):
    os.mkfifo(good / "data/pipe")
    assert told(good) == ["data/pipe: It is not a file; a bag holds files alone."]


def test_every_fault_is_told_at_once(good):
    (good / "data/a.txt").write_bytes(b"a lettre")
    (good / "data/empty").unlink()
    (good / "data/more").write_bytes(b"")
    (good / "data/deep/\x1b[2J\u202e").write_bytes(b"")
    (good / "beside").write_bytes(b"")
    (good / "folder").mkdir()
    (good / "folder/x").write_bytes(b"")
    faults = told(good)
    for wanted in (
        f"data/a.txt: It was altered: it has the digest {digest_of(b'a lettre')}, not {digest_of(b'a letter')}.",
        "data/empty: It is listed and missing.",
        "data/more: It is there and not listed.",
        "data/deep/\\x1b[2J\\u202e: It is there and not listed.",
        "beside: It is there and not listed.",
        "folder/x: It is there and not listed.",
        "bag-info.txt: It tells of 3 files of 600008 bytes under data; there are 4 of 600008.",
    ):
        assert wanted in faults
    assert len(faults) == 7


def test_a_file_of_the_same_size_is_found_too(good):
    path = good / "data/deep/b.bin"
    content = bytearray(path.read_bytes())
    content[300_000] ^= 1
    path.write_bytes(content)
    [fault] = told(good)
    assert fault.startswith("data/deep/b.bin: It was altered")


def test_a_name_that_is_no_unicode_is_named(good):
    (good / "data" / os.fsdecode(b"\xff.txt")).write_bytes(b"")
    assert "data/\\xff.txt: It is there and not listed." in told(good)


TWICE = "data/a.txt: manifest-sha256.txt lists it twice (line 4)."
LINES = {
    "a line twice": (f"{digest_of(b'a letter')}  data/a.txt\n".encode(), TWICE),
    "twice with another digest": (f"{'0' * 64}  data/a.txt\n".encode(), TWICE),
    "no digest": (b"data/a.txt\n", "manifest-sha256.txt: Line 4 is not a digest of SHA-256 and a path."),
    "another digest": (b"0" * 32 + b"  data/a.txt\n", "manifest-sha256.txt: Line 4 is not a digest of SHA-256 and a path."),
    "an empty line": (b"\n", "manifest-sha256.txt: Line 4 is not a digest of SHA-256 and a path."),
    "no UTF-8": (b"0" * 64 + b"  data/\xff\n", "manifest-sha256.txt: Line 4 is not UTF-8."),
    "endless": (b"0" * 64 + b"  data/" + b"x" * 20_000, "manifest-sha256.txt: Line 4 is not a digest of SHA-256 and a path."),
    "a line break in a name": (b"0" * 64 + b"  data/a%0Ab\n", "data/a\\nb: It is listed and missing."),
    "the same name in another spelling": (
        f"{digest_of(b'')}  data/x%0a\n{digest_of(b'')}  data/x%0A\n".encode(),
        "data/x\\n: manifest-sha256.txt lists it twice (line 5).",
    ),
}


@pytest.mark.parametrize("what", LINES)
def test_a_bad_line_is_named(good, what):
    line, fault = LINES[what]
    list_it(good, line)
    assert fault in told(good)


def test_line_ends_of_other_systems_are_read(good):
    manifest = good / "manifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n").replace(b"  data", b"\tdata"))
    retag(good)
    assert bagit.Bag(str(good)).validate()
    assert check_bag(good) == []


DECLARATIONS = {
    "UTF-16": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n".encode("utf-16"),
    "Latin": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: ISO-8859-1\n",
    "a byte order mark": b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "a later version": b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
    "more": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n",
    "nothing": b"",
}


@pytest.mark.parametrize("what", DECLARATIONS)
def test_another_encoding_is_refused(good, what):
    (good / "bagit.txt").write_bytes(DECLARATIONS[what])
    retag(good)
    assert told(good) == ["bagit.txt: It must name version 1.0 of BagIt and the encoding UTF-8, and nothing else."]


@pytest.mark.parametrize("name", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_without_a_part_it_is_no_bag(good, name):
    (good / name).unlink()
    assert f"{name}: It is missing; without it the folder is no bag that can be checked." in told(good)


def test_an_altered_tag_file_is_named(good):
    with (good / "bag-info.txt").open("a") as file:
        file.write("Contact-Name: Somebody\n")
    [fault] = told(good)
    assert fault.startswith("bag-info.txt: It was altered")


def test_nothing_is_fetched(good):
    (good / "fetch.txt").write_text("http://127.0.0.1/x 1 data/x\n")
    retag(good)
    [fault] = told(good)
    assert fault.startswith("fetch.txt: ")


def test_faults_have_an_end(good, monkeypatch):
    monkeypatch.setattr(bag_check, "MOST", 5)
    for number in range(20):
        (good / "data" / str(number)).write_bytes(b"")
    assert len(check_bag(good)) == 5


def test_checking_writes_nothing(good):
    before = everything(good.parent), sorted(path.stat().st_mtime_ns for path in good.parent.rglob("*"))
    list_of = sorted(good.parent.rglob("*"))
    seen = []
    check_bag(good, lambda done, total: seen.append((done, total)))
    assert sorted(good.parent.rglob("*")) == list_of
    assert (everything(good.parent), sorted(path.stat().st_mtime_ns for path in good.parent.rglob("*"))) == before
    assert seen[-1][0] <= seen[-1][1]


def test_many_files_are_synced_in_groups(tmp_path):
    files = {f"{number:04}"[:2] + f"/{number}": b"x" for number in range(2_500)}
    assert check_bag(write(tmp_path / "bag", files)) == []


def test_a_folder_that_is_no_bag_says_so(tmp_path):
    assert len(told(Path(tmp_path))) == 3
