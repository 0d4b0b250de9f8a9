"""A model is a text that says what each level is worth, read back as it was written, whatever the lists are long."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dadkhah.linkage.comparisons import ALL
from dadkhah.linkage.model import BadModel, Model, default


def test_it_is_read_as_it_was_written() -> None:
    for model in (default(), replace(default(ALL[:2]), name="dōst", version=7, partners=0.123456789)):
        assert Model.read(model.text()) == model
        assert Model.read(model.text()).text() == model.text()


def test_every_level_says_something_and_is_worth_something() -> None:
    for compared in default().compared(10_000):
        words = [level.words for level in compared.levels]
        assert all(words)
        assert len(set(words)) == len(words)
        assert compared.levels[0].bits > 0 > compared.levels[-1].bits


@pytest.mark.parametrize("records", [1, 2, 100, 10_000, 10_000_000])
def test_shares_add_up_whatever_the_lists_are_long(records: int) -> None:
    for part in default().parts:
        assert sum(level.m for level in part.levels) == pytest.approx(1)
        u = part.u(records)
        assert len(u) == len(part.levels)
        assert all(share > 0 for share in u)
        if records >= 100:
            assert sum(u) == pytest.approx(1)


def test_a_name_is_worth_a_bit_more_in_lists_twice_as_long() -> None:
    """How rare a name is was measured against all records, so that it stands for as many of them."""
    short, long = (default().compared(records)[0] for records in (10_000, 20_000))
    assert short.name == "name"
    by_chance = [level.by_chance for level in default().parts[0].levels]
    for a, b, is_by_chance in list(zip(short.levels, long.levels, by_chance, strict=True))[:-1]:
        assert b.bits - a.bits == pytest.approx(1.0 if is_by_chance else 0.0)


def test_a_model_names_what_it_compares() -> None:
    assert [each.name for each in default(ALL[:2]).comparisons()] == ["name", "birth"]
    assert [each.name for each in default().comparisons()] == [each.name for each in ALL]


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(default().text()), **fields})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '"model"', "{}", '{"comparisons": []}', changed(partners="many"),
     changed(comparisons=[{"name": "name"}]),
     changed(comparisons=[{"name": "name", "levels": [[1]]}]), changed(version="new"), changed(comparisons=None)],
)  # fmt: skip
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(BadModel, match=r"no linkage model that this program wrote\. Choose another file"):
        Model.read(text)


@pytest.mark.parametrize(
    "text",
    [changed(form=0), changed(form=None), changed(comparisons=[{"name": "shoe size", "levels": [["big", 0.5, 0.5, False]]}]),
     changed(comparisons=[{"name": "name", "levels": [["the same", 0.5, 0.5, False]]}])],
)  # fmt: skip
def test_a_model_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadModel, match=r"of another form than this program knows\. Train one anew"):
        Model.read(text)
