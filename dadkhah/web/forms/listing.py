"""Lists: what one says of a list, which file to read, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.access import Visible
from dadkhah.archive.actions.take_in import Acquisition
from dadkhah.archive.lists.looking import Look
from dadkhah.archive.models import Item, RecordList, Source
from dadkhah.linkage.columns import check
from dadkhah.linkage.eras import ERAS, by_column
from dadkhah.linkage.records import FIELDS
from dadkhah.web.forms.common import NOTHING, SourcesField, text_field
from dadkhah.web.forms.files import FilesField
from dadkhah.web.saying import said


def field_labels() -> dict[str, str]:
    """What the fields of a record are called."""
    return {
        "id": gettext("The list's own number"),
        "name": gettext("Whole name"),
        "given": gettext("Given name"),
        "family": gettext("Family name"),
        "father": gettext("Father's name"),
        "maternal": gettext("Mother's family name"),
        "married": gettext("Married or other name"),
        "sex": gettext("Sex"),
        "birth": gettext("Birth"),
        "age": gettext("Age"),
        "event": gettext("What happened, when"),
        "place": gettext("Place"),
        "birth gregorian": gettext("Birth, by Gregorian years"),
        "birth jalali": gettext("Birth, by solar years (Persian)"),
        "birth hijri": gettext("Birth, by lunar years (Hijri)"),
        "birth either": gettext("Birth, by solar or lunar years: nobody knows"),
        "event gregorian": gettext("What happened, by Gregorian years"),
        "event jalali": gettext("What happened, by solar years (Persian)"),
        "event hijri": gettext("What happened, by lunar years (Hijri)"),
        "event either": gettext("What happened, by solar or lunar years: nobody knows"),
    }


def _place(choice: tuple[str, str]) -> int:
    """Where a choice stands: a field, then the same by calendars."""
    return FIELDS.index(choice[0].split()[0])


class DescriptionForm(forms.Form):
    """Whom a list takes in, for which time and place, and what it draws on."""

    rule = text_field(
        _("Whom it takes in"), rows=3, required=True,
        help_text=_("The list's own rule, as far as it is known: who had to be what, to stand on it."),
    )  # fmt: skip
    period = text_field(_("For which time"), help_text=_("Such as 1988, 1988-07 or 1988-07/1988-09."))
    place = text_field(_("For which place"))
    duplicate_free = forms.ChoiceField(
        label=_("Does everybody stand on it once?"),
        choices=[("", _("nobody knows")), ("yes", _("yes: its makers removed doubles")), ("no", _("no: some stand on it twice"))],
        required=False,
    )
    derives_from = SourcesField(
        label=_("Sources that it draws on"), required=False, help_text=_("Their keys, with spaces between: S-REPORT-2018.")
    )

    def __init__(self, *args: Any, visible: Visible, listed: RecordList | None, source: Source, **kwargs: Any) -> None:
        names = ("rule", "period", "place", "duplicate_free")
        initial = {name: getattr(listed, name) for name in names} if listed else {}
        seen = visible.sources().filter(handle__in=source.derives_from.split()).values_list("handle", flat=True)
        super().__init__(*args, **kwargs)
        self.initial.update(initial, derives_from=" ".join(sorted(seen)))
        self.fields["derives_from"].visible = visible  # type: ignore[attr-defined]

    def described(self) -> dict[str, Any]:
        """What is not shown to whoever edits is not lost by it: sources that nobody touched stay as they are."""
        told = dict(self.cleaned_data)
        return told if "derives_from" in self.changed_data else {**told, "derives_from": None}


class FileForm(forms.Form):
    """A file that is sent, or one that is here."""

    sent = FilesField(label=_("A file"), required=False, help_text=_("CSV, TSV or TXT in any encoding, XLSX, ODS or XLS."))
    received_from = text_field(_("Received from whom"), help_text=_("A pseudonym, where a name would put somebody at risk."))
    item = forms.ChoiceField(label=_("Or one that is here"), required=False)

    def __init__(self, *args: Any, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [*NOTHING, *((item.pk, str(item)) for item in items)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("item")) == (len(found.get("sent") or []) == 1):
            raise forms.ValidationError(gettext("Send one file, or choose one that is here."))
        return found

    def acquisition(self) -> Acquisition:
        return Acquisition(received_from=self.cleaned_data["received_from"])


class ColumnsForm(forms.Form):
    """A field to choose for each column, and the name under which the choice is kept."""

    mapping_name = text_field(_("Keep this under the name"), required=True)
    bring_back_erased = forms.BooleanField(
        label=_("Read rows in again though records of this list were erased: I looked that nobody comes back who should not"),
        required=False,
    )

    def __init__(self, *args: Any, look: Look, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look
        self.fields["mapping_name"].initial = name
        choices = [("", gettext("kept as given, used for nothing")), *sorted(field_labels().items(), key=_place)]
        taken = by_column(look.columns)
        for at, column in enumerate(look.header):
            chosen = forms.ChoiceField(label=column, choices=choices, required=False, initial=taken.get(column, ""))
            self.fields[f"column_{at}"] = chosen

    def rows(self) -> list[tuple[Any, list[str]]]:
        """Each column's field of the form, with its first cells."""
        return [
            (self[f"column_{at}"], [row.cells[at] for row in self.look.first[:3] if row.cells[at].strip()])
            for at, _name in enumerate(self.look.header)
        ]

    def columns(self) -> dict[str, list[str]]:
        chosen = [(self.cleaned_data[f"column_{at}"].split(), column) for at, column in enumerate(self.look.header)]
        return {name: held for name in (*FIELDS, *ERAS) if (held := [column for names, column in chosen if name in names])}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if faults := check(self.columns(), self.look.header):
            raise forms.ValidationError([said(fault) for fault in faults])
        return found
