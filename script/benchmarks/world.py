"""A large archive of invented people, the same each time: seeded, and clearly fictional by its names.

100,000 people, 20,000 sources, 300,000 claims in ten compartments, of which the reader `half` may see five. Written as
everything is, through `recording`, so that the ledger covers it. The example of 1988 is loaded beside them, into a
compartment of that reader's, so that every kind of page has something to show.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dadkhah.archive.access import Actor
    from dadkhah.archive.models import Compartment, Source

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-1988"
READER = "half"
COMPARTMENTS = 10
GROUP = 1_000  # people written in one transaction: 4,000 rows
SYLLABLES = ("ba", "do", "fi", "gu", "ka", "lo", "mi", "nu", "pa", "ro", "si", "tu", "va", "zo", "she", "cha")
TOWNS = tuple(f"Inventedtown-{number}" for number in range(40))
COMMON = ("fictional", "invented", "example", "prison", "nobody")
"""Words of every second claim: the hard searches."""
QUOTE = 38  # words: with them a claim's row has about 650 bytes


@dataclass(frozen=True)
class Size:
    persons: int
    sources: int


FULL = Size(100_000, 20_000)
QUICK = Size(2_000, 400)


def open_world(folder: Path, *, quick: bool) -> Path:
    """The archive's folder, with Django ready for it in this process. Makes the archive where it is not there yet."""
    made = folder / "complete"
    if not made.exists():
        dadkhah("init", folder, "--steward", "steward")
    from dadkhah.archive.place import Place
    from dadkhah.cli.session import django_ready

    django_ready(Place(folder))
    if not made.exists():
        fill(QUICK if quick else FULL)
        dadkhah("-C", folder, "load", EXAMPLE, "--compartment", "part-0")
        made.touch()
    return folder


def dadkhah(*words: str | Path) -> None:
    command = Path(sys.executable).with_name("dadkhah")
    subprocess.run([command, *words], check=True, stdout=sys.stderr)


def fill(size: Size) -> None:
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.manage_access import add_account, add_compartment, grant_role
    from dadkhah.archive.models import Account

    steward = Account.objects.get(login="steward")
    random = Random(1988)
    parts = range(COMPARTMENTS)
    compartments = [add_compartment(Actor(steward), f"part-{n}", f"Part {n}", "team") for n in parts]
    reader = add_account(Actor(steward), READER)
    for compartment in compartments[: COMPARTMENTS // 2]:
        grant_role(Actor(steward), reader, compartment, "reader")
    each = size.sources // COMPARTMENTS
    sources = [one for part in compartments for one in write_sources(Actor(steward), random, part, each)]
    for start in range(0, size.persons, GROUP):
        write_persons(Actor(steward), random, sources, range(start, min(start + GROUP, size.persons)))


def write_sources(actor: Actor, random: Random, compartment: Compartment, count: int) -> list[Source]:
    from dadkhah.archive.recording import recording
    from dadkhah.archive.zones import zone_for

    written: list[Source] = []
    for first in range(0, count, GROUP):
        with recording(actor, "describe_source") as record:
            zone = zone_for(record, compartment.pk, None, held=False)
            numbers = range(first, min(first + GROUP, count))
            sources = [record.add(invented_source(random, compartment, zone, number)) for number in numbers]
        written += sources
    return written


def invented_source(random: Random, compartment: Compartment, zone: str, number: int) -> Source:
    from dadkhah.archive.models import Source

    return Source(
        handle=f"{compartment.handle}-{number}",
        title=f"Report {number} of an invented office in {random.choice(TOWNS)}",
        date=f"{random.randint(1988, 2020)}",
        language="en",
        kind="report_ngo",
        stands_behind="An office that does not exist",
        compartment=compartment,
        zone_id=zone,
    )


def write_persons(actor: Actor, random: Random, sources: list[Source], numbers: range) -> None:
    from dadkhah.archive.models import Subject
    from dadkhah.archive.recording import recording

    with recording(actor, "record_claim") as record:
        for number in numbers:
            subject = record.add(Subject(kind="person", handle=f"invented-{number}"))
            for claim in claims_of(random, subject, sources, number):
                record.add(claim)


def claims_of(random: Random, subject: Any, sources: list[Source], number: int) -> Iterator[Any]:
    """Three claims: a name, a prison, a day."""
    from dadkhah.archive.models import Claim

    day, town = f"1988-{random.randint(7, 9):02}-{random.randint(1, 30):02}", random.choice(TOWNS)
    said = {
        "name": {"value": f"{invented_name(random)} {invented_name(random)} (invented {number})"},
        "prison": {"value": f"A fictional prison of {town}"},
        "execution": {"value": day, "date": day, "date_first": day, "date_last": day, "place": town},
    }
    for predicate, values in said.items():
        source = random.choice(sources)
        yield Claim(
            group=f"{subject.handle}/{predicate}",
            subject=subject,
            predicate=predicate,
            source=source,
            zone_id=source.zone_id,
            derivation=random.choice(("own", "unknown")),
            quote=invented_words(random),
            **values,
        )


def invented_words(random: Random) -> str:
    """A quotation without sense: rare words, and a few that half of all claims have."""
    return " ".join(random.sample(COMMON, 3) + [invented_name(random) for _ in range(QUOTE)])


def invented_name(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=3)).capitalize()
