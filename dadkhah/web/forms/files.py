"""Files that are sent through the browser, and how they came to whoever sends them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext_lazy as _

from dadkhah.archive.actions.take_in import Acquisition, check_upload
from dadkhah.archive.models import Compartment
from dadkhah.evidence.sniff import Unsafe
from dadkhah.web.forms.common import text_field
from dadkhah.web.forms.dates import DateField
from dadkhah.web.saying import reason


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; each stays on disk, none is read into memory."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[TemporaryUploadedFile]:
        sent = (data or [None]) if isinstance(data, list | tuple) else [data]
        return [file for file in (super(FilesField, self).clean(one, initial) for one in sent) if file]


def where(file: TemporaryUploadedFile) -> Path:
    return Path(file.temporary_file_path())


def warnings(files: Iterable[TemporaryUploadedFile]) -> list[str]:
    """What is kept but will not be opened here, and why: damaged images, archives that would burst."""
    found = []
    for file in files:
        try:
            check_upload(where(file), file.name or "")
        except Unsafe as fault:
            found.append(f"{file.name}: {reason(fault)}")
    return found


class IntakeForm(forms.Form):
    """Files with their acquisition."""

    sent = FilesField(
        label=_("Files"),
        help_text=_(
            "They are kept exactly as they are, with all that is hidden in them, such as where a photograph was taken."
        ),
    )
    compartment = forms.ChoiceField(label=_("Compartment"), help_text=_("Only those with a role there will see them."))
    acquired = DateField(label=_("Obtained when"), required=False)
    acquired_by = text_field(_("Obtained by whom"))
    received_from = text_field(
        _("Received from whom"), help_text=_("A pseudonym, where a name would put somebody at risk.")
    )
    method = text_field(
        _("How it was obtained"), help_text=_("Handed over, copied from a device, downloaded, photographed …")
    )
    url = text_field(_("Address"), help_text=_("Where it was downloaded from. Nothing is fetched."))
    device = text_field(_("Device"))
    note = text_field(_("Note"), rows=2)

    def __init__(self, *args: Any, compartments: Iterable[Compartment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compartments = {place.pk: place for place in compartments}
        self.fields["compartment"].choices = [(place.pk, str(place)) for place in self.compartments.values()]  # type: ignore[attr-defined]

    def acquisition(self) -> Acquisition:
        names = ("acquired_by", "received_from", "method", "url", "device", "note")
        given = {name: self.cleaned_data[name] for name in names}
        return Acquisition(acquired=self.cleaned_data["acquired"].edtf, **given)
