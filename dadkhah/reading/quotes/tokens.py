"""Words and signs of a stretch of text, one by one, where a phrase is sought in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\b(?:Mrs|Gen|Col|Maj|Sen|Rep|Gov|Rev|Sgt|Capt|Prof|Del|Brig|Supt|Insp|Amb|Hon|Pres)\."
                   r"|\w(?:[\w’'.\u2010\u2011-]*[\w’'])?(?:\.(?:(?<=\b[A-Z]\.)|(?<=Mr\.|Ms\.|Dr\.|Lt\.|Sr\.|St\.|Jr\.)))?"
                   r"|[$€£]\w(?:[\w’'.\u2010\u2011-]*[\w’'])?|\ue000+|[^\w\s]")


@dataclass(slots=True, eq=False)
class Token:
    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalnum() or self.text[0] in "$€£"


def tokens(text: str, start: int, end: int, most: int | None = None) -> list[Token]:
    matches = islice(TOKEN.finditer(text, start, end), most)
    return [Token(word := match[0], word.lower(), match.start(), match.end()) for match in matches]
