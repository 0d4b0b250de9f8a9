"""What the log-linear models of a table weigh against each other, and what is told of the one chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from dadkhah.estimate import models as kinds
from dadkhah.estimate.existence import code_of
from dadkhah.estimate.histories import Histories
from dadkhah.estimate.profile import COARSE, Mixture, Profile
from dadkhah.estimate.refusals import Refused
from dadkhah.estimate.selection import Chosen, Everything, Selection
from dadkhah.sentences import Sentence

NEGLIGIBLE, TOLD, CLEAR = 1e-4, 10, 0.5
"""Of all the weight: what the models left out of an average have together. How many models are told. What a clear choice has."""
WIDEST, WIDEST_CHECKED = 16, 10
"""Lists of which a fit sums over the cells, and up to which the linear programme looks once more at the chosen model."""
NONE_FITS = Sentence(
    "None of the models of how these lists depend on each other has an estimate here: too few people are on several lists."
)
NO_END = Sentence("The number of unlisted people that fits these counts best has no end.")


def cells_of(table: Histories) -> Any:
    """(2**J,) counts as floating-point numbers. Raises Refused where there are too many lists for that."""
    if len(table.lists) > WIDEST:
        raise Refused(Sentence(
            "This method sums over every combination of lists, which is possible for {most} lists, not for {lists}. Merge lists"
            " that come from the same source.", most=WIDEST, lists=len(table.lists),
        ))  # fmt: skip
    return table.full().astype(np.float64)


def weights_of(selection: Everything) -> Any:
    """(K,) exp(-score / 2) as shares of their sum, for BIC about how probable each model is; 0 without an estimate."""
    weights = np.exp(-0.5 * (selection.scores - selection.scores.min()))
    return weights / weights.sum()


def mixed(selection: Everything) -> Mixture:
    """The profiles of the heaviest models, which together carry all of the weight but a ten-thousandth."""
    weights = weights_of(selection)
    order = np.argsort(-weights, kind="stable")
    some = order[: int(np.searchsorted(np.cumsum(weights[order]), 1 - NEGLIGIBLE)) + 1]
    profiles = [_profile(selection, int(number)) for number in some]
    return Mixture(profiles, weights[some] / weights[some].sum())


def _profile(selection: Everything, number: int) -> Profile:
    terms, fits = selection.models.of(number), selection.fits
    return Profile(selection.first, terms, fits.u[number, : len(terms)], float(fits.error[number]), COARSE)


def told(selection: Selection, chosen: Chosen | None, table: Histories) -> dict[str, Any]:
    """For a statistician: the model, and where all were tried how many had no estimate and what the best of them weigh."""
    one = {} if chosen is None else {
        "model": kinds.title(chosen.terms, table), "generators": kinds.names(chosen.terms, table),
        "poisson_estimate": table.observed + chosen.unseen, "error_of_log_unseen": chosen.error,
    }  # fmt: skip
    if not isinstance(selection, Everything):
        return one
    status = selection.fits.status
    counts = {"models": len(status), "no_maximum": int((status == 1).sum()), "not_identified": int((status == 2).sum())}
    return {**one, **counts, "left_out": int((status > 0).sum()), "weights": _weights(selection, table) if chosen else []}


def _weights(selection: Everything, table: Histories) -> list[dict[str, Any]]:
    weights = weights_of(selection)
    return [
        {"model": kinds.title(selection.models.of(number), table), selection.criterion: float(selection.scores[number]),
         "weight": float(weights[number]), "estimate": table.observed + float(np.exp(selection.fits.log_unseen[number]))}
        for number in np.argsort(-weights, kind="stable")[:TOLD].tolist() if weights[number] > 0
    ]  # fmt: skip


def rivals(details: Mapping[str, Any]) -> Iterator[Sentence]:
    """Where the chosen model does not carry half of the weight."""
    weights = details.get("weights") or [{"weight": 1.0}]
    if weights[0]["weight"] < CLEAR:
        yield Sentence(
            "Other models fit about as well as the chosen one, which carries {percent} % of their weight. The interval does not"
            " know of them; an average does.", percent=round(100 * weights[0]["weight"]),
        )  # fmt: skip


def endless(failed: int, bootstraps: int) -> Iterator[Sentence]:
    if failed:
        yield Sentence(
            "{failed} of {bootstraps} resampled tables have no estimate; they count as numbers without an end.",
            failed=failed, bootstraps=bootstraps,
        )  # fmt: skip


def checked(chosen: Chosen, table: Histories, cells: Any, details: Mapping[str, Any]) -> None:
    """Raises Refused where the linear programme or the rank finds a fault that Newton's method did not meet."""
    if len(table.lists) > WIDEST_CHECKED:
        return
    if fault := code_of(cells, chosen.terms):
        raise Refused(faulty(fault, chosen.terms, table), {**details, "code": fault})


def faulty(code: int, terms: tuple[int, ...], table: Histories) -> Sentence:
    """Why a model of this code has no estimate."""
    title = kinds.title(terms, table)
    if code == 1:
        return Sentence("The model {model} has no best fit to these counts: too many of its overlaps are empty.", model=title)
    return Sentence(
        "The model {model} asks more than these counts can tell: different numbers of unlisted people fit them equally well.",
        model=title,
    )
