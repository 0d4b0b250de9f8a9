"""Every page there is, in English, on a desk and in a hand: accessible, whole, quiet."""

from __future__ import annotations

import pytest

from tests.browser.addresses import pages, routes
from tests.browser.looking import look
from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_every_route_that_answers_with_a_page_is_looked_at() -> None:
    assert set(routes()) == {example.route for example in pages().values()}


@pytest.mark.parametrize("label", list(pages()))
def test_page(site: Site, label: str) -> None:
    assert look(site, label, "en") == []
