"""What was edited, deleted or inserted behind the ledger's back, and what cannot be proved.

`verify(place, outside=[kept])` gives a report: whether all `holds`, its `level`, `faults`, `proven`, `not_proven`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.archive.place import Place
from dadkhah.archive.verify.report import Fault, Progress, Report

__all__ = ["Fault", "Progress", "Report", "verify"]


def verify(
    place: Place, outside: Sequence[str] = (), processes: int = 2, progress: Progress | None = None, *, following: bool = True
) -> Report:
    """Check every byte, entry, row and derived row of the archive; change nothing.

    `outside`: checkpoints kept outside the archive, each as its text or as the path of a file that holds it. A
    file of the archive itself never counts as one. The archive may be in use meanwhile. With more than a few
    thousand rows `processes` work at once; memory stays flat but for 64 bytes an entry.
    Without `following` neither what is derived from the rows is checked, nor whether the tables have this program's form: of
    an archive that is to be upgraded both are as an older program made them.
    `progress` is called where the database can only be read: it must not write to it. Raises Restless.
    """
    from dadkhah.archive.verify.whole import verify_all

    return verify_all(place, outside, processes, progress, following=following)
