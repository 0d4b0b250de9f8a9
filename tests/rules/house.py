"""The house as the rules see it: its files, their lines, and how a violation is told."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("dadkhah", "verifier", "tests", "script", "docs", "examples", ".ci")
PLAIN_ROOMS = ("evidence", "reading", "claims", "linkage", "estimate", "casework", "publish")
PICTURES = {".png", ".jpg", ".ico", ".mo"}


@cache
def files(*suffixes: str, under: str = "") -> list[Path]:
    """Every file of the house with one of these endings (all, without any), caches left out."""
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    inner = [path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()]
    kept = (path for path in top + inner if "__pycache__" not in path.parts)
    start = ROOT / under
    return sorted(p for p in kept if (not suffixes or p.suffix in suffixes) and p.is_relative_to(start))


def texts() -> list[Path]:
    return [path for path in files() if path.suffix not in PICTURES]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def hits(paths: Iterable[Path], pattern: str, flags: int = 0) -> list[str]:
    """`file:line: the line` for each line of these files in which the pattern is found."""
    regex = re.compile(pattern, flags)
    return [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(lines(path), 1)
        if regex.search(line)
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def functions(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, first line and length in lines of every function of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def none_of(violations: Iterable[str], rule: str) -> None:
    """Fails with the rule and every violation."""
    found = list(violations)
    assert not found, f"{rule}\n" + "\n".join(found)
