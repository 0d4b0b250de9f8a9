"""Two lists of made-up people, compared, judged and estimated from, and a made-up letter that was read: for their pages.

    python -m tests.browser.listed ARCHIVE
"""  # fmt: skip

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dadkhah.archive.place import find
from dadkhah.cli.session import django_ready

if TYPE_CHECKING:
    from dadkhah.archive.access import Actor
    from dadkhah.archive.models import Compartment

ROWS = (
    {"name": "Arman Nowhere", "father": "Daryush", "birth": "1962", "event": "1988-08-01", "place": "Anytown"},
    {"name": "بهار ناکجا", "father": "سیروس", "event": "1988-08-01", "place": "Anytown"},
    {"name": "Cyrus Elsewhere", "event": "1988-08", "place": "Othertown"},
)

def main(archive: Path) -> None:
    django_ready(find(str(archive)))
    from dadkhah.archive.access import Actor
    from dadkhah.archive.actions.judge_pair import judge_pair
    from dadkhah.archive.actions.put_in_force import put_in_force
    from dadkhah.archive.actions.run_estimate import run_estimate
    from dadkhah.archive.estimating import Asked
    from dadkhah.archive.models import Account, Compartment
    from tests.archive.listed import write_list
    from tests.archive.scores import ALIKE, NAME_ALONE, NEARLY, UNLIKE, propose

    steward, main_ = Actor(Account.objects.get(login="steward")), Compartment.objects.get(handle="main")
    with TemporaryDirectory() as folder:
        first = write_list(steward, main_, "L-FIRST", ROWS, Path(folder), title="A first made-up list")
        second = write_list(steward, main_, "L-SECOND", ROWS, Path(folder), title="فهرست ساختگی دوم")
    told = [(0, 3, 0.999, ALIKE), (1, 4, 0.62, NEARLY), (2, 5, 0.97, NAME_ALONE), (0, 4, 0.02, UNLIKE)]
    run = propose(steward, [*first, *second], told)
    judge_pair(steward, first[0], second[0], "same", "The same day, place and father.")
    judge_pair(steward, first[0], first[1], "different", "Other fathers.")
    judge_pair(steward, first[1], second[1], "unsure")
    put_in_force(steward, run, "0.95")
    run_estimate(steward, [first[0].list, second[0].list], Asked(by=("place",)), workers=1)
    read_letter(steward, main_)


def read_letter(steward: Actor, compartment: Compartment) -> None:
    from dadkhah.archive.actions.answer_suggestion import Suggested, reject_suggestion
    from dadkhah.archive.actions.describe_source import describe_source
    from dadkhah.archive.actions.read_document import read_document
    from dadkhah.archive.actions.take_in import Acquisition, take_in
    from dadkhah.archive.reading import Shown
    from tests.archive.letters import ENGLISH, PERSIAN, take_in_letter
    from tests.reading import made_files as made

    with TemporaryDirectory() as folder:
        told = *made.ENGLISH, "The families of Tolm counted 412 prisoners in 1988."
        printed = made.pdf(Path(folder), made.page(told, "Noto Serif"))
        path = Path(folder) / "scan.png"
        path.write_bytes(made.png(made.picture(printed)))
        [scan] = take_in(steward, compartment, [path], Acquisition(method="test"))
        letter = take_in_letter(steward, compartment, Path(folder), f"{ENGLISH}\n{PERSIAN}")
        sent_on = take_in_letter(steward, compartment, Path(folder), f"Sent on:\n{ENGLISH}\n{PERSIAN}", "sent-on.txt")
    describe_source(steward, compartment, title="A made-up letter", kind="news", item=letter)
    reading = read_document(steward, letter)
    describe_source(steward, compartment, title="A made-up scan", kind="news", item=scan)
    read_document(steward, scan)
    read_document(steward, sent_on)
    key, last = [*Shown(reading).suggestions.items()][-1]
    reject_suggestion(steward, Suggested(reading, key, last["rule"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
