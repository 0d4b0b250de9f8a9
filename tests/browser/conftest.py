"""One archive and one server for the session; one Chromium for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import program
from tests.browser.site import Served, Site, built, looked_at


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if program() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium, or set DADKHAH_CHROMIUM.")
    with built(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="module")
def site(served_site: Served) -> Iterator[Site]:
    with looked_at(served_site) as shown:
        yield shown
