"""The forms of a steward: who comes in, what they may do where."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.models import Account, Compartment
from dadkhah.web.forms.common import terms, text_field


class AccountForm(forms.Form):
    login = text_field(_("Signs in as"), required=True, help_text=_("A name of their choice; it need not be their own."))
    name = text_field(_("Name"), help_text=_("As colleagues see it. It stands in one row that can be erased."))
    password = forms.CharField(
        label=_("First password"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Left empty, one is made and shown to you once."),
    )


class GrantForm(forms.Form):
    account = forms.ChoiceField(label=_("Person"))
    compartment = forms.ChoiceField(label=_("Compartment"))
    role = forms.ChoiceField(label=_("Role"), choices=partial(terms, "account_roles", empty=False))

    def __init__(self, *args: Any, accounts: Iterable[Account], compartments: Iterable[Compartment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(account.pk, account.login) for account in accounts]  # type: ignore[attr-defined]
        self.fields["compartment"].choices = [(place.pk, str(place)) for place in compartments]  # type: ignore[attr-defined]


class CompartmentForm(forms.Form):
    handle = text_field(_("Handle"), required=True, help_text=_("Short, without spaces: witnesses."))
    name = text_field(_("Name"))
    level = forms.ChoiceField(
        label=_("How closely it is kept"),
        choices=partial(terms, "access_levels", empty=False),
        initial="team",
    )
