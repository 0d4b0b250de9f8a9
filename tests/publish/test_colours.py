"""The palette can be told apart on paper, on screen and without colour."""

import itertools

import pytest

from dadkhah.publish import colour, contrast, css_rules, mark
from dadkhah.publish.colours import DARK, LIGHT, STANDINGS


def test_contrast_runs_from_1_to_21():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_standings_read_on_paper_and_letters_on_their_discs(palette):
    for code in ("ink", "soft", *STANDINGS):
        assert contrast(palette[code], palette["paper"]) >= 4.5, code
    assert contrast(palette["grid"], palette["paper"]) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("ground", ["land", "country"])
def test_rings_names_and_borders_read_on_the_map(palette, ground):
    for code in ("ink", "soft", *STANDINGS):
        assert contrast(palette[code], palette[ground]) >= 3, code


@pytest.mark.parametrize("lang", ["en", "fa", "fa-IR"])
def test_every_standing_has_a_colour_and_a_letter_of_its_own(lang):
    assert len({mark(code, lang) for code in STANDINGS}) == len(STANDINGS)
    for one, other in itertools.combinations(STANDINGS, 2):
        assert colour(one) != colour(other)


def test_unheard_of_codes_show_as_unknown():
    assert (colour("martian"), mark("martian")) == (colour("unknown"), "?")


def test_both_schemes_know_the_same_codes_and_give_rules_for_them():
    assert set(LIGHT) == set(DARK)
    assert all(f".fill-{code}{{" in css_rules("dark") for code in DARK)
