"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "lang": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
        "is_demo": settings.PLACE.setting("demo"),
        "menu": menu() if request.user.is_authenticated else [],
    }


def menu() -> list[tuple[str, str]]:
    """(address, label) of the ways into the archive."""
    ways = (
        ("two_minutes", gettext("In two minutes")),
        ("figures", gettext("Figures")),
        ("statements", gettext("Statements")),
        ("people", gettext("People")),
        ("record_lists", gettext("Lists")),
        ("timeline", gettext("Timeline")),
        ("sites", gettext("Places")),
        ("sources", gettext("Sources")),
        ("search", gettext("Search")),
        ("review", gettext("Work")),
    )
    return [(reverse(name), label) for name, label in ways]
