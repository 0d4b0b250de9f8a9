"""The pages of review over a million pairs of made-up records: the queue and one pair, as a reviewer gets them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from script.benchmarks.figure import Figure, percentile, spent
from script.benchmarks.world import SYLLABLES, TOWNS, dadkhah

if TYPE_CHECKING:
    from django.test import Client

    from dadkhah.archive.access import Actor
    from dadkhah.archive.models import Compartment, RecordList

LISTS = 10
BATCH = 5_000
WARM = 5
LIMIT = 100
REVIEWER = "reviewer"


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    archive = folder / "review"
    made = archive / "complete"
    if not made.exists():
        dadkhah("init", archive, "--steward", "steward")
    from dadkhah.archive.place import Place
    from dadkhah.cli.session import django_ready

    django_ready(Place(archive))
    pairs = 5_000 if quick else 1_000_000
    if not made.exists():
        took = fill(pairs)
        made.write_text(str(took))
    client, random = signed_in(), Random(1988)
    asked = 20 if quick else 200
    queue = [_took(client, address) for address in islice(queues(random), asked + WARM)][WARM:]
    one = [_took(client, address) for address in islice(addresses(random), asked + WARM)][WARM:]
    return [
        Figure(f"queue of {pairs:,} pairs, 95th percentile", percentile(queue, 0.95), "ms", LIMIT, at_most=True),
        Figure(f"page of one of {pairs:,} pairs, 95th percentile", percentile(one, 0.95), "ms", LIMIT, at_most=True),
        Figure(f"keeping a run of {pairs:,} pairs", float(made.read_text()), "s", 300, at_most=True),
    ]


def fill(pairs: int) -> float:
    """Ten lists in two compartments, compared with each other. Returns the seconds that keeping the pairs took."""
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.manage_access import add_account, add_compartment, grant_role
    from dadkhah.archive.models import Account, Compartment

    steward, random = Account.objects.get(login="steward"), Random(1988)
    places = [Compartment.objects.get(handle="main"), add_compartment(Actor(steward), "other", "Other", "team")]
    reviewer = add_account(Actor(steward), REVIEWER)
    for place in places:
        grant_role(Actor(steward), reviewer, place, "reviewer")
    each = pairs // 10 // LISTS
    with TemporaryDirectory() as folder:
        made = [write_list(Actor(steward), places[n % 2], n, each, random, Path(folder)) for n in range(LISTS)]
    lists, ids = [listed for listed, _ in made], [key for _, keys in made for key in keys]
    return spent(lambda: keep(Actor(steward), lists, ids, pairs)).wall


def write_list(
    actor: Actor, place: Compartment, number: int, count: int, random: Random, folder: Path
) -> tuple[RecordList, list[str]]:
    from dadkhah.archive.actions.describe_source import describe_source
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.models import ListImport, RecordList
    from dadkhah.archive.recording import recording

    paper = folder / f"{number}.csv"
    paper.write_text("Name\n", "utf-8")
    [item] = take_in(actor, place, [paper], Acquisition(method="benchmark"))
    about = {"handle": f"L-{number}", "title": f"Invented list {number}", "kind": "ngo", "party": "none"}
    source = describe_source(actor, place, item=item, **about)
    with recording(actor, "import_list") as record:
        listed = record.add(RecordList(source=source))
        read = {"item": item, "header": '["Name"]', "columns": '{"name": ["Name"]}', "account": actor.account}
        batch = record.add(ListImport(list=listed, state="in_force", **read))
    ids: list[str] = []
    for first in range(0, count, BATCH):
        with recording(actor, "import_list") as record:
            rows = [_record(random, listed, batch, item.zone_id, line) for line in range(first, min(first + BATCH, count))]
            record.add_all(rows)
        ids += [row.pk for row in rows]
    return listed, ids


def _record(random: Random, listed: Any, batch: Any, zone: str, line: int) -> Any:
    from dadkhah.archive.models import Record

    name = f"{_word(random)} {_word(random)}"
    day = f"1988-{random.randint(7, 9):02d}-{random.randint(1, 28):02d}"
    said = {"name": name, "father": _word(random), "event": day, "event_first": day, "place": random.choice(TOWNS)}
    return Record(list=listed, batch=batch, zone_id=zone, number=line + 2, given=json.dumps([name]), **said)


def _word(random: Random) -> str:
    return "".join(random.choice(SYLLABLES) for _ in range(3)).title()


def keep(actor: Actor, lists: list[RecordList], ids: list[str], pairs: int) -> None:
    import numpy as np

    from dadkhah.archive.actions.record_run import record_model, record_run
    from dadkhah.linkage.scored import Compared, Level, Scored

    draw = np.random.default_rng(1988)
    ends = np.sort(draw.integers(0, len(ids), (pairs + pairs // 50, 2)), axis=1)
    ends = np.unique(ends[ends[:, 0] < ends[:, 1]], axis=0)[:pairs]
    levels = draw.integers(-1, 3, (len(ends), 5)).astype(np.int8)
    told = (("the same name", 9.0), ("nearly the same name", 4.0), ("other names", -5.0))
    steps = tuple(Level(words, bits) for words, bits in told)
    compared = tuple(Compared(name, steps) for name in ("name", "birth", "events", "place", "father"))
    scored = Scored(ends[:, 0], ends[:, 1], draw.random(len(ends)), levels, compared, -12.0)
    record_run(actor, lists, ids, scored, record_model(actor, lists, "benchmark", "1", "{}"))


def signed_in() -> Client:
    from django.conf import settings
    from django.test import Client

    from dadkhah.archive.models import Account

    logging.getLogger("django.request").setLevel(logging.ERROR)
    settings.ALLOWED_HOSTS = ["localhost"]
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(login=REVIEWER), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def queues(random: Random) -> Iterator[str]:
    from dadkhah.archive.models import RecordList

    lists = list(RecordList.objects.values_list("pk", flat=True))
    while True:
        listed = random.choice(["", random.choice(lists)])
        yield f"/review/pairs?queue={random.choice(['waiting', 'waiting', 'unsure'])}&listed={listed}&page={random.randint(1, 40)}"


def addresses(random: Random) -> Iterator[str]:
    from dadkhah.archive.models import Pair, PairGroup

    groups = list(PairGroup.objects.values_list("pk", flat=True))
    while True:
        rows = Pair.objects.filter(group=random.choice(groups)).order_by("-rank", "-id")
        found = rows[random.randint(0, 50) :].first() if rows.exists() else None
        if found:
            yield f"/review/pairs/{found.one_id}-{found.other_id}"


def _took(client: Client, address: str) -> float:
    """Milliseconds of one request."""
    done: list[Any] = []
    took = spent(lambda: done.append(client.get(address)))
    if done[0].status_code != 200:
        raise RuntimeError(f"{address} answers {done[0].status_code}.")
    return took.wall * 1000
