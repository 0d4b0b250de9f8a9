"""Starting Apache Spark quietly, on this machine unless told otherwise, without the network; and stopping it."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MASTER = "DADKHAH_SPARK_MASTER"
HERE = "local[*]"
LOGS = """rootLogger.level = fatal
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = fatal
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = Spark: %m%n
"""


class NoSpark(RuntimeError):
    """Spark cannot be started; the message says what to install or set."""


@dataclass(frozen=True)
class Started:
    """A session of Spark, and the folder of what it writes meanwhile."""

    session: Any
    scratch: TemporaryDirectory[str]

    def stop(self) -> None:
        self.session.stop()
        self.scratch.cleanup()


def start(master: str = "") -> Started:
    """Raises NoSpark."""
    address = master or os.environ.get(MASTER) or HERE
    sessions, failed = _pyspark()
    java()
    if sessions.getActiveSession() is not None:
        raise NoSpark("Apache Spark already runs in this process, for something else. Stop that first.")
    scratch, builder = TemporaryDirectory(prefix="dadkhah-spark-"), sessions.builder
    try:
        for name, value in options(address, Path(scratch.name)).items():
            builder = builder.config(name, value)
        return Started(builder.getOrCreate(), scratch)
    except failed as error:
        scratch.cleanup()
        raise NoSpark(
            f"Apache Spark could not be started at {address}: {str(error).splitlines()[0]} "
            f"It needs Java 17 (see JAVA_HOME), and in {MASTER} an address such as local[*], local[4] or spark://HOST:7077."
        ) from error


def _pyspark() -> tuple[Any, tuple[type[Exception], ...]]:
    """What has sessions, and what is raised where none can be."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NoSpark('Apache Spark is not installed here. Install it with: pip install "dadkhah[spark]"') from error
    return SparkSession, (PySparkException, Py4JError)


def java() -> Path:
    """The program that Spark will start. Raises NoSpark."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if found:
        return Path(found)
    where = f"in JAVA_HOME ({home})" if home else "here"
    raise NoSpark(
        f"Apache Spark needs Java 17, and there is none {where}. Install it (on Debian and Ubuntu: "
        "sudo apt-get install openjdk-17-jre-headless), or set JAVA_HOME to the folder of one."
    )


def options(master: str, scratch: Path) -> dict[str, str]:
    """Spark's settings. What is not said here can be said in its own spark-defaults.conf."""
    logs = scratch / "log4j2.properties"
    logs.write_text(LOGS, "utf-8")
    # Workers start the Python of this process, unless told which.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    everywhere = {
        "spark.master": master,
        "spark.app.name": "dadkhah",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logs.as_uri()}",
        "spark.driver.maxResultSize": "0",
        "spark.sql.warehouse.dir": str(scratch / "tables"),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    }
    return everywhere | (_here(scratch) if master.startswith("local") else {})


def _here(scratch: Path) -> dict[str, str]:
    """On one machine nothing listens beyond it, half of the memory is Spark's, and work is cut for its processors."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": f"{max(1024, memory // 2)}m",
        "spark.local.dir": str(scratch),
        "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    }
