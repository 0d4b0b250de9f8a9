"""The evidence on a pair: each bar begins where the one before it ended, and the sum is the sum."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.publish import ChartLabels, EvidenceBar, waterfall
from tests.publish.pictures import HOSTILE, SVG, marks, read, texts_inside, well_contrasted, words

LABELS = ChartLabels(
    title="Evidence",
    description="Each row is one comparison.",
    empty="Nothing <yet>.",
    x_axis="bits",
    note="A bit doubles the odds.",
    kind_heading="What a row says",
    kinds={"prior": "Before", "total": "Together", "for": "speaks for", "against": "speaks against"},
)
BARS = [EvidenceBar("Name", "nearly the same", 14.2), EvidenceBar("Sex", "another", -5.3), EvidenceBar("Father", "", 0.0)]


def boxes(root):
    """Start and end of each bar, and whether it is hollow."""
    found = []
    for mark in marks(root):
        rect = mark.find(f"{SVG}rect")
        start, wide = float(rect.get("x")), float(rect.get("width"))
        found.append((start, start + wide, rect.get("fill") == "#ffffff"))
    return found


def test_no_bars_give_the_sentence():
    assert waterfall([], -10, LABELS, "en") == '<p class="chart-empty">Nothing &lt;yet&gt;.</p>'


def test_each_bar_begins_where_the_one_before_it_ended():
    root = read(waterfall(BARS, -10, LABELS, "en"))
    prior, name, sex, father, total = boxes(root)
    assert prior[0] == pytest.approx(name[0], abs=0.2)
    assert name[1] == pytest.approx(sex[1], abs=0.2)
    assert sex[0] == pytest.approx(father[0], abs=0.2)
    assert total[1] == pytest.approx(prior[1], abs=0.2)  # -1.1: from zero down
    assert total[0] == pytest.approx(sex[0], abs=0.2)


def test_lengths_are_as_the_bits():
    root = read(waterfall([EvidenceBar("a", "", 4), EvidenceBar("b", "", 8)], 0, LABELS, "en"))
    _, four, eight, twelve = (end - start for start, end, _ in boxes(root))
    assert eight / four == pytest.approx(2, abs=0.02)
    assert twelve / four == pytest.approx(3, abs=0.02)


def test_for_and_against_differ_without_colour_too():
    root = read(waterfall(BARS, -10, LABELS, "en"))
    assert [hollow for *_, hollow in boxes(root)] == [False, False, True, False, False]
    said = words(root)
    assert "+14.2" in said
    assert "−5.3" in said
    assert "speaks against" in said


@pytest.mark.parametrize("language", ["en", "fa"])
def test_more_bits_lie_on_the_same_side_in_every_language(language):
    bars = [EvidenceBar("نام", "همان", 6.0), EvidenceBar("جنس", "دیگر", -2.0)]
    assert boxes(read(waterfall(bars, -3, LABELS, language)))[1][1] > boxes(read(waterfall(bars, -3, LABELS, language)))[0][1]


def test_persian_words_stand_at_their_side_with_persian_digits():
    labels = ChartLabels("شواهد", kinds={"prior": "پیش از سنجش", "total": "روی هم", "for": "به سود", "against": "بر ضد"})
    root = read(waterfall([EvidenceBar("نام", "یکسان", 6.25)], -3, labels, "fa", width=400))
    said = words(root)
    assert "+۶٫۲" in said
    assert "−۳٫۰" in said
    assert not [one for one in said if re.search("[0-9]", one)]
    [name] = [one for one in root.iter(f"{SVG}text") if one.text == "نام: یکسان"]
    assert float(name.get("x")) == 386
    assert name.get("direction") == "rtl"


def test_the_picture_is_told_in_words():
    root = read(waterfall(BARS, -10, LABELS, "en"))
    told = root.find(f"{SVG}desc").text
    assert told.startswith("Each row is one comparison. · Before: −10.0 · Name: nearly the same: +14.2")
    assert told.endswith("Together: −1.1")
    assert marks(root)[1].find(f"{SVG}title").text == "Name: nearly the same: +14.2"


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="share above zero"):
        waterfall([EvidenceBar("a", "", float("-inf"))], 0, LABELS, "en")


def test_hostile_words_stay_words():
    picture = waterfall([EvidenceBar(HOSTILE, HOSTILE, 1)], 0, ChartLabels(HOSTILE, HOSTILE, x_axis=HOSTILE), 'en"><script>')
    assert "<script" not in picture
    read(picture)


bits = st.floats(-80, 80)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(EvidenceBar, st.text(max_size=40), st.text(max_size=80), bits), min_size=1, max_size=8),
    bits, st.sampled_from([380, 720]), st.sampled_from(["en", "fa"]),
)  # fmt: skip
def test_any_evidence_gives_a_sound_picture(bars, prior, width, language):
    root = read(waterfall(bars, prior, LABELS, language, width=width))
    assert len(marks(root)) == len(bars) + 2
    texts_inside(root)
    well_contrasted(root)
    found = boxes(root)
    assert all(0 <= start <= end <= width for start, end, _ in found)
    assert all(one.get("class") == "mark" for one in marks(root))
    tops = [float(mark.find(f"{SVG}rect").get("y")) for mark in marks(root)]
    assert all(before < after for before, after in itertools.pairwise(tops))
