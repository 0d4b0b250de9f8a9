"""How values are shown: numbers and dates in the reader's language, codes by their label, mixed scripts isolated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from dadkhah.claims.predicates import predicates
from dadkhah.claims.roots import Roots, explain
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.publish.values import percent
from dadkhah.reading.calendars import show, show_all
from dadkhah.reading.numerals import group, localise
from dadkhah.sentences import unpacked
from dadkhah.web.saying import said

if TYPE_CHECKING:
    # Not at run time: a report on files is written where there is no archive.
    from dadkhah.archive.models import Claim, Figure
    from dadkhah.archive.queries.figures import FigureLine

register = template.Library()


def language() -> str:
    return (get_language() or "en")[:2]


@register.filter
def number(value: int | None) -> str:
    """A count with its thousands grouped, in the reader's digits."""
    return "" if value is None else group(value, language())


@register.filter
def digits(value: Any) -> str:
    """Any text with its digits in the reader's script (identifiers are left alone: do not pass those)."""
    return localise(str(value), language())


@register.filter
def when(edtf: str) -> str:
    """An EDTF date in words: Gregorian."""
    return show(edtf, language()) if edtf else ""


@register.filter
def calendars(edtf: str) -> dict[str, str]:
    """The same date in every calendar: gregorian, jalali, hijri."""
    return show_all(edtf, language()) if edtf else {}


@register.filter
def jalali(edtf: str) -> str:
    return show_all(edtf, language()).get("jalali", "") if edtf else ""


@register.filter
def term(code: str, terms: str) -> str:
    """The label of a vocabulary code: {{ item.kind|term:"source_kinds" }}."""
    return vocabulary().label(terms, code, language()) if code else ""


@register.filter
def role(text: str) -> str:
    """A role as it is written; "same", which sheets write short, in words."""
    return gettext("the same as when speaking") if text == "same" else text


@register.filter
def predicate(code: str) -> str:
    known = predicates().get(code)
    if not known:
        return code
    return known.fa if language() == "fa" and known.fa else known.en


@register.filter
def moment(instant: str) -> str:
    """A moment of the ledger: day and minute, UTC. In Persian the day is written out, for its hyphens would turn."""
    if not instant:
        return ""
    day = show(instant[:10], "fa") if language() == "fa" else instant[:10]
    return localise(gettext("%(day)s %(time)s UTC") % {"day": day, "time": instant[11:16]}, language())


@register.filter
def isolate(text: Any) -> SafeString:
    """A text of unknown script: keeps its own direction within the sentence."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def direction(code: str) -> str:
    """Text direction of a language code."""
    return "rtl" if code[:2] in ("fa", "ar", "ur", "ck", "ps") else "ltr"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """An entry of a mapping, or nothing."""
    return mapping.get(key, "")


@register.filter
def shown(claim: Claim) -> str:
    """A claim's value as readers read it: a code by its label, a flag as yes or no, a text as it is.

    A compiler's note is kept under its name in the sheet, which is shown before it.
    """
    known = predicates().get(claim.predicate)
    if claim.predicate == "compiled_note" and "/" in claim.group:
        return f"{claim.group.rpartition('/')[2].replace('_', ' ')}: {claim.value}"
    if known and known.vocabulary:
        return vocabulary().label(known.vocabulary, claim.value, language())
    if known and known.value == "flag":
        return gettext("yes") if claim.value == "true" else gettext("no")
    return claim.value


@register.filter
def calendar_rows(edtf: str) -> list[tuple[str, str]]:
    """(name of the calendar, the date in it) for each calendar that can show it."""
    names = {"gregorian": gettext("Gregorian"), "jalali": gettext("Jalali"), "hijri": gettext("Hijri")}
    return [(names[calendar], text) for calendar, text in calendars(edtf).items() if text]


@register.filter
def roots_sentence(found: Roots) -> str:
    """How many independent roots, and of how many claims nobody knows where they come from."""
    return explain(found, language())


@register.filter
def ours(text: str) -> str:
    """A reason as it is kept: what somebody wrote as it is, what this program wrote in the reader's language."""
    return said(unpacked(text or ""))


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of subject is called."""
    names = {
        "person": gettext("Person"),
        "group": gettext("Group"),
        "place": gettext("Place"),
        "event": gettext("Event"),
        "order": gettext("Order"),
        "effort": gettext("Effort"),
        "recognition": gettext("Recognition"),
        "disclosure": gettext("Disclosure"),
        "argument": gettext("Argument"),
        "response": gettext("Answer"),
        "question": gettext("Open question"),
        "case": gettext("Case"),
    }
    return names.get(kind, kind)


@register.filter
def picture(svg: str) -> SafeString:
    """A picture as the publish room drew it: every text and attribute in it is escaped there."""
    return mark_safe(svg)  # noqa: S308


@register.filter
def count(figure: Figure | FigureLine) -> str:
    """A figure with how it is meant: "over 30,000", "between 2,800 and 3,800", "33,000 (exact figure without method)"."""
    ends = {"low": number(figure.low), "high": number(figure.high)}
    if figure.qualifier == "range":
        return gettext("between %(low)s and %(high)s") % ends
    if figure.qualifier == "range_at_least":
        return gettext("at least %(low)s to %(high)s") % ends
    meant = term(figure.qualifier, "figure_qualifier")
    shown_number = number(figure.value) or gettext("%(low)s to %(high)s") % ends
    return f"{shown_number} ({meant})" if figure.qualifier.startswith("exact_") else f"{meant} {shown_number}"


@register.filter
def people(value: float | None) -> str:
    """An estimated number of people, whole, with its thousands grouped."""
    return "–" if value is None else number(round(value))


@register.filter
def hundredths(share: float) -> str:
    """A share as a percentage."""
    return percent(share, language())


@register.filter
def say(text: Any) -> str:
    """A sentence of the archive or a plain room in the reader's language."""
    return said(text)


@register.filter
def settings(values: dict[str, Any]) -> str:
    """Settings by their names, for whoever repeats the work."""
    return ", ".join(f"{name}={value}" for name, value in values.items())
