"""What a threshold costs, and agreement over time."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.publish import (
    ChartLabels,
    Limit,
    Spread,
    ThresholdLine,
    ThresholdSample,
    TrendPoint,
    threshold_chart,
    trend_chart,
)
from dadkhah.publish.scales import Log
from dadkhah.publish.values import decimal, on_log, percent, round_ticks, signed
from tests.publish.pictures import HOSTILE, SVG, marks, read, texts_inside, well_contrasted, words

COSTS = ChartLabels(
    title="Thresholds",
    description="Pairs by threshold.",
    empty="Nothing <yet>.",
    x_axis="threshold",
    y_axis="pairs",
    kinds={
        "false": "wrong", "missed": "missed", "chosen": "in use:",
        "false_judged": "wrong, seen", "missed_judged": "missed, seen",
    },
)
TRENDS = ChartLabels(
    title="Agreement",
    description="By month.",
    empty="Nothing <yet>.",
    y_axis="alpha",
    kinds={"value": "agreement", "none": "not defined", "units": "pairs:"},
)
LINES = [ThresholdLine(0.1, 1000, 0), ThresholdLine(0.5, 100, 10), ThresholdLine(0.9, 0.4, 300)]
SAMPLE = ThresholdSample(0.5, Spread(80, 50, 130), Spread(20, 5, 60))
POINTS = [
    TrendPoint("2042-01", 0.4, 0.2, 0.6, 30),
    TrendPoint("2042-02", None, None, None, 1),
    TrendPoint("2042-03", 0.9, 0.8, 1, 80),
]


def courses(root):
    """The places of each line."""
    found = [one.get("d") for one in root.iter(f"{SVG}path")]
    return [[tuple(map(float, spot.split())) for spot in d[1:].split("L")] for d in found]


def test_nothing_to_draw_gives_the_sentence():
    for picture in (threshold_chart([], COSTS, "en"), trend_chart([], TRENDS, "en")):
        assert picture == '<p class="chart-empty">Nothing &lt;yet&gt;.</p>'


def test_more_pairs_stand_higher_and_higher_thresholds_farther_along_in_every_language():
    for language in ("en", "fa"):
        false, missed = courses(read(threshold_chart(LINES[::-1], COSTS, language)))
        assert [x for x, _ in false] == sorted(x for x, _ in false)
        assert [y for _, y in false] == sorted(y for _, y in false)
        assert [y for _, y in missed] == sorted((y for _, y in missed), reverse=True)


def test_lines_differ_without_colour_and_samples_in_shape():
    root = read(threshold_chart(LINES, COSTS, "en", samples=[SAMPLE]))
    assert [one.get("stroke-dasharray") for one in root.iter(f"{SVG}path")] == [None, "6 3"]
    false, missed = (mark.find(f"{SVG}circle") for mark in marks(root))
    assert false.get("fill") != missed.get("fill") == "#ffffff"
    assert {"wrong", "missed", "wrong, seen", "missed, seen"} <= set(words(root))


def test_a_sample_shows_its_interval():
    mark = marks(read(threshold_chart(LINES, COSTS, "en", samples=[SAMPLE])))[0]
    bar, dot = mark.find(f"{SVG}line"), mark.find(f"{SVG}circle")
    assert float(bar.get("y2")) < float(dot.get("cy")) < float(bar.get("y1"))
    assert mark.find(f"{SVG}title").text == "50%: 80 (50–130)"


def test_the_threshold_in_use_is_named():
    assert "in use: 92%" in words(read(threshold_chart(LINES, COSTS, "en", chosen=0.92)))


def test_costs_are_told_in_words():
    told = read(threshold_chart(LINES, COSTS, "en", samples=[SAMPLE])).find(f"{SVG}desc").text
    assert "10%: wrong 1,000, missed 0" in told
    assert "50%: wrong, seen 80 (50–130), missed, seen 20 (5–60)" in told


def test_less_than_one_pair_lies_between_one_and_none():
    scale = Log(1, 100, 80, 0, 100)
    assert [on_log(scale, value) for value in (0, 0.5, 1, 10, 100)] == [100, 90, 80, 40, 0]


def test_each_period_has_its_mark_and_none_is_left_out():
    root = read(trend_chart(POINTS, TRENDS, "en"))
    assert len(marks(root)) == 3
    assert [mark.find(f"{SVG}circle") is None for mark in marks(root)] == [False, True, False]
    assert {"2042-01", "2042-02", "2042-03", "30", "1", "80", "not defined"} <= set(words(root))


def test_nothing_is_drawn_across_a_period_without_a_value():
    def threads(points):
        root = read(trend_chart(points, TRENDS, "en"))
        inside = {id(one) for mark in marks(root) for one in mark.iter()}
        return [one for one in root.iter(f"{SVG}line") if "opposition" in one.get("class") and id(one) not in inside]

    assert len(threads(POINTS)) == 0
    assert len(threads([POINTS[0], POINTS[2]])) == 1


def test_later_periods_stand_farther_along_in_persian_too():
    root = read(trend_chart([POINTS[0], POINTS[2]], TRENDS, "fa"))
    first, second = (float(mark.find(f"{SVG}circle").get("cx")) for mark in marks(root))
    assert first < second


def test_a_trend_is_told_in_words_with_persian_digits():
    labels = ChartLabels("توافق", kinds={"units": "جفت:", "none": "تعریف نشده"})
    points = [TrendPoint("دی ۱۴۲۰", 0.4, 0.2, 0.6, 30), TrendPoint("بهمن ۱۴۲۰", None, None, None, 1)]
    root = read(trend_chart(points, labels, "fa", limits=[Limit(0, "تصادف")]))
    assert root.find(f"{SVG}desc").text == "دی ۱۴۲۰: ۰٫۴۰ (۰٫۲۰ – ۰٫۶۰), جفت: ۳۰ · بهمن ۱۴۲۰: تعریف نشده (جفت: ۱)"
    assert not [one for one in words(root) if re.search("[0-9]", one)]
    assert "تصادف" in words(root)


def test_many_periods_keep_their_marks_and_only_the_names_with_room():
    points = [TrendPoint(f"2042-{at:02}", 0.5, 0.4, 0.6, at) for at in range(60)]
    root = read(trend_chart(points, TRENDS, "en", width=380))
    assert len(marks(root)) == 60
    named = [one for one in words(root) if one.startswith("2042-")]
    assert named[-1] == "2042-59"
    assert len(named) < 8


def test_periods_lead_to_their_page():
    root = read(trend_chart([POINTS[0]._replace(href="/judgements?m=1")], TRENDS, "en"))
    assert [one.get("href") for one in root.iter(f"{SVG}a")] == ["/judgements?m=1"]


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        threshold_chart([ThresholdLine(0.5, float("nan"), 1)], COSTS, "en")
    with pytest.raises(ValueError, match="Give None"):
        trend_chart([TrendPoint("a", float("nan"), 0, 1, 3)], TRENDS, "en")


def test_hostile_words_stay_words():
    kinds = dict.fromkeys([*COSTS.kinds, *TRENDS.kinds], HOSTILE)
    evil = ChartLabels(HOSTILE, HOSTILE, x_axis=HOSTILE, y_axis=HOSTILE, kinds=kinds)
    for picture in (
        threshold_chart(LINES, evil, "en", samples=[SAMPLE], chosen=0.5),
        trend_chart([POINTS[0]._replace(period=HOSTILE, href="javascript:1")], evil, "en", limits=[Limit(0, HOSTILE)]),
    ):
        assert "<script" not in picture
        read(picture)


counts = st.floats(0, 1e7)
spreads = st.tuples(counts, counts, counts).map(lambda each: Spread(sorted(each)[1], min(each), max(each)))
shares = st.floats(0, 1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(ThresholdLine, shares, counts, counts), max_size=6),
    st.lists(st.builds(ThresholdSample, shares, spreads, spreads), max_size=4),
    st.none() | shares, st.sampled_from([380, 720]), st.sampled_from(["en", "fa"]),
)  # fmt: skip
def test_any_costs_give_a_sound_picture(lines, samples, chosen, width, language):
    picture = threshold_chart(lines, COSTS, language, samples=samples, chosen=chosen, width=width)
    if not lines and not samples:
        assert picture.startswith("<p")
        return
    root = read(picture)
    assert len(marks(root)) == 2 * len(samples)
    texts_inside(root)
    well_contrasted(root)


values = st.floats(-1, 1)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(TrendPoint, st.text(max_size=30), st.none() | values, values, values, st.integers(0, 10**6)),
        min_size=1, max_size=40,
    ),
    st.sampled_from([380, 720]),
)  # fmt: skip
def test_any_trend_gives_a_sound_picture(points, width):
    root = read(trend_chart(points, TRENDS, "en", width=width, limits=[Limit(0, "chance")]))
    assert len(marks(root)) == len(points)
    texts_inside(root)
    well_contrasted(root)


def test_numbers_are_written_as_the_language_does():
    assert decimal(-1234.56, "fa", 2) == "−۱۲۳۴٫۵۶"
    assert (signed(3.04, "en"), signed(-3.06, "en"), signed(-0.04, "en"), signed(0.04, "en")) == ("+3.0", "−3.1", "0.0", "0.0")
    assert (percent(0.5, "en"), percent(0.5, "fa")) == ("50%", "۵۰٪")
    assert round_ticks(-13, 8, 5) == [-10, -5, 0, 5]
    assert round_ticks(0, 1, 6) == [0, 0.2, 0.4, 0.6, 0.8, 1]
