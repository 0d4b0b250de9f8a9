"""Two lists of made-up people in an archive, compared, judged and estimated from: for the pages of pairs, persons, estimates.

    python -m tests.browser.listed ARCHIVE
"""  # fmt: skip

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dadkhah.archive.place import find
from dadkhah.cli.session import django_ready

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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
