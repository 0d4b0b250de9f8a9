"""Lines as pdftotext writes them, in the order in which they are spoken.

It reads a line of Persian from the right, but hands on what stands between two Persian words (numbers, Latin, signs) as it
stands on the paper, from the left, between the marks U+202A and U+202C. There `، )۱۳۶۷` is `۱۳۶۷)، ` to be spoken, and of two
numbers the right one comes first (Unicode Standard Annex 9).
"""

from __future__ import annotations

import re

_RTL = "\u202b"
_ISLAND = re.compile("\u202a([^\u202a-\u202e\n]*)\u202c")
_MARKS = re.compile("[\u202a-\u202e]")
_EDGES = re.compile(r"(?s)(\W*)(.*?)(\W*)")
_NUMBER = re.compile(r"\d+(?:[.,/:٬٫\u00a0]\d+)*|.", re.DOTALL)
_HAMZA_BEFORE_HEH = re.compile(r"\u0654ه(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")


def spoken(text: str) -> str:
    """The text without the marks of direction, each line in the order of speech; as long as the text, or shorter."""
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if _RTL in line:
        line = _HAMZA_BEFORE_HEH.sub("ه\u0654", _ISLAND.sub(_turned, line))
    return _MARKS.sub("", line)


def _turned(island: re.Match[str]) -> str:
    edges = _EDGES.fullmatch(island[1])
    left, middle, right = edges.groups() if edges else ("", island[1], "")
    inner = middle if _LETTER.search(middle) else "".join(reversed(_NUMBER.findall(middle)))
    return right[::-1] + inner + left[::-1]
