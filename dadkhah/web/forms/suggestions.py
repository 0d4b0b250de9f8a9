"""A card for each suggestion: what may be corrected before it is accepted, by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.actions.record_claim import NewClaim, naming_predicate
from dadkhah.archive.actions.record_statement import NewStatement
from dadkhah.archive.models import Item, Source, Subject
from dadkhah.web.forms.common import NOTHING, Choices, NumberField, term_field, terms, text_field
from dadkhah.web.forms.dates import DateField, Written

NEW = "new"
MODES = {"direct": "quoted", "mixed": "quoted", "indirect": "paraphrased"}
SUBJECT_KINDS = ("person", "group")
Find = Callable[[str, list[str]], Choices]
"""What is called so, of these kinds: (id, name)."""


@dataclass(frozen=True)
class Place:
    """Where the suggestion stands: the item, and the columns of a passage."""

    source: Source
    item: Item
    passage: dict[str, Any]


class Card(forms.Form):
    """What all cards share. `given` is the suggestion, as JSON has it; `find` looks for subjects by name."""

    named: tuple[str, ...] = ()
    """Kinds of subject that `who` may be."""

    def __init__(self, *args: Any, given: dict[str, Any], find: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given, self.find = given, find
        if "who" in self.fields:
            self._offer()

    def _offer(self) -> None:
        typed = self.data.get(self.add_prefix("name"), "") if self.is_bound else self.initial.get("name", "")
        found = self.find(typed, list(self.named)) if typed else []
        new = (NEW, gettext("somebody or something that is not here yet"))
        self.fields["who"].choices = [*found, new]  # type: ignore[attr-defined]
        exact = [pk for pk, name in found if name == typed]
        self.initial.setdefault("who", exact[0] if len(exact) == 1 else "" if found else NEW)

    def subject(self, subjects: Any) -> Subject | None:
        chosen = self.cleaned_data["who"]
        return None if chosen == NEW else subjects.filter(pk=chosen).first()

    def is_corrected(self) -> bool:
        """Whether something was changed that was suggested."""
        return any(name in self.changed_data for name in self.fields if name not in ("who", "about"))


def _who() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Who is meant"), widget=forms.RadioSelect)


class QuoteCard(Card):
    named = SUBJECT_KINDS
    name = text_field(_("Who speaks"), required=True)
    who = _who()
    speaker_kind = forms.ChoiceField(label=_("If new: what they are"), required=False)
    mode = term_field("statement_mode", _("How the source gives the words"), required=True)
    stance = term_field("stances", _("Your reading of it"))
    date = DateField(label=_("Said when"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker_kind"].choices = [each for each in terms("subject_kinds", empty=False) if each[0] in SUBJECT_KINDS]  # type: ignore[attr-defined]

    @staticmethod
    def suggested(given: dict[str, Any]) -> dict[str, Any]:
        speaker = given.get("speaker") or {}
        # A pronoun names nobody.
        name = "" if given.get("pronoun") and speaker.get("start") == given["pronoun"]["start"] else speaker.get("exact", "")
        return {"name": name, "mode": MODES[given["mode"]], "stance": given.get("stance") or ""}

    def new(self, place: Place, subjects: Any, language: str) -> NewStatement:
        data = self.cleaned_data
        speaker = self.subject(subjects)
        is_quoted = data["mode"] == "quoted"
        return NewStatement(
            source=place.source, speaker=speaker, new_speaker_kind=data["speaker_kind"] or "person",
            new_speaker_name="" if speaker else data["name"], mode=data["mode"], stance=data["stance"], date=data["date"].edtf,
            words=self.given["exact"] if is_quoted else "", paraphrase="" if is_quoted else self.given["exact"],
            language=language if is_quoted else "", role_then=(self.given.get("role") or {}).get("exact", ""),
            item=place.item, passage=place.passage,
        )  # fmt: skip


class FigureCard(Card):
    about = forms.ChoiceField(label=_("What the number is about"))
    measure = term_field("figure_measure", _("What it counts"), required=True)
    scope = term_field("figure_scope", _("Where and when"))
    qualifier = term_field("figure_qualifier", _("How the source gives it"), required=True)
    number = NumberField(label=_("Number"))
    upper = NumberField(label=_("to"), required=False)
    counts = text_field(_("What is counted, in the words of the source"))

    def __init__(self, *args: Any, about: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [*NOTHING, *about]  # type: ignore[attr-defined]

    @staticmethod
    def suggested(given: dict[str, Any]) -> dict[str, Any]:
        # The reader cannot see a method of counting behind a plain number.
        qualifier = "exact_claimed" if given["qualifier"] == "exact" else given["qualifier"]
        plain = {name: given.get(name) or "" for name in ("measure", "scope", "number", "upper")}
        return {**plain, "qualifier": qualifier, "counts": given.get("object", "")}

    def new(self, place: Place, subjects: Any, language: str) -> NewClaim:
        data = self.cleaned_data
        is_range = data["upper"] is not None
        numbers = {"low": data["number"], "high": data["upper"]} if is_range else {"value": data["number"]}
        names = ("measure", "scope", "qualifier", "counts")
        figure = {**{name: data[name] for name in names}, **numbers}
        return NewClaim(source=place.source, predicate="figure", subject=subjects.get(pk=data["about"]), figure=figure,
                        item=place.item, passage=place.passage)  # fmt: skip


class NameCard(Card):
    name = text_field(_("Name"), required=True)
    who = _who()

    def __init__(self, *args: Any, given: dict[str, Any], **kwargs: Any) -> None:
        self.named = (given["kind"],)
        super().__init__(*args, given=given, **kwargs)

    @staticmethod
    def suggested(given: dict[str, Any]) -> dict[str, Any]:
        return {"name": given["exact"]}

    def new(self, place: Place, subjects: Any, language: str) -> NewClaim:
        subject, name = self.subject(subjects), self.cleaned_data["name"]
        fresh = {} if subject else {"new_subject_kind": self.given["kind"], "new_subject_name": name}
        return NewClaim(source=place.source, predicate=naming_predicate(self.given["kind"], name), subject=subject, value=name,
                        item=place.item, passage=place.passage, **fresh)  # type: ignore[arg-type] # fmt: skip


class DateCard(Card):
    about = forms.ChoiceField(label=_("What it is the date of"))
    date = DateField(label=_("Date"))

    def __init__(self, *args: Any, about: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [*NOTHING, *about]  # type: ignore[attr-defined]

    @staticmethod
    def suggested(given: dict[str, Any]) -> dict[str, Any]:
        return {"date": Written(given["edtf"])}

    def new(self, place: Place, subjects: Any, language: str) -> NewClaim:
        when = self.cleaned_data["date"]
        more = {"date_written": self.given["exact"], "calendar": when.calendar}
        return NewClaim(source=place.source, predicate="date", subject=subjects.get(pk=self.cleaned_data["about"]), date=when.edtf,
                        item=place.item, passage=place.passage, more=more)  # fmt: skip


ABOUT = ("figure", "date")
"""Kinds of suggestion that are about a subject, each by the predicate of its name."""
CARDS: dict[str, type[Card]] = {
    "quote": QuoteCard, "figure": FigureCard, "date": DateCard, "person": NameCard, "group": NameCard, "place": NameCard,
}  # fmt: skip


class DocumentForm(forms.Form):
    """Which source this document is."""

    title = text_field(_("Title"), required=True, help_text=_("How would you name it in a footnote?"))
    kind = term_field("source_kinds", _("Kind of source"), required=True)
    author = text_field(_("Author"))
    date = DateField(label=_("Date"), required=False)
