"""One button into a demonstration archive, for whoever sits at the computer that serves it."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dadkhah.archive.queries.demo import demo_account

HERE = {"localhost", "127.0.0.1", "[::1]"}


def is_here(request: HttpRequest) -> bool:
    """Whether this is a demonstration archive, asked by name of this very computer, from this very computer."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return bool(settings.PLACE.setting("demo")) and address.is_loopback and host in HERE


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    account = demo_account() if is_here(request) else None
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
