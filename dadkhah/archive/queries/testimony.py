"""A testimony as it was kept: its consents, use by use, and where names of witnesses may be kept."""

from __future__ import annotations

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Compartment, Consent, Source, Testimony


def consents(visible: Visible, source: Source) -> dict[str, list[Consent]]:
    """Use -> its answers, the newest first: that one counts."""
    found: dict[str, list[Consent]] = {}
    for row in visible.consents().filter(source=source).order_by("-at", "-id"):
        found.setdefault(row.scope, []).append(row)
    return found


def testimony_of(visible: Visible, source: Source) -> Testimony | None:
    return visible.testimonies().filter(source=source).first()


def sealed_places(visible: Visible) -> list[Compartment]:
    """Sealed or restricted compartments in which the actor may put a witness's name."""
    own = visible.actor.compartments("record_testimony")
    rows = visible.compartments().filter(pk__in=own, level__in=Compartment.SENSITIVE)
    return list(rows.order_by("level", "name").reverse())


def case_of(visible: Visible, compartment: Compartment) -> str:
    """Within which pseudonyms are stable: the case at hand, else the compartment."""
    case = visible.subjects("case").order_by("id").first()
    return case.handle if case else compartment.handle
