"""Who is on which lists together, and intervals beside those observed: nothing is cut off, nothing is left unescaped."""

from __future__ import annotations

import pytest

from dadkhah.publish.intervals_chart import IntervalRow, intervals_chart
from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.upset_chart import Together, upset_chart
from tests.publish.pictures import HOSTILE, SVG, marks, read, texts_inside, well_contrasted, words

LABELS = ChartLabels(
    title="Lists", description="Made up.", empty="Nothing <yet>.", not_drawn="{n} more", x_axis="People", y_axis="On exactly these",
    kind_heading="Drawn", kinds={"observed": "on the lists", "estimate": "middle", "unbounded": "no upper bound"},
)  # fmt: skip
SIZES = [("Families", 120), ("Ministry", 80), (HOSTILE, 12)]
BOTH = ["Families", "Ministry"]
SETS = [Together(BOTH[:1], 90), Together(BOTH[1:], 56), Together(BOTH, 18), Together([*BOTH, HOSTILE], 12)]
ROWS = [
    IntervalRow("Envelope", 400, 250, 900, bold=True), IntervalRow("LogLinear", 350, 260, None),
    IntervalRow("LCMCR", None, None, None, "The chains do not agree, so there is no interval at all, and here is why. " * 4),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "width"), [("en", 720), ("en", 400), ("fa", 720), ("fa", 400)])
def test_every_set_is_a_column_with_its_number(lang, width):
    root = read(upset_chart(SIZES, SETS, LABELS, lang, width=width))
    texts_inside(root)
    well_contrasted(root)
    assert len(marks(root)) == len(SETS)
    assert ("۹۰" if lang == "fa" else "90") in words(root)
    inside = [[one.get("fill") for one in mark.iter(f"{SVG}circle")].count("#1f6fb2") for mark in marks(root)]
    assert inside == [1, 1, 2, 3]


def test_sets_without_room_are_counted_and_told_to_those_who_listen():
    many = [Together(["Families"], 90 - at) for at in range(40)]
    picture = upset_chart(SIZES, many, LABELS, "en", width=400)
    drawn = len(marks(read(picture)))
    assert drawn < 40
    assert f"{40 - drawn} more" in words(read(picture))
    assert "Families: 51" in picture


@pytest.mark.parametrize(("lang", "width"), [("en", 720), ("en", 400), ("fa", 720), ("fa", 400)])
def test_intervals_lie_on_one_scale_and_a_refusal_is_told(lang, width):
    root = read(intervals_chart(ROWS, 182, LABELS, lang, width=width))
    texts_inside(root)
    well_contrasted(root)
    bounded, unbounded, refused = marks(root)
    places = [[float(one.get(name)) for name in ("x1", "x2")] for one in (bounded.find(f"{SVG}line"), unbounded.find(f"{SVG}line"))]
    assert places[0][0] < places[1][0]
    assert places[1][1] > places[0][1]
    assert len(unbounded.findall(f"{SVG}line")) == 3
    assert refused.find(f"{SVG}line") is None
    assert any("do not agree" in each for each in words(root))


def test_nothing_to_draw_is_a_sentence():
    empty = '<p class="chart-empty">Nothing &lt;yet&gt;.</p>'
    assert upset_chart([], [], LABELS, "en") == intervals_chart([], 3, LABELS, "en") == empty
