"""Runs each benchmark in a process of its own, prints a table and writes docs/performance.md."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from script.benchmarks.figure import Figure

NAMES = (
    "verify_bytes", "take_in", "ledger", "rows", "pages", "server", "stranger", "package", "linkage", "review", "lists", "large",
    "estimate_envelope", "estimate_dga", "estimate_loglinear", "estimate_lcmcr", "reading_text",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "performance.md"
HEAD = """# Performance

Written by `script/bench`, which measures each figure in the same run as its reference, so that the ratio says more than
the machine. Run it on yours: `script/bench`, or `script/bench --small` for a first look.

| figure | measured | must be | |
|---|---|---|---|
"""


def run(name: str, folder: Path, *, quick: bool) -> list[Figure]:
    """One benchmark in a fresh process, so that memory and caches are its own."""
    command = [sys.executable, "-m", "script.benchmarks", "--inside", name, "--folder", str(folder)]
    done = subprocess.run([*command, *(["--small"] if quick else [])], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    shutil.rmtree(folder / "files", ignore_errors=True)
    return [Figure(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def row(figure: Figure) -> str:
    relation = "at most" if figure.at_most else "at least"
    measured = f"{figure.measured:,.0f}" if figure.measured >= 1000 else f"{figure.measured:.3g}"
    target = f"{figure.target:,g}"
    verdict = "" if figure.is_reached else "**missed**"
    note = f"<br>{figure.note}" if figure.note else ""
    return f"| {figure.what}{note} | {measured} {figure.unit} | {relation} {target} {figure.unit} | {verdict} |"


def machine() -> str:
    with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 - no path to handle
        memory = int(file.readline().split()[1]) / 1e6
    processors = f"{os.cpu_count()} processors ({platform.machine()})"
    return f"{processors}, {memory:.0f} GB of memory, Python {platform.python_version()}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure what the documents promise.")
    parser.add_argument("--only", action="append", choices=NAMES, help="this benchmark alone; may be repeated")
    parser.add_argument("--small", action="store_true", help="small data: shows that it runs, not how fast")
    parser.add_argument("--inside", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="keep the made data here, for another run of the same size")
    options = parser.parse_args()
    if options.inside:
        module = importlib.import_module(f"script.benchmarks.{options.inside}")
        print(json.dumps([asdict(each) for each in module.measure(options.folder, quick=options.small)]))
        return 0
    figures = []
    with tempfile.TemporaryDirectory(prefix="dadkhah-bench-") as temporary:
        for name in options.only or NAMES:
            found = run(name, options.folder or Path(temporary), quick=options.small)
            print("\n".join(map(row, found)), flush=True)
            figures += found
    if not options.small and not options.only:
        REPORT.write_text(HEAD + "\n".join(map(row, figures)) + f"\n\nMeasured on {machine()}.\n", "utf-8")
    return not all(figure.is_reached for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
