"""The process that waits to read files is used again, opens none itself, and leaves nothing behind when whoever asked is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from dadkhah.reading.extract import Limits, extract, readers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
FEW = "the bridge was closed for a day"


@pytest.fixture
def few(tmp_path: Path) -> Path:
    path = tmp_path / "few.txt"
    path.write_text(FEW)
    return path


def waiting() -> list[int]:
    return [process.pid for process in readers._idle]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(done) -> bool:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        if done():
            return True
        time.sleep(0.05)
    return False


def test_one_process_waits_for_many_files_and_each_is_read_by_another(few: Path, tmp_path: Path) -> None:
    extract(few)
    before = waiting()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pa")
    assert extract(broken).failure.kind == "broken"
    assert extract(few, limits=Limits(characters=3)).failure.kind == "too_large"
    assert extract(few).text == FEW  # the limits of one file are not those of the next
    assert waiting() == before


def test_a_process_that_was_killed_while_it_waited_is_told_and_replaced(few: Path) -> None:
    extract(few)
    (killed,) = waiting()[-1:]
    os.kill(killed, signal.SIGKILL)
    assert extract(few).failure.kind == "crashed"
    assert extract(few).text == FEW
    assert killed not in waiting()


def test_one_that_ended_for_want_of_orders_is_replaced_unseen(few: Path) -> None:
    extract(few)
    idle = readers._idle[-1]
    ended = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    ended.wait()
    readers._idle.append(ended)
    assert extract(few).text == FEW
    assert ended not in readers._idle
    assert idle in readers._idle


def test_threads_read_beside_each_other(few: Path) -> None:
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(extract(few).text)) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert texts == [FEW] * 6


def test_no_secret_of_ours_is_in_its_reach(few: Path, monkeypatch) -> None:
    monkeypatch.setattr(readers, "_idle", [])
    monkeypatch.setenv("DADKHAH_PASSPHRASE", "not-for-readers")
    extract(few)
    (process,) = waiting()
    assert b"not-for-readers" not in Path(f"/proc/{process}/environ").read_bytes()
    assert not [each for each in Path(f"/proc/{process}/fd").iterdir() if str(few.parent) in str(each.readlink())]


def test_when_whoever_asked_is_killed_nothing_reads_on(tmp_path: Path) -> None:
    programs, ids = tmp_path / "programs", tmp_path / "ids"
    programs.mkdir()
    (programs / "pdftotext").write_text(f"#!/bin/sh\necho $$ >> {ids}\nsleep 60\n")
    (programs / "pdftotext").chmod(0o755)
    path = tmp_path / "a.pdf"
    Image.new("L", (100, 100), 255).save(path)
    program = f"from pathlib import Path; from dadkhah.reading.extract import extract; extract(Path({os.fspath(path)!r}))"
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "TMPDIR": os.fspath(tmp_path)}
    asking = subprocess.Popen([sys.executable, "-c", program], env=environment)
    assert until(lambda: ids.exists() and ids.read_text().strip())
    waits = Path(f"/proc/{asking.pid}/task/{asking.pid}/children").read_text().split()
    asking.kill()
    asking.wait()
    assert waits
    for each in [*waits, *ids.read_text().split()]:
        assert until(lambda process=int(each): not is_running(process))
