"""When no method may give a number, whatever it computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.sentences import Sentence


class Refused(Exception):
    """`reason`: a whole sentence for the reader. `details`: what was seen, for a statistician."""

    def __init__(self, reason: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details or {}


def overlaps(table: Histories) -> Any:
    """(J, J) people on both lists; on the diagonal, on each list."""
    bits = table.patterns.astype(np.int64)
    return (bits * table.counts[:, None]).T @ bits


def parts(table: Histories) -> list[list[str]]:
    """The lists in groups that no person connects: one group where overlaps lead from every list to every other."""
    left, found = set(range(len(table.lists))), []
    meets = overlaps(table) > 0
    while left:
        group, edge = set[int](), {min(left)}
        while edge:
            group |= edge
            edge = {other for one in edge for other in left - group if meets[one, other]}
        left -= group
        found.append([table.lists[column] for column in sorted(group)])
    return found


def connected(table: Histories) -> tuple[Histories, list[str]]:
    """The lists that persons connect with most people, and the names of those that are left out.

    What is estimated from these alone is still all people: those who are only on a list left out are among the unseen.
    """
    groups = [table.among(group) for group in parts(table.inhabited)]
    largest = max(groups, key=lambda each: (each.observed, each.lists), default=table)
    return largest, [name for name in table.inhabited.lists if name not in largest.lists]


def refuse_without_overlap(table: Histories, least_lists: int) -> None:
    """Raises Refused where the overlaps say nothing about who is on none of the lists."""
    if not table.observed:
        raise Refused(Sentence("Nobody is on any of these lists, so nothing can be estimated from them."))
    if len(table.lists) < 2:
        raise Refused(Sentence("One list has no overlap with another. At least two lists are needed, three to check anything."))
    if not (table.patterns.sum(axis=1) > 1).any():
        raise Refused(Sentence(
            "Nobody is on two of these lists. Without any overlap every number of unlisted people fits them equally well."
        ))  # fmt: skip
    groups = parts(table)
    if len(groups) > 1:
        raise Refused(Sentence(
            "No person connects the lists {one} with the lists {other}. How many both of them missed cannot be known from them.",
            one=groups[0], other=[name for group in groups[1:] for name in group],
        ))  # fmt: skip
    if len(table.lists) < least_lists:
        raise Refused(Sentence(
            "This method needs {least} lists, and there are {lists}. Two lists allow Chapman's estimate alone, whose assumption"
            " nothing can check.", least=least_lists, lists=len(table.lists),
        ))  # fmt: skip
