"""Splink on DuckDB, or on Apache Spark for what outgrows one machine: what both are given, and what they give back.

Records are compared before: Splink is given a pair as a row of levels, and a second table of the same numbers to link it with,
for it compares rows of two tables. It reads nothing but equal whole numbers, so both give the same.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from dadkhah.linkage.blocking import Blocked, block
from dadkhah.linkage.comparisons import levels_of
from dadkhah.linkage.model import Model
from dadkhah.linkage.table import Table

LEAST = 1e-9
"""What no pair was seen of is still not impossible."""
ITERATIONS, CONVERGED = 100, 0.0005
PAIRED = "l.pair = r.pair"

Settings = dict[str, Any]
Trained = tuple[list[list[float]], list[list[float]], float]
"""m and u of each level of each comparison, and the share of pairs of one person."""


class NothingLearned(ValueError):
    """The pairs are too few or too even to learn from."""


class Engine(Protocol):
    """What finds pairs, compares them, trains and scores."""

    def block(self, table: Table, within: Sequence[bool]) -> Blocked:
        """As `blocking.block`."""

    def levels(self, table: Table, one: Any, other: Any) -> Any:
        """As `comparisons.levels_of`."""

    def train(self, made: Settings, levels: Any) -> Trained:
        """`levels`: (n, c) int8."""

    def score(self, made: Settings, levels: Any) -> Any:
        """(n,) probabilities."""


def settings(
    model: Model, records: int, *, matched: float, scale: float = 1.0, fixed: Sequence[Sequence[bool]] = ()
) -> Settings:
    """Splink's settings. `matched`: share of pairs of one person; `scale`: pairs there are for each that is compared."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "pair",
        "probability_two_random_records_match": min(max(matched, LEAST), 0.5),
        "comparisons": [
            _comparison(part.name, [level.words for level in part.levels], [level.m for level in part.levels],
                        _scaled(part.u(records), scale if part.name == "name" else 1.0),
                        fixed[at] if fixed else [False] * len(part.levels))
            for at, part in enumerate(model.parts)
        ],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": PAIRED}],
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": False,
        "max_iterations": ITERATIONS,
        "em_convergence": CONVERGED,
    }  # fmt: skip


def _scaled(u: list[float], scale: float) -> list[float]:
    more = [min(each * scale, 0.04) for each in u[:-1]]
    return [*more, 1.0 - sum(more)] if scale != 1.0 else u


def _comparison(name: str, words: list[str], m: list[float], u: list[float], fixed: Sequence[bool]) -> dict[str, Any]:
    levels = [
        {
            "sql_condition": f"{name}_l = {at}" if at < len(words) - 1 else "ELSE",
            "label_for_charts": words[at],
            "m_probability": max(m[at], LEAST),
            "u_probability": max(u[at], LEAST),
            "fix_m_probability": bool(fixed[at]),
            "fix_u_probability": bool(fixed) and all(fixed),
        }
        for at in range(len(words))
    ]
    null = {"sql_condition": f"{name}_l = -1", "label_for_charts": "nothing is said", "is_null_level": True}
    return {"output_column_name": name, "comparison_levels": [null, *levels]}


def trained(linker: Any, session: Any) -> Trained:
    """What a session of Splink learned. Levels that were never seen keep what they began with."""
    core = session.core_model_settings
    by_name = {each.output_column_name: each for each in core.comparisons}
    names = [each.output_column_name for each in linker._settings_obj.core_model_settings.comparisons]  # noqa: SLF001 - see 0011
    levels = [[level for level in by_name[name].comparison_levels if not level.is_null_level] for name in names]
    m = [[_known(level.m_probability) for level in of] for of in levels]
    u = [[_known(level.u_probability) for level in of] for of in levels]
    return m, u, float(core.probability_two_random_records_match)


def _known(share: Any) -> float:
    return float(share) if isinstance(share, int | float) else LEAST


def columns(made: Settings, levels: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two tables that are linked: the pairs with their levels, and their numbers alone."""
    names = [each["output_column_name"] for each in made["comparisons"]]
    numbers = np.arange(len(levels), dtype=np.int64)
    pairs = {"pair": numbers, **{name: np.ascontiguousarray(levels[:, at]) for at, name in enumerate(names)}}
    nothing = np.full(len(levels), -2, np.int8)
    return pairs, {"pair": numbers, **dict.fromkeys(names, nothing)}


class DuckDB:
    """On this machine."""

    def block(self, table: Table, within: Sequence[bool]) -> Blocked:
        return block(table, within)

    def levels(self, table: Table, one: Any, other: Any) -> Any:
        return levels_of(table, one, other)

    def train(self, made: Settings, levels: Any) -> Trained:
        linker, _ = self._linker(made, levels)
        return trained(linker, learn(linker))

    def score(self, made: Settings, levels: Any) -> Any:
        linker, connection = self._linker(made, levels)
        found = linker.inference.predict()
        scored = connection.execute(f"SELECT pair_l, match_probability FROM {found.physical_name}").fetchnumpy()  # noqa: S608 - Splink's name
        return placed(scored["pair_l"], scored["match_probability"], len(levels))

    def _linker(self, made: Settings, levels: Any) -> tuple[Any, Any]:
        import duckdb
        import pyarrow as pa
        from splink import DuckDBAPI, Linker

        quiet()
        connection = duckdb.connect()
        api = DuckDBAPI(connection)
        pairs, nothing = columns(made, levels)
        frames = [api.register(pa.table(each), dataset_display_name=name) for each, name in ((pairs, "a"), (nothing, "b"))]
        return Linker(frames, made, log_level=logging.ERROR), connection


def learn(linker: Any) -> Any:
    """The session in which Splink learned m, u and the share of pairs of one person. Raises NothingLearned."""
    try:
        return linker.training.estimate_parameters_using_expectation_maximisation(
            PAIRED, fix_u_probabilities=False, estimate_without_term_frequencies=True
        )
    except ValueError as fault:  # a share became none at all: the pairs are all alike
        raise NothingLearned(str(fault)) from fault


def placed(pairs: Any, probability: Any, count: int) -> Any:
    made = np.zeros(count)
    made[np.asarray(pairs)] = np.asarray(probability)
    return made


def quiet() -> None:
    """Splink tells every step; what matters is told by the commands."""
    logging.getLogger("splink").setLevel(logging.ERROR)
