"""Signing in and the second factor. Of allauth only what is needed: no sign-up, no mail, no reset by mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from dadkhah.web.views import account, demo

View = Callable[..., HttpResponse]


def whole(view: View) -> View:
    """What the view changes and the entry that tells of it are one transaction."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return wrapped


urlpatterns = [
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/reauthenticate/", account_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", whole(account_views.password_change), name="account_change_password"),
    path("accounts/second-factor/", mfa_views.index, name="mfa_index"),
    path("accounts/second-factor/sign-in/", mfa_views.authenticate, name="mfa_authenticate"),
    path("accounts/second-factor/confirm/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/second-factor/app/", whole(totp_views.activate_totp), name="mfa_activate_totp"),
    path("accounts/second-factor/app/code.svg", account.app_code, name="mfa_app_code"),
    path("accounts/second-factor/app/remove/", whole(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/second-factor/codes/", codes_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/second-factor/codes/new/", whole(codes_views.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("accounts/second-factor/codes/download/", codes_views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("my-account", account.my_account, name="my_account"),
    path("demo", demo.demo_sign_in, name="demo_sign_in"),
]
