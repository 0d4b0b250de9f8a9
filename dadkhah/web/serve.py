"""One process that serves the pages and does the long work: waitress, WhiteNoise, and one worker thread.

See docs/decisions/0005-one-process-waitress.md. For a team the same application runs under any WSGI server.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError, connections

from dadkhah.archive import heads, lock, settling, unfinished, uploads, work
from dadkhah.archive.actions import drop_import, erase
from dadkhah.archive.place import Place
from dadkhah.archive.stamps import Stamps, check_address
from dadkhah.evidence.store import Store

THREADS = 4
INTERVAL = 1.0
"""Seconds between two looks at an empty queue."""
STAMPING = 60.0
"""Seconds between two looks at the time-stamps that are due."""
log = logging.getLogger(__name__)
Say = Callable[[str], object]


def serve(place: Place, host: str, port: int, say: Say) -> None:
    """Serve until SIGINT or SIGTERM. Raises Occupied for a second server, ValueError, or OSError for a taken port."""
    gc.disable()  # until `settle`: what loads now stays
    local = is_loopback(host)
    authorities = place.setting("time_authorities")
    for url in authorities:
        check_address(url)
    if place.setting("demo") and not local:
        raise ValueError("A demonstration archive signs its visitor in: it is served on 127.0.0.1 only.")
    with lock.occupied(place):
        repair(place, say)
        server = _server(host, port, place.setting("upload_limit"))
        threads = [QueueThread(), *([StampThread(place, authorities)] if authorities else [])]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        for thread in threads:
            thread.start()
        settle()
        say(f"The archive is at http://{_address(server, host)}/ and answers until you press Ctrl-C.")
        if not local:
            say(_WARNING.format(host=host))
        try:
            server.run()
        finally:
            for thread in threads:
                thread.stop()
            server.close()


_WARNING = (
    "Warning: other computers can reach {host}, and what they send is not encrypted. Put a proxy with TLS before it, "
    "and name it under “hosts” in config.toml."
)


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches the address. A name that is not an address counts as outside."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(server: Any, host: str) -> str:
    # A name may stand for several sockets (IPv4 and IPv6); they share the port, even where the system chose it.
    port = server.effective_listen[0][1] if hasattr(server, "effective_listen") else server.effective_port
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def repair(place: Place, say: Say) -> None:
    """What an interrupted run left: files half taken in, erasures half done, work cut off, tiles behind the database."""
    swept = Store(place.store).sweep() + uploads.sweep()
    rows = drop_import.sweep()
    settling.sweep()
    unfinished.sweep()
    again = work.resume()
    heads.publish()
    try:
        erase.finish()
    except erase.StillInTheLog as fault:
        say(str(fault))
    if swept:
        say(f"Removed {swept} files that were still being taken in when the server stopped. Take them in again.")
    if rows:
        say(f"Removed {rows} rows of a list that was still being read in when the server stopped. Import it again.")
    if again:
        say(f"{again} pieces of long work were cut off and start over.")


def settle() -> None:
    """Set aside what the program itself is made of: the garbage collector need not look through it at every page.

    Looking through all of it took as long as a page; what a request leaves behind is still collected.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


def _server(host: str, port: int, upload_limit: int) -> Any:
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver
    from waitress.server import create_server

    application = get_wsgi_application()
    # Views are imported now, so that the first reader does not wait for it and a fault shows at the start.
    _ = get_resolver().url_patterns
    return create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        max_request_body_size=upload_limit + 10_000_000,
        clear_untrusted_proxy_headers=True,
    )


class QueueThread(threading.Thread):
    """Runs the queue's worker until it is stopped. A process has one, so that work never runs beside itself."""

    def __init__(self) -> None:
        from django_tasks_db.management.commands.db_worker import Worker

        super().__init__(name="dadkhah-worker", daemon=True)
        self._stopped = threading.Event()
        # Its `configure_signals` is left uncalled: signals belong to the main thread, which calls `stop`.
        self._worker = Worker(
            queue_names=["default"],
            interval=INTERVAL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="dadkhah-serve",
            excluded_queue_names=[],
        )

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._worker.run()
            except OperationalError:
                log.exception("The queue lost its database; it tries again.")
                self._stopped.wait(5)
        connections.close_all()

    def stop(self) -> None:
        """Let the piece of work that runs end within ten seconds; else the next start does it over."""
        self._stopped.set()
        self._worker.running = False
        self.join(10)


class StampThread(threading.Thread):
    """Has the newest checkpoint stamped once a day, and asks again for what was not answered (docs/time.md)."""

    def __init__(self, place: Place, authorities: list[str]) -> None:
        super().__init__(name="dadkhah-stamps", daemon=True)
        self._stopped = threading.Event()
        self._stamps, self._authorities = Stamps(place), authorities

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._stamps.work(self._authorities, datetime.now(UTC))
            except (OSError, OperationalError, heads.NotPublished):
                log.exception("No time-stamp could be asked for; the next attempt is in a minute.")
            finally:
                connections.close_all()
            self._stopped.wait(STAMPING)

    def stop(self) -> None:
        """Not waited for: a request lies on the disk before it is sent, so that none is lost."""
        self._stopped.set()
