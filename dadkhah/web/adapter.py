"""Accounts are made by a steward, never by a visitor; what a second factor rests on is stored encrypted."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
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


class SealedFactors(DefaultMFAAdapter):
    """Whoever takes the database without `keys/` can make no codes."""

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError where it was encrypted with another secret: never an empty text, which all could guess."""
        try:
            return _cipher(settings.SECRET_KEY).decrypt(encrypted_text).decode()
        except InvalidToken as fault:
            raise ValidationError(
                gettext(
                    "The second factor cannot be read any more: the archive has a new secret. Ask a steward to reset it."
                ),
            ) from fault


@cache
def _cipher(secret: str) -> Fernet:
    """Fernet under a key that HKDF (RFC 5869) draws from the archive's secret for this use alone."""
    key = HKDF(SHA256(), length=32, salt=None, info=b"dadkhah: second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
