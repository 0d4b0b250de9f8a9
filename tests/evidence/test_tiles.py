import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.evidence.digests import leaf_hash
from dadkhah.evidence.tiles import BadEntry, check_tiles, tile_path, write_tiles
from dadkhah.evidence.tree import Tree

ENTRIES = [b"%d " % i * (i % 7) for i in range(70_000)]
TREE = Tree(map(leaf_hash, ENTRIES))


def tree_of(size):
    return Tree(TREE.hashes(0, 0, size))


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def written(tmp_path):
    write_tiles(tmp_path, tree_of(600), ENTRIES, 0, 600)
    return tmp_path


def test_paths_follow_the_specification():
    assert tile_path("0", 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 5, 17) == "tile/entries/005.p/17"
    assert tile_path("1", 999) == "tile/1/999"


def test_the_specifications_example_of_70000_leaves(tmp_path):
    write_tiles(tmp_path, TREE, lambda start, stop: iter(ENTRIES[start:stop]), 0, 70_000)
    found = files(tmp_path)
    assert sum(name.startswith("tile/0/") for name in found) == 274
    assert len(found["tile/0/000"]) == 8192
    assert len(found["tile/0/273.p/112"]) == 112 * 32
    assert len(found["tile/1/001.p/17"]) == 17 * 32
    assert found["tile/2/000.p/1"] == tree_of(65_536).root()
    assert found["tile/entries/000"].startswith(b"\0\0\0\x021 \0\x042 2 ")
    assert list(check_tiles(tmp_path, TREE, iter(ENTRIES))) == []


def test_256_leaves_are_a_full_tile_and_one_hash_above(tmp_path):
    write_tiles(tmp_path, tree_of(256), ENTRIES, 0, 256)
    assert set(files(tmp_path)) == {"tile/0/000", "tile/1/000.p/1", "tile/entries/000"}


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_any_steps_give_the_same_files_as_one(tmp_path_factory, steps):
    one, many = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("many")
    size = 0
    for step in steps:
        write_tiles(many, tree_of(size + step), ENTRIES, size, size + step)
        size += step
    write_tiles(one, tree_of(size), iter(ENTRIES), 0, size)
    assert files(one) == files(many)
    assert list(check_tiles(many, tree_of(size), ENTRIES[:size])) == []


def test_only_changed_tiles_are_written(written):
    before = {name: (written / name).stat().st_ino for name in files(written)}
    write_tiles(written, tree_of(700), ENTRIES, 600, 700)
    after = {name: (written / name).stat().st_ino for name in files(written)}
    kept = {"tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001"}
    assert {name for name in after if after[name] == before.get(name)} == kept
    assert set(after) - kept == {"tile/0/002.p/188", "tile/entries/002.p/188"}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_altered_tile_is_named(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("tiles")
    write_tiles(folder, tree_of(600), ENTRIES, 0, 600)
    name = data.draw(st.sampled_from(sorted(files(folder))))
    content = bytearray((folder / name).read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    (folder / name).write_bytes(content)
    (fault,) = check_tiles(folder, tree_of(600), ENTRIES[:600])
    assert fault.startswith(f"{name} was altered")


def test_missing_and_superfluous_tiles_are_named(written):
    (written / "tile/1/000.p/2").unlink()
    strays = ["tile/0/003", "tile/0/002.p/87", "tile/9/000", "tile/entries/000.bak", "tile/0/x000/001", "tile/00/000"]
    for stray in strays:
        (written / stray).parent.mkdir(parents=True, exist_ok=True)
        (written / stray).write_bytes(b"")
    faults = list(check_tiles(written, tree_of(600), ENTRIES[:600]))
    assert faults[0].startswith("tile/1/000.p/2 is missing")
    assert sorted(fault.split(" ", 1)[0] for fault in faults[1:]) == sorted(strays)


def test_entries_that_do_not_fit_the_tree_are_named(written):
    entries = ENTRIES[:600]
    assert any("more entries" in fault for fault in check_tiles(written, tree_of(600), ENTRIES[:601]))
    assert any("Entry 599 is missing" in fault for fault in check_tiles(written, tree_of(600), entries[:599]))
    entries[300] = b"rewritten"
    assert list(check_tiles(written, tree_of(600), entries)) == ["Entry 300 does not fit its leaf in the tree."]


def test_wrong_entries_are_never_written(tmp_path):
    with pytest.raises(BadEntry, match="Entry 2 does not fit"):
        write_tiles(tmp_path, tree_of(5), [*ENTRIES[:2], b"other", *ENTRIES[3:5]], 0, 5)
    with pytest.raises(BadEntry, match="Entry 4 is missing"):
        write_tiles(tmp_path, tree_of(5), ENTRIES[:4], 0, 5)
    assert not (tmp_path / "tile").exists()
    write_tiles(tmp_path, tree_of(5), ENTRIES, 0, 5)  # what the failures left does not hinder
    assert list(check_tiles(tmp_path, tree_of(5), ENTRIES[:5])) == []


def test_an_entry_has_at_most_65535_bytes(tmp_path):
    largest = b"x" * 65_535
    write_tiles(tmp_path, Tree([leaf_hash(largest)]), [largest], 0, 1)
    assert (tmp_path / "tile/entries/000.p/1").read_bytes() == b"\xff\xff" + largest
    with pytest.raises(BadEntry, match="65536 bytes"):
        write_tiles(tmp_path, Tree([leaf_hash(largest + b"x")]), [largest + b"x"], 0, 1)


def test_a_crash_before_tidying_up_is_repaired_by_repeating(written):
    before = files(written)
    write_tiles(written, tree_of(700), ENTRIES, 600, 700)
    for name, content in before.items():  # as if the narrower tiles had not been removed yet
        (written / name).parent.mkdir(exist_ok=True)
        (written / name).write_bytes(content)
    (written / "tmp").mkdir()
    (written / "tmp/0").write_bytes(b"half")
    assert list(check_tiles(written, tree_of(700), ENTRIES[:700]))
    write_tiles(written, tree_of(700), ENTRIES, 600, 700)
    assert list(check_tiles(written, tree_of(700), ENTRIES[:700])) == []
    assert not (written / "tmp").exists()


def test_sizes_the_tree_does_not_have_are_refused(tmp_path):
    for old, new in ((0, 6), (4, 3), (-1, 2)):
        with pytest.raises(ValueError, match="Tiles cannot go"):
            write_tiles(tmp_path, tree_of(5), ENTRIES, old, new)
