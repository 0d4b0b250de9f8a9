"""How long a password must be, told with the reader's own digits."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator

from dadkhah.web.templatetags.dadkhah import digits


class LongEnough(MinimumLengthValidator):
    """Django's rule; its sentences have Latin digits in every language."""

    def get_error_message(self) -> str:
        return digits(super().get_error_message())

    def get_help_text(self) -> str:
        return digits(super().get_help_text())
