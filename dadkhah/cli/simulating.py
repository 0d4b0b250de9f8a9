"""`simulate`: lists of a fictional country whose truth is known. It needs no archive and touches none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dadkhah.cli.session import CannotDo
from dadkhah.cli.terminal import echo

if TYPE_CHECKING:
    from dadkhah.linkage.simulate import ListSettings

FOLDER = click.Path(file_okay=False, path_type=Path)
_TIED = re.compile(r"(\d+)-(\d+)[:=](-?[\d.]+)")


def _numbers(_: click.Context, option: click.Parameter, given: str | None) -> tuple[float, ...]:
    """A number, or several with commas between them, one for each list."""
    try:
        return tuple(float(part) for part in given.split(",")) if given else ()
    except ValueError:
        raise click.BadParameter(f"“{given}” is not numbers with commas between them, such as 0.4,0.5.", param=option) from None


def _tied(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[int, int, float], ...]:
    found = [_TIED.fullmatch(each) for each in given]
    if not all(found):
        raise click.BadParameter("Write two lists and a number, such as 1-2:0.8.", param=option)
    return tuple((int(each[1]) - 1, int(each[2]) - 1, float(each[3])) for each in found if each)


def _each(name: str, default: str | None, words: str) -> Callable[..., Any]:
    told = f"{words} One number, or one for each list."
    return click.option(name, callback=_numbers, default=default, show_default=default is not None, metavar="P[,P…]", help=told)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--seed", type=click.IntRange(0), required=True, help="The same seed and settings give the same files.")
@click.option("--persons", type=click.IntRange(1), default=10_000, show_default=True, help="How many persons there are.")
@click.option("--lists", "count", type=click.IntRange(1, 30), default=3, show_default=True, help="How many lists see some of them.")
@_each("--coverage", "0.5,0.4,0.3", "The share of all persons on a list.")
@_each("--records", None, "How many persons are on a list; instead of --coverage.")
@click.option("--visibility", type=click.FloatRange(0), default=0.0, show_default=True, metavar="SD",
              help="How much persons differ in being seen by any list at all.")
@click.option("--dependence", callback=_tied, multiple=True, metavar="A-B:LOGODDS",
              help="Who is on list A is more (less) likely on B by this log odds ratio; may be repeated.")
@click.option("--copies", callback=_tied, multiple=True, metavar="B-A:SHARE",
              help="List B copies this share of list A; may be repeated.")
@_each("--duplicates", "0", "The share of persons who are on a list twice.")
@_each("--errors", "0.03", "The share of values that are wrong.")
@_each("--missing", "0.1", "The share of values that are left out.")
@click.option("--script", "scripts", default=None, metavar="fa|latin[,…]", help="The script of each list. Default: by turns.")
def simulate(folder: Path, seed: int, persons: int, visibility: float, dependence: tuple[tuple[int, int, float], ...],
             **lists: Any) -> None:  # fmt: skip
    """Make lists of victims of a country that is on no map, into a new FOLDER, with the truth beside them.

    To try linkage and estimation where it is known who is who and how many there are (docs/simulation.md). Every
    name is put together at random; every list says in each line that it is fictional. Needs no archive.

    \b
    Example:
      dadkhah simulate made-up --seed 7 --persons 30000 --lists 4 --coverage 0.4,0.5,0.2,0.1 --visibility 1
      dadkhah simulate made-up --seed 7 --dependence 1-2:0.8 --copies 3-1:0.5 --duplicates 0,0,0.02
    """
    from dadkhah.linkage.simulate import Settings, write
    from dadkhah.linkage.simulate import simulate as made

    if folder.exists() and any(folder.iterdir()):
        raise CannotDo(f"{folder} is not empty. Choose a new folder.")
    settings = Settings(
        seed=seed, persons=persons, lists=_lists(persons, **lists), visibility=visibility, dependence=dependence
    )
    found = made(settings)
    write(found, folder)
    for each, who in zip(settings.lists, found.who, strict=True):
        echo(f"{each.name}: {len(who):,} records")
    echo(f"{found.seen():,} of {persons:,} persons are on a list. The settings and the truth are in {folder}.")


def _lists(
    persons: int,
    *,
    count: int,
    records: tuple[float, ...],
    copies: tuple[tuple[int, int, float], ...],
    scripts: str | None,
    **shares: Any,
) -> tuple[ListSettings, ...]:
    from dadkhah.linkage.simulate import several

    shares["coverage"] = tuple(number / persons for number in records) or shares["coverage"]
    if long := next((name for name, given in shares.items() if len(given) > count and name != "coverage"), None):
        raise CannotDo(f"There are more numbers for --{long} than lists. Give one for all, or one for each.")
    chosen = scripts.split(",") if scripts else []
    made = []
    for at, each in enumerate(several(count)):
        own = {name: given[at % len(given)] for name, given in shares.items()}
        copied = next(((one, share) for other, one, share in copies if other == at), None)
        made.append(replace(each, **own, copies=copied, script=chosen[at % len(chosen)] if chosen else each.script))
    return tuple(made)
