"""Which log-linear model a table is estimated by: of all models the one of the best criterion, or step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log
from typing import Any, NamedTuple, Protocol

import numpy as np

from dadkhah.estimate.models import Models, main_effects, packed, pairs
from dadkhah.estimate.newton import Fits, beginnings, fit, scores

ALL_AT_ONCE, FIRST_LOOK = 500, 32


class Chosen(NamedTuple):
    """A model of a table, its u (-inf for an interaction that nobody shares), the error of log n0, and n0."""

    terms: tuple[int, ...]
    u: Any
    error: float
    unseen: float


class Selection(Protocol):
    def choose(self, cells: Any) -> Chosen | None:
        """The model for (2**J,) counts, or None where none that is tried has an estimate."""


@dataclass(eq=False)
class Everything:
    """The model of the best BIC or AIC of all that have an estimate.

    Tables like the first, as a bootstrap makes them, start from its fits. Of more than 500 models those are left out whose
    score cannot be the best one: a model fits no better than one that contains it, so that its deviance is at least that of
    every model of all pairs but two that it lacks.
    """

    models: Models
    criterion: str
    first: Any
    fits: Fits = field(init=False)
    scores: Any = field(init=False)

    def __post_init__(self) -> None:
        self.fits = fit(self.first, self.models)
        self.scores = scores(self.fits, self.models, self.first.sum(), self.criterion)
        self._starts = beginnings(self.fits)

    def choose(self, cells: Any) -> Chosen | None:
        if cells is self.first:
            return _best(self.models, self.fits, self.scores)
        some = self._worthwhile(cells) if len(self.models) > ALL_AT_ONCE else np.arange(len(self.models))
        return self._among(cells, some)[0]

    def _among(self, cells: Any, numbers: Any) -> tuple[Chosen | None, float]:
        models = Models(self.models.terms[numbers], self.models.sizes[numbers])
        fits = fit(cells, models, self._starts[numbers])
        found = scores(fits, models, cells.sum(), self.criterion)
        return _best(models, fits, found), float(found.min())

    def _worthwhile(self, cells: Any) -> Any:
        """Numbers of the models that may be the best of this table; in their own order, so that equal scores end alike."""
        best = self._among(cells, np.argsort(self.scores)[:FIRST_LOOK])[1]
        price = log(cells.sum()) if self.criterion == "bic" else 2.0
        return np.flatnonzero(price * self.models.sizes + self._least(cells) <= best + 1e-6)

    def _least(self, cells: Any) -> Any:
        """(K,) a deviance that each model does not fall below."""
        wide, lacked = self._wide
        fits = fit(cells, wide)
        least = np.zeros(len(self.models))
        for inside, deviance, status in zip(lacked, fits.deviance, fits.status, strict=True):
            if status < 2:
                np.maximum(least, deviance, out=least, where=inside)
        return least

    @cached_property
    def _wide(self) -> tuple[Models, list[Any]]:
        """The models of all interactions but one or two, and for each (K,) which others are within it."""
        every = set(self.models.terms.ravel().tolist())
        free = sorted(term for term in every if term.bit_count() > 1 and not any(term & other == term != other for other in every))
        lacks = [(one, other) for place, one in enumerate(free) for other in free[place:]]
        without = {term: (self.models.terms != term).all(axis=1) for term in free}
        wide = packed([sorted(every - set(pair), key=lambda term: (term.bit_count(), term)) for pair in lacks])
        return wide, [without[one] & without[other] for one, other in lacks]


@dataclass(frozen=True)
class Stepwise:
    """Chan, Silverman and Vincent, JASA 116 (2021) 1297-1306: from the main effects, pair after pair.

    Each time the pair is added whose shared people are least like what the fit so far expects (a Poisson tail, the smaller
    one), of those whose tail is below `threshold` and with which the model has an estimate.
    """

    lists: int
    threshold: float

    def choose(self, cells: Any) -> Chosen | None:
        shared = _overlaps(cells)[pairs(self.lists)]
        now = self._fitted(cells, main_effects(self.lists), None)
        while now is not None and (more := self._more(cells, now, shared)):
            now = more
        return now

    def _more(self, cells: Any, now: Chosen, shared: Any) -> Chosen | None:
        larger = (self._fitted(cells, (*now.terms, pair), np.append(now.u, 0.0)) for pair in self._unlikely(cells, now, shared))
        return next(filter(None, larger), None)

    def _unlikely(self, cells: Any, now: Chosen, shared: Any) -> list[int]:
        """Pairs with a tail below the threshold, the least likely one first."""
        from scipy.special import pdtr, pdtrc

        expected = _overlaps(means(cells, now))[pairs(self.lists)]
        tails = np.minimum(pdtr(shared, expected), np.where(shared > 0, pdtrc(np.maximum(shared - 1, 0), expected), 1.0))
        tails[np.isin(pairs(self.lists), now.terms)] = np.inf
        order = np.argsort(tails, kind="stable")
        return [pairs(self.lists)[place] for place in order[tails[order] < self.threshold]]

    def _fitted(self, cells: Any, terms: Sequence[int], start: Any) -> Chosen | None:
        model = packed([terms])
        fits = fit(cells, model, None if start is None else start[None, :])
        return _best(model, fits, np.where(fits.status == 0, 0.0, np.inf))


def means(cells: Any, chosen: Chosen) -> Any:
    """(2**J,) what the model expects in each cell; the first, of nobody, is n0."""
    from dadkhah.estimate.poisson import below

    logs = np.zeros(len(cells))
    logs[list(chosen.terms)] = chosen.u
    below(logs)
    return np.exp(logs)


def _overlaps(cells: Any) -> Any:
    """(2**J,) people on at least the lists of each cell; who is on none is in the first alone."""
    from dadkhah.estimate.poisson import above

    sums = np.asarray(cells, np.float64).copy()
    above(sums)
    return sums


def _best(models: Models, fits: Fits, found: Any) -> Chosen | None:
    place = int(np.argmin(found))
    if not np.isfinite(found[place]):
        return None
    size = models.sizes[place]
    log_unseen = float(fits.log_unseen[place])
    return Chosen(models.of(place), fits.u[place, :size].copy(), float(fits.error[place]), exp(min(log_unseen, 700)))
