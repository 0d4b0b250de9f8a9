"""Which models have an estimate: the published codes, and the linear programme against what Newton's steps meet."""

from itertools import combinations, product

import numpy as np
import pytest

from dadkhah.estimate import Histories, newton
from dadkhah.estimate import models as kinds
from dadkhah.estimate.existence import code, code_of
from tests.estimate.plain_loglinear import artificial, made_up


@pytest.mark.parametrize(("pairs", "expected"), [
    (["AB", "AC", "BC"], 2), (["AB"], 1), (["AC", "BC"], 0), ([], 0),
    (["AC"], 0), (["BC"], 0), (["AB", "AC"], 1), (["AB", "BC"], 1),
])  # fmt: skip
def test_the_published_table_has_its_codes(pairs: list[str], expected: int) -> None:
    assert code(artificial(), pairs) == expected


def test_both_faults_are_three() -> None:
    table = Histories.of("ABC", [((0, 1, 0), 4), ((1, 0, 0), 4), ((1, 0, 1), 7)])
    assert code(table, ["AB", "AC", "BC"]) == 3


def test_a_table_without_empty_cells_has_all_its_estimates() -> None:
    table = Histories.of("ABC", [(pattern, 3) for pattern in product((0, 1), repeat=3) if any(pattern)])
    assert {code(table, some) for size in range(4) for some in combinations(["AB", "AC", "BC"], size)} == {0}


def test_a_list_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError):
        code(artificial(), ["AX"])


@pytest.mark.parametrize("order", [2, 3])
def test_newton_meets_every_fault_that_the_programme_finds(order: int) -> None:
    models, met = kinds.packed(kinds.every(4, order)), set[int]()
    for seed in range(10):
        cells = made_up(4, 40 + 10 * seed, seed, thin=0.2).full().astype(np.float64)
        codes = np.array([code_of(cells, models.of(number)) for number in range(len(models))])
        status = newton.fit(cells, models).status
        assert ((codes == 0) == (status == 0)).all()
        assert ((codes >= 2) == (status == 2)).all()
        met |= set(codes.tolist())
    assert met >= {0, 1, 2}


def test_all_hierarchical_models_of_four_lists_are_tried_once() -> None:
    """113 with main effects of all, as in the literature; one of them, of the interaction of all four, has no part here."""
    models = [frozenset(each) for each in kinds.every(4, 3)]
    assert len(models) == len(set(models)) == 113
    assert len(list(kinds.every(5, 2))) == 1_024
