"""Have chains forgotten where they began? Rank-normalised split R-hat and effective sample size.

Vehtari, Gelman, Simpson, Carpenter and Bürkner, Bayesian Analysis 16 (2021) 667-718. ArviZ computes the same and takes seconds
to load; a sampler that stops when it has converged asks this often. The tests hold both against each other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

HIGHEST_RHAT, LEAST_ESS = 1.05, 400
"""Beyond these no interval is given."""


def rhat(draws: Any) -> float:
    """Of (chains, draws): the larger one of bulk and tail; 1 where all chains tell the same. Equal draws throughout: 1."""
    split = _split(np.asarray(draws, np.float64))
    folded = np.abs(split - np.median(split))
    return max(_plain_rhat(_normalised(split)), _plain_rhat(_normalised(folded)))


def ess(draws: Any) -> float:
    """Of (chains, draws): how many independent draws would tell as much of the middle (bulk ESS)."""
    return _plain_ess(_normalised(_split(np.asarray(draws, np.float64))))


def tail_ess(draws: Any) -> float:
    """The same of both ends of a 90 % interval, the smaller one."""
    values = np.asarray(draws, np.float64)
    return min(_plain_ess(_split((values <= np.quantile(values, end)).astype(np.float64))) for end in (0.05, 0.95))


def _split(draws: Any) -> Any:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normalised(draws: Any) -> Any:
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return ndtri((rankdata(draws, axis=None).reshape(draws.shape) - 0.375) / (draws.size + 0.25))


def _plain_rhat(chains: Any) -> float:
    length = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean()
    between = length * chains.mean(axis=1).var(ddof=1)
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((between / within + length - 1) / length))


def _plain_ess(chains: Any) -> float:
    """Geyer's initial monotone sequence over all chains together."""
    count, length = chains.shape
    if np.ptp(chains) == 0:
        return float(chains.size)
    covariances = _autocovariances(chains)
    within = covariances[:, 0].mean() * length / (length - 1)
    whole = within * (length - 1) / length + (chains.mean(axis=1).var(ddof=1) if count > 1 else 0)
    rho = 1 - (within - covariances.mean(axis=0) * length / (length - 1)) / whole
    rho[0] = 1
    pairs = rho[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    last = int(np.argmax(pairs < 0)) if (pairs < 0).any() else len(pairs)
    time = 2 * np.minimum.accumulate(pairs[:last]).sum() - 1 + max(rho[2 * last] if 2 * last < length else 0, 0)
    return float(chains.size / max(time, 1 / np.log10(chains.size)))


def _autocovariances(chains: Any) -> Any:
    """(chains, draws), biased, by way of Fourier."""
    length = chains.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    centred = chains - chains.mean(axis=1, keepdims=True)
    transformed = np.fft.rfft(centred, size, axis=1)
    return np.fft.irfft(np.abs(transformed) ** 2, size, axis=1)[:, :length] / length
