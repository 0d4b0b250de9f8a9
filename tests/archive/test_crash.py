"""Kill -9 at many moments, and two writers at once: nothing acknowledged is lost, nothing half-written is seen."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

KILLS = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A real archive on SQLite, made by the command."""
    place = tmp_path / "archive"
    run("init", str(place), "--steward", "steward")
    return place


def run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    where = ["-C", str(folder)] if folder else []
    return subprocess.run(
        [sys.executable, "-c", "from dadkhah.cli import main; main()", *where, *words],
        capture_output=True, text=True, check=not folder, env=clean_environment(), timeout=120,
    )  # fmt: skip


def clean_environment() -> dict[str, str]:
    left = ("DADKHAH_ARCHIVE", "DJANGO_SETTINGS_MODULE", "DADKHAH_TEST_DATABASE")
    return {name: value for name, value in os.environ.items() if name not in left}


def start(folder: Path, work: str, *cut: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.archive.crash_worker", str(folder), work, *map(str, cut)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean_environment(), cwd=REPOSITORY)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def killed_after(process: subprocess.Popen[str], seconds: float) -> list[list[str]]:
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    out, _ = process.communicate()
    return [line.split() for line in out.splitlines() if line]


def verified(folder: Path) -> dict:
    done = run("verify", "--json", folder=folder)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout)


def rows(folder: Path, query: str) -> list[tuple]:
    with sqlite3.connect(folder / "archive.sqlite3") as database:
        return database.execute(query).fetchall()


def test_taking_in_killed_at_random_moments(folder: Path):
    chance, acknowledged = random.Random(1988), []
    for _ in range(KILLS):
        lines = killed_after(start(folder, "take_in"), chance.uniform(0.02, 0.6))
        acknowledged += [line for line in lines if line[0] == "item" and len(line) == 3]
    assert len(acknowledged) > KILLS
    held = dict(rows(folder, "SELECT id, digest FROM item"))
    for _, item, digest in acknowledged:
        assert held[item] == digest
        assert (folder / "store" / digest[:2] / digest[2:4] / digest).is_file()
    events = rows(folder, "SELECT item_id, count(*) FROM custody_event GROUP BY item_id")
    assert {count for _, count in events} == {4}
    assert len(events) == len(held)
    run("rebuild", folder=folder)
    verified(folder)


@pytest.mark.parametrize("seed", range(4))
def test_the_power_fails_between_a_write_and_the_disk(folder: Path, seed: int):
    """Whatever was not brought to the disk is lost: what was acknowledged is whole, and the next start goes on."""
    chance, acknowledged = random.Random(seed), []
    for number in range(5):
        process = start(folder, "take_in", chance.randint(0, 60), 100 * seed + number)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 9
        acknowledged += [line.split() for line in out.splitlines() if line.startswith("item ")]
        held = dict(rows(folder, "SELECT id, digest FROM item"))
        for item, digest in [line[1:] for line in acknowledged] + list(held.items()):
            stored = folder / "store" / digest[:2] / digest[2:4] / digest
            assert (held[item], sha256(stored.read_bytes()).hexdigest()) == (digest, digest)
        run("rebuild", folder=folder)
        verified(folder)
    assert acknowledged


def test_loading_killed_at_random_moments(folder: Path):
    chance, acknowledged = random.Random(1367), {}
    for _ in range(KILLS):
        for line in killed_after(start(folder, "load"), chance.uniform(0.02, 0.9)):
            if line[0] == "sheet" and len(line) == 3:
                acknowledged[line[1]] = int(line[2])
    assert acknowledged
    for sheet, events in acknowledged.items():
        ((found,),) = rows(folder, f"SELECT count(*) FROM subject WHERE key LIKE '{sheet}:%'")
        assert found >= events
        assert (found - events) % 20 == 0, "a load is there as a whole or not at all"
    run("rebuild", folder=folder)
    verified(folder)


def test_reading_a_list_killed_at_random_moments(folder: Path):
    """A list is there whole or not at all; what was half written is taken away at the next start, by entries."""
    chance, acknowledged, staged = random.Random(1981), {}, 0
    counting = "SELECT b.id, count(*) FROM record r JOIN list_import b ON b.id = r.batch_id WHERE b.state = '{}' GROUP BY b.id"
    for number in range(2 * KILLS):
        if number >= KILLS // 2 and staged:
            break
        # On a busy machine the first rows are written later: then more kills, and later ones.
        lines = killed_after(start(folder, "lists"), chance.uniform(0.5, 4 if number < KILLS // 2 else 12))
        acknowledged |= {line[1]: int(line[2]) for line in lines if line[0] == "list" and len(line) == 3}
        in_force = dict(rows(folder, counting.format("in_force")))
        assert set(in_force.values()) <= {6_000}
        assert acknowledged.items() <= in_force.items()
        staged += len(rows(folder, "SELECT id FROM list_import WHERE state = 'staged'"))
        sweep(folder)
        assert rows(folder, "SELECT id FROM list_import WHERE state = 'staged'") == []
        assert rows(folder, counting.format("staged")) == []
    assert staged, "No kill met a list that was being read."
    run("rebuild", folder=folder)
    verified(folder)


def test_putting_in_force_killed_at_random_moments(folder: Path):
    """A run is in force with all of its persons, or with none; what was half written is seen by nobody and taken away."""
    chance, acknowledged, staged = random.Random(1983), set(), 0
    members = "SELECT count(*) FROM member"
    persons = "SELECT count(*) FROM sighting WHERE kind = 'person'"
    waiting = "SELECT count(*) FROM anchor WHERE NOT EXISTS (SELECT 1 FROM linkage_run WHERE acts LIKE '%' || act || '%')"
    for at in range(KILLS // 2):
        process = start(folder, "force")
        assert process.stdout
        assert process.stdout.readline().startswith("begun")
        if at % 2:  # how long it takes to come into force depends on the machine
            wait_until(lambda: rows(folder, waiting) != [(0,)])
        lines = killed_after(process, 0 if at % 2 else chance.uniform(0.05, 1.2))
        acknowledged |= {line[1] for line in lines if line[0] == "force" and len(line) == 2}
        in_force = {run for (run,) in rows(folder, "SELECT id FROM linkage_run WHERE state = 'in_force'")}
        assert acknowledged <= in_force
        assert rows(folder, members) == [(2_400 * len(in_force),)]
        assert rows(folder, persons) == [(1_200 * len(in_force),)]
        staged += rows(folder, waiting)[0][0]
        sweep(folder)
        assert rows(folder, waiting) == [(0,)]
    assert staged, "No kill met a run that was coming into force."
    run("rebuild", folder=folder)
    verified(folder)


def test_an_estimate_killed_twice_goes_on_with_the_tables_that_are_done(folder: Path):
    """No table is reckoned again, what comes out is the same to the byte, and then nothing of it is left beside the archive."""
    done, seen = folder / "estimates", [0]
    for _ in range(2):
        before = tables_done(done)
        process = start(folder, "estimate")
        wait_until(lambda: len(tables_done(done)) >= seen[-1] + 3)
        killed_after(process, 0)
        after = tables_done(done)
        assert before.items() <= after.items(), "A table was done twice."
        assert rows(folder, "SELECT state FROM job") == [("running",)]
        assert rows(folder, "SELECT id FROM estimate_run") == []
        seen.append(len(after))
    process = start(folder, "estimate")
    assert process.stdout
    [resumed, undisturbed] = [process.stdout.readline().split() for _ in range(2)]
    killed_after(process, 0)
    assert resumed[1] == undisturbed[1] == undisturbed[2]
    assert not list(done.iterdir())
    assert rows(folder, "SELECT state FROM job") == [("done",), ("done",)]
    verified(folder)


def tables_done(folder: Path) -> dict[str, tuple[int, int]]:
    """By name, which file it is and when it was written."""
    return {each.name: (each.stat().st_ino, each.stat().st_mtime_ns) for each in folder.glob("*/*.json")}


def wait_until(holds: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def sweep(folder: Path) -> None:
    """What the server does at its start."""
    program = (
        "import sys, pathlib; from dadkhah.archive.place import Place; from dadkhah.cli.session import django_ready;"
        "django_ready(Place(pathlib.Path(sys.argv[1]))); from dadkhah.archive import settling; settling.sweep();"
        "from dadkhah.archive.actions.drop_import import sweep; sweep()"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], check=True, env=clean_environment(), cwd=REPOSITORY, timeout=120)


def test_two_writers_at_once(folder: Path):
    writers = [start(folder, "take_in"), start(folder, "load")]
    time.sleep(2)
    lines = [killed_after(writer, 0) for writer in writers]
    assert all(lines)
    (size,) = rows(folder, "SELECT size FROM ledger_head")[0]
    numbers = [seq for (seq,) in rows(folder, "SELECT seq FROM ledger_entry ORDER BY seq")]
    assert numbers == list(range(size))
    run("rebuild", folder=folder)
    verified(folder)
