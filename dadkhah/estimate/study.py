"""All that is said of one table: what is seen, what each method makes of it, and how much that hangs on each list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dadkhah.estimate.histories import Histories
from dadkhah.estimate.overlap import Overview, overview
from dadkhah.estimate.queue import Say, Task, estimated
from dadkhah.estimate.result import Estimate, Method
from dadkhah.estimate.sensitivity import Interaction, Population, by_interaction, variants
from dadkhah.estimate.strata import Sum, combined_sums, summed
from dadkhah.estimate.tables import Place, Tables

HEADLINE = "Envelope"
PROBE = "Envelope"
"""By which lists are left out, merged and taken as populations: what is tried is what is said."""
BULK = ("LCMCR",)
"""By which many strata are estimated, where nobody says by which: the one that bears many lists and few people."""
MOST_LISTS = 12
"""Of more lists, every pair merged would be more estimates than anybody reads."""


def methods(level: float = 0.95, seed: int = 1988) -> dict[str, Method]:
    """Every method with its defaults, by its name; the one to begin with comes first."""
    from dadkhah.estimate import DGA, LCMCR, Chao, Chapman, Envelope, LogLinear

    made = [Envelope(level=level, seed=seed), DGA(level=level, seed=seed), LogLinear(level=level, seed=seed),
            LCMCR(level=level, seed=seed), Chao(level=level), Chapman(level=level)]  # fmt: skip
    return {each.name: each for each in made}


def suited(table: Histories, level: float = 0.95, seed: int = 1988) -> dict[str, Method]:
    """The methods that are made for so many lists: Chapman alone for two, all others for more."""
    is_two = len(table.inhabited.lists) == 2
    return {name: each for name, each in methods(level, seed).items() if (name == "Chapman") == is_two}


def otherwise(level: float = 0.95, seed: int = 1988) -> dict[str, Method]:
    """Choices that a reader may ask about, each made otherwise than by default: priors, weights and orders of models."""
    from dadkhah.estimate import DGA, LogLinear

    graphs: dict[str, dict[str, Any]] = {
        "prior=uniform": {"prior": "uniform"}, "delta=1/2": {"delta": 0.5}, "delta=1": {"delta": 1.0},
        "saturated=False": {"saturated": False},
    }  # fmt: skip
    models: dict[str, dict[str, Any]] = {
        "criterion=aic": {"criterion": "aic"}, "averaging=True": {"averaging": True}, "search=stepwise": {"search": "stepwise"},
        "order=3": {"order": 3},
    }  # fmt: skip
    return {
        **{f"DGA {name}": DGA(level=level, seed=seed, **each) for name, each in graphs.items()},
        **{f"LogLinear {name}": LogLinear(level=level, seed=seed, **each) for name, each in models.items()},
    }


@dataclass(frozen=True)
class Study:
    """`without`: by the list left out; `merged`: by two lists taken for one; `populations`: each list estimated by the others;
    `otherwise`: under other settings, by their names.
    """

    table: Histories
    seen: Overview
    found: dict[str, Estimate]
    without: dict[str, Estimate] = field(default_factory=dict)
    merged: dict[tuple[str, str], Estimate] = field(default_factory=dict)
    populations: list[Population] = field(default_factory=list)
    otherwise: dict[str, Estimate] = field(default_factory=dict)

    @property
    def headline(self) -> Estimate:
        return self.found.get(HEADLINE) or next(iter(self.found.values()))

    @property
    def interactions(self) -> list[Interaction]:
        return by_interaction(self.headline)


def studied(
    table: Histories,
    chosen: Sequence[Method],
    *,
    probe: Method | None = None,
    keep: Path | None = None,
    workers: int | None = None,
    say: Say | None = None,
) -> Study:
    """`probe`: the method by which lists are left out, merged and taken as populations; None leaves that away.

    Of a table that becomes too small for the probe by that nothing is told: each pair of lists stands in what is seen.
    """
    wanted: dict[Any, Task] = {("method", each.name): Task(each, table) for each in chosen}
    if probe is not None and len(table.lists) <= MOST_LISTS:
        large = {key: part for key, part in variants(table).items() if len(part.inhabited.lists) >= probe.least_lists}
        wanted |= {key: Task(probe, part) for key, part in large.items()}
        wanted |= {("otherwise", name): Task(each, table) for name, each in otherwise(probe.level).items()}
    found = dict(zip(wanted, estimated(list(wanted.values()), keep=keep, workers=workers, say=say), strict=True))

    def of(kind: str) -> dict[Any, Estimate]:
        return {key[1]: each for key, each in found.items() if key[0] == kind}

    seen = overview(table)
    populations = [Population(name, seen.sizes[name], each) for name, each in of("population").items()]
    return Study(table, seen, of("method"), of("without"), of("merged"), populations, of("otherwise"))


def as_plain(study: Study) -> dict[str, Any]:
    """What a JSON file says of it."""
    return {
        "methods": {name: each.plain() for name, each in study.found.items()},
        "observed": study.table.observed,
        "lists": list(study.table.lists),
        "digest": study.table.digest,
        "cautions": [str(each) for each in study.seen.cautions],
    }


def together(tables: Tables, found: Mapping[tuple[str, Place, str], Estimate], level: float, seed: int) -> dict[str, Any]:
    """Plain values: every stratum and replicate by every method, and the sums over strata, replicates combined.

    `found`: by method, stratum and replicate. A sum is of the mixture over replicates, stratum by stratum. Reasons are sentences.
    """
    rows = [
        {"stratum": dict(zip(tables.strata, place, strict=True)), "replicate": replicate, "observed": each.observed,
         "lists": list(each.lists), "digest": each.digest, "method": name, **each.plain(), "reason": each.reason}
        for (name, place, replicate), each in found.items()
    ]  # fmt: skip
    names = dict.fromkeys(name for name, _, _ in found)
    return {"strata": rows, "sums": {name: _sum_of(tables, found, name, level, seed) for name in names}}


def _sum_of(
    tables: Tables, found: Mapping[tuple[str, Place, str], Estimate], name: str, level: float, seed: int
) -> dict[str, Any]:
    """One method's. Where there are several replicates, estimate and ends are the mixture's; both rules are told."""

    def of(replicate: str) -> Sum:
        parts = {place: found[key] for place in tables.places if (key := (name, place, replicate)) in found}
        return summed(parts, level=level, seed=seed)

    sums = {replicate: of(replicate) for replicate in tables.replicates}
    both = combined_sums(list(sums.values()), level=level)
    refused = [{"stratum": dict(zip(tables.strata, place, strict=True)), "replicate": replicate, "reason": reason}
               for replicate, each in sums.items() for place, reason in each.refused.items()]  # fmt: skip
    shown = both.mixture
    return {
        "observed": shown.observed if shown else sum(each.observed for each in sums.values()) / len(sums),
        **{end: getattr(shown, end, None) for end in ("estimate", "lower", "upper")},
        "refused": refused,
        "replicates": len(sums),
        "rules": {rule.rule: rule._asdict() for rule in (both.log, both.mixture) if rule},
    }
