"""Digits: reading them in any script, and showing numbers as each language writes them."""

from __future__ import annotations

import unicodedata

_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "ckb": "٠١٢٣٤٥٦٧٨٩"}
_ASCII = "0123456789"
_TO_SCRIPT = {lang: str.maketrans(_ASCII, digits) for lang, digits in _DIGITS.items()}
# A comma would make thirty thousand of thirty in Spanish and French; both academies ask for a thin space.
_SEPARATOR = {"fa": "٬", "ar": "٬", "ckb": "٬", "es": "\u202f", "fr": "\u202f"}


class _Ascii(dict[int, str]):
    """What each code point becomes, found when it is first met: looking through all of them took a third of a second."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        return self[code]


_TO_ASCII = _Ascii()


def to_ascii_digits(text: str) -> str:
    """The text with every decimal digit of every script as 0-9; its length in code points does not change."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def localise(text: str, lang: str) -> str:
    """The text with all digits in the script of `lang` (fa, ar, ckb; any other language: 0-9).

    For numbers and dates that we write ourselves. A quotation keeps the digits it came with.
    """
    plain = to_ascii_digits(text)
    return plain.translate(_TO_SCRIPT[lang]) if lang in _TO_SCRIPT else plain


def group(n: int, lang: str) -> str:
    """The number with its thousands grouped: "30,000" in English, "۳۰٬۰۰۰" in Persian."""
    return localise(f"{n:,}".replace(",", _SEPARATOR.get(lang, ",")), lang)
