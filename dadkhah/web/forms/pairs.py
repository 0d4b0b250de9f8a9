"""The forms of judging pairs and arranging persons. A quick reason is a sentence of ours, kept so that it can be translated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from dadkhah.sentences import Sentence, packed, together
from dadkhah.web.forms.common import NOTHING, Choices, text_field
from dadkhah.web.saying import said

QUICK: dict[str, Sentence] = {
    "same_all": Sentence("Name, father and dates agree."),
    "same_spelling": Sentence("The same day and place; the name is another spelling."),
    "same_told": Sentence("A source says that they are one person."),
    "other_father": Sentence("They have different fathers."),
    "other_dates": Sentence("The dates cannot both be of one person."),
    "other_list": Sentence("One list names both, apart."),
    "other_told": Sentence("A source says that they are two persons."),
    "too_little": Sentence("Too little is said to tell."),
}
"""Code -> the reason in a sentence."""
VERDICTS = ("same", "different", "unsure")


def quick_choices() -> Choices:
    return [*NOTHING, *((code, said(sentence)) for code, sentence in QUICK.items())]


class ReasonForm(forms.Form):
    because = forms.ChoiceField(
        choices=quick_choices, label=_("Reason"), required=False,
        help_text=_("Choose one, or write it in your words, or both."),
    )  # fmt: skip
    because.one_of_several = True  # type: ignore[attr-defined]  # a reason is needed, in either of the two
    words = text_field(
        gettext_lazy("In your words"), rows=3, help_text=_("What you rest on, and what speaks against it. Others will read it.")
    )
    words.one_of_several = True  # type: ignore[attr-defined]

    def reason(self) -> str:
        """The quick reason and the words, in the form in which they are kept."""
        parts: list[str] = [QUICK[code]] if (code := self.cleaned_data.get("because", "")) else []
        parts += [words] if (words := self.cleaned_data.get("words", "").strip()) else []
        return "" if not parts else packed(parts[0] if len(parts) == 1 else together(parts))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.is_optional(given) and not (given.get("because") or given.get("words", "").strip()):
            self.add_error("because", gettext("Give the reason: choose one, or write it in your words."))
        return given

    def is_optional(self, given: dict[str, Any]) -> bool:
        return False


class JudgeForm(ReasonForm):
    """The verdict comes from the button."""

    verdict = forms.ChoiceField(choices=[(each, each) for each in VERDICTS], widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].help_text = _("Needed unless you are unsure: choose one, or write it in your words, or both.")

    def is_optional(self, given: dict[str, Any]) -> bool:
        return given.get("verdict") == "unsure"


class ThresholdForm(forms.Form):
    threshold = forms.CharField(
        label=_("Threshold"), max_length=20, widget=forms.TextInput({"dir": "ltr", "inputmode": "decimal"}),
        help_text=_("A probability above 0 and up to 1, such as 0.95. Pairs from it on are joined, unless people say otherwise."),
    )  # fmt: skip
