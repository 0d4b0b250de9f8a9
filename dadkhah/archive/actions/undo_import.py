"""Undo the newest import of a list: its rows count no more, and those whose place they took count again."""

from __future__ import annotations

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.alone import alone_with
from dadkhah.archive.models import ListImport
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence


def undo_import(actor: Actor, batch: ListImport) -> None:
    """Nothing is removed: rows and file stay, and the import says when it was undone. Raises Refused, Busy, ValueError."""
    require(actor, "import_list", batch.list.source.compartment_id)
    if not visible_to(actor).list_imports().filter(pk=batch.pk).exists():
        raise Refused(Sentence("There is no such import that you may see."))
    with alone_with(batch.list_id), recording(actor, "undo_import") as record:
        newest = ListImport.objects.filter(list=batch.list_id, state="in_force").order_by("-id").first()
        if newest is None or newest.pk != batch.pk:
            raise ValueError(
                Sentence("Only the newest import of a list that is in force can be undone: undo those that came after it first.")
            )
        record.change(newest, state="undone", undone=record.at)
        batch.state, batch.undone = newest.state, newest.undone
