"""Arguments over decades: one dot for each statement, none hidden behind another."""

from dadkhah.publish import arguments_over_decades
from tests.publish.pictures import HOSTILE, LABELS, SVG, marks, read, texts_inside, well_contrasted, words

ROWS = [
    ("War made it necessary", "/a/war", [(1988, "One", "/s/1", "state"), (2016, "Two", "/s/2", "state")]),
    (
        "It did not happen",
        "/a/no",
        [("1988-11-29", "Three", "/s/3", "state"), (2018.4, "Four", "/s/4", "unknown")],
    ),
]


def test_nothing_said_gives_the_sentence():
    assert arguments_over_decades([], LABELS, "en").startswith("<p")
    assert arguments_over_decades([("An argument", "/a", [])], LABELS, "en").startswith("<p")


def test_every_statement_has_its_linked_mark_under_its_argument():
    root = read(arguments_over_decades(ROWS, LABELS, "en"))
    assert len(marks(root)) == 4
    assert {one.get("href") for one in root.iter(f"{SVG}a")} == {
        "/a/war",
        "/a/no",
        *(f"/s/{n}" for n in "1234"),
    }
    rows = {one.text: float(one.get("y")) for one in root.iter(f"{SVG}text")}
    down = [float(mark.find(f"{SVG}circle").get("cy")) for mark in marks(root)]
    assert rows["War made it necessary"] < down[0] < rows["It did not happen"] < down[2]
    texts_inside(root)
    well_contrasted(root)


def test_statements_of_one_year_are_stacked():
    crowd = [("A", "/a", [(2016, f"s{at}", f"/{at}", "state") for at in range(9)])]
    root = read(arguments_over_decades(crowd, LABELS, "en", width=400))
    spots = {(m.find(f"{SVG}circle").get("cx"), m.find(f"{SVG}circle").get("cy")) for m in marks(root)}
    assert len(spots) == 9
    texts_inside(root)


def test_same_years_stand_above_each_other_across_arguments():
    rows = [(name, "/", [(2016, "s", "/", "state"), (1988, "s", "/", "state")]) for name in "AB"]
    root = read(arguments_over_decades(rows, LABELS, "fa"))
    across = [float(mark.find(f"{SVG}circle").get("cx")) for mark in marks(root)]
    assert across[:2] == across[2:]
    assert across[0] > across[1]


def test_hostile_words_stay_words():
    rows = [(HOSTILE, "javascript:x", [(2000, HOSTILE, "data:x", HOSTILE)])]
    picture = arguments_over_decades(rows, LABELS, "en")
    assert "<script" not in picture
    assert not list(read(picture).iter(f"{SVG}a"))
    assert "?" in words(read(picture))
