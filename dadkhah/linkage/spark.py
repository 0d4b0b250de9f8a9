"""Splink on Apache Spark, and blocking and comparing with it, for lists whose pairs outgrow one machine.

What runs here: reading the lists, the table of their records, what is asked of Spark, and the arrays that come back. What runs on
Spark: keys of records, which pairs share one, comparing them, and all that Splink does. Both engines give the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import numpy as np

from dadkhah.linkage import spark_parts
from dadkhah.linkage.blocking import Blocked, most, most_looked_at
from dadkhah.linkage.engine import Settings, Trained, learn, placed, quiet, trained
from dadkhah.linkage.spark_session import start
from dadkhah.linkage.table import Table

CHUNK = 1 << 17
"""Pairs that are sent at once."""
COUNTS = "__splink__agreement_pattern_counts"
KEYS = "key long, of long, list int, inside boolean"
SMALL = {
    "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}  # fmt: skip
"""For tables of a few thousand rows, asked anew with other numbers a hundred times: compiling took longer than counting."""
BROUGHT = """
    SELECT key, (sum(n) * (sum(n) - 1) - sum(IF(inside, 0, n * (n - 1)))) DIV 2 AS pairs
    FROM (SELECT key, list, inside, count(*) AS n FROM {keys} GROUP BY key, list, inside) GROUP BY key HAVING pairs > 0
"""
"""How many pairs each key brings, as `keys.brings` counts them."""
SIZES = "SELECT pairs, count(*) AS keys FROM {brought} GROUP BY pairs ORDER BY pairs"
USED = "SELECT k.* FROM {keys} AS k JOIN {brought} AS b ON k.key = b.key WHERE b.pairs <= {most}"
PAIRS = """
    SELECT a.of AS one, b.of AS other, min(a.key & 1) = 0 AS by_name
    FROM {used} AS a JOIN {used} AS b ON a.key = b.key AND a.of < b.of
    WHERE a.list <> b.list OR a.inside GROUP BY a.of, b.of
"""
"""A key is odd where it has something beside the name, as in `blocking.block`."""


class Spark:
    """Apache Spark, started here and stopped at the end of `with`.

    `master`: its address, else DADKHAH_SPARK_MASTER, else all processors of this machine. Raises NoSpark.
    """

    def __init__(self, master: str = "") -> None:
        self._started = start(master)
        self._spark = self._started.session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._started.stop()

    def block(self, table: Table, within: Sequence[bool]) -> Blocked:
        """As `blocking.block`: the same pairs in the same order."""
        shared = self._broadcast(table)
        pairs, left_out = self._shared(shared, table, within, most, of_three=False)
        one, other, by_name = _collected(pairs, np.int64, np.int64, np.bool_)
        threes, _ = self._shared(shared, table, within, most_looked_at, of_three=True)
        promising = mapped(threes, partial(spark_parts.promising, shared), "one long, other long, by_name boolean")
        further = _collected(promising, np.int64, np.int64, np.bool_)
        found = [np.concatenate(both) for both in zip((one, other, by_name), further, strict=True)]
        self._spark.catalog.clearCache()
        shared.destroy()
        order = np.lexsort((~found[2], found[1], found[0]))
        one, other, by_name = (each[order] for each in found)
        once = np.r_[True, (one[1:] != one[:-1]) | (other[1:] != other[:-1])] if len(one) else np.zeros(0, np.bool_)
        return Blocked(one[once], other[once], by_name[once], left_out)

    def _shared(
        self, shared: Any, table: Table, within: Sequence[bool], limit: Callable[[Any, Any, int], int], *, of_three: bool
    ) -> tuple[Any, int]:
        """The pairs that share a key which is not over the limit; and how many keys are over it."""
        spark = self._spark
        keys = mapped(spark.range(len(table)), partial(spark_parts.keys, shared, tuple(within), of_three), KEYS).persist()
        brought = spark.sql(BROUGHT, keys=keys).persist()
        sizes, how_often = _collected(spark.sql(SIZES, brought=brought), np.int64, np.int64)
        most_of_one = limit(sizes, how_often, len(table))
        used = spark.sql(USED, keys=keys, brought=brought, most=most_of_one).persist()
        return spark.sql(PAIRS, used=used), int(how_often[sizes > most_of_one].sum())

    def levels(self, table: Table, one: Any, other: Any) -> Any:
        """As `comparisons.levels_of`."""
        shared = self._broadcast(table)
        pairs = np.stack([one, other], 1).astype(np.int64)
        chunks = [pairs[at : at + CHUNK].tobytes() for at in range(0, len(pairs), CHUNK)]
        spread = self._spark.sparkContext.parallelize(chunks, max(len(chunks), 1))
        found = spread.map(partial(spark_parts.levels, shared)).collect()
        shared.destroy()
        return np.frombuffer(b"".join(found), np.int8).reshape(len(pairs), -1)

    def _broadcast(self, table: Table) -> Any:
        return self._spark.sparkContext.broadcast((spark_parts.edition(), table))

    def train(self, made: Settings, levels: Any) -> Trained:
        linker = self._linker(made, levels)
        learned = trained(linker, learn(linker))
        self._spark.catalog.clearCache()
        return learned

    def score(self, made: Settings, levels: Any) -> Any:
        found = self._linker(made, levels).inference.predict().as_spark_dataframe()
        pairs, probability = _collected(found.select("pair_l", "match_probability"), np.int64, np.float64)
        self._spark.catalog.clearCache()
        return placed(pairs, probability, len(levels))

    def _linker(self, made: Settings, levels: Any) -> Any:
        """Splink, with tables of its own."""
        from splink import Linker

        quiet()
        spark = self._spark.newSession()
        api = _api(spark)
        names = tuple(each["output_column_name"] for each in made["comparisons"])
        frames = ((_pairs(spark, names, levels), "a"), (_nothing(spark, names, len(levels)), "b"))
        return Linker([api.register(frame, dataset_display_name=name) for frame, name in frames], made, log_level=logging.ERROR)


def _pairs(spark: Any, names: tuple[str, ...], levels: Any) -> Any:
    """The first table that `engine.columns` makes, on Spark."""
    chunks = [(at, levels[at : at + CHUNK].tobytes()) for at in range(0, len(levels), CHUNK)]
    sent = spark.createDataFrame(chunks, "start long, levels binary")
    schema = ", ".join(["pair long", *(f"{name} tinyint" for name in names)])
    return mapped(sent, partial(spark_parts.rows, names), schema).persist()


def _nothing(spark: Any, names: Sequence[str], count: int) -> Any:
    """The second."""
    return spark.range(count).selectExpr("id AS pair", *(f"CAST(-2 AS TINYINT) AS {name}" for name in names))


def _api(session: Any) -> Any:
    """Splink's way to Spark, without its jar of similarity functions: none is called."""
    from splink import SparkAPI

    made: Any = SparkAPI
    api = made(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)
    usual = api._break_lineage_and_repartition  # noqa: SLF001 - see 0011

    def kept(table: Any, templated: str, physical: str) -> Any:
        return usual(_counted(session, table) if templated == COUNTS else table, templated, physical)

    api._break_lineage_and_repartition = kept  # noqa: SLF001 - else each round of training would count all pairs again
    return api


def _counted(session: Any, counts: Any) -> Any:
    """How many pairs have which levels: all that training goes on to ask for."""
    held = counts.coalesce(1).persist()
    held.count()
    for name, value in SMALL.items():
        session.conf.set(name, value)
    return held


def mapped(frame: Any, function: Any, schema: str) -> Any:
    """`frame.mapInArrow(function, schema)`, which in Spark 3 wants pandas to be there and does not use it."""
    from pyspark.rdd import PythonEvalType
    from pyspark.sql import DataFrame
    from pyspark.sql.udf import UserDefinedFunction

    made = UserDefinedFunction(function, schema, evalType=PythonEvalType.SQL_MAP_ARROW_ITER_UDF)
    called = made(*(frame[name] for name in frame.columns))
    return DataFrame(frame._jdf.pythonMapInArrow(called._jc.expr(), False), frame.sparkSession)  # noqa: SLF001 - see 0011


def _collected(frame: Any, *kinds: Any) -> list[Any]:
    """The columns of a frame as arrays of these kinds."""
    rows: Iterable[Any] = mapped(frame, spark_parts.packed, "columns array<binary>").collect()
    parts = [[np.frombuffer(packed, kind) for packed, kind in zip(row.columns, kinds, strict=True)] for row in rows]
    return [np.concatenate([np.empty(0, kind), *(part[at] for part in parts)]) for at, kind in enumerate(kinds)]
