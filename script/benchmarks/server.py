"""The server as someone on a laptop meets it: how soon it answers, and what it holds while nobody asks."""

from __future__ import annotations

import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from script.benchmarks.figure import Figure, resident, spent
from script.benchmarks.world import open_world

REST = 10  # seconds


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    place, port = open_world(folder / "world", quick=quick), free_port()
    command = [Path(sys.executable).with_name("dadkhah"), "-C", place, "serve", "--port", str(port)]
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            first_page(port)
            ready = perf_counter() - started
            sleep(1 if quick else REST)
            memory = resident(server.pid)
        finally:
            server.terminate()
    bare = spent(lambda: subprocess.run([sys.executable, "-c", "import django.core.handlers.wsgi"], check=True)).wall
    return [
        Figure("server: memory at rest", memory, "MB", 200, at_most=True),
        Figure(
            "server: from the command to the first page",
            ready,
            "s",
            2,
            at_most=True,
            note=f"starting Python and importing Django alone: {bare:.2f} s",
        ),
    ]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def first_page(port: int) -> None:
    """Ask for the sign-in page until it comes."""
    for _ in range(600):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            assert connection.getresponse().status == 200
        except ConnectionRefusedError:
            sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError("The server did not answer within twelve seconds.")
