"""The same model without speed: a Gibbs sampler in numpy that knows nothing of the compiled one, and people made from the prior."""

from __future__ import annotations

import numpy as np


def gibbs(patterns: np.ndarray, counts: np.ndarray, classes: int, sweeps: int, seed: int) -> np.ndarray:
    """(sweeps,) N: everybody's class, lambda, sticks, alpha and those on no list, each given the rest; p(N) ~ 1/N.

    Sticks are kept as logarithms: what a small alpha leaves would be rounded to nothing, and nothing to a smaller alpha.
    """
    random = np.random.default_rng(seed)
    lists, observed = patterns.shape[1], counts.sum()
    listed, share, alpha, drawn = random.uniform(size=(classes, lists)), np.full(classes, 1 / classes), 1.0, np.zeros(sweeps)
    rows = np.vstack([patterns, np.zeros(lists)])
    for sweep in range(sweeps):
        joint = share * np.prod(np.where(rows[:, None, :] == 1, listed, 1 - listed), axis=2)
        missed = joint[-1].sum()
        unseen = random.negative_binomial(observed, 1 - missed)
        split = random.multinomial(np.append(counts, unseen), joint / joint.sum(axis=1, keepdims=True))
        size, ones = split.sum(axis=0), split.T @ rows
        listed = random.beta(1 + ones, 1 + size[:, None] - ones)
        behind = alpha + size[::-1].cumsum()[::-1][1:]
        taken = np.log(random.gamma(1 + size[:-1]))
        rest = np.log(random.gamma(1 + behind)) + np.log(random.uniform(size=classes - 1)) / behind
        left = np.append(0, np.cumsum(rest - np.logaddexp(taken, rest)))
        share = np.exp(left + np.append(taken - np.logaddexp(taken, rest), 0))
        alpha = max(random.gamma(0.25 + classes - 1) / (0.25 - left[-1]), 1e-12)
        drawn[sweep] = observed + unseen
    return drawn


def people(random: np.random.Generator, number: int, classes: int, lists: int, alpha: tuple[float, float]) -> np.ndarray:
    """(number, lists): people of a population whose classes and lambdas are drawn from the prior."""
    stick = np.append(random.beta(1, random.gamma(alpha[0]) / alpha[1], classes - 1), 1)
    share = stick * np.concatenate([[1], np.cumprod(1 - stick[:-1])])
    listed = random.uniform(size=(classes, lists))
    return random.uniform(size=(number, lists)) < listed[random.choice(classes, number, p=share / share.sum())]
