"""Accounts are made by a steward, never by a visitor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext


class ClosedAdapter(DefaultAccountAdapter):
    """Signing up is closed, and a closed account is told so at the sign-in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, gettext("This account is closed. Ask a steward of the archive."))
        return redirect("account_login")
