"""The words of the charts of linkage in the reader's language, each chart in two widths."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from dadkhah.archive.queries.pairs import Score
from dadkhah.archive.queries.runs import Costs
from dadkhah.linkage.scored import Evidence
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.threshold_chart import Spread, ThresholdLine, ThresholdSample, threshold_chart
from dadkhah.publish.trend_chart import Limit, TrendPoint, trend_chart
from dadkhah.publish.waterfall import EvidenceBar, waterfall
from dadkhah.reading.calendars import show
from dadkhah.web.drawing import drawn
from dadkhah.web.templatetags.linkage import compared, level
from dadkhah.web.views.common import language


def waterfalls(score: Score) -> dict[str, str]:
    """What speaks for and against a pair, in bits, one after the other."""
    return _waterfalls(tuple(each for each in score.evidence if each.words), score.prior, language())


@lru_cache(maxsize=500)
def _waterfalls(told: tuple[Evidence, ...], prior: float, lang: str) -> dict[str, str]:
    """Pairs of equal evidence, and there are many, have one picture."""
    labels = ChartLabels(
        title=gettext("Evidence on this pair"),
        description=gettext("Each bar is one comparison; the list on this page holds the same in words."),
        empty=gettext("Nothing was compared."),
        note=gettext("One bit more doubles the odds that the two are one person; one bit less halves them."),
        x_axis=gettext("Bits of evidence"),
        kind_heading=gettext("What a bar says"),
        kinds={
            "prior": gettext("Before anything is compared"),
            "total": gettext("All together"),
            "for": gettext("speaks for one person"),
            "against": gettext("speaks for two persons"),
        },
    )
    bars = [EvidenceBar(compared(each.comparison), level(each.words), each.bits) for each in told]
    return drawn(lambda width, name: waterfall(bars, prior, labels, lang, width=width, prefix=f"evidence-{name}"))


def thresholds_drawn(costs: Costs, chosen: str, found: Sequence[Any] = ()) -> dict[str, str]:
    """Pairs joined wrongly and true pairs missed, by the model's own probabilities; and by what people `found` in a sample."""
    labels = ChartLabels(
        title=gettext("What a threshold costs"),
        description=gettext("By the model’s own probabilities; the tables on this page hold the same in numbers."),
        empty=gettext("There is no pair to count."),
        note=gettext("If the model’s probabilities are right. Pairs that were never compared are not in it."),
        x_axis=gettext("Threshold: pairs from this probability on are joined"),
        y_axis=gettext("Pairs"),
        kind_heading=gettext("What is counted"),
        kinds={
            "false": gettext("joined, though two persons"),
            "missed": gettext("not joined, though one person"),
            "false_judged": gettext("joined, though two persons, by people"),
            "missed_judged": gettext("not joined, though one person, by people"),
            "chosen": gettext("in force"),
        },
    )
    lines = [ThresholdLine(*line) for line in costs.lines]
    at = float(chosen) if chosen else None
    samples = [ThresholdSample(each.threshold, Spread(*each.false), Spread(*each.missed)) for each in found]

    def draw(width: int, name: str) -> str:
        return threshold_chart(lines, labels, language(), samples=samples, chosen=at, width=width, prefix=f"threshold-{name}")

    return drawn(draw)


def trend_drawn(months: Sequence[Any]) -> dict[str, str]:
    """Agreement month by month."""
    labels = ChartLabels(
        title=gettext("Agreement over time"),
        description=gettext("Krippendorff’s alpha of each month with its interval."),
        empty=gettext("No pair was judged twice yet."),
        note=gettext("1 is full agreement, 0 is what chance alone would give."),
        x_axis=gettext("Month of the second judgement"),
        y_axis=gettext("Agreement beyond chance"),
        kind_heading=gettext("What is drawn"),
        kinds={"value": gettext("agreement"), "none": gettext("not defined"), "units": gettext("pairs")},
    )
    points = [TrendPoint(show(month.period, language()), *month.agreement) for month in months]
    limits = [Limit(0.0, gettext("chance"))]
    return drawn(
        lambda width, name: trend_chart(points, labels, language(), limits=limits, width=width, prefix=f"trend-{name}")
    )
