"""What subjects are called, as far as the actor may see."""

from __future__ import annotations

from collections.abc import Iterable

from dadkhah.archive.access import Visible


def labels(visible: Visible, subjects: Iterable[str], language: str) -> dict[str, str]:
    """Subject id -> its name in the language, else in another. Without a visible name it is not in the result."""
    found: dict[str, str] = {}
    rows = visible.labels().filter(subject_id__in=set(subjects)).order_by("id")
    for subject, of, text in rows.values_list("subject_id", "language", "text"):
        if of == language or subject not in found:
            found[subject] = text
    return found
