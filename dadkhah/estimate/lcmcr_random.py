"""Random numbers inside compiled loops: the same for a seed on every machine, a stream of its own for each chain.

xoshiro256++ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 2021) is started by SplitMix64. Every sampler is exact: polar
normal (Marsaglia and Bray 1964), gamma by Marsaglia and Tsang (ACM TOMS 26, 2000), binomial and Poisson by inversion where the
mean is small and by transformed rejection, BTRS and PTRS, elsewhere (Hörmann, J. Stat. Comput. Simul. 46 and IME 12, 1993).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

_17, _23, _45, _41, _19, _11 = (np.uint64(shift) for shift in (17, 23, 45, 41, 19, 11))
_UNIT = 2.0**-53


def stream(seed: int, chain: int) -> Any:
    """(4,) state for this chain."""
    mask, words, state = (1 << 64) - 1, [], (seed * 0x9E3779B97F4A7C15 + chain * 0xD1B54A32D192ED03) & ((1 << 64) - 1)
    for _ in range(4):
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        words.append(mixed ^ (mixed >> 31))
    return np.array(words, np.uint64)


@njit(cache=True, nogil=True, error_model="numpy")
def uniform(s: Any) -> float:
    """Above 0 and below 1."""
    total = s[0] + s[3]
    drawn = ((total << _23) | (total >> _41)) + s[0]
    shifted = s[1] << _17
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = (s[3] << _45) | (s[3] >> _19)
    return (np.float64(drawn >> _11) + 0.5) * _UNIT


@njit(cache=True, nogil=True, error_model="numpy")
def normal(s: Any) -> float:
    while True:
        x, y = 2 * uniform(s) - 1, 2 * uniform(s) - 1
        square = x * x + y * y
        if 0 < square < 1:
            return x * math.sqrt(-2 * math.log(square) / square)


@njit(cache=True, nogil=True, error_model="numpy")
def gamma(s: Any, shape: float) -> float:
    """Of scale 1, for a shape of at least 1."""
    if shape == 1:
        return -math.log(uniform(s))
    d = shape - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        x = normal(s)
        v = 1 + c * x
        if v <= 0:
            continue
        v = v * v * v
        u = uniform(s)
        if u < 1 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return d * v


@njit(cache=True, nogil=True, error_model="numpy")
def log_gamma(s: Any, shape: float) -> float:
    """The logarithm of a gamma of any shape: small ones would fall below every number that is not 0."""
    if shape >= 1:
        return math.log(gamma(s, shape))
    return math.log(gamma(s, shape + 1)) + math.log(uniform(s)) / shape


@njit(cache=True, nogil=True, error_model="numpy")
def beta(s: Any, one: float, other: float) -> float:
    if one == 1:
        return -math.expm1(math.log(uniform(s)) / other)
    if other == 1:
        return math.exp(math.log(uniform(s)) / one)
    if one > 1 and other > 1:
        x = gamma(s, one)
        return x / (x + gamma(s, other))
    return 1 / (1 + math.exp(log_gamma(s, other) - log_gamma(s, one)))


@njit(cache=True, nogil=True, error_model="numpy")
def poisson(s: Any, mean: float) -> float:
    if mean < 10:
        u, chance, drawn = uniform(s), math.exp(-mean), 0.0
        while u > chance and drawn < 200:
            u -= chance
            drawn += 1
            chance *= mean / drawn
        return drawn
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    while True:
        u, v = uniform(s) - 0.5, uniform(s)
        us = 0.5 - abs(u)
        drawn = math.floor((2 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
            return drawn
        if drawn < 0 or (us < 0.013 and v > us):
            continue
        bound = drawn * math.log(mean) - mean - math.lgamma(drawn + 1)
        if math.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / us**2 + b)) <= bound:
            return drawn


@njit(cache=True, nogil=True, error_model="numpy")
def binomial(s: Any, n: float, p: float, q: float) -> float:
    """Of n, with p + q = 1: both are given, for the smaller one would be lost in 1 minus the other."""
    if p > q:
        return n - _binomial(s, n, q, p)
    return _binomial(s, n, p, q)


@njit(cache=True, nogil=True, error_model="numpy")
def _binomial(s: Any, n: float, p: float, q: float) -> float:
    if n * p >= 10:
        return _by_rejection(s, n, p, q)
    u = uniform(s)
    if u <= 1 - n * p:
        return 0.0
    chance, drawn, odds = math.exp(n * math.log1p(-p)), 0.0, p / q
    while u > chance and drawn < n:
        u -= chance
        drawn += 1
        chance *= odds * (n - drawn + 1) / drawn
    return drawn


@njit(cache=True, nogil=True, error_model="numpy")
def _by_rejection(s: Any, n: float, p: float, q: float) -> float:
    root = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * root
    a = -0.0873 + 0.0248 * b + 0.01 * p
    middle = math.floor((n + 1) * p)
    while True:
        u, v = uniform(s) - 0.5, uniform(s)
        us = 0.5 - abs(u)
        drawn = math.floor((2 * a / us + b) * u + n * p + 0.5)
        if us >= 0.07 and v <= 0.92 - 4.2 / b:
            return drawn
        if drawn < 0 or drawn > n:
            continue
        bound = math.lgamma(middle + 1) + math.lgamma(n - middle + 1) - math.lgamma(drawn + 1) - math.lgamma(n - drawn + 1)
        bound += (drawn - middle) * math.log(p / q)
        if math.log(v * (2.83 + 5.1 / b) * root / (a / us**2 + b)) <= bound:
            return drawn
