"""The forms of a reviewer: a verdict with its reason, a withdrawal with its reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dadkhah.web.forms.common import term_field, text_field


class AssessForm(forms.Form):
    verdict = term_field("assessment_verdicts", _("Verdict"), required=True)
    credibility = term_field("admiralty_credibility", _("Credibility"))
    reason = text_field(
        _("Reason"),
        rows=5,
        required=True,
        help_text=_("What you rest on, and what speaks against it. Others will read it; it is never overwritten."),
    )


class RetireForm(forms.Form):
    reason = text_field(
        _("Reason"),
        rows=3,
        required=True,
        help_text=_("Nothing is deleted: the claim stays with this reason, and pages leave it out."),
    )
