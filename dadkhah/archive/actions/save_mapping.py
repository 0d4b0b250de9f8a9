"""Keep under a name which column holds what, for the next file of the same make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.models import ColumnMapping, RecordList
from dadkhah.archive.recording import recording
from dadkhah.linkage.columns import check
from dadkhah.sentences import Sentence, together


def save_mapping(
    actor: Actor, name: str, columns: Mapping[str, Sequence[str]], listed: RecordList | None = None
) -> ColumnMapping:
    """A new mapping, or the one of this name changed. With a list it is seen by whoever sees the list. Raises ValueError."""
    if listed:
        require(actor, "import_list", listed.source.compartment_id)
    elif not actor.compartments("import_list"):
        raise Refused(Sentence("Keeping which column holds what needs the right “import_list” in some compartment."))
    name = name.strip()
    faults: list[str] = [] if name else [Sentence("Give the mapping a name, such as that of whoever sends these files.")]
    faults += check(columns, [column for of_field in columns.values() for column in of_field])
    if faults:
        raise ValueError(together(faults))
    written = json.dumps({field: list(held) for field, held in columns.items() if held}, ensure_ascii=False)
    with recording(actor, "save_mapping") as record:
        found = visible_to(actor).mappings().filter(name=name, list=listed).first()
        if found is None:
            found = record.add(ColumnMapping(name=name, list=listed, account=actor.account, columns=written))
        else:
            record.change(found, columns=written)
    return found
