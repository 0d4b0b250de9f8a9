"""A page of rows without counting them all: for lists of hundreds of thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from dadkhah.web.views.common import PER_PAGE


@dataclass(frozen=True)
class Window:
    """Some rows, and whether more follow."""

    rows: list[Any]
    number: int
    has_next: bool

    @property
    def next_number(self) -> int:
        return self.number + 1

    @property
    def previous_number(self) -> int:
        return self.number - 1


def number_asked(request: HttpRequest, name: str = "page") -> int:
    """The positive number in the address; 1 where it says nothing that is one."""
    asked = request.GET.get(name, "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1


def window(request: HttpRequest, rows: Any, size: int = PER_PAGE) -> Window:
    """The rows of the page asked for by ?page=, read together with one more."""
    number = number_asked(request)
    found = list(rows[(number - 1) * size : number * size + 1])
    return Window(found[:size], number, len(found) > size)
