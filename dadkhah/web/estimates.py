"""A study of one table in the reader's language: its pictures, its sentences and its lines, for a page and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext

from dadkhah.estimate.result import Estimate
from dadkhah.estimate.study import HEADLINE, Study
from dadkhah.estimate.summary import LANGUAGES, summary
from dadkhah.publish.intervals_chart import IntervalRow, intervals_chart
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.upset_chart import Together, upset_chart
from dadkhah.web.drawing import drawn
from dadkhah.web.saying import said
from dadkhah.web.templatetags.dadkhah import language

if TYPE_CHECKING:
    from dadkhah.archive.access import Visible
    from dadkhah.archive.models import RecordList


class Line(NamedTuple):
    """One estimate in a table. `words` stands where there is no number."""

    name: str
    found: Estimate
    words: str


@dataclass(frozen=True)
class Shown:
    """What the templates show beside the study itself. `summaries`: (language, text), the reader's first. `held`: of how many."""

    summaries: list[tuple[str, str]]
    cautions: list[str]
    lines: list[Line]
    otherwise: list[Line]
    without: list[Line]
    merged: list[Line]
    held: tuple[int, int]
    upset: dict[str, str]
    intervals: dict[str, str]


def shown(study: Study) -> Shown:
    told = [each.is_held for each in study.populations if each.is_held is not None]
    return Shown(
        [(each, summary(study.headline, each)) for each in sorted(LANGUAGES, key=lambda each: each != language())],
        [said(each) for each in (*study.seen.cautions, *_cautions(study))],
        lines(study.found),
        lines(study.otherwise),
        lines({gettext("without %(list)s") % {"list": name}: each for name, each in study.without.items()}),
        lines({" + ".join(pair): each for pair, each in study.merged.items()}),
        (sum(told), len(told)),
        upset_drawn(study),
        intervals_drawn(study.found, study.table.observed),
    )


def _cautions(study: Study) -> list[str]:
    """What the headline warns of beyond what is seen in the table."""
    return [each for each in study.headline.warnings if each not in study.seen.cautions]


def lines(found: Mapping[str, Estimate]) -> list[Line]:
    return [Line(name, each, said(each.reason) if each.reason else "") for name, each in found.items()]


def upset_drawn(study: Study) -> dict[str, str]:
    labels = ChartLabels(
        title=gettext("Who is on which lists together"),
        description=gettext("Each column is a set of lists and the people who are on exactly these."),
        empty=gettext("Nobody is on any of these lists."),
        y_axis=gettext("People on exactly these lists"),
        not_drawn=gettext("{n} smaller sets of lists found no room here."),
    )
    sizes, sets = list(study.seen.sizes.items()), [Together(*each) for each in study.seen.histories]
    return drawn(lambda width, name: upset_chart(sizes, sets, labels, language(), width=width, prefix=f"upset-{name}"))


def intervals_drawn(found: Mapping[str, Estimate], observed: int) -> dict[str, str]:
    labels = ChartLabels(
        title=gettext("Estimates by each method"),
        description=gettext("Each line is an interval; the table on this page holds the same in numbers."),
        empty=gettext("No method was asked."),
        note=gettext("Where methods differ, none of them is known to be right. Their lower ends are the surest part."),
        x_axis=gettext("People in all, those on no list included"),
        kind_heading=gettext("What is drawn"),
        kinds={
            "observed": gettext("on the lists"),
            "estimate": gettext("middle of an interval"),
            "unbounded": gettext("no upper bound"),
        },
    )
    rows = [
        IntervalRow(each.name, each.found.estimate, each.found.lower, each.found.upper, each.words, each.name == HEADLINE)
        for each in lines(found)
    ]
    return drawn(lambda width, name: intervals_chart(rows, observed, labels, language(), width=width, prefix=f"intervals-{name}"))


def context(study: Study, parts: Mapping[str, Any]) -> dict[str, Any]:
    """`parts`: strata and sums as plain values, or nothing."""
    return {"shown": shown(study), "study": study, "sums": parts.get("sums", {}), "strata": parts.get("strata", [])}


class ListFacts(NamedTuple):
    """What is said of a list that was counted; `origins`: visible sources that it draws on."""

    pk: str
    title: str
    rule: str
    period: str
    place: str
    origins: list[str]


def list_facts(visible: Visible, lists: Sequence[RecordList]) -> list[ListFacts]:
    handles = {handle for each in lists for handle in (each.source.derives_from or "").split()}
    titles = dict(visible.sources().filter(handle__in=handles).values_list("handle", "title"))
    return [
        ListFacts(each.pk, each.source.title, each.rule, each.period, each.place,
                  [titles[key] for key in (each.source.derives_from or "").split() if key in titles])
        for each in lists
    ]  # fmt: skip
