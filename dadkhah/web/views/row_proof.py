"""The proof of one row as a file: what a stranger needs to check that it is as it was written."""

from __future__ import annotations

import json

from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext

from dadkhah.archive.heads import NotPublished
from dadkhah.archive.queries.history import proof_of
from dadkhah.evidence.checkpoint import BadKey


def row_proof(row: Model) -> HttpResponse:
    """Its canonical form, salt, line, entry and the way to the signed checkpoint; else when to ask again."""
    try:
        found = proof_of(row)
    except (NotPublished, BadKey, FileNotFoundError):
        sentence = gettext(
            "The entry is not under a signed checkpoint yet. Try again in a moment; if it stays so, tell a steward.",
        )
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="proof-{row.pk}.json"'
    return answer
