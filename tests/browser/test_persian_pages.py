"""Every page there is, in Persian: right to left, in Persian words and digits, and all that is asked in English."""

from __future__ import annotations

import pytest

from tests.browser.addresses import pages
from tests.browser.looking import look
from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("label", list(pages()))
def test_page(site: Site, label: str) -> None:
    assert look(site, label, "fa") == []
