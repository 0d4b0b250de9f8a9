"""An archive of a million files, and a file of 100 GB: what a backup costs when nothing changed, and that memory stays flat.

Memory is what a command and the processes it starts hold of their own, looked at ten times a second (see `figure.held`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from script.benchmarks.figure import Figure, held, median, spent

ROUNDS = 3
GROUP = 2_000
LARGE = 100_000_000_000
LIMIT = 300
"""Megabytes that a command may hold, whatever the archive's size."""
DADKHAH = Path(sys.executable).with_name("dadkhah")


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    work = folder / "files"
    work.mkdir(parents=True)
    archive, count = work / "archive", 5_000 if quick else 1_000_000
    for each in (archive, work / "one"):
        dadkhah("init", each, "--steward", "steward")
    # An archive of its own: a backup encrypts holes too, and would need as much of the disk as the file is long.
    found = [_large_file(work / "one", work / "disk.img", LARGE // 1_000 if quick else LARGE)]
    fill(archive, count)
    dadkhah("-C", archive, "backup-key", "--out", work / "backup.key")
    medium = work / "backup"
    first = _held("-C", archive, "backup", medium)
    later = [spent(lambda: dadkhah("-C", archive, "backup", medium)).wall for _ in range(ROUNDS)]
    verified = _held("-C", archive, "verify")
    return [
        *found,
        Figure(f"backup of an unchanged archive of {count:,} items", median(later), "s", 30, at_most=True,
               note=f"the first one: {first[1]:.0f} s and {first[0]:.0f} MB of memory"),
        Figure(f"verification of {count:,} items: memory at most", verified[0], "MB", LIMIT, at_most=True,
               note=f"{verified[1]:.0f} s"),
    ]  # fmt: skip


def dadkhah(*words: str | Path) -> None:
    subprocess.run([DADKHAH, *words], check=True, stdout=sys.stderr)


def _held(*words: str | Path) -> tuple[float, float]:
    """The most megabytes that the command and the processes it started held of their own at one time, and its seconds."""
    most = [0.0]

    def run() -> None:
        with subprocess.Popen([DADKHAH, *words], stdout=sys.stderr) as process:
            while process.poll() is None:
                most.append(held(process.pid))
                time.sleep(0.1)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)

    took = spent(run)
    return max(most), took.wall


def _large_file(archive: Path, image: Path, size: int) -> Figure:
    """A disk image with a beginning and an end, and a hole between them."""
    with image.open("wb") as file:
        file.write(os.urandom(1 << 20))
        file.seek(size - (1 << 20))
        file.write(os.urandom(1 << 20))
    taken, took = _held("-C", archive, "add", image)
    verified, took_too = _held("-C", archive, "verify")
    image.unlink()
    told = f"taking it in {took:.0f} s, verifying {took_too:.0f} s"
    return Figure(f"one file of {size / 1e9:,.1f} GB: memory at most", max(taken, verified), "MB", LIMIT, at_most=True, note=told)


def fill(archive: Path, count: int) -> None:
    """So many small files taken in, by the action that `dadkhah add` calls."""
    os.environ["DADKHAH_ARCHIVE"], os.environ["DJANGO_SETTINGS_MODULE"] = str(archive), "dadkhah.web.settings"
    import django

    django.setup()
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.models import Account, Compartment

    actor, compartment = Actor(Account.objects.get(login="steward")), Compartment.objects.get(handle="main")
    given = archive.parent / "given"
    given.mkdir()
    numbers = iter(range(count))
    while group := list(islice(numbers, GROUP)):
        paths = [given / f"{number:07}.txt" for number in group]
        for number, path in zip(group, paths, strict=True):
            path.write_bytes(f"A made-up letter, number {number}.\n".encode())
        take_in(actor, compartment, paths, Acquisition(method="benchmark"))
        for path in paths:
            path.unlink()
        print(f"{group[-1] + 1:,} files taken in", end="\r", file=sys.stderr)
