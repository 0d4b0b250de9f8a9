"""The rules for what is made of times: their parts, "about", ranges, and ends left open."""

from __future__ import annotations

from datetime import date, timedelta

from dadkhah.reading.moments.grammar import Built, Stage, the
from dadkhah.reading.moments.lexemes import Lexeme
from dadkhah.reading.moments.points import NOTHING
from dadkhah.reading.moments.reckoning import UNSURE
from dadkhah.reading.moments.relative import counted_from
from dadkhah.reading.moments.when import Stretch, When, part_of

_UNIT_PART = {"W": "week", "H": "half", "D": "day", "Q": "quarter", "M": "month"}


def _numbered_part(taken: list[Lexeme], _language: str) -> Built:
    """The first half, the last week, «نیمهٔ دوم»; «دههٔ اول» of a month is its first ten days."""
    unit, place = the(taken, "WHDQME"), the(taken, "ocn")
    index = place.value - 1 if place else -1
    if unit is None or index > 4 or unit.word in _DAYS:
        return None
    return ("p", ("third", index)) if unit.letter == "E" and index < 3 else ("p", (_UNIT_PART.get(unit.letter, ""), index))


def _days(taken: list[Lexeme], _language: str) -> Built:
    """The last day of a month; its last days are its last third."""
    unit, place = the(taken, "Df"), the(taken, "onL")
    index = -1 if place is None or place.letter == "L" else place.value - 1
    if unit is None or index > 4 or (unit.letter == "f" and unit.word != "day"):
        return None
    if unit.word not in _DAYS:
        return "p", ("day", index)
    return ("p", ("third", 2 if index < 0 else 0)) if index <= 0 else None


def _months(taken: list[Lexeme], _language: str) -> Built:
    """The first six months of a year, its last three."""
    place, count = the(taken, "oL"), the(taken, "cn")
    if place is None or count is None or not 2 <= count.value <= 11 or (place.letter == "o" and place.value != 1):
        return None
    return "p", ("months", count.value if place.letter == "o" else -count.value)


def _middle(_taken: list[Lexeme], language: str) -> Built:
    return ("p", ("third", 1)) if language in ("fa", "ar") else None


def _end(_taken: list[Lexeme], language: str) -> Built:
    return ("p", ("third", 2)) if language in ("fa", "ar") else None


def _part(taken: list[Lexeme], _language: str) -> Built:
    part, whole = taken[0], taken[-1]
    if whole.value.day or whole.value.part:
        return None
    of_it = part_of(whole.value, part.value)
    return None if of_it.year is not None and of_it.edtf() is None else (whole.letter, of_it)


def _week_of(taken: list[Lexeme], _language: str) -> Built:
    """The week of a day: that from Monday to Sunday, or another."""
    when = taken[-1].value
    edtf = when.edtf() if when.day else None
    if edtf is None or "/" in edtf or when.mark:
        return None
    day = date.fromisoformat(edtf)
    first, last = (
        When("gregorian", there.year, there.month, there.day)
        for there in (day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()))
    )
    return "Z", Stretch(first, last, sure=0.4, rule="week_of")


def _about(taken: list[Lexeme], _language: str) -> Built:
    """Not of “the 1988 killings”, which something is about."""
    if any(each.letter == "t" for each in taken) and taken[-1].value.is_bare_year and taken[-1].value.rule == "year":
        return None
    return taken[-1].letter, taken[-1].value._replace(mark="~", sure=min(taken[-1].value.sure, 0.85))


def _maybe(taken: list[Lexeme], _language: str) -> Built:
    whole = the(taken, "PR")
    return (whole.letter, whole.value._replace(mark="?", sure=min(whole.value.sure, 0.7))) if whole else None


def _ends_of(taken: list[Lexeme]) -> list[When]:
    """Both times, each with what only the other says."""
    found = [each.value if each.letter in "PR" else When("", None, None, each.value) for each in taken if each.letter in "PRno"]
    first, last = found[0], found[-1]
    if first.calendar and last.calendar and first.calendar != last.calendar:
        return []
    first = _completed(first, last, is_before=True)
    return [first, _completed(last, first, is_before=False)]


def _completed(when: When, other: When, *, is_before: bool) -> When:
    month = other.month if when.day and when.month is None else when.month
    calendar = when.calendar or other.calendar
    year = when.year
    if year is None and other.year is not None:
        turns = bool(month and other.month and ((month > other.month) if is_before else (month < other.month)))
        year = other.year + (-1 if turns and is_before else 1 if turns else 0)
    sure = max(when.sure, 0.85) if when.year is None and year is not None and not when.part else when.sure
    return when._replace(year=year, month=month, calendar=calendar, sure=sure)


def _range(taken: list[Lexeme], _language: str) -> Built:
    ends = _ends_of(taken)
    return _stretch(ends[0], ends[1], "/", "range") if ends else None


def _either(taken: list[Lexeme], _language: str) -> Built:
    ends = _ends_of(taken)
    return _stretch(ends[0], ends[1], "[", "either") if ends else None


def _stretch(first: When, last: When, joint: str, rule: str) -> Built:
    if first.year is None or last.year is None:
        return "R", Stretch(first, last, joint, 0.6, rule)
    found = Stretch(first, last, joint, min(first.sure, last.sure, 0.9), rule)
    return ("Z", found) if found.edtf() else NOTHING


def _neighbours(taken: list[Lexeme], language: str) -> Built:
    """July and August 1988; two months or seasons that do not follow each other stay two."""
    first, last = taken[0].value, taken[-1].value
    apart = (last.month or 0) - (first.month or 0) + (last.season or 0) - (first.season or 0)
    if first.day or last.day or apart != 1 or not isinstance(first, When) or bool(first.month) != bool(last.month):
        return None
    return _range(taken, language)


def _short_range(taken: list[Lexeme], _language: str) -> Built:
    """1988–89, 1367-68, 1981–2; 1988-07 is a month; 2001-02 may be either."""
    first, short = taken[0].value, taken[-1]
    if not first.is_bare_year or taken[0].end != taken[1].start or taken[1].end != short.start:
        return None
    value, year = short.value, first.year or 0
    if short.end - short.start == 1 and taken[1].value == "–" and value > year % 10:
        return "Z", Stretch(first, first._replace(year=year - year % 10 + value), sure=0.7, rule="years")
    last = first._replace(year=year - year % 100 + value)
    is_month = 1 <= value <= 12 and taken[1].letter == "-" and short.end - short.start == 2
    if is_month and value <= year % 100:
        return "P", first._replace(month=value, rule="month_in_digits", sure=0.8)
    if value <= year % 100 or short.end - short.start != 2:
        return NOTHING
    return "Z", Stretch(first, last, sure=0.3 if is_month else 0.85, rule="years")


def _short_end(taken: list[Lexeme], language: str) -> Built:
    """«سال‌های ۶۰ تا ۶۷»."""
    first, short = taken[0].value, taken[-1]
    if language != "fa" or first.rule != "named_year" or not first.is_bare_year or short.end - short.start != 2:
        return None
    last = first._replace(year=(first.year or 0) // 100 * 100 + short.value)
    return ("Z", Stretch(first, last, rule="years")) if short.value > (first.year or 0) % 100 else None


def _since(taken: list[Lexeme], _language: str) -> Built:
    return _open(taken, is_start=True, sure=0.85)


def _from_alone(taken: list[Lexeme], language: str) -> Built:
    """«از سال ۱۳۶۷» may be "since" as well as "of"; in English "from 1988" is no more than 1988."""
    return _open(taken, is_start=True, sure=UNSURE) if language == "fa" else None


def _until(taken: list[Lexeme], _language: str) -> Built:
    return _open(taken, is_start=False, sure=0.85)


def _open(taken: list[Lexeme], *, is_start: bool, sure: float) -> Built:
    known = the(taken, "PR")
    if known is None or isinstance(known.value, Stretch):
        return None
    when: When = known.value
    rule = "open" if when.calendar in ("gregorian", "") else "open_other_calendar"
    found = Stretch(when if is_start else None, None if is_start else when, sure=min(when.sure, sure), rule=rule)
    if when.year is None:
        return "R", found
    return ("Z", found) if found.edtf() else NOTHING


def _counted(taken: list[Lexeme], _language: str) -> Built:
    """Two days before 28 July; the day after it. "The days after" are no date."""
    number, unit, anchor = the(taken, "1cn"), the(taken, "DWMY"), taken[-1].value
    if unit is None or not isinstance(anchor, When) or (number is None and unit.word not in _ONE_DAY):
        return NOTHING
    back = -1 if the(taken, "b") else 1
    there = counted_from(anchor, (unit.letter, back * (1 if number is None or number.letter == "1" else number.value), ""))
    return ("P", there) if there and there.edtf() else NOTHING


_ONE_DAY = ("day", "روز", "dia", "یوم")
_DAYS = ("days", "روزهای", "dias", "ایام")
_THE = "[tfi]*"
_ANY = "[PR]"
PARTS = Stage.of(
    "oWHLED",
    [
        ("days", r"[oL](?:D(?=f?t?[mh])|f(?=t?[mh]))|D[oL](?=f?[mh])", _days),
        ("numbered", r"oW|oH|oQ|[oL]D(?=f)|oM(?=f)|LW|LH|W[oL]|H[oL](?=f?t?[mhsYy])|[ED][onL](?=f?[mh])", _numbered_part),
        ("months", r"[oL][cn]M(?=[ft]*Y?f?[yqjPR])|[cn]M[oL](?=[ft]*Y?f?[yqjvn])", _months),
        ("middle", "H(?=f?[mhY])", _middle),
        ("end", "L(?=f?[mhY])", _end),
    ]
)
MODIFIERS = Stage.of(
    "pWag?",
    [
        ("part", rf"p[-.]?(?:[fti]|Yf|Mf)*{_ANY}", _part),
        ("week", "Wf[ti]*P", _week_of),
        ("about", rf"a[-.]?{_THE}{_ANY}", _about),
        ("maybe", r"g[tfia]*[PR]|[PR]\(?\?(?:\)|$)", _maybe),
    ]
)
RANGES = Stage.of(
    "-/TU&VO",
    [
        ("between", rf"B{_THE}(?:{_ANY}|[no])(?:[&U])[tiF]*{_ANY}", _range),
        ("from", rf"F{_THE}(?:{_ANY}|[no])[-TU]{_THE}{_ANY}", _range),
        ("now", rf"(?:[FS]{_THE})?P[-TU&]t?G|[FS]{_THE}P,?[-TU&]?t?O", _since),
        ("short", "P[-/][vn](?![-/.])", _short_range),
        ("short_end", "P[TU&-][vn]", _short_end),
        ("either", rf"(?:{_ANY}|[no])V{_THE}{_ANY}", _either),
        ("to", rf"(?:{_ANY}|[no])[-TU]{_THE}{_ANY}", _range),
        ("neighbours", "R&t?[PR]", _neighbours),
    ]
)
OPEN = Stage.of(
    "blSFOU",
    [
        ("counted", rf"(?:[1cn])?[DWMY][bl]{_THE}P", _counted),
        ("since", rf"[Sl]{_THE}{_ANY}|F{_THE}PO|F{_THE}Pi(?=[,.)]|$)|PO", _since),
        ("until", rf"[bU][tf]*{_ANY}", _until),
        ("from", rf"F{_THE}P", _from_alone),
    ]
)
