"""What happened when: events, orders, disclosures and efforts by their claimed dates, one line for each date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Substr

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim
from dadkhah.archive.queries.lists import titles

KINDS = ("event", "order", "disclosure", "effort")


@dataclass(frozen=True)
class Moment:
    """One claimed date of one subject. `is_disputed`: sources date it otherwise too."""

    subject: str
    kind: str
    claim: str
    date: str
    first: str
    last: str
    title: str = ""
    is_disputed: bool = False


def dated(visible: Visible, kinds: tuple[str, ...] = KINDS) -> QuerySet[Claim]:
    return visible.claims().filter(predicate="date", subject__kind__in=kinds, date_first__isnull=False)


def decades(visible: Visible, kinds: tuple[str, ...] = KINDS) -> dict[str, int]:
    """First three digits of the year -> how many things are dated in it, in order."""
    rows = dated(visible, kinds).annotate(decade=Substr("date_first", Value(1), Value(3)))
    counted = rows.values_list("decade").annotate(n=Count("subject", distinct=True))
    return dict(counted.order_by("decade"))


def moments(visible: Visible, period: str, kinds: tuple[str, ...] = KINDS) -> list[Moment]:
    """Every claimed date that begins in the period ("198", "1988" or "" for all), in order, without titles."""
    rows = dated(visible, kinds)
    if period:
        rows = rows.filter(date_first__gte=period, date_first__lt=period + ":")
    columns = ("subject", "subject__kind", "id", "date", "date_first", "date_last")
    found: dict[tuple[str, str], Moment] = {}
    for row in rows.order_by("date_first", "date_last", "subject", "id").values_list(*columns):
        moment = Moment(*row)
        found.setdefault((moment.subject, moment.date), moment)
    return list(found.values())


def with_titles(visible: Visible, shown: list[Moment], language: str) -> list[Moment]:
    """The moments of one page with what they are called, and whether sources date them otherwise."""
    subjects = {moment.subject for moment in shown}
    called = titles(visible, subjects, language)
    rows = visible.claims().filter(subject__in=subjects, predicate="date")
    dates = Counter(subject for subject, _ in rows.values_list("subject", "date").distinct())
    return [
        Moment(m.subject, m.kind, m.claim, m.date, m.first, m.last, called.get(m.subject, ""), dates[m.subject] > 1)
        for m in shown
    ]
