"""Places: coarse on the map, alleged in words, damage with who reports it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.queries.places import position_of
from tests.web.company import company
from tests.web.test_lists import text


@pytest.fixture
def world(example):
    return company(example)


def test_the_table_names_every_place_with_its_kind_and_damage(example, enter):
    response = enter(example.steward).get(reverse("sites"))
    page = text(response)
    assert "Khavaran, south-east of Tehran" in page
    assert "Alleged mass grave" in page
    assert "markers, plants and memorials bulldozed" in page
    assert response.content.count(b"<svg") >= 2


def test_a_fine_position_is_drawn_coarse_and_an_exact_one_not_at_all(world, enter):
    source = describe_source(world.steward, world.main, title="Field note", kind="ngo")
    new = NewClaim(
        source=source, predicate="name", value="Fictional field", new_subject_kind="place", new_subject_name="Fictional field",
    )
    place = record_claim(world.steward, new).subject
    for predicate, value in (("lat_lon", "35.61, 51.58"), ("exact_position", "12.3456789, 23.4567891")):
        record_claim(world.steward, NewClaim(source=source, predicate=predicate, subject=place, value=value))
    page = enter(world.steward).get(reverse("sites")).content.decode()
    assert "Fictional field" in page
    assert "23.45" not in page
    circles = re.findall(r'<circle[^>]* r="([\d.]+)"', page)
    assert circles
    assert min(map(float, circles)) >= 8


def test_without_a_position_there_is_no_map_and_the_page_says_so(world, enter):
    """A member of an empty compartment sees none of the places of the others."""
    account = add_account(world.steward, "newcomer", password="a long password for tests")
    grant_role(world.steward, account, world.other, "reader")
    page = text(enter(account).get(reverse("sites")))
    assert "No position is claimed" in page
    assert "No place is in what you may see" in page


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("35.8, 51.4", (35.8, 51.4)),
        ("-33.4,-70.7 (city centre)", (-33.4, -70.7)),
        ("north of the city", None),
        ("95.0, 10.0", None),
        ("35.8", None),
    ],
)
def test_positions_are_read_or_left_out(written, read):
    assert position_of(written) == read
