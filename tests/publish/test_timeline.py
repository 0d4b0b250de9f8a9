"""Rows in the order of time; bars where something lasted."""

from itertools import pairwise

import pytest

from dadkhah.publish import ChartLabels, TimelineEntry, timeline
from dadkhah.publish.layout import width_of
from tests.publish.pictures import HOSTILE, LABELS, SVG, read, texts_inside, well_contrasted, words

ENTRIES = [
    TimelineEntry("2022-07-14", None, "Judgment", "/j", "court", approximate=False),
    TimelineEntry("1988-07-28", "1988-08-16", "First wave", "/w", "wave", approximate=True),
    TimelineEntry("1988-07-31", "1988-07-31", "First letter", "/l", "letter", approximate=False),
    TimelineEntry("1989", "1989", "A year only", "/y", "other", approximate=True),
]


def bars(root):
    return [one for one in root.iter(f"{SVG}line") if one.get("stroke-width") == "4.5"]


def test_nothing_gives_the_sentence():
    assert timeline([], LABELS, "en").startswith("<p")


def test_rows_stand_in_the_order_of_time_whatever_the_order_given():
    root = read(timeline(ENTRIES, LABELS, "en"))
    rows = {one.text: float(one.get("y")) for one in root.iter(f"{SVG}text")}
    ordered = [rows[name] for name in ("First wave", "First letter", "A year only", "Judgment")]
    assert ordered == sorted(ordered)
    assert "32 years" in words(root)
    texts_inside(root)
    well_contrasted(root)


def test_only_what_lasts_has_a_bar_and_it_reaches_the_last_row_within():
    root = read(timeline(ENTRIES, LABELS, "en"))
    rows = {one.text: float(one.get("y")) for one in root.iter(f"{SVG}text")}
    (bar,) = bars(root)
    assert float(bar.get("y1")) < rows["First wave"] < rows["First letter"]
    assert rows["First letter"] - 20 < float(bar.get("y2")) < rows["A year only"] - 20
    assert bar.get("stroke-dasharray")


def test_bars_that_overlap_take_different_lanes():
    long = [TimelineEntry(1980 + at, 2000, f"e{at}", "/", "k", approximate=False) for at in range(6)]
    assert len({bar.get("x1") for bar in bars(read(timeline(long, LABELS, "en")))}) == 6


def test_uncertain_dates_are_hollow_and_say_so():
    root = read(timeline(ENTRIES, LABELS, "en"))
    fills = [one.get("class").split()[0] for one in root.iter(f"{SVG}circle")]
    assert fills.count("fill-paper") == 2
    assert "~ 1988-07-28 – 1988-08-16" in words(root)


def test_persian_puts_the_spine_at_the_right_and_time_still_runs_down():
    labels = ChartLabels("گاه‌شمار", gap="{n} سال")
    root = read(timeline(ENTRIES, labels, "fa", width=400))
    assert all(float(one.get("cx")) > 200 for one in root.iter(f"{SVG}circle"))
    down = [float(one.get("cy")) for one in root.iter(f"{SVG}circle")]
    assert down == sorted(down)
    assert "۱۹۸۸" in words(root)
    assert "۱۳۶۶/۶۷" in words(root)
    assert "۳۲ سال" in words(root)


def test_hostile_words_stay_words():
    picture = timeline(
        [TimelineEntry(1988, None, HOSTILE, "javascript:x", HOSTILE, approximate=False, when=HOSTILE)],
        LABELS,
        "en",
    )
    assert "<script" not in picture
    assert not list(read(picture).iter(f"{SVG}a"))


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("width", [400, 720])
def test_the_words_of_a_row_never_lie_over_each_other(lang, width):
    kinds = (
        {"event": "Event", "disclosure": "Disclosure"} if lang == "en" else {"event": "رویداد", "disclosure": "افشا"}
    )
    labels = ChartLabels("Timeline" if lang == "en" else "گاه‌شمار", kinds=kinds)
    long = "between about 28 July 1988 and about 16 August 1988"
    entries = [
        TimelineEntry(
            1988 + at / 10, 2000, "Something that lasted for many years", "/", "event", approximate=True, when=long
        )
        for at in range(9)
    ]
    short = TimelineEntry("1990-01-01", None, "A moment", "/", "disclosure", approximate=False, when="1 January 1990")
    for given in ([*entries, short], [short]):
        lines: dict[str, list[tuple[float, float]]] = {}
        for one in read(timeline(given, labels, lang, width=width)).iter(f"{SVG}text"):
            x, wide = float(one.get("x")), width_of(one.text or "", float(one.get("font-size")))
            to_the_right = (one.get("text-anchor") == "start") == (one.get("direction") == "ltr")
            lines.setdefault(one.get("y"), []).append((x, x + wide) if to_the_right else (x - wide, x))
        for spans in lines.values():
            ordered = sorted(span for span in spans if span[0] != span[1])
            assert all(left[1] <= right[0] for left, right in pairwise(ordered)), ordered
            assert all(left >= -1 and right <= width + 1 for left, right in ordered), ordered
