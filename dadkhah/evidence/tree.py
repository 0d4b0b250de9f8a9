"""The Merkle tree of RFC 6962: one root stands for every leaf and their order; short proofs tie the two together.

Hashes are 32 bytes of SHA-256. Proof checking follows RFC 9162 sections 2.1.3.2 and 2.1.4.2, which repair
ambiguities of RFC 6962 without changing any tree or proof.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from dadkhah.evidence.digests import node_hash

WIDTH = 32
EMPTY_ROOT = sha256(b"").digest()
MAX_SIZE = 2**63


def root_of(leaf_hashes: Sequence[bytes] | bytes | bytearray | memoryview) -> bytes:
    """The root over leaf hashes, given as a sequence of 32-byte hashes or as their concatenation."""
    level = _joined(leaf_hashes)
    while len(level) > WIDTH:
        paired = len(level) // 64 * 64
        level = _pairs(level, 0, paired) + level[paired:]
    return bytes(level) or EMPTY_ROOT


class Tree:
    """A growing tree: level 0 holds the leaf hashes, level k the hashes of the full subtrees of 2**k leaves.

    Takes about 64 bytes of memory a leaf.
    """

    def __init__(self, leaf_hashes: Iterable[bytes] | bytes | bytearray | memoryview = b"") -> None:
        self._levels = [bytearray()]
        self.extend(leaf_hashes)

    @property
    def size(self) -> int:
        return len(self._levels[0]) // WIDTH

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (32 bytes)."""
        self.extend((leaf,))

    def extend(self, leaf_hashes: Iterable[bytes] | bytes | bytearray | memoryview) -> None:
        """Add leaf hashes, given one by one or as their concatenation."""
        self._levels[0] += _joined(leaf_hashes)
        self._grow()

    def hashes(self, level: int, start: int, stop: int) -> bytes:
        """The concatenated hashes of the full subtrees `start` to `stop - 1` of 2**level leaves each."""
        held = len(self._levels[level]) // WIDTH if level < len(self._levels) else 0
        if not 0 <= start <= stop <= held:
            raise ValueError(f"The tree has no full subtrees {start} to {stop} at level {level}.")
        return bytes(self._levels[level][start * WIDTH : stop * WIDTH]) if stop > start else b""

    def root(self) -> bytes:
        return self.root_at(self.size)

    def root_at(self, size: int) -> bytes:
        """The root the tree had when it held `size` leaves."""
        self._within(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """PATH(index, D[size]) of RFC 6962 section 2.1.1: from the leaf's sibling up to the root's child."""
        size = self._within(self.size if size is None else size)
        if not 0 <= index < size:
            raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
        proof, low, high = [], 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low = middle
        return proof[::-1]

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """PROOF(old, D[new]) of RFC 6962 section 2.1.2: the tree of `new` leaves continues that of `old`."""
        new = self._within(self.size if new is None else new)
        if not 0 <= old <= new:
            raise ValueError(f"A tree of {new} leaves cannot continue one of {old} leaves.")
        proof, low, high = [], 0, new
        while 0 < old < high:
            middle = low + _split(high - low)
            if old <= middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low = middle
        if low:
            proof.append(self._range(low, high))
        return proof[::-1]

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"The tree holds {self.size} leaves; it has no state of {size} leaves.")
        return size

    def _grow(self) -> None:
        below = self._levels[0]
        for height in range(1, 64):
            if len(self._levels) == height:
                self._levels.append(bytearray())
            level = self._levels[height]
            done, paired = 2 * len(level), len(below) // 64 * 64
            if done == paired:
                break
            level += _pairs(below, done, paired)
            below = level

    def _range(self, low: int, high: int) -> bytes:
        # MTH(D[low:high]); in RFC 6962 every such range starts at a multiple of its first full subtree.
        split = _split(high - low)
        if high - low in (1, 2 * split):
            height = (high - low).bit_length() - 1
            at = (low >> height) * WIDTH
            return bytes(self._levels[height][at : at + WIDTH])
        return node_hash(self._range(low, low + split), self._range(low + split, high))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` (a leaf hash) is leaf `index` of the tree of `size` leaves with this root."""
    if not 0 <= index < size < MAX_SIZE or not _are_hashes((leaf, root, *proof[:64])):
        return False
    if len(proof) != _path_length(index, size):
        return False
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            node, last = _skip_lonely(node, last)
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree with `new_root` only added leaves to the one with `old_root`."""
    if not 0 <= old_size <= new_size < MAX_SIZE or len(proof) > 64:
        return False
    if not _are_hashes((old_root, new_root, *proof)):
        return False
    if old_size in (0, new_size):
        return not proof and old_root == (new_root if old_size else EMPTY_ROOT)
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    return bool(path) and _replay(path, old_size - 1, new_size - 1) == (old_root, new_root)


def _replay(path: list[bytes], node: int, last: int) -> tuple[bytes, bytes] | None:
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            node, last = _skip_lonely(node, last)
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _skip_lonely(node: int, last: int) -> tuple[int, int]:
    # The last node of a level without a partner moves up unchanged.
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _path_length(index: int, size: int) -> int:
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def _split(count: int) -> int:
    # The largest power of two smaller than `count`.
    return 1 << (count - 1).bit_length() - 1 if count > 1 else 0


def _pairs(level: bytes | bytearray, start: int, stop: int) -> bytes:
    return b"".join([sha256(b"\x01" + level[i : i + 64]).digest() for i in range(start, stop, 64)])


def _joined(leaf_hashes: Iterable[bytes] | bytes | bytearray | memoryview) -> bytes:
    if isinstance(leaf_hashes, bytes | bytearray | memoryview):
        joined = bytes(leaf_hashes)
    else:
        leaves = list(leaf_hashes)
        if not _are_hashes(leaves):
            raise ValueError("Each leaf hash must be 32 bytes long.")
        joined = b"".join(leaves)
    if len(joined) % WIDTH:
        raise ValueError("Each leaf hash must be 32 bytes long.")
    return joined


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(isinstance(value, bytes) and len(value) == WIDTH for value in values)
