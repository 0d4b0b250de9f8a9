"""A map that says "somewhere here" and cannot say more."""

import math
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dadkhah.publish import Bounds, ChartLabels, MapSite, site_map
from dadkhah.publish.map import ROUNDING, bounds_of
from dadkhah.publish.outline import Projection, countries, country_at, extent, path
from tests.publish.pictures import HOSTILE, LABELS, SVG, read, texts_inside, words

EVIN = MapSite("P01", 35.8, 51.4, "Evin prison", "prison", "/p/1", 1)
AHVAZ = MapSite("G02", 31.3, 48.7, "Near Behesht Abad cemetery, Ahvaz", "mass_grave.alleged", "/p/2", 2)


def rings(root):
    return [one for one in root.iter(f"{SVG}circle") if one.get("fill-opacity")]


def test_no_places_give_the_sentence():
    assert site_map([], LABELS, "en").startswith("<p")


@settings(max_examples=25, deadline=None)
@given(st.floats(-0.049, 0.049), st.floats(-0.049, 0.049))
def test_the_picture_does_not_depend_on_more_than_a_tenth_of_a_degree(up, across):
    near = EVIN._replace(lat=35.8 + up, lon=51.4 + across)
    assert site_map([near], LABELS, "en") == site_map([EVIN], LABELS, "en")


@pytest.mark.parametrize("bounds", [None, Bounds(50.4, 35, 52, 36)])
def test_a_circle_is_never_smaller_than_the_rounding(bounds):
    root = read(site_map([EVIN], LABELS, "en", bounds))
    window = float(next(root.iter(f"{SVG}svg")).get("viewBox").split()[2])
    shown = bounds or bounds_of([EVIN])
    degree = window / ((shown.east - shown.west) * math.cos(math.radians((shown.north + shown.south) / 2)))
    assert float(rings(root)[0].get("r")) >= min(ROUNDING * degree - 0.1, 8)
    if bounds:
        assert float(rings(root)[0].get("r")) == pytest.approx(ROUNDING * degree, abs=0.1)


def test_places_are_linked_numbered_and_listed_with_their_kind():
    labels = ChartLabels("Places", kinds={"prison": "Prison", "mass_grave.alleged": "Alleged mass grave"})
    root = read(site_map([EVIN, AHVAZ], labels, "fa"))
    assert {one.get("href") for one in root.iter(f"{SVG}a")} == {"/p/1", "/p/2"}
    said = words(root)
    assert said.count("۱") == said.count("۲") == 2  # on the map and in the list
    assert {"Prison", "Alleged mass grave", AHVAZ.label} <= set(said)
    dashes = [one.get("stroke-dasharray") for one in rings(root)]
    assert dashes[0] != dashes[1]
    texts_inside(root)


def test_north_is_up_east_is_right_in_every_language():
    for lang in ("en", "fa"):
        evin, ahvaz = rings(read(site_map([EVIN, AHVAZ], LABELS, lang)))[:2]
        assert float(evin.get("cx")) > float(ahvaz.get("cx"))
        assert float(evin.get("cy")) < float(ahvaz.get("cy"))


def test_the_country_that_holds_the_places_is_shown_whole_and_shaded():
    shown = bounds_of([EVIN])
    assert shown.west < 44.1
    assert shown.east > 63.2
    assert shown.south < 25.1
    assert shown.north > 39.7
    picture = site_map([EVIN], LABELS, "en")
    assert picture.count("fill-country") == 1
    assert picture.count("fill-land") > 5
    assert len(picture) < 60_000


def test_a_vast_country_is_not_shown_whole():
    moscow = EVIN._replace(lat=55.8, lon=37.6)
    shown = bounds_of([moscow])
    assert shown.east - shown.west < 10


def test_a_place_at_sea_still_gives_a_map():
    assert len(rings(read(site_map([EVIN._replace(lat=0, lon=-30)], LABELS, "en")))) > 0


@pytest.mark.parametrize(
    "capital", [(-34.6, -58.4), (-33.4, -70.7), (42.7, 21.2), (33.5, 36.3), (14.6, -90.5)]
)
def test_the_outlines_know_other_countries_with_the_same_need(capital):
    assert country_at(*capital) is not None
    root = read(site_map([EVIN._replace(lat=capital[0], lon=capital[1])], LABELS, "en", width=400))
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    assert height < 2 * width


def test_places_off_the_earth_are_named_together():
    wrong = [EVIN._replace(lat=91, label="One"), EVIN, AHVAZ._replace(lon=float("nan"), label="Two")]
    with pytest.raises(ValueError, match="One, Two"):
        site_map(wrong, LABELS, "en")


def test_the_outline_file_is_small_and_names_its_source():
    stored = files("dadkhah.publish").joinpath("data/outline.json").read_text(encoding="utf-8")
    assert len(stored.encode()) <= 300_000
    assert "Natural Earth" in stored[:200]
    assert "public domain" in stored[:200]
    assert len(countries()) > 200
    assert all(
        -180 <= x <= 180 and -90 <= y <= 90 for land in countries().values() for ring in land for x, y in ring
    )


def test_only_what_the_window_shows_is_drawn():
    projection = Projection(Bounds(50, 35, 52, 36), 400)
    code, ring = country_at(35.8, 51.4)
    assert extent(ring).west < 50
    course = path(countries()[code], projection)
    numbers = [float(part) for part in course.replace("M", " ").replace("L", " ").replace("Z", " ").split()]
    assert numbers
    assert min(numbers) >= -4.5
    assert max(numbers) <= 404.5
    assert path(countries()[code], Projection(Bounds(-60, -30, -50, -20), 400)) == ""


def test_hostile_words_stay_words():
    evil = EVIN._replace(label=HOSTILE, kind=HOSTILE, href="javascript:x", number=HOSTILE)
    picture = site_map([evil], LABELS, "en")
    assert "<script" not in picture
    assert not list(read(picture).iter(f"{SVG}a"))
