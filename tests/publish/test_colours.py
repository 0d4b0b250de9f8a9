"""The palette can be told apart on paper, on screen and without colour."""

import itertools

import pytest

from dadkhah.publish import colour, contrast, mark
from dadkhah.publish.colours import PALETTE, STANDINGS


def test_contrast_runs_from_1_to_21():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_standings_read_on_paper_and_letters_on_their_discs():
    for code in ("ink", "soft", *STANDINGS):
        assert contrast(PALETTE[code], PALETTE["paper"]) >= 4.5, code
    assert contrast(PALETTE["grid"], PALETTE["paper"]) >= 3


@pytest.mark.parametrize("ground", ["land", "country"])
def test_rings_names_and_borders_read_on_the_map(ground):
    for code in ("ink", "soft", *STANDINGS):
        assert contrast(PALETTE[code], PALETTE[ground]) >= 3, code


@pytest.mark.parametrize("lang", ["en", "fa", "fa-IR"])
def test_every_standing_has_a_colour_and_a_letter_of_its_own(lang):
    assert len({mark(code, lang) for code in STANDINGS}) == len(STANDINGS)
    for one, other in itertools.combinations(STANDINGS, 2):
        assert colour(one) != colour(other)


def test_unheard_of_codes_show_as_unknown():
    assert (colour("martian"), mark("martian")) == (colour("unknown"), "?")
