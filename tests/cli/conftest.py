"""Real archives on disk and the real command: one archive is made per session, and copied for each test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import REPOSITORY

PASSWORD = "correct horse battery staple"
SHEET = """\
sheet: {id: sample, title: A made-up sample, compiled: 2026-01-01, language: en}
case: {id: case, title: A made-up case}
sources:
  - {id: S-LIST, title: List of Nowhere, author: Body of Nowhere, date: 1988-12, kind: ngo, party: none}
  - {id: S-PAPER, title: Paper of Nowhere, author: News of Nowhere, kind: news, derives_from: [S-LIST]}
persons:
  - id: P1
    name: [Firstname Example, مثال نخست]
    sources: [S-LIST, S-PAPER]
    birth: 1960~
    claims:
      - {id: P1-C1, field: arrest, value: At home, quote: at his home, sources: [S-LIST]}
groups:
  - {id: body, name: Body of Nowhere}
arguments:
  - {id: AR1, title: War, argument_kind: objection, statements: [ST1]}
responses:
  - {id: RE1, what: Wrote, responds_to: [ST1]}
figures:
  - {id: F1, measure: people_killed, qualifier: range, low: 11, high: 22, claimed_by: body, sources: [S-LIST, S-PAPER]}
statements:
  - {id: ST1, speaker: P1, date: 1989-02, paraphrase: It was so, stance: admits, sources: [S-LIST]}
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shell:
    """Calls the command. `folder` is the archive given with -C; `login` goes into --as."""

    zygote: subprocess.Popen
    work: Path
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: object, stdin: str = "", login: str = "", folder: Path | None = None) -> Done:
        given = ["-C", str(folder or self.folder), *(["--as", login] if login else []), *map(str, arguments)]
        return self.bare(*given, stdin=stdin)

    def bare(self, *arguments: str, stdin: str = "", **environment: str) -> Done:
        files = {name: self.work / f".{name}" for name in ("in", "out", "err")}
        for name, file in files.items():
            file.write_text(stdin if name == "in" else "", "utf-8")
        home = {"PATH": os.environ["PATH"], "HOME": str(self.work), "LANG": "C.UTF-8", "USER": "someone"}
        call = {
            "arguments": arguments,
            "environment": {**home, **self.environment, **environment},
            "folder": str(self.work),
            **{name: str(file) for name, file in files.items()},
        }
        print(json.dumps(call), file=self.zygote.stdin, flush=True)
        code = int(self.zygote.stdout.readline())
        done = Done(code, files["out"].read_text("utf-8"), files["err"].read_text("utf-8"))
        assert "Traceback" not in done.err, done.err
        return done

    def ok(self, *arguments: object, **how: Any) -> Done:
        done = self(*arguments, **how)
        assert done.code == 0, done
        return done


@pytest.fixture(scope="session")
def zygote() -> Iterator[subprocess.Popen]:
    program = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
    environment = {name: held for name, held in os.environ.items() if not name.startswith(("DADKHAH_", "DJANGO_"))}
    with subprocess.Popen(
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
    ) as started:
        yield started
        started.stdin.close()


@pytest.fixture(scope="session")
def made(zygote: subprocess.Popen, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a sheet, a sealed compartment, and people: a steward, a documenter, a reader, an outsider."""
    work = tmp_path_factory.mktemp("made")
    run = Shell(zygote, work, work / "archive")
    (work / "password").write_text(f"{PASSWORD}\n")
    (work / "sheet.yaml").write_text(SHEET, "utf-8")
    done = run.bare("init", str(run.folder), "--steward", "shirin", "--password-file", str(work / "password"))
    assert done.code == 0, done
    run.ok("load", work / "sheet.yaml")
    run.ok("compartment", "add", "witnesses", "--level", "sealed")
    run.ok("user", "add", "amina", "--role", "documenter", "--compartment", "main")
    run.ok("user", "add", "reza", "--role", "reader", "--compartment", "main")
    run.ok("compartment", "add", "elsewhere", "--level", "team")
    run.ok("user", "add", "omar", "--role", "documenter", "--compartment", "elsewhere")
    return work


@dataclass(frozen=True)
class Fresh:
    """A new archive that nobody has used, with what `init` said."""

    run: Shell
    done: Done


@pytest.fixture(scope="session")
def fresh(zygote: subprocess.Popen, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    work = tmp_path_factory.mktemp("fresh")
    run = Shell(zygote, work, work / "deep/archive")
    return Fresh(run, run.bare("init", "deep/archive"))


@pytest.fixture
def dadkhah(zygote: subprocess.Popen, made: Path, tmp_path: Path) -> Shell:
    """The command on a copy of that archive; `sheet.yaml` and `password` lie in its working folder."""
    shutil.copytree(made / "archive", tmp_path / "archive")
    for name in ("sheet.yaml", "password"):
        shutil.copy(made / name, tmp_path / name)
    return Shell(zygote, tmp_path, tmp_path / "archive")


@pytest.fixture
def nowhere(zygote: subprocess.Popen, tmp_path: Path) -> Shell:
    """The command without any archive."""
    return Shell(zygote, tmp_path, tmp_path / "none")


@pytest.fixture
def kept(dadkhah) -> Path:
    """The bytes of an erased file, which a crash before the end of the erasure left in the store."""
    (dadkhah.work / "letter.txt").write_text("Dear sister")
    [item] = dadkhah.ok("add", "letter.txt", "--compartment", "main", "--json").json
    dadkhah.ok("erase", item["id"], "--reason", "court_order", "--yes")
    kept = dadkhah.folder / "store" / item["digest"][:2] / item["digest"][2:4] / item["digest"]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("Dear sister")
    return kept


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty database on the server that DADKHAH_TEST_DATABASE names."""
    address = os.environ.get("DADKHAH_TEST_DATABASE", "")
    if not address:
        pytest.skip("DADKHAH_TEST_DATABASE does not say where PostgreSQL is.")
    import psycopg

    name = f"empty_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{address.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
