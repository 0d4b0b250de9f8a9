"""Claimed figures: one mark each, placed truly, attributed, with nothing drawn between them."""

import itertools
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.publish import FigurePoint, figure_chart
from dadkhah.publish.layout import Box, apart, place
from dadkhah.publish.marks import shape_of
from tests.publish.pictures import HOSTILE, LABELS, SVG, marks, read, texts_inside, well_contrasted, words

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "facts" / "iran-1988-facts.yaml"


def point(value=5000, *, low=None, high=None, qualifier="exact", when=2018, **other):
    given_ = {"id": "f", "standing": "none", "claimant": "An NGO", "href": "/f", "title": "hint", **other}
    return FigurePoint(
        low=low, high=high, value=value, qualifier=qualifier, when_first=when, when_last=when, **given_
    )


def heights(root):
    return [float(mark.find(f"{SVG}circle").get("cy")) for mark in marks(root)]


def test_no_points_give_the_sentence_or_nothing():
    assert figure_chart([], LABELS, "en") == '<p class="chart-empty">Nothing &lt;yet&gt;.</p>'
    assert figure_chart([], type(LABELS)("Claims"), "en") == ""


def test_larger_figures_stand_higher_and_equal_ratios_take_equal_space():
    chart = [point(10**power, when=1990 + 5 * power, id=str(power)) for power in range(6)]
    drawn = heights(read(figure_chart(chart, LABELS, "en")))
    steps = [before - after for before, after in itertools.pairwise(drawn)]
    assert min(steps) > 0
    assert max(steps) - min(steps) < 0.3


def test_later_claims_stand_farther_right_in_persian_too():
    chart = [point(when=year, id=str(year)) for year in (1989, 2000, 2024)]
    across = [
        float(mark.find(f"{SVG}circle").get("cx")) for mark in marks(read(figure_chart(chart, LABELS, "fa")))
    ]
    assert across == sorted(across)


@pytest.mark.parametrize("count", [1, 2, 12, 40])
def test_identical_points_all_show_and_do_not_coincide(count):
    root = read(figure_chart([point(id=str(at)) for at in range(count)], LABELS, "en"))
    spots = {(m.find(f"{SVG}circle").get("cx"), m.find(f"{SVG}circle").get("cy")) for m in marks(root)}
    assert len(marks(root)) == len(spots) == count


def test_a_mark_moved_aside_is_threaded_to_its_true_date():
    root = read(figure_chart([point(id="a", when=2018.5), point(id="b", when=2018.5)], LABELS, "en"))
    ends = [
        (float(one.get("x1")), float(one.get("x2")))
        for one in root.iter(f"{SVG}line")
        if one.get("class") == "line-none"
    ]
    assert len(ends) == 2
    assert abs(ends[0][1] - ends[1][0]) < 0.2


def test_each_qualifier_has_its_own_shape_and_exact_ones_share_one():
    codes = ("exact", "about", "at_least", "over", "less_than", "up_to", "order")
    assert len({shape_of(code, spread=False) for code in codes}) == len(codes)
    assert shape_of("exact_claimed", spread=False) == shape_of("exact_reported", spread=False) == "exact"
    assert shape_of("range", spread=True) != shape_of("range_at_least", spread=True)


def test_an_arrow_points_up_for_at_least_and_down_for_less_than():
    def tip(qualifier):
        root = read(figure_chart([point(qualifier=qualifier)], LABELS, "en"))
        course = marks(root)[0].find(f"{SVG}path").get("d")
        return float(course.split("V")[1].split("M")[0]) - heights(root)[0]

    assert tip("at_least") < 0
    assert tip("over") < 0
    assert tip("less_than") > 0
    assert tip("up_to") > 0


def test_a_range_is_a_bar_with_caps_and_no_middle_mark():
    bar = marks(read(figure_chart([point(None, low=2800, high=3800, qualifier="range")], LABELS, "en")))[0]
    assert len(bar.findall(f"{SVG}line")) == 3
    assert bar.find(f"{SVG}circle") is None


def test_standing_is_told_by_colour_letter_and_legend():
    labels = type(LABELS)("t", standing_heading="Who", standings={"state": "The State"})
    root = read(figure_chart([point(standing="state")], labels, "en"))
    assert words(root).count("S") == 2  # in the mark and in the key
    assert "The State" in words(root)


def test_a_claim_of_none_is_drawn_below_the_scale():
    root = read(figure_chart([point(0, id="z"), point(5000, id="y")], LABELS, "en"))
    drawn = {m.get("data-figure"): float(m.find(f"{SVG}circle").get("cy")) for m in marks(root)}
    assert drawn["z"] > drawn["y"]
    assert "0" in words(root)


def test_points_without_a_number_are_counted_not_hidden():
    picture = figure_chart([point(), point(None), point(float("nan")), point(-4)], LABELS, "fa")
    assert "۳ without a number" in words(read(picture))


def test_one_bound_alone_is_drawn_as_at_least_or_up_to():
    root = read(
        figure_chart([point(None, low=10, id="a"), point(None, high=90, id="b", when=1990)], LABELS, "en")
    )
    assert len(marks(root)) == 2


def test_names_beyond_the_room_are_numbered_and_listed():
    crowd = [point(id=str(at), claimant=f"Organisation number {at}", when=2018) for at in range(30)]
    said = " ".join(words(read(figure_chart(crowd, LABELS, "en"))))
    assert all(f"number {at}" in said or f"number{at}" in said for at in range(30))


def test_hostile_words_stay_words():
    evil = point(
        claimant=HOSTILE,
        title=HOSTILE,
        href="java\tscript:alert(1)",
        id=HOSTILE,
        standing=HOSTILE,
        qualifier=HOSTILE,
    )
    labels = type(LABELS)(HOSTILE, HOSTILE, note=HOSTILE, y_axis=HOSTILE, standing_heading=HOSTILE)
    picture = figure_chart([evil], labels, 'en"><script>')
    root = read(picture)
    assert "<script" not in picture
    assert "\u202e" not in picture
    assert "\x07" not in picture
    assert not list(root.iter(f"{SVG}a"))


@pytest.mark.parametrize("href", ["/figure/1", "?a=1&b=2", "#f", "https://example.org/a?b=\"'<"])
def test_pages_are_linked_and_links_escaped(href):
    linked = [one.get("href") for one in read(figure_chart([point(href=href)], LABELS, "en")).iter(f"{SVG}a")]
    assert linked == [href]


def test_ids_of_two_pictures_on_a_page_differ_and_odd_prefixes_are_refused():
    one, two = (figure_chart([point()], LABELS, "en", prefix=prefix) for prefix in ("wide", "narrow"))
    assert not set(re.findall(r' id="([^"]+)"', one)) & set(re.findall(r' id="([^"]+)"', two))
    with pytest.raises(ValueError, match="begin with a letter"):
        figure_chart([point()], LABELS, "en", prefix='x" onload="')


def test_persian_digits_and_jalali_years():
    said = words(read(figure_chart([point(30000, when="2018-12-12"), point(1000, when=1989)], LABELS, "fa")))
    assert "۱٬۰۰۰" in said
    assert "۲۰۰۰" in said
    assert "۱۳۷۸" in said
    assert not [one for one in said if re.search("[0-9]", one)]


values = st.just(0) | st.floats(min_value=1, max_value=1e9)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda value, other, when, name, spread: point(
                None if spread else value, low=value if spread else None, high=other if spread else None,
                when=when, claimant=name, qualifier="range_at_least" if spread else "over",
            ),
            values, values, st.floats(min_value=1000, max_value=3000), st.text(max_size=60), st.booleans(),
        ),
        min_size=1, max_size=8,
    ),
    st.sampled_from([400, 720, 1100]),
)  # fmt: skip
def test_any_figures_give_a_sound_picture(chart, width):
    root = read(figure_chart(chart, LABELS, "en", width=width))
    assert len(marks(root)) == len(chart)
    texts_inside(root)


def test_the_figures_of_the_1988_sheet():
    if not FACTS.exists():
        pytest.skip("The shared fact sheet is not beside this checkout.")
    sheet = yaml.safe_load(FACTS.read_text(encoding="utf-8"))["figures"]
    chosen = [
        one for one in sheet if one["measure"] == "people_killed" and one.get("scope") == "country_1988"
    ]
    chart = [
        point(
            one.get("value"), low=one.get("low"), high=one.get("high"), qualifier=one["qualifier"],
            id=one["id"], standing=one["claimant_party"], claimant=one["claimed_by"], when=one["claim_date"],
        )
        for one in chosen
    ]  # fmt: skip
    for width in (400, 720):
        root = read(figure_chart(chart, LABELS, "en", width=width))
        assert len(marks(root)) == len(chosen) > 10
        well_contrasted(root)
        texts_inside(root)


def test_boxes_are_moved_apart_and_stay_in_the_area():
    area = Box(0, 0, 400, 50)
    moved = apart([Box(190, 0, 208, 18)] * 6, area)
    assert all(box.within(area) for box in moved)
    assert not [1 for at, one in enumerate(moved) for other in moved[:at] if one.meets(other)]


def test_placed_labels_cover_neither_marks_nor_each_other():
    found = [Box(x, 100, x + 16, 116) for x in range(100, 260, 20)]
    spots = [spot.box for spot in place(found, [(60, 12)] * 8, Box(0, 0, 400, 300)) if spot]
    assert len(spots) >= 6
    boxes = [*spots, *found]
    assert not [1 for at, one in enumerate(boxes) for other in boxes[:at] if one.meets(other)]
