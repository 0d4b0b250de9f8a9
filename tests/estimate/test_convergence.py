"""R-hat and ESS as ArviZ gives them, on chains that mix and on chains that do not."""

import warnings

import numpy as np
import pytest

from dadkhah.estimate import convergence


def chains(kind: str) -> np.ndarray:
    random = np.random.default_rng(4)
    noise = random.standard_normal((4, 1001))
    if kind == "slow":
        for step in range(1, noise.shape[1]):
            noise[:, step] += 0.95 * noise[:, step - 1]
    if kind == "apart":
        noise += np.arange(4)[:, None]
    if kind == "wide":
        noise *= np.array([1, 1, 1, 5])[:, None]
    return np.exp(noise) if kind == "skewed" else noise


@pytest.mark.parametrize("kind", ["mixed", "slow", "apart", "wide", "skewed"])
def test_it_agrees_with_arviz(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz
    draws = chains(kind)
    assert convergence.rhat(draws) == pytest.approx(float(arviz.rhat(draws)), rel=1e-6)
    assert convergence.ess(draws) == pytest.approx(float(arviz.ess(draws)), rel=0.01)
    assert convergence.tail_ess(draws) == pytest.approx(float(arviz.ess(draws, method="tail")), rel=0.03)


def test_chains_that_stand_still_have_converged_only_where_they_agree() -> None:
    assert convergence.rhat(np.ones((4, 100))) == 1
    assert convergence.rhat(np.ones((4, 100)) * np.arange(4)[:, None]) > 1.05
