"""The verifier that shares no code with the program: a million entries, two gigabytes, a thousand damages."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from dadkhah.evidence import Store, Tree, canonical, leaf_hash
from dadkhah.evidence.checkpoint import Checkpoint, SigningKey, sign
from dadkhah.evidence.digests import row_digest
from script.benchmarks.figure import Figure, alternating, median, spent
from script.benchmarks.fileset import hash_plainly, make_files

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "verifier" / "dadkhah_verify.py"
ROUNDS = 3
WORDS = "invented words of a made-up witness " * 12


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    return [*_entries(folder / "files", 20_000 if quick else 1_000_000), _files(folder / "files", quick=quick),
            _damages(20 if quick else 1_000)]


def stranger() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dadkhah_verify", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _entries(folder: Path, count: int) -> list[Figure]:
    folder.mkdir(parents=True, exist_ok=True)
    export = folder / "million.jsonl"
    write_export(export, count)
    program = f"""import resource, runpy, sys; sys.argv = {[str(PROGRAM), "archive", str(export)]!r}
try: runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    held = open("/proc/self/status").read().split("VmHWM:")[1].split()[0]  # ru_maxrss would begin with what started it
    print(int(held) // 1024, resource.getrusage(-1).ru_maxrss // 1024, file=sys.stderr)"""
    found: list[Any] = []
    command = [sys.executable, "-c", program]
    took = spent(lambda: found.append(subprocess.run(command, capture_output=True, text=True, check=False)))
    assert found[0].returncode == 0, found[0].stdout[-2000:]
    own, each = found[0].stderr.split()[-2:]
    size = export.stat().st_size / 1e6
    export.unlink()
    return [
        Figure(f"stranger's verifier: {count:,} entries with a row each", took.wall, "s", 20, at_most=True,
               note=f"an export of {size:,.0f} MB; {took.cpu:.1f} processor seconds; memory: {own} MB, {each} MB in each worker"),
    ]


def write_export(path: Path, count: int) -> None:
    """As `dadkhah export` writes it, of invented rows: see docs/export.md."""
    key, tree, random = SigningKey.generate("example.org/bench"), Tree(), Random(1988)
    made = [_row(seq, random) for seq in range(count)]
    entries = [canonical({"v": 1, "seq": seq, "at": "2025-01-01T00:00:00.000000Z", "actor": pk, "action": "record_claim",
                          "rows": [["claim", pk, 1, digest]]}) for seq, (pk, _, digest, _) in enumerate(made)]
    tree.extend(map(leaf_hash, entries))
    note = sign(Checkpoint(key.name, count, tree.root()), key)
    header = {"checkpoint": note, "form": 1, "format": "dadkhah-export", "origin": key.name, "root": tree.root().hex(),
              "size": count, "tables": ["claim"], "version": 1, "vkey": key.vkey}
    digest, lines = hashlib.sha256(), 0
    with path.open("wb") as file:
        for line in _lines(header, made, entries):
            file.write(line)
            digest.update(line)
            lines += 1
        file.write(canonical({"end": {"digest": digest.hexdigest(), "lines": lines}}) + b"\n")


def _row(seq: int, random: Random) -> tuple[str, bytes, str, bytes]:
    pk, salt = f"{seq:032x}", random.randbytes(16)
    body = canonical({"id": pk, "predicate": "note", "value": WORDS, "number": seq})
    return pk, salt, row_digest(salt, body).hex(), body


def _lines(header: dict[str, Any], made: list[Any], entries: list[bytes]) -> Iterator[bytes]:
    yield canonical(header) + b"\n"
    for _, _, _, body in made:
        yield b'{"row":' + body + b',"table":"claim"}\n'
    for entry in entries:
        yield canonical({"entry": entry.decode(), "leaf": leaf_hash(entry).hex()}) + b"\n"
    for seq, (pk, salt, digest, _) in enumerate(made):
        line = {"digest": digest, "form": 1, "id": seq + 1, "line": 0, "pk": pk, "salt": salt.hex(), "seq": seq}
        yield canonical({"line": {**line, "table": "claim"}}) + b"\n"


def _files(folder: Path, *, quick: bool) -> Figure:
    """Its loop over the stored files against the plain one."""
    module, store = stranger(), Store(folder / "store")
    sealed = store.seal_many(make_files(folder / "given", quick=quick))
    items = sorted({each.digest: (each.digest, each.size, "item") for each in sealed}.values())
    paths = [store.path(digest) for digest, _, _ in items]
    hash_plainly(paths)
    megabytes = sum(size for _, size, _ in items) / 1e6

    def verify() -> None:
        assert module._hash_files(store.root, items)[0] == []

    rounds = alternating(ROUNDS, verify, lambda: hash_plainly(paths))
    return Figure(
        "stranger's verifier: MB per processor second, against a plain loop of hashlib",
        median([plain.cpu / ours.cpu for ours, plain in rounds]), "×", 0.80,
        note=f"{megabytes:.0f} MB in {len(items)} files",
    )


def _damages(count: int) -> Figure:
    """Damages at random to rows, ledger lines, entries, files, tiles and checkpoints of a small archive."""
    from script.benchmarks.taken import taken
    from tests.verifier.damages import damage

    found = 0
    with TemporaryDirectory() as folder:
        whole = taken(Path(folder) / "whole")
        assert whole.check().faults == []
        for seed in range(count):
            with TemporaryDirectory(dir=folder) as place:
                broken = whole.copied(Path(place) / "broken")
                named = damage(Random(seed), broken)
                found += any(named in where for where, _ in broken.check().faults)
    return Figure(f"damages found, of {count:,} random ones, each named by its file or row", found, "", count)
