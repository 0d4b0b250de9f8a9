"""Accounts are made by a steward, never by a visitor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ClosedAdapter(DefaultAccountAdapter):
    """Signing up is closed, and a closed account is told so at the sign-in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The name or the password is not correct. Check both and try again."),
        "incorrect_password": _("The password is not correct. Try again."),
        "enter_current_password": _("Type your present password."),
        "too_many_login_attempts": _("There were too many failed attempts. Wait a few minutes, then try again."),
        "rate_limited": _("There were too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, gettext("This account is closed. Ask a steward of the archive."))
        return redirect("account_login")
