"""The forms of a documenter: a source, a statement, a claim."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Compartment, Item
from dadkhah.claims.predicates import Predicate
from dadkhah.web.forms.common import (
    Choices,
    NumberField,
    PassageFields,
    PickedSubject,
    SourcesField,
    entity_fields,
    term_field,
    terms,
    text_field,
)
from dadkhah.web.forms.dates import DateField
from dadkhah.web.saying import isolated

Groups = list[tuple[str, list[BoundField]]]
FLAG = [("true", _("yes")), ("false", _("no"))]


class SourceForm(forms.Form):
    """Who says."""

    title = text_field(_("Title"), required=True, help_text=_("As you would name it in a footnote."))
    author = text_field(_("Author"), help_text=_("A person, a body, or “not named”."))
    kind = term_field("source_kinds", _("Kind of source"), required=True)
    date = DateField(label=_("Date"), required=False)
    language = term_field("languages", _("Language"))
    stands_behind = text_field(_("Who stands behind it"), help_text=_("Publisher, party, state, organisation."))
    party = term_field(
        "party",
        _("How it stands to the conflict"),
        help_text=_("Your first assessment; it is dated and can be disputed."),
    )
    reliability = term_field("admiralty_reliability", _("Reliability of the source"))
    seen = term_field("seen", _("How you saw it"))
    url = text_field(_("Address"), help_text=_("Where it was found, if it is on the web. Nothing is fetched."))
    handle = text_field(_("Handle"), help_text=_("A short name such as S-REPORT-2018. Left empty, one is made."))
    note = text_field(_("Note"), rows=2)
    item = forms.ChoiceField(label=_("File of this source, if it is held"), required=False)
    compartment = forms.ChoiceField(label=_("Compartment"), help_text=_("Only those with a role there will see it."))

    def __init__(self, *args: Any, compartments: Iterable[Compartment], items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compartments = {c.pk: c for c in compartments}
        self.items = {item.pk: item for item in items}
        self.fields["compartment"].choices = [(c.pk, str(c)) for c in self.compartments.values()]  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", "—"), *((item.pk, isolated(str(item))) for item in self.items.values())]  # type: ignore[attr-defined]

    def described(self) -> dict[str, Any]:
        """What `describe_source` takes."""
        given = {**self.cleaned_data, "date": self.cleaned_data["date"].edtf}
        given["item"] = self.items.get(given["item"])
        given.pop("compartment")
        return given


class FromSource(PassageFields):
    """What every claim and statement has beside its content."""

    derivation = term_field("derivation", _("Where the source has it from"), required=True)
    derives_from = SourcesField(
        label=_("Taken from"),
        required=False,
        help_text=_("Handles of the sources from which this one takes it. Repetition is not confirmation."),
    )
    confidence = term_field("confidence", _("How sure you are that it was said so"))
    attributed_to = text_field(_("Attributed by the source to"), help_text=_("Whom the source names as having said it."))
    note = text_field(_("Note"), rows=2)
    hold = text_field(_("Hold back because"), help_text=_("Whatever you write here keeps it from readers until it is let go."))

    def __init__(self, *args: Any, visible: Visible, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_items(items)
        self.fields["derives_from"].visible = visible  # type: ignore[attr-defined]
        self.fields["derivation"].choices = partial(terms, "derivation", empty=False)  # type: ignore[attr-defined]
        self.initial.setdefault("derivation", "unknown")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passage"] = self.passage()
        return self.cleaned_data

    def groups(self) -> Groups:
        """The fields under their headings."""
        behind = ("item", "quote", "page", "line", "last_line")
        origin = ("derivation", "derives_from", "attributed_to", "confidence")
        last = ("note", "hold")
        own = [name for name in self.fields if name not in (*behind, *origin, *last)]
        headed = (
            (gettext("What the source says"), own),
            (gettext("Where it stands"), behind),
            (gettext("Where the source has it from"), origin),
            (gettext("Beside it"), last),
        )
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in headed]

    def more(self, *names: str) -> dict[str, str]:
        """Further columns of the claim."""
        given = self.cleaned_data
        date = given.get("date")
        written = {"date_written": date.as_written, "calendar": date.calendar} if date else {}
        names = ("confidence", "attributed_to", "note", "hold", *names)
        return {**written, **{name: given[name] for name in names if given.get(name)}}


class ClaimForm(FromSource):
    """One thing a source says. Its fields depend on what the predicate takes."""

    def __init__(self, *args: Any, predicate: Predicate, find: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.predicate = predicate
        self.fields = {**_value_fields(predicate), **self.fields}
        self.picked = PickedSubject()
        if "entity" in self.fields:
            self.picked.offer(self, find)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if "entity" in self.fields:
            self.picked.check(self)
        return self.cleaned_data

    def figure(self) -> dict[str, Any]:
        names = ("measure", "scope", "qualifier", "value", "low", "high", "counts", "period")
        given = self.cleaned_data
        return {name: given.get(name) for name in names} if self.predicate.value == "figure" else {}


def _value_fields(predicate: Predicate) -> dict[str, forms.Field]:
    when = {"date": DateField(label=_("Date"), required=False)}
    where = {"place": text_field(_("Place"))}
    words = text_field(_("What the source says of it, in words"), rows=2)
    named = entity_fields(_("Event, body or person it is tied to"))
    about = {
        "text": {"value": text_field(_("What the source says"), rows=4, required=True), **when, **where},
        "date": {**when, **where, "value": words},
        "place": {"place": text_field(_("Place"), required=True), **when},
        "entity": {
            **entity_fields(_("Who or what the source names")),
            "relation": text_field(_("In which relation")),
            "value": words,
            **when,
            **where,
        },
        "flag": {"value": forms.ChoiceField(label=_("Is it so, by this source?"), choices=FLAG, widget=forms.RadioSelect), **when},
        "number": {"value": NumberField(label=_("Number"))},
    }
    if predicate.value == "figure":
        return _figure_fields()
    if predicate.vocabulary:
        return {"value": term_field(predicate.vocabulary, _("Which one"), required=True), **named, **when, **where}
    return about[predicate.value]  # type: ignore[return-value]


def _figure_fields() -> dict[str, forms.Field]:
    return {
        "measure": term_field("figure_measure", _("What it counts"), required=True),
        "scope": term_field(
            "figure_scope",
            _("Where and when"),
            help_text=_("Only figures of equal measure and scope are ever compared."),
        ),
        "qualifier": term_field("figure_qualifier", _("How the source gives it"), required=True),
        "value": NumberField(label=_("Number"), required=False),
        "low": NumberField(label=_("or from"), required=False),
        "high": NumberField(label=_("to"), required=False),
        "counts": text_field(_("What is counted, in the words of the source")),
        "period": text_field(_("Period and place, in the words of the source")),
        **entity_fields(_("Who claims it"), _("The person or body whose figure it is, if it is not the source’s own.")),
        "role": text_field(_("In which role")),
        "claimed_on": DateField(label=_("Claimed on"), required=False),
    }


class StatementForm(FromSource):
    """Words of one speaker, as one source gives them."""

    mode = term_field("statement_mode", _("How the source gives the words"), required=True)
    words = text_field(_("The words, in the language they were said in"), rows=5)
    language = term_field("languages", _("Language of the words"))
    translation = text_field(_("Translation"), rows=4)
    paraphrase = text_field(_("In words of your own"), rows=2)
    date = DateField(label=_("Said when"), required=False)
    role_then = text_field(_("Role of the speaker then"))
    role_at_event = text_field(_("Role at the time of the events"))
    stance = term_field("stances", _("Your reading of it"))
    framed_by_source_as = term_field("stances", _("How the source frames it"))
    arguments = forms.MultipleChoiceField(label=_("Arguments it uses"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, arguments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arguments"].choices = arguments  # type: ignore[attr-defined]
        if not arguments:
            del self.fields["arguments"]
