"""Damages at random: to an export's lines, to stored files, tiles and checkpoints. Each tells what should be named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.verifier.conftest import Taken

Line = dict[str, Any]
LETTERS = "abcdef0123456789"


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def mended(lines: list[bytes]) -> bytes:
    """With a last line that fits: what a careful forger writes, who has no signing key."""
    body = b"".join(lines[:-1])
    return body + canonical({"end": {"digest": hashlib.sha256(body).hexdigest(), "lines": len(lines) - 1}}) + b"\n"


def of_kind(lines: list[bytes], kind: str) -> list[int]:
    return [at for at, raw in enumerate(lines) if raw.startswith(b'{"%s"' % kind.encode())]


def name_of(raw: bytes) -> str:
    """How reports name what a line is about."""
    value = json.loads(raw)
    if "row" in value:
        return f"{value['table']} {value['row']['id']}"
    if "line" in value:
        return f"{value['line']['table']} {value['line']['pk']}"
    if "entry" in value:
        return f"entry {json.loads(value['entry'])['seq']}"
    return "erasure"


def change_row(random: Random, lines: list[bytes]) -> str:
    at = random.choice(of_kind(lines, "row"))
    named, value = name_of(lines[at]), json.loads(lines[at])
    field = random.choice([name for name in value["row"] if name != "id"])
    old = value["row"][field]
    value["row"][field] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"{old}x"
    lines[at] = canonical(value) + b"\n"
    return named


def drop_line(random: Random, lines: list[bytes]) -> str:
    at = random.choice([*of_kind(lines, "row"), *of_kind(lines, "line"), *of_kind(lines, "entry")])
    return name_of(lines.pop(at))


def double_line(random: Random, lines: list[bytes]) -> str:
    at = random.choice([*of_kind(lines, "row"), *of_kind(lines, "line"), *of_kind(lines, "entry")])
    lines.insert(at, lines[at])
    return name_of(lines[at])


def swap_lines(random: Random, lines: list[bytes]) -> str:
    at = random.choice([a for a in range(1, len(lines) - 2) if lines[a][:6] == lines[a + 1][:6]])
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return name_of(lines[at + 1]) if not lines[at].startswith(b'{"eras') else ""


def swap_rows(random: Random, lines: list[bytes]) -> str:
    """Two rows of a table exchange their ids, as if each were the other."""
    rows = of_kind(lines, "row")
    one = random.choice(rows)
    table = json.loads(lines[one])["table"]
    others = [at for at in rows if at != one and json.loads(lines[at])["table"] == table]
    if not others:
        return change_row(random, lines)
    two = random.choice(others)
    first, second = json.loads(lines[one]), json.loads(lines[two])
    named = name_of(lines[one])
    first["row"]["id"], second["row"]["id"] = second["row"]["id"], first["row"]["id"]
    if lines[one] == canonical(second) + b"\n":  # they differ in nothing but their ids
        return change_row(random, lines)
    lines[one], lines[two] = canonical(second) + b"\n", canonical(first) + b"\n"
    return named


def change_line(random: Random, lines: list[bytes]) -> str:
    at = random.choice(of_kind(lines, "line"))
    named, value = name_of(lines[at]), json.loads(lines[at])
    field = random.choice([name for name in ("salt", "digest", "body") if name in value["line"]] or ["form"])
    old = value["line"][field]
    value["line"][field] = old + 1 if isinstance(old, int) else other(random, old)
    lines[at] = canonical(value) + b"\n"
    return named


def change_entry(random: Random, lines: list[bytes]) -> str:
    """With a leaf that fits, so that only the tree and its signed root speak against it."""
    at = random.choice(of_kind(lines, "entry"))
    entry = json.loads(json.loads(lines[at])["entry"])
    entry["action"] += "x"
    body = canonical(entry)
    leaf = hashlib.sha256(b"\0" + body).hexdigest()
    lines[at] = canonical({"entry": body.decode(), "leaf": leaf}) + b"\n"
    return "header"


def insert_row(random: Random, lines: list[bytes]) -> str:
    """A claim that nobody recorded, in its place among the others."""
    rows = [at for at in of_kind(lines, "row") if b'"table":"claim"' in lines[at]]
    value = json.loads(lines[rows[-1]])
    value["row"]["id"] = "f" + "".join(random.choices(LETTERS, k=31))
    lines.insert(rows[-1] + 1, canonical(value) + b"\n")
    return f"claim {value['row']['id']}"


def other(random: Random, text: str) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice([each for each in LETTERS if each != text[at]]) + text[at + 1 :]


CAREFUL: list[Callable[[Random, list[bytes]], str]] = [
    change_row, drop_line, double_line, swap_lines, swap_rows, change_line, change_entry, insert_row,
]  # fmt: skip
"""Damages to lines after which the file's own digest is made to fit again."""


def damage_export(random: Random, export: Path) -> str:
    lines = export.read_bytes().splitlines(keepends=True)
    named = random.choice(CAREFUL)(random, lines)
    export.write_bytes(mended(lines))
    return named


def flip(random: Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = random.randrange(len(data))
    data[at] ^= 1 << random.randrange(8)
    path.chmod(0o644)
    path.write_bytes(data)


def damage_files(random: Random, folder: Path) -> str:
    """A bit of a file turned, a file cut, or one gone."""
    path = random.choice(sorted(each for each in folder.rglob("*") if each.is_file() and len(each.name) == 64))
    kind = random.randrange(3)
    if kind == 0:
        flip(random, path)
    elif kind == 1:
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    return path.name


def damage_tiles(random: Random, ledger: Path) -> str:
    path = random.choice(sorted(each for each in (ledger / "tile").rglob("*") if each.is_file()))
    if random.randrange(4):
        flip(random, path)
    else:
        path.unlink()
    return path.relative_to(ledger).as_posix()


def damage_checkpoint(random: Random, ledger: Path) -> str:
    flip(random, ledger / "checkpoint")
    return "checkpoint"


def damage(random: Random, taken: Taken) -> str:
    """One damage to one part of it; what the report has to name."""
    kind = random.randrange(8)
    if kind < 4:
        return damage_export(random, taken.export)
    if kind < 6:
        return damage_files(random, taken.files)
    return (damage_tiles if kind == 6 else damage_checkpoint)(random, taken.ledger)
