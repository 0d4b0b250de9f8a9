#!/usr/bin/env python3
"""Checks a Dadkhah archive without Dadkhah: this one file and Python 3.9 or newer, nothing else, no network.

    python3 dadkhah_verify.py archive archive.jsonl --files FOLDER --key KEY --checkpoint kept-outside.txt
    python3 dadkhah_verify.py proof proof-01a2….json --key KEY --file photo.jpg
    python3 dadkhah_verify.py witness --help

It shares no code with the program whose output it checks. What it reads is written down in docs/export.md: rows and
entries as canonical JSON (RFC 8785), the ledger's tree (RFC 6962), signed checkpoints, tiles, proofs and cosignatures
(C2SP), Ed25519 (RFC 8032). What its answer means, and what it cannot mean: docs/verifier.md.

Exit code: 0 everything holds, 1 something does not, 2 the question could not be asked.
"""

import argparse
import base64
import binascii
import hashlib
import io
import json
import marshal
import os
import re
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

CONSISTENT, AGREES, DAMAGED = "internally consistent", "agrees with a checkpoint kept outside", "damaged"
HEX = re.compile(r"[0-9a-f]{64}")
ROW_ID = re.compile(rb'"id":"([0-9a-f]{32})"')
BLOCK = 1 << 20
PART = 8 * BLOCK  # so much of a file is one piece of work
SMALL = 8 * PART  # what one process has checked before others have started
MOST_PROCESSES = 61  # what Windows takes
LARGEST = 1 << 63  # SQLite's numbers are smaller
LISTED = 64  # so many lines an entry lists itself


class Wrong(ValueError):
    """Something is not what it must be; the message says what."""


_scanned = json.JSONDecoder().scan_once
_quoted = json.encoder.encode_basestring


def read(raw):
    """The JSON value of these bytes: json.loads without what it does for other encodings, since millions are read."""
    return read_text(raw.decode())


def read_text(text):
    try:
        value, end = _scanned(text, 0)
    except StopIteration:
        raise ValueError("no JSON") from None
    if end != len(text) and text[end:] != "\n":
        raise ValueError("more than one JSON value")
    return value


# ---------------------------------------------------------------------------------------------------------------------
# Ed25519 (RFC 8032). Slow and plain: a few signatures are checked, nothing secret but a witness's own key is used.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _point(data):
    """A point in extended coordinates from its 32 bytes; None where they are none."""
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    odd = data[31] >> 7
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


def _bytes(point):
    x, y, z, _ = point
    over = pow(z, P - 2, P)
    return (y * over % P | (x * over % P & 1) << 255).to_bytes(32, "little")


def _sum(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * D, 2 * one[2] * two[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _sum(result, point)
        point, number = _sum(point, point), number >> 1
    return result


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, message, signature):
    """Whether the 64 bytes are this key's signature of the message."""
    key = _point(public) if len(public) == 32 else None
    if key is None or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus = P - key[0], key[1], key[2], P - key[3]
    return _bytes(_sum(_times(s, BASE), _times(k, minus))) == signature[:32]


def _secret(seed):
    spread = hashlib.sha512(seed).digest()
    number = int.from_bytes(spread[:32], "little") & (1 << 254) - 8 | 1 << 254
    return number, spread[32:]


def ed25519_public(seed):
    return _bytes(_times(_secret(seed)[0], BASE))


def ed25519_sign(seed, message):
    number, prefix = _secret(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ORDER
    first = _bytes(_times(r, BASE))
    k = int.from_bytes(hashlib.sha512(first + ed25519_public(seed) + message).digest(), "little") % ORDER
    return first + ((r + k * number) % ORDER).to_bytes(32, "little")


# ---------------------------------------------------------------------------------------------------------------------
# The tree (RFC 6962, section 2.1)


_sha256 = hashlib.sha256


def sha(data):
    return _sha256(data).digest()


def leaf_of(data):
    return _sha256(b"\x00" + data).digest()


def node(left, right):
    return _sha256(b"\x01" + left + right).digest()


class Growing:
    """The tree over leaves as they come: one hash for each bit of its size. Keeps the roots at the `wanted` sizes."""

    GROUP = 256

    def __init__(self, wanted=()):
        self.size, self._open, self._wanted = 0, [], set(wanted)
        self.roots = {0: sha(b"")}

    def add(self, leaves):
        leaves, at = list(leaves), 0
        while at < len(leaves):
            whole, end = self.GROUP, self.size + self.GROUP
            inside = self.size % whole or len(leaves) - at < whole or any(self.size < size < end for size in self._wanted)
            count = 1 if inside else whole
            self._join(_top(leaves[at : at + count]), count)
            at += count

    def _join(self, found, count):
        """Add the top over so many leaves, a power of two that divides the size."""
        rest = self.size // count
        while rest & 1:
            found = node(self._open.pop(), found)
            rest >>= 1
        self._open.append(found)
        self.size += count
        if self.size in self._wanted:
            self.roots[self.size] = self.root()

    def root(self):
        if not self._open:
            return sha(b"")
        found = self._open[-1]
        for left in reversed(self._open[:-1]):
            found = node(left, found)
        return found


def _top(level):
    """The top over hashes, whose count is a power of two."""
    while len(level) > 1:
        level = [_sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2])]  # noqa: B905 - from 3.10
    return level[0]


def root_over(leaves):
    tree = Growing()
    tree.add(leaves)
    return tree.root()


def leads(leaf, index, size, path, root):
    """Whether the path leads from the leaf to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def continues(old, old_root, new, new_root, path):
    """Whether the tree of `new` leaves begins with that of `old` (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not path and (old == 0 or old_root == new_root)
    path = list(path)
    if not old & old - 1:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node(step, first), node(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, new_root)


# ---------------------------------------------------------------------------------------------------------------------
# Signed notes: keys, checkpoints, cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature)

SIGNS, COSIGNS = b"\x01", b"\x04"
DASH = "\u2014 "


def unbase(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if base64.b64encode(data).decode() != text:
        raise Wrong(f"{text[:40]!r} is not plain base64: it was altered or cut off.")
    return data


def based(data):
    return base64.b64encode(data).decode()


def key_id(name, kind, public):
    return sha(name.encode() + b"\n" + kind + public)[:4]


class Key:
    """A verifier key: `name+id+base64(kind || 32 bytes)`; kind 1 signs checkpoints, kind 4 cosigns them."""

    def __init__(self, text):
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise Wrong("A key has the form name+id+base64, with plus signs between. Copy the whole line.")
        material = unbase(parts[2])
        self.text, self.name, self.kind, self.public = text.strip(), parts[0], material[:1], material[1:]
        self.id = key_id(self.name, self.kind, self.public)
        if len(material) != 33 or self.kind not in (SIGNS, COSIGNS) or self.id.hex() != parts[1]:
            raise Wrong(f"The key of {self.name!r} is damaged, or not an Ed25519 key. Get a fresh copy.")

    def time_of(self, body, signature):
        """When it cosigned (seconds of 1970, by the witness's clock), or 0 for a plain signature. Raises Wrong."""
        stamp, message = 0, body.encode()
        if self.kind == COSIGNS:
            stamp, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {stamp}\n".encode() + message
        if not ed25519_holds(self.public, message, signature):
            raise Wrong(f"The signature of {self.name!r} does not fit the checkpoint: it was altered, or is not theirs.")
        return stamp


class Checkpoint:
    """A signed head of a ledger, read and not yet believed: call `signers`."""

    def __init__(self, text):
        body, border, tail = text.rpartition("\n\n")
        lines = body.split("\n")
        if not border or len(lines) < 3 or not tail.endswith("\n") or len(text) > 1_000_000:
            raise Wrong("This is no checkpoint: it has its ledger's name, size and root, an empty line and signatures.")
        self.text, self.body, self._signatures = text, body + "\n", tail[:-1].split("\n")
        self.origin, size, root = lines[0], lines[1], unbase(lines[2])
        if not (size.isascii() and size.isdigit() and size == str(int(size[:19])) and len(root) == 32):
            raise Wrong("The checkpoint's size or root is damaged.")
        self.size, self.root = int(size), root

    def signers(self, keys):
        """(key, time) of each given key that signed. Raises Wrong where one of them signed something else."""
        found = []
        for line in self._signatures:
            name, _, rest = line.removeprefix(DASH).partition(" ")
            if not line.startswith(DASH) or not rest:
                raise Wrong(f"{line[:40]!r} is no signature line: the checkpoint is damaged.")
            data = unbase(rest)
            mine = [key for key in keys if (key.name, key.id) == (name, data[:4])]
            found += [(key, key.time_of(self.body, data[4:])) for key in mine]
        return found

    def must_be_signed(self, keys):
        """Raises Wrong unless one of these keys signed it in the name of its own ledger."""
        signed = [key for key, _ in self.signers(keys) if key.kind == SIGNS and key.name == self.origin]
        if not signed:
            raise Wrong(f"None of the given keys has signed this checkpoint of {self.origin!r}.")
        return self


# ---------------------------------------------------------------------------------------------------------------------
# What was found


class Report:
    """`faults` are (where, sentence): a row by its table and id, a file by its path, an entry by its number."""

    def __init__(self):
        self.faults, self.proven, self.not_proven, self.notes = [], [], [], []
        self.counts = defaultdict(int)
        self.agreed = False

    def fault(self, where, message):
        self.faults.append((where, message))

    @property
    def level(self):
        return DAMAGED if self.faults else AGREES if self.agreed else CONSISTENT

    def as_dict(self):
        faults = [{"where": where, "message": message} for where, message in self.faults]
        return {"holds": not faults, "level": self.level, "faults": faults, "proven": self.proven,
                "not_proven": self.not_proven, "notes": self.notes, "counts": dict(self.counts)}

    def print(self):
        for title, sentences in (("Proven", self.proven), ("Not proven", self.not_proven), ("Seen besides", self.notes)):
            if sentences:
                print(f"{title}:", *sentences, sep="\n  ")
        for where, message in self.faults:
            print(f"{where}: {message}")
        print(f"{len(self.faults)} faults." if self.faults else f"Everything holds: {self.level}.")


# ---------------------------------------------------------------------------------------------------------------------
# An exported archive (docs/export.md)

KINDS = (b'{"row"', b'{"entr', b'{"line', b'{"eras', b'{"end"')
SECTIONS = {kind: number for number, kind in enumerate(KINDS)}
ROW, ENTRY, LINE, ERASURE, END = range(5)
ERASED = ("erased", "erased_count", "erased_root")


class Part(NamedTuple):
    """Bytes of a file, from line end to line end, and the number of the first line."""

    start: int
    end: int
    number: int


class Archive:
    """One reading of an export. It is cut into parts, which several processes check; what ties them together is checked here.

    What is asked of ledger lines later waits in scratch files, one for each part of the ledger, sorted by the parts of the
    rows: memory does not grow. The cuts depend on the file alone, never on the number of processes: one process gives the
    same answer as many.
    """

    def __init__(self, path, keys=(), outside=(), ledger=None, processes=None, part=PART):
        self.path, self.keys, self.report = Path(path), list(keys), Report()
        self.outside, self.ledger = list(outside), ledger
        self._processes, self._part = processes, part
        self._blocks, self._starts, self._erased_by = [], {}, defaultdict(list)

    def check(self, files=None):
        """The report. `files`: the folder with the stored files."""
        try:
            self._read_header()
        except (Wrong, ValueError, KeyError, TypeError, AttributeError) as fault:
            self.report.fault("line 1", f"This is no export of an archive: its first line is not a header. {fault}")
            return self.report
        self._scan()
        count = self._processes or (cores() if self._end > SMALL else 1)
        with tempfile.TemporaryDirectory(prefix="dadkhah-verify-") as scratch, Workers(count) as workers:
            self._outline = Outline(self.path, self.tables, scratch, [last for *_, last in self._row_spans()][:-1])
            tree = self._ledger(workers)
            self._head(tree)
            with closing(sqlite3.connect(f"{scratch}/items", isolation_level=None)) as base:
                self._rows(workers, base)
                self._bytes(base, files)
        self._tell()
        return self.report

    # Header and outline

    def _read_header(self):
        with self.path.open("rb") as file:
            self._header_line = file.readline()
        header = json.loads(self._header_line)
        if (header["format"], header["version"]) != ("dadkhah-export", 1) or header["form"] > 1:
            raise Wrong("Its form is newer than this program. Get the newest one.")
        self.origin, self.size, self.root = header["origin"], header["size"], bytes.fromhex(header["root"])
        self.tables, self.own = list(header["tables"]), Key(header["vkey"])
        self.known = self.keys or [self.own, *map(Key, header.get("earlier", ()))]
        self._signed = header["checkpoint"]
        if not (isinstance(self.size, int) and len(self.root) == 32 and all(isinstance(name, str) for name in self.tables)):
            raise Wrong("Its size, its root or its list of tables is damaged.")

    def _scan(self):
        """Where each kind of line begins; whether the file is whole. Rows, entries and lines are looked at later, in parts."""
        digest, at, number = hashlib.sha256(self._header_line), len(self._header_line), 2
        self._section, self._last_line, self._ends = -1, None, 0
        with self.path.open("rb") as file, ThreadPoolExecutor(1) as aside:
            file.seek(at)
            hashed = aside.submit(digest.update, b"")
            while block := file.read(min(BLOCK, self._part)):
                block += file.readline()
                self._blocks.append((at, number))
                covered = block if self._goes_on(block) else self._outlined(block, at, number)
                hashed.result()
                hashed = aside.submit(digest.update, covered)  # while the next block is read
                at, number = at + len(block), number + block.count(b"\n")
        self._end = at
        self._must_end(digest.hexdigest(), number - 1)

    def _goes_on(self, block):
        """Whether the block begins and ends with lines of the kind that was last."""
        if not ROW <= self._section < ERASURE:
            return False
        kind, last = KINDS[self._section], block.rfind(b"\n", 0, -1) + 1
        return block.startswith(kind) and block.startswith(kind, last) and block.endswith(b"\n")

    def _outlined(self, block, at, number):
        """The bytes that the digest of all lines is over: the block without a last line."""
        covered = []
        for raw in io.BytesIO(block):
            if self._kind(raw, at, number) != END:
                covered.append(raw)
            at, number = at + len(raw), number + 1
        return b"".join(covered)

    def _kind(self, raw, at, number):
        """The kind of a line, which must not be one of those that stand before."""
        found = SECTIONS.get(raw[:6])
        if self._last_line is not None:
            self.report.fault(f"line {number}", "The export goes on after its last line.")
        elif found is not None and found > self._section:
            self._section = found
            self._starts[found] = at, number
        elif not ROW <= self._section < ERASURE and (fault := _astray(raw, self._section)):
            self.report.fault(f"line {number}", fault)
        if found == ERASURE:
            self._take_erasure(number, raw)
        if found == END:
            self._last_line, self._ends = raw, self._ends + 1
        return found

    def _must_end(self, digest, count):
        expected = b'{"end":{"digest":"%s","lines":%d}}\n' % (digest.encode(), count - self._ends)
        if self._last_line is None:
            self.report.fault("the export", "It has no last line: it is cut off. Get a whole copy.")
        elif self._last_line != expected:
            self.report.fault("the export", "The digest of all lines does not fit: lines were altered, added or left out.")

    def _take_erasure(self, number, raw):
        try:
            erased = json.loads(raw)["erasure"]
            line, seq = int(erased["line"]), int(erased["seq"])
            if not (0 <= line < LARGEST and 0 <= seq < LARGEST):
                raise Wrong("no number of a line or an entry")
        except (ValueError, KeyError, TypeError, OverflowError):
            self.report.fault(f"line {number}", "The erasure is damaged.")
            return
        self._erased_by[seq].append(line)

    # Parts

    def _span(self, wanted):
        """Where the lines of a kind begin and end, and the number of the first."""
        if wanted not in self._starts:
            return 0, 0, 0
        at, number = self._starts[wanted]
        return at, min((later for later, _ in self._starts.values() if later > at), default=self._end), number

    def _starting(self, file, wanted, told, apart):
        """(number and offset of the line, what it tells, where it ends) of readable lines of a kind, so many bytes apart."""
        start, end, number = self._span(wanted)
        for at, first in self._blocks[bisect_right(self._blocks, (start, number)) :]:
            if start + apart <= at < end:
                file.seek(at)
                found, start = told(file.readline()), at
                if found is not None:
                    yield first + 1, found, file.tell()

    def _ledger_parts(self):
        """Parts of the entries, each with the ledger lines that belong to it: cut behind an entry and behind its lines."""
        (entry, entry_end, _), (line, line_end, _) = self._span(ENTRY), self._span(LINE)
        before = -1
        with self.path.open("rb") as file:
            cuts = {seq for _, seq, _ in self._starting(file, ENTRY, _number_told, self._part // 2)}
            cuts |= {seq for _, seq, _ in self._starting(file, LINE, _line_number_told, self._part // 2)}
            for seq in sorted(cuts):
                entry_cut = self._behind(file, _number_told, seq, entry, entry_end)
                line_cut = self._behind(file, _line_number_told, seq, line, line_end)
                if entry_cut - entry + line_cut - line >= self._part:
                    yield self._ledger_part(file, (entry, entry_cut), (line, line_cut), before)
                    entry, line, before = entry_cut, line_cut, seq
            yield self._ledger_part(file, (entry, entry_end), (line, line_end), before)

    def _ledger_part(self, file, entries, lines, before):
        entries, lines = (Part(*span, self._number_at(file, span[0])) for span in (entries, lines))
        return LedgerPart(self._outline, entries, lines, before + 1, has_tiles=bool(self.ledger))

    def _behind(self, file, told, seq, low, high):
        """Where the first line that tells of a later entry than `seq` begins, by halving: they stand in order."""
        while low < high:
            middle = (low + high) // 2
            file.seek(middle - 1)
            file.readline()
            found = None
            while found is None and file.tell() < high:
                found = told(file.readline())
            if found is not None and found <= seq:
                low = file.tell()
            else:
                high = middle
        return low

    def _number_at(self, file, at):
        """The number of the line that begins there."""
        if not at:
            return 0
        start, number = self._blocks[bisect_right(self._blocks, (at, LARGEST)) - 1]
        file.seek(start)
        return number + file.read(at - start).count(b"\n")

    # Entries with their lines

    def _ledger(self, workers):
        """Every entry against its leaf and its lines; gives the tree over all of them."""
        published = self._published()
        sizes = [self.size, *(kept.size for _, kept in self.outside), *([published.size] if published else [])]
        tree, expected, erasing = Growing(sizes), 0, []
        tiles = Tiles(Path(self.ledger), published.size, self.report) if published else None
        places = [[] for _ in range(len(self._outline.bounds) + 1)]
        for part in workers.each(self._ledger_parts()):
            for missing in range(expected, min(part.begins, expected + 100)):
                self.report.fault(f"entry {missing}", "The entry is missing, or was moved.")
            self.report.faults += part.faults
            tree.add(part.leaves)
            for body in part.bodies if tiles else ():
                tiles.add(leaf_of(body), body)
            for place, found in part.places.items():
                places[place].append(found)
            self.report.counts["ledger lines"] += part.count
            erasing += part.erasing
            expected = max(expected, part.expected)
        erased = {line: seq for seq, lines in self._erased_by.items() for line in lines}
        Path(self._outline.scratch, "places").write_bytes(marshal.dumps((places, erased)))
        self._erasures(erasing, tree.size)
        for missing in range(expected, min(self.size, expected + 100)):
            self.report.fault(f"entry {missing}", "The entry is missing: the header counts it.")
        self.report.counts["entries"] = tree.size
        if tiles:
            tiles.end()
        return tree

    def _erasures(self, erasing, size):
        """What the entries erased, against the erasures that stand there."""
        silent = self._erased_by.keys() - {seq for seq, _ in erasing}
        for seq, told in [*erasing, *((seq, {}) for seq in sorted(silent))]:
            lines = self._erased_by.get(seq)
            if seq >= size:
                self.report.fault(f"entry {seq}", "Erasures name this entry, which does not exist.")
            elif told != (listed("erased", [str(line) for line in sorted(lines)]) if lines else {}):
                self.report.fault(f"entry {seq}", "What was erased under this number is not what the entry erased.")

    def _published(self):
        if not self.ledger:
            return None
        where = Path(self.ledger) / "checkpoint"
        try:
            return Checkpoint(where.read_text("utf-8")).must_be_signed(self.known)
        except (OSError, UnicodeDecodeError, Wrong) as fault:
            self.report.fault("checkpoint", f"The ledger's checkpoint cannot be believed: {fault}")
            return None

    # Heads

    def _head(self, tree):
        report = self.report
        if (tree.size, tree.root()) != (self.size, self.root):
            report.fault("header", "The header's size or root is not that of the entries.")
        self._own_checkpoint()
        for where, kept in self.outside:
            if kept.origin != self.origin:
                report.fault(where, f"It is a checkpoint of {kept.origin!r}, not of this archive, {self.origin!r}.")
            elif not self._believed(where, kept):
                continue
            elif kept.size > tree.size:
                report.fault(where, f"It signs {kept.size} entries, the export holds {tree.size}: the ledger was cut or "
                                    "rolled back, or the export is older than the checkpoint.")
            elif tree.roots[kept.size] != kept.root:
                report.fault(where, f"It signs other entries than the first {kept.size} here: the ledger was rewritten.")
            else:
                report.agreed = True
                report.proven.append(f"The first {kept.size} entries are those that {where} signs.")

    def _believed(self, where, kept):
        try:
            return kept.must_be_signed(self.known)
        except Wrong as fault:
            self.report.fault(where, f"It is not signed by this archive's key: the key was replaced, or it is altered. {fault}")
            return None

    def _own_checkpoint(self):
        try:
            signed = Checkpoint(self._signed).must_be_signed(self.keys or [self.own])
            if (signed.origin, signed.size, signed.root) != (self.origin, self.size, self.root):
                raise Wrong("It signs another state than the header gives.")
        except Wrong as fault:
            self.report.fault("header", f"The export's checkpoint cannot be believed: {fault}")
        if self.keys and self.own.text not in [key.text for key in self.keys]:
            self.report.fault("header", "The key in the export is not the one you were given from elsewhere.")

    # Rows

    def _rows(self, workers, base):
        """Every row against its newest line, and every line against the one before it."""
        base.execute("CREATE TABLE item (digest PRIMARY KEY, size, pk) WITHOUT ROWID")
        base.execute("BEGIN")
        of_rows, missing, elsewhere = [], {}, set()
        for part in workers.each(self._row_parts()):
            self.report.faults += part.of_lines
            of_rows += part.of_rows
            missing.update(part.missing)
            elsewhere.update(part.elsewhere)
            base.executemany("INSERT OR IGNORE INTO item VALUES (?,?,?)", part.items)
            self.report.counts["rows"] += part.count
        base.execute("COMMIT")
        self.report.faults += of_rows
        for (t, pk), seq in missing.items():
            if (t, pk) not in elsewhere:
                self.report.fault(f"{self.tables[t]} {pk}", f"The row is missing: entry {seq} wrote it, and no entry deleted it.")

    def _row_parts(self):
        for place, (part, before, last) in enumerate(self._row_spans()):
            yield RowPart(self._outline, place, part, before, last)

    def _row_spans(self):
        """(part, row before it, its last row) of the rows: cut behind rows that can be read and stand in order."""
        (start, end, number), before = self._span(ROW), (-1, "")
        line, line_end, _ = self._span(LINE)
        apart = self._part * (end - start) // max(end - start, line_end - line, 1)
        names = table_ends(self.tables)
        with self.path.open("rb") as file:
            for following, row, cut in self._starting(file, ROW, lambda raw: _row_of(raw, names)[0], apart):
                if before < row and cut < end:
                    yield Part(start, cut, number), before, row
                    start, number, before = cut, following, row
        yield Part(start, end, number), before, (len(self.tables), "")

    # Bytes

    def _bytes(self, base, files):
        held = base.execute("SELECT count(*) FROM item").fetchone()[0]
        if files is None:
            if held:
                self.report.not_proven.append(f"Whether the {held} stored files are whole: give their folder with --files.")
            return
        folder = Path(files)
        folder = folder / "store" if (folder / "store").is_dir() else folder
        items = base.execute("SELECT digest, size, pk FROM item ORDER BY digest")
        with ThreadPoolExecutor(2) as pool:
            while group := items.fetchmany(512):
                halves = [group[::2], group[1::2]]
                for faults, done in pool.map(lambda half: _hash_files(folder, half), halves):
                    self.report.faults += faults
                    self.report.counts["bytes"] += done
        self.report.counts["files"] = held
        self._unlisted(base, folder)

    def _unlisted(self, base, folder):
        count = 0
        for first in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not re.fullmatch(r"[0-9a-f]{2}", first.name):
                continue
            for _, _, names in os.walk(first):
                for name in names:
                    if not base.execute("SELECT 1 FROM item WHERE digest = ?", (name,)).fetchone():
                        count += 1
        if count:
            self.report.notes.append(f"{count} files in the folder belong to no item of this export.")

    def _tell(self):
        report = self.report
        if report.faults:
            return
        report.proven.insert(0, f"{report.counts['rows']} rows and {report.counts['entries']} entries fit each other.")
        if report.counts["files"]:
            report.proven.insert(1, f"{report.counts['files']} stored files are, byte for byte, those that were taken in.")
        if not report.agreed:
            report.not_proven.append(
                "That nothing was rewritten: whoever holds the archive and its key could have made all of it anew. "
                "Give a checkpoint that was kept outside with --checkpoint."
            )
        if not self.keys:
            report.not_proven.append(
                f"That the archive is the one you think: the key came with the export ({self.own.text}). "
                "Compare it with one from elsewhere, and give that with --key."
            )
        report.not_proven.append("That what is recorded is so: a proof speaks of the record, not of the world.")


def _astray(raw, section):
    """What is wrong with a line that stands among those of a kind, or nothing."""
    found = SECTIONS.get(raw[:6])
    if found is None or not raw.endswith(b"\n"):
        return "The line is damaged: it is of no known kind, or cut off."
    return "" if found == section else "The line is out of order: lines were moved."


def _hash_files(folder, items):
    faults, done, block = [], 0, bytearray(BLOCK)
    view = memoryview(block)
    for digest, size, pk in items:
        name = f"{digest[:2]}/{digest[2:4]}/{digest}"
        found = hashlib.sha256()
        try:
            with open(folder / name, "rb", buffering=0) as file:
                length = 0
                while count := file.readinto(block):
                    found.update(view[:count])
                    length += count
        except OSError as error:
            faults.append((name, f"The file of item {pk} cannot be read: {error.strerror}."))
            continue
        done += length
        if found.hexdigest() != digest or length != size:
            faults.append((name, f"The file of item {pk} was altered: it has another digest or size."))
    return faults, done


class Tiles:
    """The tile files of a ledger of `size` entries, compared with the entries as they come (C2SP tlog-tiles)."""

    def __init__(self, folder, size, report):
        self._folder, self._size, self._report = folder, size, report
        self._levels, self._bundle, self._count, self._expected = [[]], [], 0, set()

    def add(self, leaf, entry):
        if self._count >= self._size:
            return
        self._count += 1
        self._bundle.append(len(entry).to_bytes(2, "big") + entry if len(entry) < 65536 else b"")
        if len(self._bundle) == 256:
            self._compare("entries", self._count // 256 - 1, b"".join(self._bundle), 256)
            self._bundle = []
        self._push(0, leaf)

    def _push(self, level, value):
        if level == len(self._levels):
            self._levels.append([])
        row = self._levels[level]
        row.append(value)
        if len(row) == 256:
            index = (self._count >> 8 * level) // 256 - 1
            self._compare(str(level), index, b"".join(row), 256)
            self._levels[level] = []
            self._push(level + 1, root_over(row))

    def end(self):
        if self._count < self._size:
            self._report.fault("checkpoint", f"It signs {self._size} entries, of which {self._count} are in the export.")
            return
        if self._bundle:
            self._compare("entries", self._count // 256, b"".join(self._bundle), len(self._bundle))
        for level, row in enumerate(self._levels):
            if row:
                self._compare(str(level), (self._count >> 8 * level) // 256, b"".join(row), len(row))
        for place, _, names in os.walk(self._folder / "tile"):
            for name in names:
                path = (Path(place) / name).relative_to(self._folder).as_posix()
                if path not in self._expected:
                    self._report.fault(path, "The file does not belong to the ledger's tiles.")

    def _compare(self, part, index, content, width):
        parts = [f"{index % 1000:03}"]
        while index := index // 1000:
            parts.insert(0, f"x{index % 1000:03}")
        path = "/".join(["tile", part, *parts]) + (f".p/{width}" if width < 256 else "")
        self._expected.add(path)
        try:
            if (self._folder / path).read_bytes() != content:
                self._report.fault(path, "The tile was altered: it does not fit the entries.")
        except OSError as error:
            self._report.fault(path, f"The tile cannot be read: {error.strerror}.")


# ---------------------------------------------------------------------------------------------------------------------
# Parts of an exported archive: each is sent to a process, checked there, and comes back with what was found


class Outline(NamedTuple):
    """What all parts need: the export, its tables, the scratch folder, and the last row of each part of the rows but one."""

    path: Path
    tables: list
    scratch: str
    bounds: list


def table_ends(tables):
    """The place of each table, by the bytes with which a row of it ends."""
    return {f',"table":"{name}"}}\n'.encode(): place for place, name in enumerate(tables)}


class LedgerPart:
    """Entries with their ledger lines. `erasing`: what entries say they erased.

    `places`: for each part of the rows, where in the scratch folder its lines are: file, offset, length.
    """

    def __init__(self, outline, entries, lines, begins, *, has_tiles):
        self._outline, self._entries, self._lines, self._has_tiles = outline, entries, lines, has_tiles
        self.faults, self.leaves, self.bodies, self.erasing, self.places, self.count = [], [], [], [], {}, 0
        self.begins = self.expected = begins

    def checked(self):
        lines, at = self._told(), 0
        for first, _, block in _blocks_in(self._outline.path, self._entries):
            for number, (entry, leaf, other) in enumerate(ENTRY_FORM.findall(block.decode("latin-1")), first):
                end = self._usual(entry, leaf, lines, at) if entry else None
                if end is None:
                    raw = (other or f'{{"entry":"{entry}","leaf":"{leaf}"}}\n').encode("latin-1")
                    end = self._unusual(number, raw, lines, at)
                at = end
        self._stray(lines[at:-1])
        return self

    def _add(self, leaf, body):
        self.leaves.append(leaf)
        if self._has_tiles:
            self.bodies.append(body)

    def _usual(self, entry, leaf, lines, at):
        """Where the lines end of an entry that says, letter for letter, what they make of it; None of any other entry."""
        end, seq = at, self.expected
        while lines[end][0] == seq and lines[end][1] == end - at:
            end += 1
        text = entry.replace('\\"', '"')
        rows = ",".join([line[2] for line in lines[at:end]])
        if text.partition('"rows":')[2] != f'[{rows}],"seq":{seq},"v":1}}' or end - at > LISTED:
            return None
        body = text.encode()
        found = _sha256(b"\x00" + body)
        if found.hexdigest() != leaf:
            return None
        self._add(found.digest(), body)
        self.expected += 1
        return end

    def _unusual(self, number, raw, lines, at):
        """Where the lines end of any entry, whose faults are told."""
        if fault := _astray(raw, ENTRY):
            self.faults.append((f"line {number}", fault))
            return at
        body, leaf, told = self._entry(number, raw)
        self._add(leaf, body)
        seq, begin = self._place(told), at
        self.expected = max(self.expected, seq + 1)
        while lines[begin][0] < min(seq, LARGEST):
            begin += 1
        self._stray(lines[at:begin])
        end = begin
        while lines[end][0] == seq < LARGEST:
            end += 1
        self._compare(seq, told, lines[begin:end])
        return end

    def _entry(self, number, raw):
        """(bytes, leaf, what it says) of an entry, which is the next one expected."""
        where = f"entry {self.expected}"
        try:
            text, leaf = _entry_of(raw)
            body, told = text.encode(), read_text(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.faults.append((where, f"The entry (line {number}) is damaged."))
            return raw, leaf_of(raw), {"seq": self.expected}
        found = leaf_of(body)
        if found.hex() != leaf:
            self.faults.append((where, "The entry was altered: it does not hash to its leaf."))
        return body, found, told if isinstance(told, dict) else {}

    def _place(self, told):
        """The number of an entry."""
        seq, expected = told.get("seq"), self.expected
        if type(seq) is not int or seq < 0:
            self.faults.append((f"entry {expected}", "The entry does not say its number."))
            return expected
        if seq < expected:
            self.faults.append((f"entry {seq}", "The entry stands there twice, or was moved."))
        for missing in range(expected, min(seq, expected + 100)):
            self.faults.append((f"entry {missing}", "The entry is missing, or was moved."))
        return seq

    def _told(self):
        """(entry, place in it, what the entry lists) of each line, and one behind all; keeps what is asked of lines later."""
        place_of = {name: place for place, name in enumerate(self._outline.tables)}
        lines, kept, bounds = [], defaultdict(list), self._outline.bounds
        for first, start, block in _blocks_in(self._outline.path, self._lines):
            at = start
            for number, found in enumerate(LINE_FORM.findall(block.decode("latin-1")), first):
                raw, body, digest, form, own, place, pk, salt, seq, table = found
                if seq and (not body or _is_utf8(body)):
                    told, own = (int(seq), int(place), f'["{table}","{pk}",{form},"{digest}"]'), int(own)
                else:
                    told, table, pk, own, salt, digest, body = self._line(number, raw.encode("latin-1"))
                if told:
                    lines.append(told)
                    row = place_of.get(table, -1), pk
                    if row[0] < 0:
                        self.faults.append((f"{table} {pk}", "A ledger line is about a table that the export does not have."))
                    else:
                        kept[bisect_left(bounds, row)].append((*row, told[0], own, salt, digest, at if body else None))
                at += len(raw)
        self.count = len(lines)
        self._keep(kept)
        return [*lines, (LARGEST, 0, "")]

    def _line(self, number, raw):
        """A line of any form."""
        fault, line = _astray(raw, LINE), _line_of(raw)
        if fault or line is None:
            self.faults.append((f"line {number}", fault or "The ledger line is damaged."))
            return (None,) * 7
        return line

    def _keep(self, kept):
        name = f"lines-{self.begins}"
        with open(Path(self._outline.scratch, name), "wb") as file:
            for place, lines in kept.items():
                data = marshal.dumps(lines, 2)
                self.places[place] = name, file.tell(), len(data)
                file.write(data)

    def _stray(self, lines):
        for seq, _, named in lines:
            message = f"A ledger line of it names entry {seq}, which does not exist, or the line was moved."
            self.faults.append((_row_named(named), message))

    def _compare(self, seq, told, written):
        """The lines that stand there against those that the entry lists, or their count and root."""
        texts = [line[2] for line in written]
        if listed("rows", texts) != {name: told[name] for name in ("rows", "count", "root") if name in told}:
            self._differing(seq, told.get("rows"), [json.loads(text) for text in texts])
        for place, line in enumerate(written):
            if line[1] != place:
                self.faults.append((_row_named(line[2]), f"The lines of entry {seq} are not numbered in a row."))
        if not told.keys().isdisjoint(ERASED):
            self.erasing.append((seq, {name: told[name] for name in ERASED if name in told}))

    def _differing(self, seq, named, values):
        if not isinstance(named, list):
            self.faults.append((f"entry {seq}", "Its lines are not those that it wrote: their count or root differs."))
            return
        ours = {f"{v[0]} {v[1]}": v for v in values}
        theirs = {" ".join(map(str, v[:2])) if isinstance(v, list) else str(v): v for v in named}
        for row in sorted(ours.keys() | theirs.keys()):
            if ours.get(row) != theirs.get(row):
                what = "was added" if row not in theirs else "is missing" if row not in ours else "was altered"
                self.faults.append((row, f"The ledger line that entry {seq} wrote of it {what}."))
        if ours == theirs:
            self.faults.append((f"entry {seq}", "Its lines stand in another order, or one stands there twice."))


class RowPart:
    """Rows, and the ledger lines of all rows behind the row `before`, up to the row `last`.

    `missing`: rows that should stand here, with the entry that wrote them; `elsewhere`: rows that stand here and should not.
    """

    def __init__(self, outline, place, rows, before, last):
        self._outline, self._place, self._part, self._before, self._last = outline, place, rows, before, last
        self.of_lines, self.of_rows, self.items, self.missing, self.elsewhere, self.count = [], [], [], {}, [], 0
        self._present = set()

    def checked(self):
        newest, rows, others = self._newest(self._place, self.of_lines), self._rows(), defaultdict(list)
        for row, body in rows:
            if self._before < row <= self._last:
                self._match(row, body, newest.get(row))
                self._present.add(row)
            else:
                others[bisect_left(self._outline.bounds, row)].append((row, body))
        self.missing = {row: seq for row, (_, digest, seq) in newest.items() if digest is not None and row not in self._present}
        for place, astray in others.items():
            newest = self._newest(place, [])
            for row, body in astray:
                self._match(row, body, newest.get(row))
                self.elsewhere.append(row)
        return self

    def _rows(self):
        """(row, the bytes that were hashed) of each row that can be read."""
        names, last = table_ends(self._outline.tables), self._before
        for first, _, block in _blocks_in(self._outline.path, self._part):
            for number, raw in enumerate(io.BytesIO(block), first):
                row, body = _row_of(raw, names)
                if row is None:
                    fault = _astray(raw, ROW) or "The row is damaged, or of a table that the header does not name."
                    self.of_rows.append((f"line {number}", fault))
                    continue
                if row <= last:
                    self._fault(row, f"The row (line {number}) stands there twice, or out of order.")
                last = row
                self.count += 1
                yield row, body

    def _fault(self, row, message):
        self.of_rows.append((f"{self._outline.tables[row[0]]} {row[1]}", message))

    def _newest(self, place, faults):
        """The newest line of each row. What a line kept of the row before it must fit the digest of the line before."""
        lines, newest, tables = [], {}, self._outline.tables
        places, erased_by = _kept_in(Path(self._outline.scratch, "places"))
        for name, at, length in places[place]:
            lines += _kept_in(Path(self._outline.scratch, name), at, length)
        lines.sort(key=itemgetter(0, 1, 2, 3))
        row = before = one = None
        with open(self._outline.path, "rb") as file:
            for t, pk, seq, own, salt, digest, at in lines:
                if (t, pk) != row:
                    row, before, one = (t, pk), None, None
                if (seq, own) == one:
                    continue  # it stands there twice, which its entry has been told of
                one, erased = (seq, own), erased_by.get(own)
                body = _body_at(file, at) if at is not None else None
                if fault := _history_fault(seq, salt, digest, erased, body, before):
                    faults.append((f"{tables[t]} {pk}", fault))
                before = salt, digest, erased
                newest[row] = salt, digest, seq
        return newest

    def _match(self, row, body, line):
        """A row against its newest line."""
        salt, digest, seq = line or (None, None, None)
        if seq is None:
            self._fault(row, "The row was inserted behind the ledger's back: no entry wrote it.")
        elif digest is None:
            self._fault(row, f"The row is there again although entry {seq} deleted it.")
        elif salt is None:
            self._fault(row, f"The row cannot be checked: the salt of its newest line, of entry {seq}, is gone.")
        elif not fits(salt, body, digest):
            self._fault(row, f"The row was altered: it is not what entry {seq} wrote.")
        if self._outline.tables[row[0]] == "item":
            self._item(row, body)

    def _item(self, row, body):
        try:
            item = read(body)
            if "erased" in item:
                return
            digest, size = item["digest"], item["size"]
            if not (HEX.fullmatch(digest) and type(size) is int and 0 <= size < LARGEST):
                raise Wrong("no digest")
        except (ValueError, KeyError, TypeError):
            self._fault(row, "The item's digest or size is damaged.")
            return
        self.items.append((digest, size, row[1]))


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def listed(name, texts):
    """What an entry says of its lines, each given as JSON: themselves, or of more than 64 their count and root."""
    if len(texts) <= LISTED:
        return {name: [json.loads(text) for text in texts]}
    prefix = "" if name == "rows" else f"{name}_"
    root = root_over(leaf_of(text.encode()) for text in texts)
    return {f"{prefix}count": len(texts), f"{prefix}root": root.hex()}


def _row_named(text):
    table, pk, *_ = json.loads(text)
    return f"{table} {pk}"


def fits(salt, body, digest):
    try:
        raw = bytes.fromhex(salt)
    except ValueError:
        return False
    return len(raw) == 16 and _sha256(raw + body).hexdigest() == digest


def _body_at(file, at):
    file.seek(at)
    return json.loads(file.readline())["line"]["body"]


def _history_fault(seq, salt, digest, erased, body, before):
    if erased is not None:
        if salt is not None or body is not None:
            return f"The line of entry {seq} was erased by entry {erased}, and holds content again."
        return f"Entry {erased} cannot have erased the later line of entry {seq}." if erased <= seq else ""
    if (salt is None) != (digest is None):
        return f"The salt of the line of entry {seq} is gone, and no entry erased it."
    salt_before, digest_before, erased_before = before or (None, None, None)
    if digest_before is None:
        return f"The line of entry {seq} tells of an earlier row that there never was." if body or digest is None else ""
    if body is None:
        return "" if erased_before == seq else f"What the row was before entry {seq} is gone, and no entry erased it."
    if salt_before is not None and not fits(salt_before, str(body).encode(), digest_before):
        return f"What the ledger says the row was before entry {seq} does not fit its digest: it was altered."
    return ""


def _kept_in(path, at=0, length=-1):
    with open(path, "rb") as file:
        file.seek(at)
        return marshal.loads(file.read(length))  # noqa: S302 - this run has written it, where nobody else may


def checked(part):
    return part.checked()


def _blocks_in(path, part):
    """(number of the first line, offset, bytes) of a part, in blocks of whole lines."""
    at, number = part.start, part.number
    with open(path, "rb") as file:
        file.seek(at)
        while at < part.end and (block := file.read(min(BLOCK, part.end - at))):
            block += file.readline() if at + len(block) < part.end else b""
            yield number, at, block
            at, number = at + len(block), number + block.count(b"\n")


def _is_utf8(text):
    """Whether these bytes, of which each was read as a letter, are UTF-8."""
    try:
        text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return False
    return True


def _row_of(raw, names):
    """((table's place, id), the bytes that were hashed) of a row's line; None where it is damaged.

    The id is looked up in the bytes: whatever stands around it, only the bytes that were recorded fit its digest.
    """
    if not raw.startswith(b'{"row":'):
        return None, None
    border = raw.rfind(b',"table":"')
    found, t = ROW_ID.search(raw, 0, border), names.get(raw[border:])
    return (None, None) if found is None or t is None else ((t, found[1].decode()), raw[7:border])


def _entry_of(raw):
    """(text, leaf) of an entry's line. Raises ValueError, KeyError or TypeError where it is not canonical."""
    line = raw.decode()
    value = read_text(line)
    text, leaf = value["entry"], value["leaf"]
    if line != f'{{"entry":{_quoted(text)},"leaf":"{leaf}"}}\n':
        raise Wrong("not canonical")
    return text, leaf


# Entries and ledger lines of the usual form are found by it, since millions are read; `latin-1` makes a letter of each byte.
# What does not fit (the last group of an entry, a line without number) is read as JSON, and tells the same.
ENTRY_FORM = re.compile(
    r'^(?:\{"entry":"(\{\\"action\\":\\"[a-z_]+\\",\\"actor\\":\\"[0-9a-f]{32}\\",\\"at\\":\\"[0-9TZ:.-]+\\",'
    r'(?:\\"machine\\":\\"[a-z0-9_.:/-]*\\",)?\\"rows\\":[^}\n]*\})","leaf":"([0-9a-f]{64})"\}\n|(.+\n?|\n))', re.MULTILINE)
LINE_FORM = re.compile(
    r'^(\{"line":\{("body":"[^"\\\x00-\x1f]*(?:\\["\\][^"\\\x00-\x1f]*)*",)?"digest":"([0-9a-f]{64})",'
    r'"form":(0|[1-9][0-9]{0,8}),"id":(0|[1-9][0-9]{0,17}),"line":(0|[1-9][0-9]{0,17}),"pk":"([0-9a-f]{32})",'
    r'"salt":"([0-9a-f]{32})","seq":(0|[1-9][0-9]{0,17}),"table":"([a-z_]+)"\}\}\n|.+\n?|\n)', re.MULTILINE)


def _line_of(raw):
    """((entry, place in it, what the entry lists), table, id, own id, salt, digest, has a body) of a line; None where damaged."""
    try:
        line = read(raw)["line"]
        numbers = line["seq"], line["line"], line["form"], line["id"]
        table, pk, digest, salt = line["table"], line["pk"], line.get("digest"), line.get("salt")
        is_text = all(type(each) is str for each in (table, pk, digest or "", salt or ""))
        if not (is_text and all(type(each) is int and 0 <= each < LARGEST for each in numbers)):
            return None
        f"{table}{pk}{digest}{salt}".encode()  # half a letter cannot be written
        listed = _json([table, pk, numbers[2], digest])
        return (*numbers[:2], listed), table, pk, numbers[3], salt, digest, "body" in line
    except (ValueError, KeyError, TypeError):
        return None


def _number_told(raw):
    """The number that an entry gives itself, of its line; None where it cannot be read."""
    try:
        seq = read_text(_entry_of(raw)[0])["seq"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return seq if type(seq) is int and 0 <= seq < LARGEST else None


def _line_number_told(raw):
    """The number of the entry that wrote a ledger line; None where it cannot be read."""
    line = _line_of(raw)
    return line and line[0][0]


def cores():
    """How many processes this one may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """So many processes; with one, or where the system gives none, all is done in this one."""

    def __init__(self, count):
        self._count, self._pool = min(count, MOST_PROCESSES), None
        if count > 1:
            try:
                self._pool = ProcessPoolExecutor(self._count)
            except (OSError, ImportError, NotImplementedError):
                self._pool = None  # no shared locks on this system: the answer is the same, only later

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def each(self, tasks, work=checked):
        """The work done for each task, in the order of the tasks; only a few are on their way at once."""
        if self._pool is None:
            yield from map(work, tasks)
            return
        waiting = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, task))
                if len(waiting) > 2 * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise Wrong(KILLED) from None


KILLED = (
    "One of the processes that check parts of the export was ended from outside, perhaps because memory ran out. "
    "Nothing is known of the export yet: check it again, with --processes 1 if this happens again."
)


# ---------------------------------------------------------------------------------------------------------------------
# One proof


def check_proof(text, keys, file=None, outside=()):
    """A proof as the archive hands it out: of one row with its entry (JSON), or of an entry alone (tlog-proof)."""
    report = Report()
    try:
        if text.lstrip().startswith("{"):
            _check_row_proof(report, json.loads(text), keys, file, outside)
        else:
            _check_entry_proof(report, text, None, keys, outside)
    except Wrong as fault:
        report.fault("proof", str(fault))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        report.fault("proof", f"The proof is damaged, or of a form that this program does not know: {fault}")
    if not report.faults and not report.agreed:
        report.not_proven.append("That the signer did not sign two ledgers: compare with a checkpoint kept outside.")
    report.not_proven.append("That what the record says is so, or who made a file, or when: only that it stood here by then.")
    return report


def _check_row_proof(report, proof, keys, file, outside):
    if proof["format"] != "dadkhah-row-proof/1":
        raise Wrong("The proof is of a form that this program does not know. Get the newest one.")
    row, entry = json.loads(proof["row"]), json.loads(proof["entry"])
    line = [proof["table"], row["id"], 1, proof["digest"]]
    where = f"{line[0]} {line[1]}"
    if not fits(proof["salt"], proof["row"].encode(), proof["digest"]):
        report.fault(where, "The row was altered: it does not hash to its digest.")
    if "rows" in entry:
        is_listed = entry["rows"][proof["line"]] == line
    else:
        steps = [bytes.fromhex(step) for step in proof["line_path"]]
        leaf = leaf_of(_json(line).encode())
        is_listed = leads(leaf, proof["line"], entry["count"], steps, bytes.fromhex(entry["root"]))
    if not is_listed:
        report.fault(where, "The entry does not list this row with this digest.")
    _check_entry_proof(report, proof["proof"], proof["entry"].encode(), keys, outside)
    if file is not None:
        _check_file(report, file, row)
    if not report.faults:
        report.proven.insert(0, f"{where} stood in the archive as it is in the proof, written by entry {entry['seq']}.")


def _check_file(report, file, row):
    found = hashlib.sha256()
    with open(file, "rb") as opened:
        while block := opened.read(BLOCK):
            found.update(block)
    if found.hexdigest() != row.get("digest"):
        report.fault(str(file), "The file is not the one that the record is about: its SHA-256 differs.")
    else:
        report.proven.append(f"{file} is, byte for byte, the file that was taken in.")


def _check_entry_proof(report, text, entry, keys, outside):
    head, border, note = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != "c2sp.org/tlog-proof@v1" or not border:
        raise Wrong("The text is no proof: it must begin with c2sp.org/tlog-proof@v1 and end with a checkpoint.")
    extra = unbase(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
    index = lines.pop(0).removeprefix("index ") if lines else ""
    if not (index.isascii() and index.isdigit()) or len(lines) > 63:
        raise Wrong("The proof's index is missing, or it has more steps than any tree needs.")
    entry = extra if entry is None else entry
    if not entry:
        raise Wrong("The proof does not hold the entry it is about.")
    signed = Checkpoint(note).must_be_signed(keys)
    if not leads(leaf_of(entry), int(index), signed.size, [unbase(line) for line in lines], signed.root):
        report.fault(f"entry {index}", "The proof does not lead from the entry to the signed root.")
        return
    report.proven.append(f"Entry {index} stands in the ledger {signed.origin} of {signed.size} entries.")
    for where, kept in outside:
        kept.must_be_signed(keys)
        if (kept.origin, kept.size) != (signed.origin, signed.size):
            report.notes.append(f"{where} signs another state ({kept.size} entries): one proof cannot be compared with it.")
        elif kept.root != signed.root:
            report.fault(where, "It signs another ledger of the same size: two stories were told.")
        else:
            report.agreed = True
            report.proven.append(f"The proof's checkpoint is the one that {where} signs.")


# ---------------------------------------------------------------------------------------------------------------------
# A witness: sees that a ledger only grows, and says so with its own key (C2SP tlog-witness, tlog-cosignature, by file)


def new_witness(folder, name):
    """Makes the witness's key; gives its verifier key, which others need."""
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Wrong("A witness's name is not empty and has neither spaces nor plus signs, as witness.example/anna.")
    seed = os.urandom(32)
    public = ed25519_public(seed)
    ident = key_id(name, COSIGNS, public).hex()
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"PRIVATE+KEY+{name}+{ident}+{based(COSIGNS + seed)}\n")
    return f"{name}+{ident}+{based(COSIGNS + public)}"


def _witness_key(folder):
    name, _, material = (folder / "witness.key").read_text("utf-8").strip().removeprefix("PRIVATE+KEY+").split("+", 2)
    return name, unbase(material)[1:]


def read_request(text):
    """(old size, steps, checkpoint) of a request `old N`, steps, an empty line, the checkpoint."""
    head, border, note = text.partition("\n\n")
    first, *steps = head.split("\n")
    old = first.removeprefix("old ")
    if not border or not first.startswith("old ") or not (old.isascii() and old.isdigit()) or len(steps) > 63:
        raise Wrong("This is no request to a witness: it begins with a line “old” and a number.")
    return int(old), [unbase(step) for step in steps], Checkpoint(note)


def cosign(folder, request, log_keys, now=None):
    """The checkpoint with the witness's line, if the ledger only grew since the witness saw it last. Raises Wrong."""
    old, steps, asked = read_request(request)
    kept_file = folder / f"{sha(asked.origin.encode()).hex()[:16]}.checkpoint"
    keys_file = kept_file.with_suffix(".key")
    known = [Key(line) for line in keys_file.read_text("utf-8").split()] if keys_file.is_file() else []
    if known and log_keys and not {key.text for key in log_keys} & {key.text for key in known}:
        raise Wrong(f"The ledger {asked.origin} had another key when this witness saw it first. Ask its keepers why.")
    if not known and not log_keys:
        raise Wrong("This witness does not know the ledger yet: give its key with --key, from someone you trust.")
    asked.must_be_signed(known or log_keys)
    kept = Checkpoint(kept_file.read_text("utf-8")) if kept_file.is_file() else None
    if kept:
        _must_continue(folder, kept, asked, old, steps)
    name, seed = _witness_key(folder)
    stamp = int(time.time() if now is None else now)
    message = f"cosignature/v1\ntime {stamp}\n".encode() + asked.body.encode()
    ident = key_id(name, COSIGNS, ed25519_public(seed))
    line = f"{DASH}{name} {based(ident + stamp.to_bytes(8, 'big') + ed25519_sign(seed, message))}\n"
    if not known:
        _write(keys_file, "".join(f"{key.text}\n" for key in log_keys))
    _write(kept_file, asked.text)
    return asked.text + line


def _must_continue(folder, kept, asked, old, steps):
    told = f"This witness last signed {kept.size} entries of {kept.origin}"
    if asked.size == kept.size and asked.root == kept.root:
        return
    if asked.size > kept.size and old != kept.size:
        raise Wrong(f"{told}; the request starts at {old}. Ask for one that starts at {kept.size}.")
    if asked.size == kept.size:
        fault = (f"now another ledger of {asked.size} entries is shown: it was rewritten, or different ledgers are shown to "
                 "different people. Both signed checkpoints are the proof.")
    elif asked.size < kept.size:
        fault = (f"now {asked.size} are shown: the request is an old one, or the ledger was rolled back. Ask for a new one; "
                 "both signed checkpoints are kept.")
    elif continues(kept.size, kept.root, asked.size, asked.root, steps):
        return
    else:
        fault = ("the request does not show that they are still there: it was damaged on the way, or the ledger was "
                 "rewritten, or different ledgers are shown to different people. Ask for a new one; both signed checkpoints "
                 "are kept.")
    _conflict(folder, kept, asked)
    raise Wrong(f"{told}; {fault}")


def _conflict(folder, kept, asked):
    """Both signed checkpoints. Of one size they are the proof; else an export decides: does it hold with both?"""
    name = f"conflict-{kept.size}-{asked.size}-{asked.root.hex()[:8]}.txt"
    _write(folder / name, f"{kept.text}\n{asked.text}")


def _write(path, text):
    temporary = path.with_name(path.name + ".new")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


# ---------------------------------------------------------------------------------------------------------------------
# The command


def _keys(given):
    """Keys as they are, or files that hold them."""
    found = []
    for text in given or ():
        lines = Path(text).read_text("utf-8").split() if Path(text).is_file() else [text]
        found += [Key(line) for line in lines]
    return found


def _kept(given):
    """Checkpoints kept outside, with the file's name. What a witness kept of a conflict holds two."""
    found = []
    for name in given or ():
        texts = re.split(f"\n\n(?!{DASH})", Path(name).read_text("utf-8").rstrip("\n"))
        for number, text in enumerate(texts, 1):
            which = "the checkpoint" if len(texts) == 1 else f"checkpoint {number}"
            found.append((f"{which} in {Path(name).name}", Checkpoint(f"{text}\n")))
    return found


def run_archive(options):
    keys = _keys(options.key)
    archive = Archive(options.export, keys, _kept(options.checkpoint), options.ledger, options.processes)
    return archive.check(options.files)


def run_proof(options):
    keys = _keys(options.key)
    text = Path(options.proof).read_text("utf-8")
    return check_proof(text, keys, options.file, _kept(options.checkpoint))


def run_witness(options):
    folder = Path(options.state)
    if options.step == "new":
        print(new_witness(folder, options.name))
        print("Give this line to those whose ledger you witness. Keep the folder safe.", file=sys.stderr)
        return
    signed = cosign(folder, Path(options.request).read_text("utf-8"), _keys(options.key))
    Path(options.out).write_text(signed, "utf-8")
    print(f"Signed. Hand {options.out} back to the archive.")


def parser():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = top.add_subparsers(dest="command", required=True)
    archive = steps.add_parser("archive", help="check an exported archive")
    archive.add_argument("export", help="the file that `dadkhah export --out` wrote")
    archive.add_argument("--files", help="the folder with the stored files (export --bytes)")
    archive.add_argument("--ledger", help="the archive's folder `ledger`, with tiles and checkpoint")
    archive.add_argument("--processes", type=int, choices=range(1, MOST_PROCESSES + 1), metavar="N",
                         help="check with so many processes at once; default: one for each core")
    archive.set_defaults(run=run_archive)
    proof = steps.add_parser("proof", help="check the proof of one record")
    proof.add_argument("proof", help="the file that the page “Proof” gives")
    proof.add_argument("--file", help="the file that the record is about")
    proof.set_defaults(run=run_proof)
    for each in (archive, proof):
        each.add_argument("--key", action="append", required=each is proof, help="the archive's key, or a file with it")
        each.add_argument("--checkpoint", action="append", help="a checkpoint that was kept outside")
        each.add_argument("--json", action="store_true", help="print the answer as JSON")
    witness = steps.add_parser("witness", help="sign that an archive's ledger only grew").add_subparsers(
        dest="step", required=True)
    new = witness.add_parser("new", help="make a witness's key")
    new.add_argument("name", help="who witnesses, as witness.example/anna")
    sign = witness.add_parser("sign", help="check a request and sign it")
    sign.add_argument("request", help="the file that the archive handed over")
    sign.add_argument("--key", action="append", help="the archive's key; needed the first time")
    sign.add_argument("--out", default="cosigned.txt", help="the file to hand back")
    for each in (new, sign):
        each.add_argument("--state", default="witness", help="the folder of this witness; default: witness")
        each.set_defaults(run=run_witness)
    return top


def main(arguments=None):
    options = parser().parse_args(arguments)
    try:
        report = options.run(options)
    except (Wrong, OSError, UnicodeDecodeError) as fault:
        print(fault, file=sys.stderr)
        return 1 if options.command == "witness" and isinstance(fault, Wrong) else 2
    if report is None:
        return 0
    if options.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        report.print()
    return 0 if not report.faults else 1


if __name__ == "__main__":
    sys.exit(main())
