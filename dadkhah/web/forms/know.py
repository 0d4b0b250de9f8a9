"""What someone knows about somebody: in plain words, with consent for each use, and a name only if they wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.actions.record_testimony import NewTestimony, Told
from dadkhah.archive.models import Compartment, Item, Subject
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.web.forms.common import Choices, term_field, text_field
from dadkhah.web.forms.dates import DateField, Written
from dadkhah.web.forms.files import FilesField

NEW = "new"
TOPICS = {
    "arrest": _("The arrest"),
    "prison": _("Where they were held"),
    "last_contact": _("The last visit, letter or call"),
    "execution": _("The death or execution"),
    "told": _("How the family was told"),
    "burial": _("The burial or the grave"),
    "note": _("Anything else you saw or heard"),
}
"""Predicate -> what a person who tells would call it."""
USES = {
    "store": _("May the archive keep what you tell? Without this nothing is kept."),
    "analyse": _("May it be counted in statistics that show no person?"),
    "share_partner": _("May it be given to partner organisations that you were told the names of?"),
    "share_court": _("May it be handed to courts, prosecutors or the United Nations? The accused may then learn of it."),
    "publish_named": _("May it be published with your name?"),
    "publish_pseudonym": _("May it be published under a made-up name? Details can still tell who you are."),
    "publish_image": _("May your face or voice be published?"),
    "contact_again": _("May the archive contact you again?"),
}
SHORT = _("For example 1988, 1988-07 or ۱۵/۵/۱۳۶۷.")
ANSWERS = [("given", _("yes")), ("refused", _("no"))]
FORMS = [
    ("", "—"),
    ("given", _("in writing, such as with this form")),
    ("given.oral", _("by word of mouth, and recorded")),
    ("guardian", _("by a guardian")),
]


class KnowForm(forms.Form):
    """Fields `use_…` are the answers on consent, `what_…`, `when_…` and `where_…` the things told."""

    person_text = text_field(_("Whom is this about?"), required=True, help_text=_("The name, as you know it."))
    person = forms.ChoiceField(label=_("Is it one of these?"), required=False, widget=forms.RadioSelect)
    knowledge = forms.ChoiceField(
        label=_("How do you know it?"),
        choices=[("witness.eye", _("I saw or heard it myself")), ("witness.hearsay", _("Others told me"))],
        widget=forms.RadioSelect,
    )
    heard_from = text_field(
        _("From whom, if others told you"),
        help_text=_("“A cellmate”, “his mother”: no name that could put somebody at risk."),
    )
    sent = FilesField(label=_("A photograph or document"), required=False)
    taken = DateField(label=_("Told on"), required=False, help_text=SHORT)
    language = term_field("languages", _("Language it was told in"))
    consent_form = forms.ChoiceField(label=_("How consent is given"), choices=FORMS, required=False)
    conditions = text_field(_("Conditions"), rows=2, help_text=_("Anything that must be asked of you first, or must never happen."))
    until = DateField(label=_("Consent ends on"), required=False, help_text=SHORT)
    name = text_field(_("Your name"))
    contact = text_field(_("How to reach you"))
    identities = forms.ChoiceField(label=_("Where your name is kept"), required=False)
    compartment = forms.ChoiceField(label=_("Who may read what you tell"))

    def __init__(
        self,
        *args: Any,
        places: Iterable[Compartment],
        sealed: Iterable[Compartment],
        find: Callable[[str], Choices],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.pk: place for place in places}
        self.sealed = {place.pk: place for place in sealed}
        self.fields["compartment"].choices = [(pk, str(place)) for pk, place in self.places.items()]  # type: ignore[attr-defined]
        self.fields["identities"].choices = [(pk, str(place)) for pk, place in self.sealed.items()]  # type: ignore[attr-defined]
        for code in TOPICS:
            self.fields[f"what_{code}"] = text_field(_("What do you know?"), rows=4)
            self.fields[f"when_{code}"] = DateField(label=_("When"), required=False, help_text=SHORT)
            self.fields[f"where_{code}"] = text_field(_("Where"))
        for use in vocabulary().codes("consent_scope"):
            self.fields[f"use_{use}"] = _answer(use)
        self._offer(find)

    def _offer(self, find: Callable[[str], Choices]) -> None:
        typed = (self.data if self.is_bound else self.initial).get("person_text", "").strip()
        self.found = find(typed) if typed else []
        new = (NEW, gettext("None of these: someone who is not here yet"))
        self.fields["person"].choices = [*self.found, new] if self.found else []  # type: ignore[attr-defined]
        if not self.found:
            self.fields["person"].widget = forms.HiddenInput()

    @classmethod
    def unsent(cls, data: QueryDict) -> dict[str, Any]:
        """What was typed so far, to go on with, before anything is judged."""
        typed = {name: str(value) for name, value in data.items()}
        dates = {name: Written("", typed[name], typed.get(f"{name}_calendar", "")) for name in typed if _is_date(name)}
        return {**typed, **dates}

    def topics(self) -> list[tuple[str, str, list[BoundField], bool]]:
        """(predicate, heading, its three fields, whether something is written) for each thing one can tell."""
        rows = []
        for code, label in TOPICS.items():
            fields = [self[f"{part}_{code}"] for part in ("what", "when", "where")]
            filled = any(field.errors or any(_listed(field.value())) for field in fields)
            rows.append((code, str(label), fields, filled))
        return rows

    def uses(self) -> list[BoundField]:
        return [self[f"use_{use}"] for use in vocabulary().codes("consent_scope")]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.found and not given.get("person"):
            self.add_error("person", gettext("Choose one of these, or say that it is someone else. Files have to be chosen again."))
        if given.get("use_store") == "refused":
            self.add_error("use_store", gettext("Without your consent to keep it nothing is kept. You can close this page."))
        if "given" in (given.get(f"use_{use}") for use in USES) and not given.get("consent_form"):
            self.add_error("consent_form", gettext("Say how consent is given: in writing, by word of mouth, or by a guardian."))
        if given.get("name") and not self.sealed:
            fault = gettext("There is no sealed place for names here. Leave the name out, or ask a steward to make one.")
            self.add_error("name", fault)
        if not any(given.get(f"what_{code}") for code in TOPICS):
            self.add_error(None, gettext("Write at least one thing that you saw or heard."))
        return given

    def testimony(self, subject: Subject | None, items: list[Item], case: str) -> NewTestimony:
        """What `record_testimony` takes. All that was written becomes the words of the testimony."""
        given = self.cleaned_data
        told = [self._told(code, subject) for code in TOPICS if given.get(f"what_{code}")]
        answers = {use: given.get(f"use_{use}") for use in vocabulary().codes("consent_scope")}
        return NewTestimony(
            case=case,
            told=told,
            words=self._words(),
            knowledge=given["knowledge"],
            heard_from=given["heard_from"],
            name=given["name"],
            contact=given["contact"],
            taken=given["taken"].edtf,
            language=given["language"],
            given=items,
            consent={use: given["consent_form"] if answer == "given" else answer for use, answer in answers.items() if answer},
            conditions=given["conditions"],
            until=given["until"].edtf,
        )

    def _told(self, code: str, subject: Subject | None) -> Told:
        given = self.cleaned_data
        when = given[f"when_{code}"]
        return Told(
            predicate=code,
            value=given[f"what_{code}"],
            date=when.edtf,
            place=given[f"where_{code}"],
            subject=subject,
            new_name="" if subject else given["person_text"],
            more={"date_written": when.as_written, "calendar": when.calendar} if when.edtf else {},
        )

    def _words(self) -> str:
        given = self.cleaned_data
        parts = [given["person_text"]]
        for code, label in TOPICS.items():
            if given.get(f"what_{code}"):
                when = given[f"when_{code}"]
                parts += ["", str(label), given[f"what_{code}"], when.as_written or when.edtf, given[f"where_{code}"]]
        return "\n".join(parts).replace("\r\n", "\n") + "\n"


def _is_date(name: str) -> bool:
    return name in ("taken", "until") or (name.startswith("when_") and not name.endswith("_calendar"))


def _answer(use: str) -> forms.ChoiceField:
    """Yes or no, neither chosen beforehand; only keeping must be answered."""
    label = USES[use] if use in USES else vocabulary().term("consent_scope", use).definition
    return forms.ChoiceField(label=label, choices=ANSWERS, widget=forms.RadioSelect, required=use == "store")


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Written):
        return [value.as_written]
    return value if isinstance(value, list) else [value]
