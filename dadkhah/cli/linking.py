"""`link`: which records of several lists are one person. Of plain files it needs no archive and touches none.

Without `--out` it compares lists of an archive (`linking_lists`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from dadkhah.cli.linking_lists import STEPS, link_lists, write_report
from dadkhah.cli.session import Bar, CannotDo, Session, as_json
from dadkhah.cli.terminal import echo, print_json

if TYPE_CHECKING:
    from dadkhah.linkage.engine import Engine
    from dadkhah.linkage.evaluation import Evaluated
    from dadkhah.linkage.files import ListFile
    from dadkhah.linkage.link import Linked
    from dadkhah.linkage.model import Model

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, metavar="FILE… | LIST…")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Of files: where the pairs are written, as CSV.")
@click.option("--map", "mapping", type=FILE, help="Which column holds what, as YAML: name: [full_name]. The rest is guessed.")
@click.option("--one-to-one", is_flag=True, help="Nobody stands twice on a list: no record gets two partners.")
@click.option("--within", is_flag=True, help="Look for one person's records inside each list too. A single file always is.")
@click.option("--least", type=click.FloatRange(0, 1), help="The least probability of a pair. Default: 0.5; one to one 0.3.")
@click.option("--model", "model_file", type=FILE, help="Weigh with a saved model, instead of learning one from these lists.")
@click.option("--save-model", type=click.Path(dir_okay=False, path_type=Path), help="Where the model is written, as JSON.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What Splink runs on.")
@click.option("--evaluate", type=FILE, help="A CSV of true pairs: prints precision, recall and F1. The model never sees it.")
@click.option("--report", type=FOLDER, help="Of an archive: compare nothing, write who is joined and what is unsure (HTML, CSV).")
@as_json
@click.pass_context
def link(context: click.Context, files: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Propose which records of lists are of one person, from names, dates, ages, places.

    FILE is CSV, TSV, XLSX, ODS or XLS, in any usual encoding, names in Persian, Arabic or Latin script. The pairs are
    proposals, each with a probability; that two records are one person is for people to decide.

    Without --out lists of an archive are compared, given by handle, title or id; all if none is given. The pairs wait
    there for review (docs/review.md). The other options are of files alone.

    \b
    Example:
      dadkhah link ministry.csv families.csv --out pairs.csv --one-to-one
      dadkhah -C my-archive link S-MINISTRY S-FAMILIES
      dadkhah -C my-archive link --report report
    """
    if options["out"] is None:
        _in_archive(context, files, as_json=as_json, **options)
        return
    if options["report"]:
        raise click.UsageError("--report is of an archive, --out of files. Give one of them.")
    if not files:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    _link_files([FILE.convert(each, context.command.params[0], context) for each in files], options, as_json=as_json)


def _in_archive(context: click.Context, names: Sequence[str], *, as_json: bool, **options: Any) -> None:
    """Refuses what is said of files, so that nobody takes an option for obeyed."""
    parameters = {each.name: each for each in context.command.params}
    is_given = {name for name in parameters if context.get_parameter_source(str(name)) is ParameterSource.COMMANDLINE}
    if left := is_given - {"files", "as_json", "report"} or {name for name in names if Path(name).is_file()}:
        raise click.MissingParameter(ctx=context, param=parameters["out"], message=f"It is needed for {min(map(str, left))!r}.")
    if options["report"] and names:
        raise click.UsageError("--report compares nothing. Compare the lists first, then write the report.")
    session: Session = context.obj
    session.ready()
    if options["report"]:
        write_report(session, options["report"], as_json=as_json)
    else:
        link_lists(session, names, as_json=as_json)


def _link_files(files: Sequence[Path], options: dict[str, Any], *, as_json: bool) -> None:
    for path in filter(None, (options["out"], options["save_model"])):
        if not path.parent.is_dir():
            raise CannotDo(f"There is no folder {path.parent}. Make it first. Nothing was linked.")
    with _told():
        read = _read(files, options["mapping"], is_free=options["one_to_one"])
        true = _true(read, options["evaluate"]) if options["evaluate"] else None
        model = _model(options["model_file"]) if options["model_file"] else None
    linked = _linked(read, model, options)
    from dadkhah.linkage.files import write_pairs

    written = write_pairs(options["out"], linked)
    if options["save_model"]:
        options["save_model"].write_text(linked.model.text() + "\n", "utf-8")
    evaluated = None if true is None else _evaluated(linked, true)
    _tell(read, linked, written, evaluated, options["out"], as_json=as_json)


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with what was given, as an answer."""
    try:
        yield
    except ValueError as fault:  # BadList, BadModel, a truth of other lists, bytes that are no text
        raise CannotDo(f"{fault}\nNothing was linked.") from fault


def _read(files: Sequence[Path], mapping: Path | None, *, is_free: bool) -> list[ListFile]:
    from dadkhah.linkage.files import read_file, read_mapping
    from dadkhah.linkage.records import BadList

    names = _names(files)
    given = read_mapping(mapping, [each.name for each in files]) if mapping else [{} for _ in files]
    found, faults = [], []
    for path, name, columns in zip(files, names, given, strict=True):
        try:
            found.append(read_file(path, columns, name=name, duplicate_free=is_free))
        except BadList as fault:
            faults.append(str(fault))
    if faults:
        raise BadList("\n".join(faults))
    return found


def _names(files: Sequence[Path]) -> list[str]:
    """Files without their ending, with a number where two are called the same."""
    stems = [each.stem for each in files]
    return [stem if stems.count(stem) == 1 else f"{stem} ({at})" for at, stem in enumerate(stems, 1)]


def _model(path: Path) -> Model:
    from dadkhah.linkage.model import Model

    return Model.read(path.read_text("utf-8"))


def _linked(read: Sequence[ListFile], model: Model | None, options: dict[str, Any]) -> Linked:
    from dadkhah.linkage.link import link as link_lists

    with _engine(options["engine"]) as engine:
        bar = Bar("")
        linked = link_lists(
            [each.listed for each in read],
            model=model,
            engine=engine,
            within=options["within"],
            is_one_to_one=options["one_to_one"],
            least=options["least"],
            say=lambda what, share: bar(STEPS[what], round(share * 100), 100),
        )
        bar.end()
    return linked


@contextmanager
def _engine(name: str) -> Iterator[Engine]:
    if name != "spark":
        from dadkhah.linkage.engine import DuckDB

        yield DuckDB()
        return
    from dadkhah.linkage.spark import Spark
    from dadkhah.linkage.spark_session import NoSpark

    try:
        spark = Spark()
    except NoSpark as error:
        raise CannotDo(f"{error} Nothing was linked.") from error
    with spark:
        yield spark


def _true(read: Sequence[ListFile], truth: Path) -> Any:
    """(n, 2) places of the records of each true pair."""
    import numpy as np

    from dadkhah.linkage.evaluation import read_truth

    lists = [each.listed for each in read]
    starts = np.cumsum([0, *(len(each.records) for each in lists)])
    begun = zip(starts, lists, strict=False)
    places = [{record.id: int(start) + at for at, record in enumerate(each.records)} for start, each in begun]
    return read_truth(truth, places, [each.name for each in lists])


def _evaluated(linked: Linked, true: Any) -> Evaluated:
    import numpy as np

    from dadkhah.linkage.evaluation import of_pairs

    return of_pairs(np.stack([linked.scored.one[linked.kept], linked.scored.other[linked.kept]], 1), true)


def _tell(
    read: Sequence[ListFile], linked: Linked, written: int, evaluated: Evaluated | None, out: Path, *, as_json: bool
) -> None:
    for note in (note for each in read for note in each.notes):
        echo(note, err=True)
    measured = {each: getattr(evaluated, each).value for each in ("precision", "recall", "f1")} if evaluated else {}
    if as_json:
        lists = [{"name": each.listed.name, "records": len(each.listed.records), "columns": each.columns} for each in read]
        print_json({"lists": lists, "compared": len(linked.scored.one), "pairs": written, **measured})
        return
    for each in read:
        columns = "; ".join(f"{field}: {', '.join(names)}" for field, names in each.columns.items())
        echo(f"{each.listed.name}: {len(each.listed.records):,} records. {columns}.")
    echo(f"{len(linked.scored.one):,} pairs were compared; {written:,} are written to {out}.")
    if linked.left_out:
        echo(f"{linked.left_out:,} keys that too many records share were not used to find pairs.")
    for name, value in measured.items():
        echo(f"{name} {'-' if value is None else f'{value:.4f}'}")
