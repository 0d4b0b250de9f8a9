"""The words in which dates are shown, by language: names of months, seasons, weekdays, and phrases."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All a language needs. `months` go by calendar, the year's first month first; `weekdays` from Monday."""

    months: dict[str, tuple[str, ...]]
    seasons: tuple[str, str, str, str]
    weekdays: tuple[str, ...]
    about: str
    uncertain: str
    between: str
    until: str
    since: str
    until_unknown: str
    since_unknown: str
    either: str
    decade: str
    day_unknown: str
    month_unknown: str
    both_unknown: str
    mismatch: str
    day_is: str
    and_: str
    nearby: str


ENGLISH = Words(
    months={
        "gregorian": (
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        "jalali": (
            *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
            *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
        ),
        "hijri": (
            *("Muharram", "Safar", "Rabi' al-Awwal", "Rabi' al-Thani", "Jumada al-Ula", "Jumada al-Akhira"),
            *("Rajab", "Sha'ban", "Ramadan", "Shawwal", "Dhu al-Qa'da", "Dhu al-Hijja"),
        ),
    },
    seasons=("spring", "summer", "autumn", "winter"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    about="about {}",
    uncertain="{} (uncertain)",
    between="between {} and {}",
    until="until {}",
    since="from {} on",
    until_unknown="until {} (start unknown)",
    since_unknown="from {} (end unknown)",
    either=" or ",
    decade="the {}s",
    day_unknown="{}, day unknown",
    month_unknown="{}, month unknown",
    both_unknown="{}, day and month unknown",
    mismatch="The text says {said}, but {really}{nearby}. Check the date and the weekday against the source.",
    day_is="{day} is a {weekday}",
    and_=" and ",
    nearby=", and no day beside it fits either",
)

PERSIAN = Words(
    months={
        "gregorian": (
            *("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن"),
            *("ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
        ),
        "jalali": (
            *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
            *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
        ),
        "hijri": (
            *("محرم", "صفر", "ربیع‌الاول", "ربیع‌الثانی", "جمادی‌الاول", "جمادی‌الثانی"),
            *("رجب", "شعبان", "رمضان", "شوال", "ذی‌القعده", "ذی‌الحجه"),
        ),
    },
    seasons=("بهار", "تابستان", "پاییز", "زمستان"),
    weekdays=("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه", "شنبه", "یکشنبه"),
    about="حدود {}",
    uncertain="{} (با تردید)",
    between="بین {} و {}",
    until="تا {}",
    since="از {} به بعد",
    until_unknown="تا {} (آغاز نامعلوم)",
    since_unknown="از {} (پایان نامعلوم)",
    either=" یا ",
    decade="دههٔ {}",
    day_unknown="{}، روز نامعلوم",
    month_unknown="{}، ماه نامعلوم",
    both_unknown="{}، روز و ماه نامعلوم",
    mismatch="در متن {said} آمده است، اما {really}{nearby}. تاریخ و روز هفته را با منبع بسنجید.",
    day_is="{day} {weekday} است",
    and_=" و ",
    nearby=" و روزهای پیش و پس از آن هم با متن نمی‌خواند",
)


def words(lang: str) -> Words:
    """The words of a language; English for a language that has none yet."""
    return PERSIAN if lang == "fa" else ENGLISH
