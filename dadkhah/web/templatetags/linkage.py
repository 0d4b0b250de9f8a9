"""What models and people say of pairs, in the words of the page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from dadkhah.publish.values import decimal, signed
from dadkhah.web.templatetags.dadkhah import digits, language

register = template.Library()
LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""Unicode's marks around what keeps its order, a sign before its number, where words run the other way."""


@register.filter
def compared(code: str) -> str:
    """What a comparison compares."""
    names = {
        "name": gettext("Name"),
        "birth": gettext("Birth or age"),
        "events": gettext("Dates of what happened"),
        "event": gettext("Date of what happened"),
        "sex": gettext("Sex"),
        "place": gettext("Place"),
        "father": gettext("Father’s name"),
        "age": gettext("Age"),
    }
    return names.get(code, code)


@register.filter
def level(words: str) -> str:
    """What a comparison found; a model of another making says it in its own words."""
    known = _found() | _names()
    name, _, rarity = words.partition(", ")
    if words not in known and name in _names() and rarity in _rarities():
        return gettext("{name}, {rarity}").format(name=_names()[name], rarity=_rarities()[rarity])
    return known.get(words, words)


def _names() -> dict[str, str]:
    return {
        "the same name": gettext("the same name"),
        "nearly the same name": gettext("nearly the same name"),
        "the same name in another spelling": gettext("the same name in another spelling"),
        "a similar name": gettext("a similar name"),
        "the same father's name": gettext("the same father’s name"),
    }


def _rarities() -> dict[str, str]:
    """How many have a name, as it stands behind the name."""
    return {
        "which nearly nobody else has": gettext("which nearly nobody else has"),
        "a rare one": gettext("a rare one"),
        "which many have": gettext("which many have"),
        "which very many have": gettext("which very many have"),
        "one of the most frequent": gettext("one of the most frequent"),
        "which thousands have": gettext("which thousands have"),
    }


def _found() -> dict[str, str]:
    return {
        "names that share a rare part": gettext("names that share a rare part"),
        "names that share a part": gettext("names that share a part"),
        "names that share a part which many have": gettext("names that share a part which many have"),
        "a year apart in age": gettext("a year apart in age"),
        "two or three years apart in age": gettext("two or three years apart in age"),
        "up to ten years apart in age": gettext("up to ten years apart in age"),
        "three days apart at most": gettext("three days apart at most"),
        "a month apart at most": gettext("a month apart at most"),
        "a year apart at most": gettext("a year apart at most"),
        "a similar father's name": gettext("a similar father’s name"),
        "the same family, another given name": gettext("the same family name, another given name"),
        "other names": gettext("other names"),
        "born on the same day": gettext("born on the same day"),
        "the same age, as far as it is known": gettext("the same age, as far as it is known"),
        "of another age": gettext("of another age"),
        "on the same day": gettext("on the same day"),
        "on the same day, a day of few others": gettext("on the same day, a day of few others"),
        "on the same day, a day of very many": gettext("on the same day, a day of very many"),
        "on the same day, if month and day are exchanged": gettext("on the same day, if month and day are exchanged"),
        "at the same time, as far as it is known": gettext("at the same time, as far as it is known"),
        "at another time": gettext("at another time"),
        "the same sex": gettext("the same sex"),
        "another sex": gettext("another sex"),
        "the same place": gettext("the same place"),
        "places with a word in common": gettext("places with a word in common"),
        "the same place, which many name": gettext("the same place, which many name"),
        "places that other records name together": gettext("places that other records name together"),
        "different places with a word in common": gettext("different places with a word in common"),
        "another place": gettext("another place"),
        "another father's name": gettext("another father’s name"),
    }


@register.filter
def verdict(code: str) -> str:
    names = {
        "same": gettext("the same person"),
        "different": gettext("different persons"),
        "unsure": gettext("unsure"),
        "undone": gettext("undone"),
        "": gettext("waits"),
    }
    return names.get(code, code)


@register.filter
def run_state(code: str) -> str:
    names = {"proposed": gettext("proposed"), "in_force": gettext("in force"), "withdrawn": gettext("withdrawn")}
    return names.get(code, code)


@register.filter
def decimals(value: float | str | None, places: int = 2) -> str:
    """A number with so many decimals, in the reader's digits."""
    return "" if value is None or value == "" else decimal(float(value), language(), places)


@register.filter
def probability(value: float | str) -> str:
    """What a model gives a pair, in the reader's digits."""
    return decimal(_unsure(float(value)), language(), 4)


@register.filter
def probability_in_percent(value: float) -> str:
    return decimal(100 * _unsure(value), language(), 2)


def _unsure(value: float) -> float:
    """Rounded neither to 0 nor to 1: no model is sure."""
    return min(max(value, 0.0001), 0.9999)


@register.filter
def decimals_as_given(value: str) -> str:
    """A decimal number that was typed, with as many decimals as it has, in the reader's digits."""
    return decimal(float(value), language(), len(value.partition(".")[2]))


@register.filter
def bits(value: float) -> str:
    """Bits of evidence with their sign."""
    return f"{LEFT_TO_RIGHT}{signed(value, language())}{END}"


@register.filter
def between(estimate: tuple[float, float, float] | None, places: int = 0, scale: float = 1) -> str:
    """A value with its interval; a dash where there is none."""
    if estimate is None:
        return "—"
    value, low, high = (decimal(scale * each, language(), places) for each in estimate)
    return value if low == high else f"{value} ({low}–{high})"


@register.filter
def share_between(estimate: tuple[float, float, float] | None) -> str:
    """A share with its interval, in percent."""
    return between(estimate, 1, 100)


@register.filter
def estimate_state(code: str) -> str:
    """Whether a kept estimate counts."""
    names = {
        "current": gettext("current"),
        "changed": gettext("the lists have changed since"),
        "written_since": gettext("something was written since: open it to see whether it still counts"),
        "withdrawn": gettext("withdrawn"),
    }
    return names.get(code, code)


@register.filter
def stratum(value: str, column: str) -> str:
    """A part of the people: as its records name it, unless it is a code or nobody knows."""
    if not value:
        return gettext("unknown")
    sexes = {"f": gettext("women and girls"), "m": gettext("men and boys")}
    return sexes.get(value, value) if column == "sex" else digits(value) if column == "year" else value
