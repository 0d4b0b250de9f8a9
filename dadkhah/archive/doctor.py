"""What is unsafe about this computer, this folder, this database: each finding says what it is and what to do.

Best effort, and honest about it: where something cannot be told, the finding says so instead of "fine".
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from dadkhah.archive import envelopes
from dadkhah.archive.actions import manage_custodians
from dadkhah.archive.fields import now
from dadkhah.archive.models import Envelope
from dadkhah.archive.place import Place
from dadkhah.archive.recording import newest_time

OK, WARN, DANGER = "ok", "warn", "danger"
GIVEN = "checkpoints-given"
"""A line for each checkpoint that was written out to be kept elsewhere: when, and how many entries."""
SWAPS = Path("/proc/swaps")
LITTLE, TOO_LITTLE = 2_000_000_000, 200_000_000
LOCAL = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `level`: ok, warn or danger."""

    name: str
    level: str
    message: str


def examine(place: Place) -> list[Finding]:
    """All findings, in a fixed order."""
    return [finding for check in CHECKS for finding in check(place)]


def _disk(place: Place) -> Iterator[Finding]:
    encrypted = is_encrypted(_device_of(place.root))
    if place.is_sealed:
        yield Finding(
            "disk",
            OK if encrypted else WARN,
            "The archive is sealed: its folder tells nobody a word without the passphrase. What you opened or wrote "
            "elsewhere on this computer is not, unless its disk is encrypted.",
        )
    elif encrypted:
        yield Finding("disk", OK, "The disk with the archive is encrypted.")
    elif encrypted is None:
        yield Finding(
            "disk",
            WARN,
            "It cannot be told from here whether the disk is encrypted. Make sure that it is: "
            "whoever takes the computer reads everything otherwise.",
        )
    else:
        yield Finding(
            "disk",
            DANGER,
            "The disk with the archive is not encrypted: whoever takes the computer reads everything. "
            "Move the archive to an encrypted disk (LUKS, FileVault, BitLocker, VeraCrypt).",
        )


def is_encrypted(device: str) -> bool | None:
    """Whether a block device lies on dm-crypt; None where it cannot be told."""
    if not device.startswith("/dev/"):
        return None
    listed = _output("lsblk", "--inverse", "--noheadings", "--output", "TYPE", device)
    return "crypt" in listed.split() if listed else None


def _device_of(path: Path) -> str:
    # A subvolume is shown behind the device in brackets.
    return _output("findmnt", "--noheadings", "--output", "SOURCE", "--target", str(path)).split("[")[0].strip()


def _output(*command: str) -> str:
    """What a program of the system prints; nothing where it is absent or fails."""
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _swap(_: Place) -> Iterator[Finding]:
    if not SWAPS.is_file():
        yield Finding(
            "swap", WARN, "It cannot be told from here whether swap is encrypted. Make sure that it is, or off."
        )
        return
    areas = [line.split()[0] for line in SWAPS.read_text().splitlines()[1:]]
    plain = [area for area in areas if not area.startswith("/dev/zram") and not _swap_is_encrypted(area)]
    if plain:
        yield Finding(
            "swap",
            WARN,
            f"Swap is not known to be encrypted ({', '.join(plain)}): pages of open documents may stay there. "
            "Encrypt it, or turn it off with: swapoff --all.",
        )
    else:
        yield Finding("swap", OK, "There is no swap, or it is encrypted.")


def _swap_is_encrypted(area: str) -> bool:
    return bool(is_encrypted(area if area.startswith("/dev/") else _device_of(Path(area))))


def _clock(_: Place) -> Iterator[Finding]:
    written = newest_time()
    if written > now():
        yield Finding(
            "clock",
            DANGER,
            f"The clock is behind: the newest entry was written at {written}, and it is {now()} now. "
            "Set the clock: nothing can be written before. If that entry was wrong: dadkhah doctor --accept-clock",
        )
    elif _output("timedatectl", "show", "--property", "NTPSynchronized", "--value") == "yes":
        yield Finding("clock", OK, "The clock is set by the network and not behind the newest entry.")
    else:
        yield Finding(
            "clock",
            WARN,
            f"The clock says {now()} UTC and is not known to be set by the network. "
            "Compare it with another one: every entry bears its time.",
        )


def _permissions(place: Place) -> Iterator[Finding]:
    secret = (place.root, place.keys, place.config_file, place.database, *sorted(place.keys.glob("*")))
    open_ = [path for path in secret if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    # What lies in a closed folder is closed too, whatever its own permissions are.
    if place.root not in open_:
        open_ = [path for path in open_ if place.keys in (path, path.parent)]
    if not open_:
        yield Finding("permissions", OK, "Nobody else on this computer may read the archive, its keys or its settings.")
        return
    listed = " ".join(str(path) for path in open_)
    level = DANGER if place.root in open_ else WARN
    yield Finding(
        "permissions", level, f"Others on this computer may read parts of the archive. Run: chmod go= {listed}"
    )


def _space(place: Place) -> Iterator[Finding]:
    free = shutil.disk_usage(place.root).free
    level = OK if free > LITTLE else WARN if free > TOO_LITTLE else DANGER
    advice = "" if level == OK else " Free some before files are taken in or a backup is made."
    yield Finding("space", level, f"{free / 1e9:.1f} GB are free on the disk with the archive.{advice}")


def _database(place: Place) -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        found = [_ask("PRAGMA journal_mode"), _ask("PRAGMA synchronous"), _ask("PRAGMA secure_delete")]
        if found == ["wal", 2, 1]:
            yield Finding("database", OK, "SQLite writes safely: WAL, synchronous FULL, erased rows are overwritten.")
        else:
            yield Finding(
                "database",
                DANGER,
                f"SQLite does not write safely (journal_mode, synchronous, secure_delete: {found}). "
                "The folder may lie on a network disk; move the archive to a disk of this computer.",
            )
        return
    late = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if _ask(f"SHOW {name}") == "off"]
    if late:
        yield Finding(
            "database",
            DANGER,
            f"PostgreSQL may lose what it acknowledged: {', '.join(late)} is off. Turn it on in postgresql.conf.",
        )
    else:
        yield Finding("database", OK, "PostgreSQL writes safely: fsync and synchronous_commit are on.")
    yield from _tls(place)


def _custodians(_: Place) -> Iterator[Finding]:
    holders = envelopes.custodians()
    if not Envelope.objects.filter(sealed__isnull=False).exists():
        return
    if stale := manage_custodians.stale(holders).count():
        message = f"{stale} encrypted files are not closed for today's custodians. Run: dadkhah custodian renew"
        yield Finding("custodians", WARN, message)
    elif [each.name for each in holders] == [envelopes.OWN]:
        message = "Only the key in keys/ opens the encrypted files; lost with this computer, they are lost. Add a custodian."
        yield Finding("custodians", WARN, message)
    else:
        yield Finding("custodians", OK, f"Encrypted files can be opened by {len(holders)} custodians.")


def _ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _tls(place: Place) -> Iterator[Finding]:
    host = urlsplit(place.setting("database")).hostname or ""
    if host in LOCAL or host.startswith("/"):
        yield Finding("connection", OK, "The database is on this computer.")
    elif _ask("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"):
        yield Finding("connection", OK, f"The connection to the database on {host} is encrypted.")
    else:
        yield Finding(
            "connection",
            DANGER,
            f"The connection to the database on {host} is not encrypted: everything can be read on "
            "the way. Turn TLS on at the server (ssl = on, hostssl in pg_hba.conf).",
        )


def _outside(place: Place) -> Iterator[Finding]:
    given = place.root / GIVEN
    if given.is_file():
        at, size = given.read_text().splitlines()[-1].split()
        yield Finding("checkpoint", OK, f"A checkpoint of {size} entries was written out to be kept elsewhere at {at}.")
    else:
        yield Finding(
            "checkpoint",
            WARN,
            "No checkpoint is kept outside yet, so nobody could show that the whole ledger was "
            "rewritten. Run: dadkhah checkpoint --out FILE, and give the file to someone you trust.",
        )


def _hosts(place: Place) -> Iterator[Finding]:
    outside = [host for host in place.setting("hosts") if host not in LOCAL]
    if "*" in outside or "." in outside:
        yield Finding("hosts", DANGER, "The server answers to any host name. Name the hosts one by one in config.toml.")
    elif outside:
        yield Finding(
            "hosts",
            WARN,
            f"The server answers to {', '.join(outside)}. Put a proxy with TLS before it, or take the names "
            "out of config.toml.",
        )
    else:
        yield Finding("hosts", OK, "The server answers to the names of this computer alone.")


def _demo(place: Place) -> Iterator[Finding]:
    if place.setting("demo"):
        yield Finding(
            "demo",
            WARN,
            "This is a demonstration archive: it signs its visitor in without a password. Keep nothing real "
            "in it, or take “demo” out of config.toml.",
        )
    else:
        yield Finding("demo", OK, "Everyone has to sign in.")


def _versions(_: Place) -> Iterator[Finding]:
    message = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}."
    yield Finding("versions", OK, message)


CHECKS: tuple[Callable[[Place], Iterator[Finding]], ...] = (
    *(_disk, _swap, _clock, _permissions, _space),
    *(_database, _custodians, _outside, _hosts, _demo, _versions),
)
