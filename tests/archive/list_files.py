"""Made-up lists for tests: nobody on them is real."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from dadkhah.archive.actions.describe_list import describe_list
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.models import Compartment, Item, RecordList

HEADER = "No,Name,Father,Sex,Age,Date,Place\n"
ROWS = (
    "1,Omid Rahgozar,Nima,m,24,1988-07-28,Evin\n"
    "2,لاله دادگر,امید,f,31,1367/5/8,اوین\n"
    "3,Sara Sazegar,,f,19,1988,Gohardasht\n"
)


def listed_in(world: SimpleNamespace, compartment: Compartment | None = None, handle: str = "S-LIST") -> RecordList:
    actor, within = world.steward, compartment or world.main
    source = describe_source(actor, within, handle=handle, title=f"Made-up list {handle}", kind="ngo")
    return describe_list(actor, source, rule="Everybody who is made up")


def file_of(world: SimpleNamespace, folder: Path, text: str | bytes, compartment: Compartment | None = None) -> Item:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return take_in(world.steward, compartment or world.main, [path], Acquisition())[0]


def many(count: int, *, header: str = "No,Name,Date\n") -> str:
    return header + "".join(f"{number},Omid Number{number},19{number % 90 + 10}-07-28\n" for number in range(count))
