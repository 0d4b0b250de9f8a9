"""The reader's own account: what they may do where, their password and second factor."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dadkhah.archive.queries.people import roles_of


def my_account(request: HttpRequest) -> HttpResponse:
    context = {
        "roles": roles_of(request.visible),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "account/my_account.html", context)


def app_code(request: HttpRequest) -> HttpResponse:
    """The picture that an authenticator app reads, while a second factor is being set up and only then."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(drawn, content_type="image/svg+xml")
