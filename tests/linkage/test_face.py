"""The room's face hands on what it names, and loads nothing heavy before it is asked."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

from dadkhah import linkage

HEAVY = ("numpy", "numba", "splink", "duckdb", "pyarrow", "pyspark")


@pytest.mark.parametrize(
    "words", ["import dadkhah.linkage", "from dadkhah.linkage import words, days; words('Laura'); days('1988')"]
)
def test_nothing_heavy_is_loaded(words: str) -> None:
    program = f"import sys; {words}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_name_is_there() -> None:
    from dadkhah.linkage.link import link
    from dadkhah.linkage.records import read

    assert all(getattr(linkage, name) is not None for name in linkage.__all__)
    assert linkage.link_lists is link
    assert linkage.read_list is read
    assert sorted(linkage.__all__) == sorted(linkage._FROM)


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(linkage, "nothing")  # noqa: B009 - mypy would find it


def test_the_examples_are_true() -> None:
    found = doctest.testmod(linkage)
    assert (found.attempted, found.failed) == (3, 0)
