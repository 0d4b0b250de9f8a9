"""Poisson log-linear models by Newton's method, many at once. The loops are in `fits` and `poisson`, compiled by numba."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any, NamedTuple

import numpy as np

from dadkhah.estimate.models import Models
from dadkhah.estimate.refusals import Refused
from dadkhah.sentences import Sentence


class Fits(NamedTuple):
    """Of K models: `deviance`; `log_unseen`, the constant u, and its standard error; `status`, 0 where the maximum exists, is
    one alone and was reached (1: no maximum, 2: not identified); `u` (K, T), -inf for an interaction that nobody shares.
    """

    deviance: Any
    log_unseen: Any
    error: Any
    status: Any
    u: Any


def fit(cells: Any, models: Models, starts: Any = None) -> Fits:
    """`cells`: (2**J,) counts. `starts`: (K, T) u of a like table, NaN first where a model has none."""
    from dadkhah.estimate.fits import fit_all

    told, found = np.empty((len(models), 4)), np.full(models.terms.shape, np.nan)
    begin = np.full(models.terms.shape, np.nan) if starts is None else starts
    fit_all(np.asarray(cells, np.float64), models.terms, models.sizes, begin, told, found)
    return Fits(told[:, 0], told[:, 1], told[:, 2], told[:, 3].astype(np.int64), found)


def beginnings(fits: Fits) -> Any:
    """Where other tables like this one may begin: nowhere in particular for a model without a maximum here."""
    return np.where((fits.status == 0)[:, None], fits.u, np.nan)


def scores(fits: Fits, models: Models, observed: float, criterion: str) -> Any:
    """(K,) BIC = D + |M| log n, with n the people observed and |M| all parameters, those at -inf included; or AIC = D + 2 |M|.

    Infinite for a model without an estimate: it takes no part.
    """
    price = log(observed) if criterion == "bic" else 2.0
    return np.where(fits.status == 0, fits.deviance + price * models.sizes, np.inf)


def heights(cells: Any, terms: Sequence[int], place: Any, unseen: Any) -> Any:
    """The profile log-likelihood of each number of `unseen` people, ordered away from where `place` (u) was fitted.

    `place` is moved to the last of them. Raises Refused where a fit does not arrive.
    """
    from dadkhah.estimate.fits import along

    found = np.empty(len(unseen))
    along(np.asarray(cells, np.float64), np.array(terms, np.int64), place, np.asarray(unseen, np.float64), found)
    if np.isnan(found).any():
        raise Refused(Sentence("The likelihood of this model could not be followed to the ends of its interval."))
    return found
