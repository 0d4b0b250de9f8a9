"""What a reader sees when something is not there, not allowed, or broken. Hidden and missing look the same."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, gettext


def _page(request: HttpRequest | None, template: str, status: int, reason: str = "") -> HttpResponse:
    """Without a request the page asks nothing of the database: it may be what broke. It shows no row."""
    context = {
        "reason": reason,
        "lang": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
    }
    return HttpResponse(render_to_string(template, context, request), status=status)


def _forget_shown(request: HttpRequest) -> None:
    """What a view had looked up before it failed is not in the answer."""
    if hasattr(request, "shown"):
        request.shown.clear()


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    _forget_shown(request)
    return _page(request, "403.html", 403, reason)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, "")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come from a page of ours, or the page was open for too long."""
    sentence = gettext(
        "This form is too old or did not come from a page of this archive. Go back, reload the page and send it again.",
    )
    return refused(request, sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    _forget_shown(request)
    return _page(request if hasattr(request, "user") else None, "404.html", 404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    _forget_shown(request)
    return _page(None, "400.html", 400)


def broken(request: HttpRequest) -> HttpResponse:
    _forget_shown(request)
    return _page(None, "500.html", 500)
