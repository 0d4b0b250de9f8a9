"""Settings of the tests: an archive in a temporary folder, on SQLite or on a real PostgreSQL."""

import os
import tempfile
from pathlib import Path

_folder = Path(os.environ.get("DADKHAH_TEST_ARCHIVE") or tempfile.mkdtemp(prefix="dadkhah-test-"))
os.environ["DADKHAH_ARCHIVE"] = str(_folder)
if not (_folder / "config.toml").exists():
    _address = os.environ.get("DADKHAH_TEST_DATABASE", "")
    (_folder / "config.toml").write_text(f'origin = "example.org/test"\ndatabase = "{_address}"\n')

from dadkhah.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]

# A file, not memory: verify reads it from a second process, and WAL is part of what is tested.
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "archive.sqlite3")}  # noqa: F405
