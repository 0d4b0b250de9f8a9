"""The rules for one time: a day, a month, a season, a year, a decade, a century, with and without its year."""

from __future__ import annotations

from datetime import date

from dadkhah.reading.moments.grammar import Built, Stage, the
from dadkhah.reading.moments.lexemes import Lexeme
from dadkhah.reading.moments.lexicon import lexicon
from dadkhah.reading.moments.reckoning import UNSURE, all_in_digits, full_year, reckoned
from dadkhah.reading.moments.when import Stretch, When

NOTHING: Built = ("X", None)
_ROMAN = {"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}


def _month_of(taken: list[Lexeme]) -> tuple[str, int]:
    found = the(taken, "mh")
    return found.value if found else ("", 0)


def _day(taken: list[Lexeme], language: str) -> Built:
    """Day, month and year in any order; the year is what stands last of the numbers, or first where it has four digits."""
    calendar, month = _month_of(taken)
    numbers = [each for each in taken if each.letter in "noyqjvc"]
    year = next((each for each in numbers if each.letter in "yqj"), numbers[-1])
    day = next(each for each in numbers if each is not year)
    return _settled(When(calendar, _year(year, calendar, language), month, day.value, rule="day"), taken, language)


def _day_in_words(taken: list[Lexeme], language: str) -> Built:
    """«پنج مرداد ۱۳۶۷»: in Persian a day is counted as often as it is placed."""
    return _day(taken, language) if language == "fa" else None


def _named_day(taken: list[Lexeme], language: str) -> Built:
    """Nowruz 1368, Christmas 1988."""
    calendar, month, day = taken[0].value
    year = next(each for each in taken[1:] if each.letter in "yqjnvc")
    return _settled(When(calendar, _year(year, calendar, language), month, day, rule="named_day"), taken, language)


def _short_named_day(taken: list[Lexeme], language: str) -> Built:
    return _named_day(taken, language) if language == "fa" else None


def _never(_taken: list[Lexeme], _language: str) -> Built:
    """32 July 1988: no month is so long, and July 1988 is not what it says."""
    return NOTHING


def _short_day(taken: list[Lexeme], language: str) -> Built:
    return _day(taken, language) if _takes_short_years(taken, language) else None


def _year(lexeme: Lexeme, calendar: str, language: str) -> int:
    return full_year(lexeme.value, calendar, "en" if lexeme.letter == "q" else language)


def _takes_short_years(taken: list[Lexeme], language: str) -> bool:
    return _month_of(taken)[0] == "jalali" or language == "fa"


def _settled(when: When, taken: list[Lexeme], language: str) -> Built:
    """Only what was: 31 Mehr is no date, and nothing else is read out of it."""
    marker = the(taken, "r")
    settled = reckoned(when, language, marker.value if marker else None)
    if settled.edtf() is None:
        return NOTHING
    return "P", _by_weekday(settled, taken)


def _by_weekday(when: When, taken: list[Lexeme]) -> When:
    """Less sure where the weekday named is not that of the day."""
    named, edtf = the(taken, "w"), when.edtf()
    if not named or not when.day or not edtf or "/" in edtf:
        return when
    return when._replace(sure=UNSURE) if date.fromisoformat(edtf).isoweekday() != named.value else when


def _digits(taken: list[Lexeme], language: str) -> Built:
    lexeme, marker = the(taken, "d"), the(taken, "r")
    found = all_in_digits(lexeme.value, language) if lexeme else None
    if found is None:
        return NOTHING
    if not isinstance(found, When):
        first, last = sorted(found, key=lambda each: each.edtf() or "")
        return "Z", Stretch(first, last, sure=0.3, rule="day_or_month_first")
    if marker and marker.value in ("hijri", "jalali") and found.calendar != "gregorian":
        found = found._replace(calendar=marker.value, sure=0.45 if marker.value == "hijri" else found.sure)
    return _settled(found, taken, language)


def _spaced(taken: list[Lexeme], language: str) -> Built:
    """۱۳۶۷ / ۵ / ۶ with room between; without, it is part of an address."""
    if taken[0].end == taken[1].start:
        return NOTHING
    written = "/".join(f"{each.value:04}" if each.letter == "y" else str(each.value) for each in taken if each.letter in "yn")
    found = all_in_digits(written, language)
    return _settled(found, taken, language) if isinstance(found, When) else NOTHING


def _month(taken: list[Lexeme], language: str) -> Built:
    calendar, month = _month_of(taken)
    year = taken[-1] if taken[-1].letter in "yqjvnc" else the(taken, "yqj") or the(taken, "vnc")
    if year is None:
        return None
    return _settled(When(calendar, _year(year, calendar, language), month, sure=0.9, rule="month"), taken, language)


def _short_month(taken: list[Lexeme], language: str) -> Built:
    return _month(taken, language) if _takes_short_years(taken, language) else None


def _season(taken: list[Lexeme], language: str) -> Built:
    season, year = the(taken, "s"), the(taken, "yqj") or the(taken, "vnc")
    if not season or not year or (year.letter in "vnc" and language != "fa"):
        return None
    when = When("", _year(year, "", language), season=season.value, sure=0.85, rule="season")
    return _settled(when, taken, language)


def _winter(taken: list[Lexeme], language: str) -> Built:
    """Winter 1988–89 began in 1988."""
    season, first, last = the(taken, "s"), the(taken, "y"), taken[-1]
    if not season or not first or season.value not in (1, 4) or last.value % 100 != (first.value + 1) % 100:
        return None
    return _season(taken[:-2], language)


def _decade(taken: list[Lexeme], language: str) -> Built:
    number = the(taken, "ynvce")
    if number is None or number.value % 10:
        return None
    calendar = "" if number.letter in "vnc" and language == "fa" else "gregorian" if number.value >= 1500 else ""
    marker = the(taken, "r")
    if marker and marker.value == "gregorian":
        year = number.value + (1900 if number.value < 100 else 0)
    else:
        year = number.value + (0 if number.value >= 100 else 1300 if language == "fa" else 1900)
    is_century = year % 100 == 0 and number.letter == "e" and year < 2000
    span, sure = (100, 0.4) if is_century else (10, 0.85)
    return _settled(When(calendar, year, span=span, sure=sure, rule="decade"), taken, language)


def _decades(taken: list[Lexeme], language: str) -> Built:
    first, last = (_decade([taken[0], each], language) for each in (taken[-3], taken[-1]))
    if not first or not last or "X" in (first[0], last[0]):
        return None
    return "Z", Stretch(first[1], last[1], rule="decades")


def _explained_decade(taken: list[Lexeme], language: str) -> Built:
    """The sixties (1360s)."""
    return _decade([taken[-2]], language)


def _century(taken: list[Lexeme], language: str) -> Built:
    """The twentieth is 19XX. In Persian, one before the sixteenth is of another calendar unless it says so."""
    marker, number = the(taken, "r"), the(taken, "o")
    value = number.value if number else _ROMAN.get(taken[-1].word, 0)
    if not 10 <= value <= 21 or (marker and marker.value != "gregorian") or (language == "fa" and value < 16 and not marker):
        return None
    return "P", When("gregorian", (value - 1) * 100, span=100, sure=0.85, rule="century")


def _named_year(taken: list[Lexeme], language: str) -> Built:
    year = the(taken, "yj") or the(taken, "vnc")
    if year is None or (year.letter in "vnc" and language != "fa"):
        return None
    sure = 0.9 if year.letter in "yj" else 0.8
    return _settled(When("", _year(year, "", language), sure=sure, rule="named_year"), taken, language)


def _bare_year(taken: list[Lexeme], language: str) -> Built:
    built = _settled(When("", _year(taken[0], "", language), sure=0.85, rule="year"), taken, language)
    return built if built and built[0] == "P" else None


def _day_without_year(taken: list[Lexeme], language: str) -> Built:
    calendar, month = _month_of(taken)
    number, name = the(taken, "no"), the(taken, "mh")
    if not number or not name or name.word in lexicon(language).verbal:
        return None
    if number.value > _longest(calendar, month):
        return NOTHING
    return "R", When(calendar, None, month, number.value, sure=0.7, rule="day_of_last_year_named")


def _longest(calendar: str, month: int) -> int:
    """Days of the month in a long year."""
    if calendar == "gregorian":
        return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
    return 30 if calendar == "hijri" or month > 6 else 31


def _month_without_year(taken: list[Lexeme], language: str) -> Built:
    calendar, month = _month_of(taken)
    if taken[0].word in lexicon(language).verbal:
        return None
    return "R", When(calendar, None, month, sure=0.6, rule="month_of_last_year_named")


def _season_without_year(taken: list[Lexeme], _language: str) -> Built:
    return "R", When("", None, season=taken[0].value, sure=0.5, rule="season_of_last_year_named")


def _days_of_month(taken: list[Lexeme], language: str) -> Built:
    """July 28–30, 1988."""
    numbers = [each for each in taken if each.letter in "no"]
    kept = [each for each in taken if each.letter not in "no"]
    both = [_day([*kept, number], language) for number in numbers]
    first, last = (each[1] if each and each[0] == "P" else None for each in both)
    return ("Z", Stretch(first, last, rule="days")) if first and last and first.day < last.day else NOTHING


_WEEKDAY = "(?:D?w[,tf]*)?"
_NAMED = r"[mh]M?\.?(?:/[mh])?"
_YEAR = "[,fM]*Y?f*[yqj]"
_SHORT = "[,fM]*(?:Y[nvc]|v)(?!u)"
_MARK = r"(?:,?r\.?|\(r\.?\))?"
POINTS = Stage.of(
    "dynvcjqeCmhs@",
    [
        ("digits", f"{_WEEKDAY}d{_MARK}", _digits),
        ("named", f"@{_YEAR}{_MARK}", _named_day),
        ("named2", f"@{_SHORT}{_MARK}", _short_named_day),
        ("spaced", f"y/n/n{_MARK}|n/n/y{_MARK}", _spaced),
        ("never", f"{_WEEKDAY}vf?{_NAMED}[,f]*[yq]", _never),
        ("dmy", f"{_WEEKDAY}[no]D?[ft]*{_NAMED}{_YEAR}{_MARK}", _day),
        ("dm2", f"{_WEEKDAY}[no]D?[ft]*{_NAMED}{_SHORT}{_MARK}", _short_day),
        ("cmy", f"{_WEEKDAY}c{_NAMED}(?:{_YEAR}|{_SHORT}){_MARK}", _day_in_words),
        ("mddy", r"[mh]\.?[no]-[no],?y(?!u)", _days_of_month),
        ("mdy", rf"{_WEEKDAY}[mh]\.?t?[no],?f?[yqj]{_MARK}", _day),
        ("ymd", "[yj],?[mh][no]", _day),
        ("my", f"{_NAMED}{_YEAR}{_MARK}", _month),
        ("m2", f"{_NAMED}{_SHORT}{_MARK}", _short_month),
        ("winter", "s[,ft]*Y?y[-/][yvn]", _winter),
        ("sy", f"s[,ft]*Y?[yqj]{_MARK}|ys|s[,ft]*(?:v|Y[nvc])(?!u){_MARK}", _season),
        ("decades", "E[ft]*[nvy][&U][nvy](?!u)", _decades),
        ("explained", r"e\(t?e\)", _explained_decade),
        ("decade", f"(?:E[ft]*)?e(?!u)|E[ft]*[nvcy]{_MARK}", _decade),
        ("century", f"o-?C|C[ox]{_MARK}", _century),
        ("dm", f"{_WEEKDAY}[no]D?[ft]*[mh]M?(?:/[mh])?", _day_without_year),
        ("md", rf"{_WEEKDAY}[mh]\.?[no](?![.]?[u])", _day_without_year),
        ("yearly", f"Yf*[yj]{_MARK}|Y[vnc](?!u){_MARK}|r\\.?[yj]|[yj](?:,?r|\\(r\\))\\.?", _named_year),
        ("m", r"m|hM|(?<=[ipFSblB])h|(?<=p-)h|(?<=pf)h|h(?=[-TU&][mhPRno])", _month_without_year),
        ("s", "s(?=[-TU&])|(?<=p)s|(?<=A)s", _season_without_year),
        ("y", "[yjq]", _bare_year),
    ]
)
