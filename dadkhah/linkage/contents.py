"""What the cells of one column look like: names, days, ages, words of sex, numbers of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from dadkhah.linkage.dates import age, days
from dadkhah.linkage.names import table
from dadkhah.reading.fold import fold

MOST = 200
"""So many filled cells tell enough."""
FEW = 8
"""Of fewer cells repetition tells nothing."""
_NAME = re.compile(r"[^\W\d_]+(?:[\s.,،;'’‘`ʿʾ\u200c\u200d\-\u2010\u2011()\"/\\«»]+[^\W\d_]+)*[\s.'’)\"»\\]*")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")


class Contents:
    """The filled cells of a column, at most MOST of them."""

    def __init__(self, cells: Iterable[str]) -> None:
        filled = (_MARKS.sub("", cell.strip()) for cell in cells if cell.strip())
        self.values = [value for value, _ in zip(filled, range(MOST), strict=False)]

    def _share(self, count: int) -> float:
        return count / len(self.values) if self.values else 0.0

    @cached_property
    def distinct(self) -> float:
        """Share of values that differ."""
        return self._share(len(set(self.values)))

    @cached_property
    def dates(self) -> float:
        return self._share(sum(days(value) is not None for value in self.values))

    @cached_property
    def ages(self) -> float:
        return self._share(sum(age(value) is not None for value in self.values))

    @cached_property
    def sexes(self) -> float:
        return self._share(sum(fold(value) in _sex_words() for value in self.values))

    @cached_property
    def names(self) -> float:
        """Share of values that are letters of words, such as names are."""
        return self._share(sum(bool(_NAME.fullmatch(value)) and len(value.split()) < 9 for value in self.values))

    @cached_property
    def has_whole_names(self) -> bool:
        """Whether most have two words or more."""
        return self._share(sum(len(value.split()) > 1 for value in self.values)) > 0.6

    @property
    def has_names_alone(self) -> bool:
        """Whether these are full names even where no header says so: of many words, and seldom twice."""
        return self.names > 0.8 and self.has_whole_names and (len(self.values) < FEW or self.distinct > 0.6)

    @cached_property
    def middle_day(self) -> int:
        """The day in the middle of all days; 0 where there is none."""
        known = sorted(found[0] for value in self.values if (found := days(value)))
        return known[len(known) // 2] if known else 0

    def may_be(self, field: str) -> bool:
        """Whether the cells allow what a header says. An empty column is what its header says."""
        if not self.values:
            return True
        if field == "id":
            return len(self.values) < FEW or self.distinct > 0.95
        if field == "place":
            return self.dates < 0.7
        ages = self._share(sum(map(_begins_with_age, self.values)))
        letters = min(1 - self.dates, self._share(sum(any(map(str.isalpha, value)) for value in self.values)))
        shares = {"birth": self.dates, "event": self.dates, "sex": self.sexes, "age": ages}
        return shares.get(field, letters) > (0.3 if field in ("birth", "event", "sex") else 0.5)

    def is_certainly(self, field: str) -> bool:
        """Whether the cells say this field without any header."""
        if field == "sex":
            return self.sexes > 0.9
        if field == "age":
            return self.ages > 0.9 and len(self.values) >= FEW and 0.02 < self.distinct < 0.9
        return self.dates > 0.8 and self.ages < 0.5


def _begins_with_age(value: str) -> bool:
    return re.match(r"\d{1,3}(?!\d)", value) is not None


@cache
def _sex_words() -> frozenset[str]:
    return frozenset(fold(word) for words in table("columns")["sex"].values() for word in words)


def script(values: Sequence[str]) -> str:
    """The script that most of these are in."""
    return "arabic" if 2 * sum(bool(_ARABIC.search(value)) for value in values) > len(values) else "latin"
