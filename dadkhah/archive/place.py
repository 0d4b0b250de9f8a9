"""The archive on disk: which folder holds what, and its `config.toml`.

    my-archive/  archive.sqlite3   store/ab/cd/<sha256>   ledger/ (tiles, checkpoints)   keys/   config.toml   seal.age

This module knows no Django, so that settings can be read from it.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dadkhah.archive import keyring, seal

ENVIRONMENT = "DADKHAH_ARCHIVE"
UNFINISHED = ".unfinished"
"""Stands in a folder while an archive is made in it. Where it is left, that was cut off, and the folder is no archive."""


class NoArchive(Exception):
    """There is no archive where one was looked for; the message says what to do."""


@dataclass(frozen=True)
class Setting:
    """One line of `config.toml`: its default and what it is for (docs/settings.md has a heading for each)."""

    name: str
    default: Any
    help: str


SETTINGS = (
    Setting("origin", "", "Name of this archive in its checkpoints; made by init, never changed."),
    Setting("database", "", "Address of a PostgreSQL database; empty: archive.sqlite3 in this folder."),
    Setting("store", "store", "Folder of the stored bytes."),
    Setting("language", "en", "Language of pages before a reader chooses one: en or fa."),
    Setting("command_line_actor", "", "Login of the person who works at this computer with the command line."),
    Setting("hosts", ["127.0.0.1", "localhost"], "Host names the server answers to."),
    Setting("upload_limit", 2_000_000_000, "Largest upload through the browser, in bytes."),
    Setting("login_attempts", "5/5m", "Failed sign-ins allowed per account before a pause."),
    Setting("time_authorities", [], "Addresses of time-stamping authorities (RFC 3161); the server asks each once a day."),
    Setting("sealed", False, "Everything is encrypted under one passphrase; made by init --sealed, never changed."),
    Setting("demo", False, "A demonstration archive: signs its visitor in, on the loopback address only."),
)


@dataclass(frozen=True)
class Place:
    """One archive's folder."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "archive.sqlite3"

    @property
    def store(self) -> Path:
        return self.root / self.setting("store")

    @property
    def ledger(self) -> Path:
        return self.root / "ledger"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def is_sealed(self) -> bool:
        """Whether database, keys and all files are encrypted under a passphrase."""
        return bool(self.setting("sealed"))

    @property
    def seal(self) -> seal.Seal:
        """What the passphrase opened. Raises Locked."""
        return seal.opened(self)

    @property
    def scratch(self) -> Path:
        """For files that wait here to be taken in: of a sealed archive in memory, never on the disk."""
        return seal.scratch(self) if self.is_sealed else self.root

    @property
    def signing_key(self) -> Path:
        return self.keys / "checkpoint.key"

    @property
    def config_file(self) -> Path:
        return self.root / "config.toml"

    @cached_property
    def config(self) -> dict[str, Any]:
        if not self.config_file.is_file():
            return {}
        config = tomllib.loads(self.config_file.read_text("utf-8"))
        known = {setting.name for setting in SETTINGS}
        if unknown := sorted(set(config) - known):
            raise NoArchive(
                f"{self.config_file} has settings nobody knows: {', '.join(unknown)}. "
                f"Known are: {', '.join(sorted(known))}.",
            )
        return config

    def setting(self, name: str) -> Any:
        default = next(setting.default for setting in SETTINGS if setting.name == name)
        return self.config.get(name, default)

    def secret(self) -> str:
        """The key that signs sessions: made once, kept beside the other keys."""
        held = keyring.read(self, keyring.SESSION)
        if held is None:
            held = secrets.token_urlsafe(48)
            keyring.write(self, keyring.SESSION, held)
        return held


def read_only(database: Path) -> str:
    """The address of SQLite's file, for reading. In a folder that cannot be written (a medium, a copy) nobody writes to it.

    SQLite needs to be told so, since it cannot make its own files there. It would then not look at a log that is left.
    """
    log = database.with_name(f"{database.name}-wal")
    is_still = not os.access(database.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    return f"{database.as_uri()}?mode=ro" + ("&immutable=1" if is_still else "")


def find(folder: str | Path | None = None) -> Place:
    """The archive asked for, by argument or by `DADKHAH_ARCHIVE`. Raises NoArchive where there is none."""
    chosen = folder or os.environ.get(ENVIRONMENT)
    if not chosen:
        raise NoArchive(f"Say which archive: dadkhah -C FOLDER …, or set {ENVIRONMENT}.")
    place = Place(Path(chosen).resolve())
    if (place.root / UNFINISHED).exists():
        raise NoArchive(
            f"{place.root} is being made, or that was cut off: it is no archive. If nothing makes it any more, start again "
            "what made it; what is there goes first."
        )
    if not place.config_file.is_file():
        raise NoArchive(f"{place.root} is not an archive. Make one with: dadkhah init {place.root}")
    return place
