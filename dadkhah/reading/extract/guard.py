"""What the reading process may do: so much time, memory and writing, and no network. On Linux and the Unixes alone."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

from dadkhah.reading.extract.extracted import Limits

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1
_OPEN_FILES = 256


def confine(limits: Limits) -> dict[str, bool]:
    """Takes from this process and its children what reading does not need; says whether the network is off."""
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that grows too large is an error of writing
    return {"network_off": _leave_network()}


def _leave_network() -> bool:
    """Goes into a network of its own, in which there is nothing; where the kernel lets us."""
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    user, group = os.getuid(), os.getgid()
    if system.unshare(_NEW_NET) == 0:
        return True
    if system.unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    _keep_names(user, group)
    return True


def _keep_names(user: int, group: int) -> None:
    """We are who we were in the new namespace, so that files are ours as before; without names they are read as those of others."""
    own = Path("/proc/self")
    with suppress(OSError):
        (own / "setgroups").write_text("deny")
        (own / "gid_map").write_text(f"{group} {group} 1")
        (own / "uid_map").write_text(f"{user} {user} 1")
