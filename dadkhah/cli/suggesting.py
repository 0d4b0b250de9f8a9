"""`read`: what the reader suggests of files, without an archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import CannotDo, as_json
from dadkhah.cli.terminal import Bold, echo, print_json_line

if TYPE_CHECKING:
    from dadkhah.reading.extract import Extracted
    from dadkhah.reading.suggest import Reading
    from dadkhah.reading.suggestion import Suggestion

PLACE = ("kind", "start", "end", "exact", "parts")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE…")
@click.option("--model", is_flag=True, help="Ask the small English model too, if it is installed (dadkhah[model]). Much slower.")
@click.option("--annotations", "as_annotations", is_flag=True, help="As W3C Web Annotations.")
@as_json
def read(files: tuple[Path, ...], as_json: bool, *, model: bool, as_annotations: bool) -> None:
    """Read files and suggest who said what, what was counted, when, where and who. Nothing is kept.

    With --json one line for each file: its text, its language, and suggestions with their places in code points of that text. What
    is suggested may be wrong: in an archive it is nothing until a person confirms it (docs/reading.md).

    \b
    Example:
      dadkhah read article.txt
      dadkhah read scan.pdf letter.docx --json
    """
    from dadkhah.reading.files import read_files

    failed = []
    for path, (found, reading) in zip(files, read_files(files, model=model), strict=True):
        if found.failure:
            failed.append(f"{path}: {found.failure.sentence}")
        if as_json or as_annotations:
            print_json_line(_plain(path, found, reading, as_annotations=as_annotations))
        elif reading:
            _print_suggestions(path, found, reading)
    if failed:
        raise CannotDo("\n".join(failed))


def _plain(path: Path, found: Extracted, reading: Reading | None, *, as_annotations: bool) -> dict[str, Any]:
    from dadkhah.reading.annotations import annotated

    told = {"file": path.name, **{name: value for name, value in found.plain().items() if name not in ("text", "pages")}}
    told["pages"] = [{name: value for name, value in each.items() if name != "words"} for each in found.plain()["pages"]]
    if reading is None:
        return told
    return {**told, **(annotated(reading, path.name) if as_annotations else reading.plain())}


def _print_suggestions(path: Path, found: Extracted, reading: Reading) -> None:
    echo(Bold(f"{path.name}: {len(reading.suggestions)} suggestions"))
    for doubt in dict.fromkeys((*found.notes, *(each for page in found.pages for each in page.reasons))):
        echo(f"  {doubt}")
    for each in reading.suggestions:
        echo(f"  {each.start}–{each.end} ", Bold(each.kind), f" “{each.exact}” {_told(each)}")


def _told(each: Suggestion) -> str:
    """What is said of it beside its words, in short."""
    plain = {name: value for name, value in each.plain().items() if name not in PLACE and value}
    shown = {name: value["exact"] if isinstance(value, dict) else value for name, value in plain.items()}
    return ", ".join(f"{name}: {value}" for name, value in shown.items())
