"""The shipped defaults on lists of real people, where these are at hand: what is found must not become less.

The least figures stand a little below what was measured. Truth never reaches the model.
"""

from __future__ import annotations

import pytest

from script.benchmarks import linkage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not linkage.LISTS.is_dir(), reason="The lists of real people are not beside this checkout."),
]


def test_iran_by_names_alone_in_two_scripts() -> None:
    [found] = linkage.iran()
    assert found.measured > 0.96, found


def test_argentina_by_all_fields() -> None:
    recall, false, f1 = linkage.argentina()
    assert recall.measured > 0.965, recall
    assert false.measured <= 9, false
    assert f1.measured > 0.998, f1
