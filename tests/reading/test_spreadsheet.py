"""Cells that would act in a spreadsheet only show; numbers and words stay as they are."""

import csv
import io

import pytest

from dadkhah.reading.spreadsheet import csv_lines, disarmed


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =LINK(1)", "|x", "-", "+98 (0)"]
)
def test_a_formula_is_disarmed(cell: str) -> None:
    assert disarmed(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "24", "-24", "+98 912", "-3.5", "−", "-۲۴", "امید", "O'Dadgar", "a=b", "1988-07-28"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert disarmed(cell) == cell


def test_the_lines_are_read_back_as_they_were() -> None:
    rows = [["نام", "Note"], ["امید", 'two\nlines, and "quotes"'], [None, 24], ["=x", ""]]
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeffنام,Note\r\n")
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["نام", "Note"], ["امید", 'two\nlines, and "quotes"'], ["", "24"], ["'=x", ""],
    ]  # fmt: skip
