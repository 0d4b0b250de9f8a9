"""`column__among=[…]`: what `column__in=[…]` says, with the whole list as one parameter.

A reader may see hundreds of zone sets, and a page asks for them in ten questions: written out one by one, putting the
SQL together takes longer than the answer.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import CharField, ForeignKey, Lookup


class Among(Lookup):
    """The right side is a list of texts."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(list(self.rhs))]  # noqa: S608 - a column

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(self.rhs)]


def register() -> None:
    """For columns of text and for foreign keys, whose ids are texts."""
    CharField.register_lookup(Among)
    ForeignKey.register_lookup(Among)
