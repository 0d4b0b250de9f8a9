"""Does a model have an estimate on this table at all, and only one?

Chan, Silverman and Vincent, JASA 116 (2021) 1297-1306, after Fienberg and Rinaldo, Annals of Statistics 40 (2012) 996-1023:
an interaction whose lists share nobody is set to -inf, and the cells it closes are left out. On the others, with A the model's
design and t = A'n: the maximum exists where some y > 0 in every cell has A'y = t, and is one alone where A has full rank.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.models import hierarchical

LEAST = 1e-7
"""What the linear programme may miss by: on counts of 0 and 1 its optimum is 0, or a fraction of small whole numbers."""


def code(histories: Histories, pairs: Iterable[Iterable[str]]) -> int:
    """0: an estimate. 1: no (extended) maximum. 2: more than one fits equally well. 3: both faults.

    `pairs`: the interactions of the model by the names of their lists; of three lists, with the pairs in them. Of tables of up
    to 12 lists. Raises ValueError for a list that is not there.
    """
    return code_of(histories.full().astype(np.float64), hierarchical(pairs, histories))


def code_of(cells: Any, terms: Iterable[int]) -> int:
    """The same for (2**J,) counts and a model as whole numbers."""
    design, counts = remaining(cells, list(terms))
    is_unique = np.linalg.matrix_rank(design) == design.shape[1]
    return (not _has_maximum(design, counts)) + 2 * (not is_unique)


def remaining(cells: Any, terms: list[int]) -> tuple[Any, Any]:
    """Design (cells, parameters) and counts, without what -inf takes away."""
    numbers = np.arange(1, len(cells))
    inside = (numbers[:, None] & np.array(terms)) == np.array(terms)
    shared = inside.T @ cells[1:] > 0
    open_cells = ~inside[:, ~shared].any(axis=1)
    return inside[open_cells][:, shared].astype(np.float64), cells[1:][open_cells]


def _has_maximum(design: Any, counts: Any) -> bool:
    """The largest s with y >= s in all cells and A'y = A'n. It is above 0 or not whatever the counts that are above 0."""
    from scipy.optimize import linprog

    if (counts > 0).all():
        return True
    seen = (counts > 0).astype(np.float64)
    matrix = np.column_stack([design.T, design.sum(axis=0)])
    goal = np.zeros(matrix.shape[1])
    goal[-1] = -1
    found = linprog(goal, A_eq=matrix, b_eq=design.T @ seen, bounds=(0, None), method="highs")
    if not found.success:
        raise ArithmeticError(f"The linear programme did not end: {found.message}")
    return bool(-found.fun > LEAST)
