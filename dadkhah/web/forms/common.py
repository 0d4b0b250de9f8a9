"""What forms share: codes to choose from, numbers in any digits, a subject by its name, a place in a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Item, Source
from dadkhah.archive.passages import selector, text_of
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.evidence.store import NotHeld
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.web.saying import isolated, reason

Choices = list[tuple[str, str]]
NOTHING: Choices = [("", "—")]
LIVELY = {"dir": "auto"}


def terms(name: str, empty: bool = True) -> Choices:
    """The codes of a list with their labels in the reader's language."""
    language = (get_language() or "en")[:2]
    listed = [(code, vocabulary().label(name, code, language)) for code in vocabulary().codes(name)]
    return [*NOTHING, *listed] if empty else listed


def term_field(name: str, label: Any, *, required: bool = False, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=partial(terms, name), label=label, required=required, **more)


class Lines(forms.CharField):
    """Text of several lines, each ended as the archive ends them, whatever the browser sends."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def text_field(label: Any, *, rows: int = 0, required: bool = False, **more: Any) -> forms.CharField:
    """A line, or `rows` lines, of text in any script; each line runs in its own direction."""
    widget = forms.Textarea({**LIVELY, "rows": rows}) if rows else forms.TextInput(LIVELY)
    return Lines(label=label, required=required, widget=widget, max_length=20_000 if rows else 500, **more)


class NumberField(forms.Field):
    """A count in the digits of any script, thousands grouped or not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "maxlength": 30}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        plain = re.sub(r"[\s,٬،.'’\u202f]", "", to_ascii_digits(str(value or "")))
        if plain and not re.fullmatch(r"\d{1,15}", plain, re.ASCII):
            raise forms.ValidationError(gettext("Write a whole number in digits, such as 30,000 or ۳۰٬۰۰۰."))
        return int(plain) if plain else None


class SourcesField(forms.CharField):
    """Sources by their handles, with spaces or lines between."""

    visible: Visible

    def to_python(self, value: Any) -> tuple[Source, ...]:  # type: ignore[override]
        handles = (super().to_python(value) or "").replace(",", " ").split()
        found = {source.handle: source for source in self.visible.sources().filter(handle__in=handles).order_by("-id")}
        if missing := [handle for handle in handles if handle not in found]:
            message = gettext("There is no source here with the handle %(handles)s. Find it in the list of sources.")
            raise forms.ValidationError(message % {"handles": ", ".join(missing)})
        return tuple(found[handle] for handle in dict.fromkeys(handles))


class PickedSubject:
    """For a form with `entity_text` and `entity`: a name that is typed, then the subject that is meant."""

    def offer(self, form: forms.Form, find: Callable[[str], Choices]) -> None:
        """Offer what is called as it was typed, to choose from."""
        typed = form.data.get("entity_text", "").strip() if form.is_bound else ""
        self.found = find(typed) if typed else []
        form.fields["entity"].choices = self.found  # type: ignore[attr-defined]
        if not self.found:
            form.fields["entity"].widget = forms.HiddenInput()

    def check(self, form: forms.Form) -> None:
        typed, chosen = (form.cleaned_data.get(name, "") for name in ("entity_text", "entity"))
        exact = [pk for pk, name in self.found if name == typed]
        if typed and not chosen and len(exact) == 1:
            form.cleaned_data["entity"] = exact[0]
        elif typed and not chosen and self.found:
            form.add_error("entity", gettext("Choose who or what is meant, and send the form again."))
        elif typed and not self.found:
            fault = gettext(
                "Nobody and nothing by that name is here. Record a claim about them first, or leave this out."
            )
            form.add_error("entity_text", fault)


def entity_fields(label: Any, help_text: Any = "") -> dict[str, forms.Field]:
    return {
        "entity_text": text_field(label, help_text=help_text),
        "entity": forms.ChoiceField(label=_("Which one is meant"), required=False, widget=forms.RadioSelect),
    }


class PassageFields(forms.Form):
    """Where in which file it stands."""

    item = forms.ChoiceField(
        label=_("File that is held"),
        required=False,
        help_text=_("Without a file the claim is kept and stays unverified until one is taken in."),
    )
    quote = text_field(
        _("The exact words"),
        rows=3,
        help_text=_("Copy them from the file letter by letter: their place is found and kept with them."),
    )
    page = NumberField(label=_("Page"), required=False)
    line = NumberField(label=_("First line"), required=False)
    last_line = NumberField(label=_("Last line"), required=False)

    def offer_items(self, items: Iterable[Item]) -> None:
        self.items = {item.pk: item for item in items}
        self.fields["item"].choices = [*NOTHING, *((item.pk, isolated(str(item))) for item in self.items.values())]  # type: ignore[attr-defined]

    def passage(self) -> dict[str, Any]:
        """The columns of the passage; faults are added to the form."""
        given = self.cleaned_data
        item = self.items.get(given.get("item", ""))
        if item is None:
            return {}
        place: dict[str, Any] = {"page": given.get("page"), "first_line": given.get("line")}
        place["last_line"] = given.get("last_line") or given.get("line")
        place = {name: value for name, value in place.items() if value is not None}
        if not place and not given.get("quote"):
            self.add_error(
                "quote", gettext("Say where in the file it stands: copy the words, or give the page or the line.")
            )
        elif given.get("quote"):
            place |= self._quoted(item, given["quote"], given.get("line"))
        return place

    def _quoted(self, item: Item, quote: str, line: int | None) -> dict[str, Any]:
        try:
            text = text_of(item)
            return {"exact": quote} if text is None else selector(text, quote, line)
        except (ValueError, NotHeld) as fault:
            self.add_error("quote", reason(fault))
        return {}
