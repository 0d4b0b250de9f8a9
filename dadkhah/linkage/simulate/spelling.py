"""A given or a family name in one script, one habit of spelling, and one way of joining its parts."""

from __future__ import annotations

from dadkhah.linkage.simulate import seen
from dadkhah.linkage.simulate.people import NONE, families
from dadkhah.linkage.simulate.tables import capital, column, latin, table

BETWEEN = {"fa": (" ", "", "\u200c"), "latin": (" ", "", "-")}
"""Between the parts of a compound: apart, joined, or with a sign."""
Part = tuple[str, str]
VOWELS = "aeiou"


def given(script: str, female: int, title: int, first: int, second: int, told: int, habit: int, joint: int) -> str:
    parts = _parts(female, first, second)
    if told == seen.NO_SECOND:
        parts = parts[:1]
    if told == seen.NO_FIRST:
        parts = parts[-1:]
    names = [persian if script == "fa" else latin(spoken, habit) for persian, spoken in parts]
    if told == seen.INITIAL:
        names = [f"{names[0][0]}."]
    name = _shown(script, BETWEEN[script][joint].join(names))
    return _titled(script, female, habit, joint if told == seen.WHOLE else 0) + name if title else name


def _parts(female: int, first: int, second: int) -> list[Part]:
    """The parts as (Persian, spoken). A first part beyond the table of men's names is one of a compound."""
    names = column("given", "f" if female else "m")
    men = len(column("given", "m"))
    if second == NONE:
        return [names[first % len(names)]]
    return [column("firsts")[first - men] if first >= men else names[first], column("seconds")[second]]


def _titled(script: str, female: int, habit: int, joint: int) -> str:
    persian, spoken = table("names")["titles"]["f" if female else "m"]
    if script == "fa":
        return str(persian) + ("" if joint == 1 else " ")
    return capital(latin(spoken, habit)) + " "


def family(script: str, number: int, with_front: int, with_origin: int, habit: int, joint: int) -> str:
    front, stem, end, origin = families()[number].tolist()
    begun = column("family", "fronts")[front] if with_front else ("", "")
    parts = [begun, column("family", "stems")[stem], column("family", "ends")[end]]
    further = column("family", "origins")[origin] if with_origin else ("", "")
    if script == "fa":
        name = _persian(parts, joint)
        return f"{name} {further[0]}".strip()
    name = _latin(parts, habit, joint)
    return capital(f"{name} {latin(further[1], habit)}".strip())


def _persian(parts: list[Part], joint: int) -> str:
    """A short end is written to the stem: احمدی, احمدیان; a long one may stand apart: احمد زاده."""
    front, stem, end = (persian for persian, _ in parts)
    between = "" if len(end) < 3 or end == "یان" else BETWEEN["fa"][joint]
    if end in ("ی", "یان") and stem[-1] in "اوی":
        end = f"ی{end}" if stem[-1] != "ی" else end[1:]
    return front + stem + between + end


def _latin(parts: list[Part], habit: int, joint: int) -> str:
    front, stem, end = (latin(spoken, habit) if spoken else "" for _, spoken in parts)
    if parts[2][1] == "i" and stem[-1] in VOWELS:
        end = latin("yi", habit)
    between = "" if len(parts[2][1]) < 4 or parts[2][1] == "iyān" else (" ", "", "-")[(joint + 1) % 3]
    return f"{front}{stem}{between}{end}"


def _shown(script: str, name: str) -> str:
    return name if script == "fa" else capital(name)
