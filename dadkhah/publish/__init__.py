"""What the outside sees: pictures as SVG text, drawn from plain values, with no script and no network.

    >>> from dadkhah.publish import ChartLabels, FigurePoint, figure_chart
    >>> point = FigurePoint("f1", None, None, 5000, "at_least", "none", "An NGO", 2018, 2018, "/f1", "An NGO")
    >>> figure_chart([point], ChartLabels("Figures"), "en").startswith("<svg")
    True

Every picture takes a *prefix* that keeps its ids unique on a page, and a *width*: about 720 for a page, 400
for a phone. Type keeps its size, so a narrow picture stays readable on a narrow screen. Nothing to draw gives
a paragraph with the sentence in `ChartLabels.empty`, or an empty string where there is none.
"""

from dadkhah.publish.arguments_chart import ArgumentRow, ArgumentStatement, arguments_over_decades
from dadkhah.publish.colours import colour, contrast, mark
from dadkhah.publish.figure_chart import FigurePoint, figure_chart
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.map import MapSite, site_map
from dadkhah.publish.outline import Bounds
from dadkhah.publish.threshold_chart import Spread, ThresholdLine, ThresholdSample, threshold_chart
from dadkhah.publish.timeline import TimelineEntry, timeline
from dadkhah.publish.trend_chart import Limit, TrendPoint, trend_chart
from dadkhah.publish.waterfall import EvidenceBar, waterfall

__all__ = [
    "ArgumentRow",
    "ArgumentStatement",
    "Bounds",
    "ChartLabels",
    "EvidenceBar",
    "FigurePoint",
    "Limit",
    "MapSite",
    "Spread",
    "ThresholdLine",
    "ThresholdSample",
    "TimelineEntry",
    "TrendPoint",
    "arguments_over_decades",
    "colour",
    "contrast",
    "figure_chart",
    "mark",
    "site_map",
    "threshold_chart",
    "timeline",
    "trend_chart",
    "waterfall",
]
