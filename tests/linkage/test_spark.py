"""Apache Spark gives what DuckDB gives: the same pairs, levels, trained model and probabilities. With a real Spark."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dadkhah.cli import main
from dadkhah.linkage import blocking, spark_session, training
from dadkhah.linkage.engine import DuckDB
from dadkhah.linkage.link import extent, score
from dadkhah.linkage.model import Model
from dadkhah.linkage.records import Listed, Named, Record
from dadkhah.linkage.spark import Spark
from dadkhah.linkage.table import Table, table_of

GIVEN = ("bahram", "parvin", "siavash", "mitra", "kaveh", "laleh", "rostam", "shirin", "arash", "nasrin", "farhad", "golnar")
FAMILY = ("kermani", "tabrizi", "golshan", "sohrabi", "rahimi", "farahani", "khorasani", "azari", "zandian", "mehrabi", "parsa")
CLOSE = 1e-6


def has_java() -> bool:
    try:
        spark_session.java()
    except spark_session.NoSpark:
        return False
    return True


needs_java = pytest.mark.skipif(not has_java(), reason="Apache Spark needs Java: apt-get install openjdk-17-jre-headless.")


def person(dice: random.Random) -> Record:
    given = tuple(dice.sample(GIVEN, dice.choice((1, 1, 2))))
    family = dice.choice(FAMILY) + dice.choice(("", "", "zade", "pour", "nia"))
    born, died = 725_000 + dice.randrange(9_000), 738_000 + dice.randrange(400)
    named, place, father = Named((*given, family), len(given)), dice.choice(GIVEN), dice.choice(GIVEN)
    return Record("", (named,), dice.choice("mf"), (born, born), None, ((died, died),), (place,), (father,))


def seen(dice: random.Random, whole: Record, number: int) -> Record:
    """The person as one list has them: with slips, and with gaps."""
    *given, family = whole.names[0].words
    written = family.replace("a", "e", 1) if dice.random() < 0.2 else family
    known = {name: dice.random() < 0.7 for name in ("birth", "events", "sex", "places", "father")}
    return Record(
        str(number), (Named((*given, written), len(given)),), whole.sex if known["sex"] else "",
        whole.birth if known["birth"] else None, None if known["birth"] else 40, whole.events if known["events"] else (),
        whole.places if known["places"] else (), whole.father if known["father"] else (),
    )  # fmt: skip


@pytest.fixture(scope="module")
def lists() -> list[Listed]:
    """Two lists of fictional people, of whom both have a third; on the first some stand twice."""
    dice = random.Random(7)
    people = [person(dice) for _ in range(600)]
    rows = [*people[:400], *people[:20]], people[200:]
    return [Listed(f"list {at}", [seen(dice, each, n) for n, each in enumerate(of)], at == 1) for at, of in enumerate(rows)]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with Spark("local[2]") as started:
        yield started


@pytest.fixture(scope="module")
def table(lists: list[Listed]) -> Table:
    return table_of(lists)


@needs_java
@pytest.mark.slow
@pytest.mark.parametrize(("within", "budget"), [([True, False], None), ([False, False], 4_000)])
def test_the_same_pairs_are_found_in_the_same_order(spark, table, within, budget, monkeypatch) -> None:
    if budget:
        monkeypatch.setattr(blocking, "LEAST", budget)
        monkeypatch.setattr(blocking, "PER_RECORD", 0)
    here, there = DuckDB().block(table, within), spark.block(table, within)
    assert len(here.one) > 1_000
    assert (here.left_out > 0) == bool(budget)
    assert there.left_out == here.left_out
    for one, other in zip(here[:3], there[:3], strict=True):
        np.testing.assert_array_equal(one, other)


@needs_java
@pytest.mark.slow
def test_the_same_is_learned_and_the_same_is_said_of_every_pair(spark, lists, table) -> None:
    blocked, reach = blocking.block(table, [True, False]), extent(lists, [True, False])
    levels = DuckDB().levels(table, blocked.one, blocked.other)
    np.testing.assert_array_equal(spark.levels(table, blocked.one, blocked.other), levels)

    here, there = (training.train(levels[blocked.by_name], reach, engine) for engine in (DuckDB(), spark))
    pairs = [pair for parts in zip(here.parts, there.parts, strict=True) for pair in zip(*(p.levels for p in parts), strict=True)]
    assert len(here.parts) == 6
    assert max(max(abs(a.m - b.m), abs(a.u - b.u)) for a, b in pairs) < CLOSE
    assert abs(here.partners - there.partners) < CLOSE

    saved = Model.read(here.text())
    found, again = (score(table, blocked, levels, saved, reach.comparable, engine).probability for engine in (DuckDB(), spark))
    assert (found > 0.9).sum() > 100
    assert ((found > 0.01) & (found < 0.99)).any()
    assert np.abs(found - again).max() < CLOSE


@needs_java
@pytest.mark.slow
def test_the_command_writes_the_same_pairs_and_model_and_is_quiet(tmp_path: Path) -> None:
    dice = random.Random(11)
    names = [f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}{dice.choice(('', 'nia', 'pour'))}" for _ in range(300)]
    rows = [(name, 1950 + dice.randrange(50)) for name in names]
    for name, part in (("one", rows[:200]), ("two", rows[100:])):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("name", "birth"), *((who, f"{year}-03-0{year % 9 + 1}") for who, year in part)])
    here, there = (run(tmp_path, engine) for engine in ("duckdb", "spark"))
    assert len(here[0]) > 50
    assert [row[:-1] for row in here[0]] == [row[:-1] for row in there[0]]
    assert np.abs(np.array(numbers(here[1])) - np.array(numbers(there[1]))).max() < CLOSE


def run(folder: Path, engine: str) -> tuple[list[list[str]], str]:
    """The rows and the model that the command writes."""
    pairs, model = folder / f"{engine}.csv", folder / f"{engine}.json"
    command = [Path(sys.executable).with_name("dadkhah"), "link", "one.csv", "two.csv", "--out", pairs, "--save-model", model]
    environment = {**os.environ, spark_session.MASTER: "local[2]"}
    done = subprocess.run(
        [*command, "--engine", engine], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not any(word in done.stdout + done.stderr for word in ("WARN", "Setting default", "Exception", "Stage"))
    return list(csv.reader(pairs.open())), model.read_text()


def numbers(model: str) -> list[float]:
    whole = json.loads(model)
    return [whole["partners"], *(level[at] for part in whole["comparisons"] for level in part["levels"] for at in (1, 2))]


def test_without_java_it_says_what_to_install(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(spark_session.NoSpark, match="openjdk-17-jre-headless"):
        Spark()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(spark_session.NoSpark, match="there is none here"):
        Spark()


def test_without_pyspark_it_names_the_extra(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(spark_session.NoSpark, match=r'pip install "dadkhah\[spark\]"'):
        Spark()


def test_on_this_machine_nothing_listens_beyond_it_and_nothing_is_loaded(tmp_path: Path) -> None:
    here = spark_session.options("local[*]", tmp_path)
    assert here["spark.driver.bindAddress"] == "127.0.0.1"
    assert here["spark.ui.enabled"] == "false"
    assert not {"spark.jars", "spark.jars.packages"} & set(here)
    assert "spark.driver.bindAddress" not in spark_session.options("spark://cluster.example.org:7077", tmp_path)


def test_the_command_says_it_too_and_writes_nothing(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "one.csv").write_text("name,birth\nshirin kermani,1960\nmitra tabrizi,1961\n")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["link", str(tmp_path / "one.csv"), "--out", str(tmp_path / "pairs.csv"), "--engine", "spark"])
    assert done.exit_code == 2
    assert "openjdk-17-jre-headless" in done.output
    assert "Nothing was linked." in done.output
    assert not (tmp_path / "pairs.csv").exists()
