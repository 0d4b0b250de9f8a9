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
    known = {
        "the same name, a rare one": gettext("the same name, a rare one"),
        "the same name": gettext("the same name"),
        "nearly the same name, a rare one": gettext("nearly the same name, a rare one"),
        "nearly the same name": gettext("nearly the same name"),
        "the same name, which nearly nobody else has": gettext("the same name, which nearly nobody else has"),
        "the same name, which many have": gettext("the same name, which many have"),
        "the same name in another spelling, which nearly nobody else has": gettext(
            "the same name in another spelling, which nearly nobody else has"
        ),
        "the same name in another spelling, a rare one": gettext("the same name in another spelling, a rare one"),
        "the same name in another spelling": gettext("the same name in another spelling"),
        "the same name in another spelling, which many have": gettext("the same name in another spelling, which many have"),
        "nearly the same name, which nearly nobody else has": gettext("nearly the same name, which nearly nobody else has"),
        "nearly the same name, which many have": gettext("nearly the same name, which many have"),
        "a similar name, which nearly nobody else has": gettext("a similar name, which nearly nobody else has"),
        "a similar name, a rare one": gettext("a similar name, a rare one"),
        "a similar name": gettext("a similar name"),
        "a similar name, which many have": gettext("a similar name, which many have"),
        "the same name, which very many have": gettext("the same name, which very many have"),
        "the same name, one of the most frequent": gettext("the same name, one of the most frequent"),
        "the same name in another spelling, which very many have": gettext(
            "the same name in another spelling, which very many have"
        ),
        "the same name in another spelling, one of the most frequent": gettext(
            "the same name in another spelling, one of the most frequent"
        ),
        "nearly the same name, which very many have": gettext("nearly the same name, which very many have"),
        "nearly the same name, one of the most frequent": gettext("nearly the same name, one of the most frequent"),
        "a similar name, which very many have": gettext("a similar name, which very many have"),
        "a similar name, one of the most frequent": gettext("a similar name, one of the most frequent"),
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
        "at the same time, as far as it is known": gettext("at the same time, as far as it is known"),
        "at another time": gettext("at another time"),
        "the same sex": gettext("the same sex"),
        "another sex": gettext("another sex"),
        "the same place": gettext("the same place"),
        "places with a word in common": gettext("places with a word in common"),
        "another place": gettext("another place"),
        "the same father's name": gettext("the same father’s name"),
        "another father's name": gettext("another father’s name"),
    }
    return known.get(words, words)


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
