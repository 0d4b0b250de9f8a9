"""Default deny: no page without a sign-in, no sensitive read without an entry, nothing kept by a browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import resolve

from dadkhah.archive.access import Actor, Refused, Unnamed, visible_to
from dadkhah.archive.actions.record_read import record_read
from dadkhah.web.saying import reason
from dadkhah.web.views import errors

Respond = Callable[[HttpRequest], HttpResponse]
OPEN = {"account_login", "account_logout", "mfa_authenticate", "set_language", "alive", "favicon", "demo_sign_in"}
"""Names of the only routes that answer without a sign-in; a test fails on any other."""


class Private:
    """No browser and no proxy keeps a page, unless its view says otherwise."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SignedIn:
    """Every route needs a signed-in account unless it is named in OPEN. Sets `request.actor` and `request.visible`."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user if request.user.is_authenticated else None
        request.actor = Actor(account)
        request.visible = visible_to(request.actor)
        request.shown = {}
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = resolve(request.path_info)
        if request.user.is_authenticated or match.url_name in OPEN:
            return None
        return redirect(f"{resolve_url('account_login')}?next={quote(request.get_full_path())}")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.refused(request, reason(error)) if isinstance(error, Refused | Unnamed) else None


class SensitiveReads:
    """What was shown of a sealed or restricted compartment is an entry, committed before the answer leaves."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        is_elsewhere = 300 <= response.status_code < 400
        if any(request.shown.values()) and not is_elsewhere:
            try:
                record_read(request.actor, request.shown)
            except Refused as error:
                return errors.refused(request, reason(error))
        return response
