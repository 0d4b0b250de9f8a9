"""Reading: from a text to what it says, in any script and calendar.

Folding for search, numbers in each script, dates of unequal certainty (EDTF), one day in three calendars, and
the weekday that a source names held against its date. `extract` gets the text out of a file, `suggest` tells who may say what in
it, what is counted, when, where and who: suggestions, never facts.
"""

from dadkhah.reading.calendars import (
    HIJRI_VARIANT,
    from_jalali,
    from_jalali_month,
    hijri,
    hijri_variant,
    jalali,
    show,
    show_all,
)
from dadkhah.reading.edtf import Edtf, NotADate, interval, parse
from dadkhah.reading.fold import fold, matches, query_tokens, spans, tokens
from dadkhah.reading.numerals import group, localise, to_ascii_digits
from dadkhah.reading.weekday import Mismatch, check_weekday, named_weekdays

__all__ = [
    "HIJRI_VARIANT",
    "Edtf",
    "Mismatch",
    "NotADate",
    "check_weekday",
    "fold",
    "from_jalali",
    "from_jalali_month",
    "group",
    "hijri",
    "hijri_variant",
    "interval",
    "jalali",
    "localise",
    "matches",
    "named_weekdays",
    "parse",
    "query_tokens",
    "show",
    "show_all",
    "spans",
    "to_ascii_digits",
    "tokens",
]
