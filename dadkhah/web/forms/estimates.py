"""What is asked before an estimate is made: which lists, what parts the persons, which methods, how the linkage is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.estimating import METHODS, MOST_DRAWS, MOST_LISTS, Asked
from dadkhah.archive.models import RecordList
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.web.forms.common import Choices, NumberField, text_field
from dadkhah.web.saying import isolated
from dadkhah.web.templatetags.dadkhah import hundredths

BOXES = forms.CheckboxSelectMultiple
LEVELS = ("0.8", "0.9", "0.95")
"""Those for which it is known how often such intervals hold the truth."""


def fields_of_parts() -> dict[str, str]:
    return {"year": gettext("Year of what happened"), "place": gettext("Place"), "sex": gettext("Sex")}


def _further() -> Choices:
    return [
        ("probe", gettext("Try it without each list, and on people whose number is known")),
        ("connected", gettext("Leave lists out that no person connects with the others, instead of giving no number")),
    ]


def _by() -> Choices:
    return list(fields_of_parts().items())


def _levels() -> Choices:
    return [(each, hundredths(float(each))) for each in LEVELS]


class NewEstimateForm(forms.Form):
    lists = forms.MultipleChoiceField(
        label=_("Which lists"), widget=BOXES,
        help_text=_("At least two, three to check anything. Lists that share a source or an author are taken for one."),
        error_messages={"required": _("Choose at least two lists."), "invalid_choice": _("A list of these is not here.")},
    )  # fmt: skip
    by = forms.MultipleChoiceField(
        label=_("Parts"), required=False, widget=BOXES, choices=_by,
        help_text=_(
            "Persons are estimated part by part, and the parts are added. Whose records say nothing, or rival things, are a part of"
            " their own."
        ),
    )  # fmt: skip
    draws = NumberField(
        label=_("Draws of the linkage"), required=False,
        help_text=_(
            "How often all pairs on which no person decided, those that runs joined among them, are decided by chance, as probable"
            " as the model has them. Ten or more carry what is not known of the linkage into the interval; each takes as long as"
            " one estimate. Without a number persons count as joined."
        ),
    )  # fmt: skip
    methods = forms.MultipleChoiceField(
        label=_("Methods"), required=False, widget=BOXES, choices=[(each, each) for each in METHODS],
        help_text=_("Without a choice all that are made for so many lists; that of latent classes may take minutes."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Intervals mean to hold"), choices=_levels, initial="0.95")
    seed = text_field(_("Seed"), help_text=_("The same seed, lists and versions give the same numbers."))
    further = forms.MultipleChoiceField(label=_("Besides"), required=False, widget=BOXES, choices=_further, initial=["probe"])

    def __init__(self, lists: Iterable[RecordList], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        named = [(each.pk, isolated(each.source.title)) for each in lists]
        self.fields["lists"].choices = named  # type: ignore[attr-defined]
        self.fields["seed"].initial = Asked.seed

    def asked(self) -> dict[str, Any]:
        """The arguments of the job."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "further"}
        return {**given, **{name: name in self.cleaned_data["further"] for name in ("probe", "connected")}}

    def clean_lists(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["lists"]
        if not 2 <= len(chosen) <= MOST_LISTS:
            raise forms.ValidationError(gettext("Choose at least two lists, and %(most)s at most.") % {"most": MOST_LISTS})
        return chosen

    def clean_draws(self) -> int:
        draws: int = self.cleaned_data["draws"] or 0
        if draws > MOST_DRAWS:
            raise forms.ValidationError(gettext("Give the number of draws from 0 to %(most)s.") % {"most": MOST_DRAWS})
        return draws

    def clean_seed(self) -> int:
        typed = to_ascii_digits(self.cleaned_data["seed"]).strip() or str(Asked.seed)
        if not (typed.isdecimal() and typed.isascii() and len(typed) < 16):
            raise forms.ValidationError(gettext("Give the seed as a whole number from 0 on."))
        return int(typed)
