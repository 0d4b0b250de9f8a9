"""Processes beside this one that do a part of its work, and end with it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path

from dadkhah.sentences import Sentence


class HelperStopped(OSError):
    """A process of a pool was killed: what it did is lost, and nothing of it was kept."""


def can_copy() -> bool:
    """May this process be copied as it stands? One with threads may not: a lock that one of them holds would stay locked.

    The system counts them: `threading` knows neither those of libraries in C nor those begun beneath it.
    """
    return sys.platform == "linux" and sum(1 for _ in Path("/proc/self/task").iterdir()) == 1


@contextmanager
def pool(count: int, *, copies: bool = False) -> Iterator[Executor]:
    """So many new processes, or copies of this one where it `can_copy`. What has not begun when it is left early never does.

    A new one reads the script anew that began this one: it must do its work under `if __name__ == "__main__"`. A copy is there
    at once and knows what this one has loaded. Raises `HelperStopped`.
    """
    executor = ProcessPoolExecutor(count, get_context("fork" if copies else "spawn"), _begin)
    try:
        yield executor
    except BrokenExecutor as error:
        raise HelperStopped(
            Sentence("A process that did a part of the work was stopped from outside, perhaps for want of memory. Try again.")
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the one that asked for the work decides
    threading.Thread(target=_end_with_the_other, daemon=True).start()


def _end_with_the_other() -> None:
    """Left alone, a process of a pool waits for ever when the one that made it was killed, with what it holds in memory."""
    if other := parent_process():
        other.join()
        os._exit(1)
