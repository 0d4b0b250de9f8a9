"""The words of the charts in the reader's language, and each chart in two widths: for a page and for a phone."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext

from dadkhah.archive.queries.arguments import ArgumentLine
from dadkhah.archive.queries.figures import FigureLine, first_day, last_day
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.publish import (
    ArgumentRow,
    ArgumentStatement,
    ChartLabels,
    FigurePoint,
    arguments_over_decades,
    figure_chart,
)
from dadkhah.reading.calendars import show
from dadkhah.web.drawing import drawn
from dadkhah.web.templatetags.dadkhah import count
from dadkhah.web.views.common import language

POINTS = 60
"""The most marks one chart draws: finding room for the names of more takes seconds."""


def _labels(terms: str) -> dict[str, str]:
    return {code: vocabulary().label(terms, code, language()) for code in vocabulary().codes(terms)}


def _standings() -> dict[str, str]:
    return {**_labels("party"), "unknown": gettext("Not known or not assessed")}


def figures_over_time(lines: Sequence[FigureLine], title: str) -> dict[str, str]:
    """The dated ones among the first POINTS of these lines, each a mark that links to its figure."""
    dated = [line for line in lines if first_day(line.claimed_on)][:POINTS]
    labels = ChartLabels(
        title=title,
        description=gettext("Each mark is one claimed figure; the table on this page holds the same in words."),
        empty=gettext("None of these figures has a date at which it was claimed, so there is nothing to draw."),
        note=gettext("Nothing is drawn between the marks: figures of different claimants are not a trend."),
        x_axis=gettext("When it was claimed"),
        y_axis=gettext("Number claimed"),
        standing_heading=gettext("Standing of who claims it"),
        qualifier_heading=gettext("How the number is meant"),
        standings=_standings(),
        qualifiers=_labels("figure_qualifier"),
        names_heading=gettext("Names beside the numbers"),
        not_drawn=gettext("Not drawn, since no number can be placed: {n}."),
    )
    points = [_point(line) for line in dated]
    return drawn(lambda width, name: figure_chart(points, labels, language(), width=width, prefix=f"figures-{name}"))


def _point(line: FigureLine) -> FigurePoint:
    first, last = first_day(line.claimed_on), last_day(line.claimed_on)
    who = [name for name in (line.named, line.claimant) if name]
    said = f"{_by(gettext(', ').join(who), line.claimed_on)}: {count(line)}"
    return FigurePoint(
        line.figure, line.low, line.high, line.value, line.qualifier, line.standing or "unknown", "\n".join(who),
        first, last or first, reverse("figure", args=[line.figure]), said,
    )  # fmt: skip


def _by(who: str, date: str) -> str:
    return f"{who}{gettext(', ')}{show(date, language())}"


def _quoted(words: str) -> str:
    return gettext("“%(words)s”") % {"words": words}


def arguments_drawn(lines: Sequence[ArgumentLine]) -> tuple[dict[str, str], int]:
    """The chart of these arguments, and how many statements it leaves out: at most POINTS dated ones are drawn."""
    left, rows, missing = POINTS, [], 0
    for line in lines:
        dated = [given for given in line.statements if given.date_first][:left]
        missing += len(line.statements) - len(dated)
        left -= len(dated)
        marks = [
            ArgumentStatement(
                given.date_first,
                f"{_by(given.speaker, given.date)}: {given.text[:160]}",
                reverse("statement", args=[given.id]),
                given.standing or "unknown",
            )
            for given in dated
        ]
        rows.append(ArgumentRow(_quoted(line.name), reverse("subject", args=[line.id]), marks))
    labels = ChartLabels(
        title=gettext("Arguments over the decades"),
        description=gettext("Each mark is one statement that gives the argument; the list below holds the same."),
        empty=gettext("No statement with a date is read as giving one of these arguments."),
        standing_heading=gettext("Standing of the speaker"),
        standings=_standings(),
    )
    charts = drawn(
        lambda width, name: arguments_over_decades(rows, labels, language(), width=width, prefix=f"arguments-{name}"),
    )
    return charts, missing
