"""Where CI=true, a skipped test fails the run: what was not tried is not known to work.

Two reasons are let pass. The folder of real input may be absent, when it is; and a test made for the other database
ran, or will run, in the other of the two runs of script/test.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

REAL_INPUT = Path(__file__).resolve().parents[2] / "shared"


def is_excused(reason: str) -> bool:
    if not REAL_INPUT.is_dir() and re.search("real input|shared|beside this checkout|on this machine", reason):
        return True
    return bool(os.environ.get("DADKHAH_TEST_DATABASE")) and reason.startswith("Only on SQLite")


def unexcused(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI") != "true":
        return []
    skips = [(report.nodeid, report.longrepr[2]) for report in reporter.stats.get("skipped", [])]
    return [f"{test}: {reason}" for test, reason in skips if not is_excused(reason.removeprefix("Skipped: "))]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.exitstatus == pytest.ExitCode.OK and unexcused(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if found := unexcused(config):
        terminalreporter.section("skipped, and a skip is a failure here", red=True)
        for line in found:
            terminalreporter.line(line)
