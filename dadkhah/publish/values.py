"""Numbers with a sign, a decimal or a percent sign in the digits of the page; round steps; pictures told in words."""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dadkhah.publish.labels import ChartLabels
from dadkhah.publish.scales import Log, digits, language

_DECIMAL: Final = {"fa": "٫", "ar": "٫", "ckb": "٫", "ur": "٫", "es": ",", "de": ",", "fr": ","}
_PERCENT: Final = {"fa": "٪", "ar": "٪", "ckb": "٪", "ur": "٪"}
_MINUS: Final = "−"


def decimal(value: float, lang: str, places: int = 1) -> str:
    """The number with so many decimals: 0.5 is 0.5 in English and ۰٫۵ in Persian."""
    written = f"{abs(value):.{places}f}".replace(".", _DECIMAL.get(language(lang), "."))
    return (_MINUS if round(value, places) < 0 else "") + digits(written, lang)


def signed(value: float, lang: str, places: int = 1) -> str:
    """The same with its sign always shown; what rounds to nothing has none."""
    return ("+" if round(value, places) > 0 else "") + decimal(value, lang, places)


def percent(share: float, lang: str) -> str:
    """A share as a whole number of hundredths."""
    return digits(f"{share * 100:.0f}", lang) + _PERCENT.get(language(lang), "%")


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten within the bounds, at most about *most*."""
    least = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= least * 0.999)
    return [round(at * step, 10) for at in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def on_log(scale: Log, value: float) -> float:
    """A place on a scale of counts that begins at 1: what is less than one lies between it and the line of zero."""
    return scale(value) if value >= scale.low else scale.zero + max(value, 0.0) / scale.low * (scale.start - scale.zero)


def told(labels: ChartLabels, rows: Iterable[str]) -> ChartLabels:
    """The labels with every row of the picture in words behind the description."""
    return replace(labels, description=" · ".join(part for part in (labels.description, *rows) if part))
