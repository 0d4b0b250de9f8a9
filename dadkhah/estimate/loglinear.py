"""Log-linear models of which lists go together, and what they leave for the cell of nobody.

n_x ~ Poisson(mu_x) for each history x, log mu_x = the sum of u over the interactions within x; those on no list are exp(u) of
the constant. Fienberg, Biometrika 59 (1972) 591-603; Bishop, Fienberg and Holland, Discrete Multivariate Analysis (1975) ch. 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from statistics import NormalDist
from typing import Any, ClassVar, Literal

import numpy as np

from dadkhah.estimate import models as kinds
from dadkhah.estimate.bootstrap import resampled
from dadkhah.estimate.existence import code_of
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.profile import Profile
from dadkhah.estimate.refusals import Refused
from dadkhah.estimate.result import Found, Method
from dadkhah.estimate.selection import Chosen, Everything, Selection, Stepwise
from dadkhah.estimate.weighing import NO_END, NONE_FITS, cells_of, checked, endless, faulty, mixed, rivals, told
from dadkhah.sentences import Sentence


@dataclass(frozen=True)
class LogLinear(Method):
    """The model of the best `criterion`, or with `averaging` all of them by their weights exp(-criterion / 2).

    `interval`: "profile", the multinomial profile likelihood (`profile`), whose maximum is the estimate; or "bootstrap", BCa
    with the selection repeated in each of `bootstraps` tables, whose values are the draws. `order`: 2, interactions of two
    lists; 3, of three as well, up to 5 lists. `search`: "all" models; "stepwise" from the main effects with tails below
    `pthresh`; "auto": all up to 6 lists, stepwise from 7 to 16. `model`: no search, but the generators of one model. `draws`: how
    many from the profile.
    """

    criterion: Literal["bic", "aic"] = "bic"
    averaging: bool = False
    interval: Literal["profile", "bootstrap"] = "profile"
    order: Literal[2, 3] = 2
    search: Literal["auto", "all", "stepwise"] = "auto"
    pthresh: float = 0.02
    model: tuple[tuple[str, ...], ...] | None = None
    bootstraps: int = 200
    draws: int = 4_000
    seed: int = 1988
    name: ClassVar[str] = "LogLinear"
    packages: ClassVar[tuple[str, ...]] = ("numpy", "scipy", "numba")

    def __post_init__(self) -> None:
        allowed = {"criterion": ("bic", "aic"), "interval": ("profile", "bootstrap"), "order": (2, 3)}
        for name, values in {**allowed, "search": ("auto", "all", "stepwise")}.items():
            if getattr(self, name) not in values:
                raise ValueError(f"{name} is one of {', '.join(map(str, values))}, not {getattr(self, name)!r}.")
        if self.averaging and self.interval == "bootstrap":
            raise ValueError("An average of models has an interval of its own, that of the profiles it mixes.")

    def _fitted(self, table: Histories) -> Found:
        cells = cells_of(table)
        selection = self._selection(table, cells)
        chosen = selection.choose(cells)
        details = told(selection, chosen, table)
        if chosen is None:
            raise Refused(*self._without(table, cells, details))
        checked(chosen, table, cells, details)
        if self.averaging and isinstance(selection, Everything):
            return self._averaged(selection, table, details)
        found = self._bootstrapped if self.interval == "bootstrap" else self._profiled
        made = found(selection, chosen, table, details)
        return made._replace(warnings=(*made.warnings, *rivals(details)))

    def _selection(self, table: Histories, cells: Any) -> Selection:
        lists = len(table.lists)
        if self.model is not None:
            return Everything(kinds.packed([self._named(table)]), self.criterion, cells)
        if self.search != "stepwise" and lists <= (6 if self.order == 2 else 5):
            return Everything(kinds.packed(kinds.every(lists, self.order)), self.criterion, cells)
        if self.search == "all" or self.averaging or self.order == 3:
            raise Refused(Sentence(
                "All models of {lists} lists are too many to try. Merge lists, or let one model be chosen step by step.",
                lists=lists,
            ))  # fmt: skip
        return Stepwise(lists, self.pthresh)

    def _named(self, table: Histories) -> tuple[int, ...]:
        """The terms of `model`. A list that names nobody is not in the table."""
        if missing := {name for group in self.model or () for name in group} - set(table.lists):
            raise Refused(Sentence("The model names a list that is not in this table or is empty: {list}.", list=min(missing)))
        return kinds.hierarchical(self.model or (), table)

    def _without(self, table: Histories, cells: Any, details: Mapping[str, Any]) -> tuple[Sentence, Mapping[str, Any]]:
        """The reason why there is no estimate, and what was seen."""
        if self.model is None:
            return NONE_FITS, details
        terms = self._named(table)
        return faulty(code_of(cells, terms), terms, table), {**details, "code": code_of(cells, terms)}

    def _profiled(self, _: Selection, chosen: Chosen, table: Histories, details: Mapping[str, Any]) -> Found:
        profile = Profile(cells_of(table), chosen.terms, chosen.u, chosen.error)
        low, high = profile.quantiles([NormalDist().inv_cdf(share) for share in self._ends])
        draws = profile.quantiles(self._random(table).standard_normal((1, self.draws)))
        return _found(table, profile.best, low, high, draws, details)

    def _averaged(self, selection: Everything, table: Histories, details: Mapping[str, Any]) -> Found:
        mixture = mixed(selection)
        middle, low, high = mixture.quantiles((0.5, *self._ends))
        draws = mixture.drawn(self.draws, self._random(table))[None, :]
        return _found(table, middle, low, high, draws, {**details, "averaged": len(mixture.weights)})

    def _bootstrapped(self, selection: Selection, chosen: Chosen, table: Histories, details: Mapping[str, Any]) -> Found:
        made = resampled(cells_of(table), selection, chosen.unseen, self.bootstraps, self._random(table))
        low, high = made.limits(*self._ends)
        failed = int(np.isinf(made.unseen).sum())
        seen = {"bias": made.z0, "acceleration": made.a, "resamples_without_estimate": failed}
        found = _found(table, chosen.unseen, low, high, made.unseen[None, :], {**details, **seen})
        return found._replace(warnings=tuple(endless(failed, self.bootstraps)))

    @property
    def _ends(self) -> tuple[float, float]:
        return (1 - self.level) / 2, (1 + self.level) / 2

    def _random(self, table: Histories) -> Any:
        """Of the seed and the table: strata of one estimate draw independently of each other."""
        return np.random.default_rng([self.seed, int(table.digest[:16], 16)])


def _found(table: Histories, unseen: float, low: float, high: float, draws: Any, details: Mapping[str, Any]) -> Found:
    """All of them numbers of unlisted people."""
    n = table.observed
    if not isfinite(unseen):
        raise Refused(NO_END, details)
    return Found(n + unseen, n + float(low), n + float(high) if isfinite(high) else None, n + draws, details=details)
