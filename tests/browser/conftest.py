"""One archive, one server and one Chromium for the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import program
from tests.browser.site import Site, built


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if program() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium, or set DADKHAH_CHROMIUM.")
    with built(tmp_path_factory.mktemp("site")) as made:
        yield made
