"""Runs the real command, each time in a fresh process that has the libraries imported but has done nothing yet.

Reads calls as JSON lines, answers each with its exit code. Importing Django anew for each of a hundred calls would
take most of the tests' time.
"""

import json
import os
import sys
from importlib import import_module

LIBRARIES = (
    *("click", "yaml", "django.core.management", "django.db.models", "django.db.backends.sqlite3.base"),
    *("django.contrib.auth.hashers", "django.forms", "django.template", "django.urls", "django.http"),
    *("dadkhah.cli", "dadkhah.claims.sheet", "dadkhah.evidence.checkpoint", "dadkhah.reading.fold"),
)


def run(call: dict) -> None:
    """In the forked process: become the command."""
    for number, (name, flags) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
        os.dup2(os.open(call[name], flags), number)
    os.environ.clear()
    os.environ.update(call["environment"])
    os.chdir(call["folder"])
    sys.argv = ["dadkhah", *call["arguments"]]
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))  # noqa: PTH123, SIM115
    import_module("dadkhah.cli").main()


def serve() -> None:
    for name in LIBRARIES:
        import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
