"""What a figure counts, by the vocabulary, out of its object and the words around; None where nothing tells."""

from __future__ import annotations

from collections.abc import Sequence

from dadkhah.reading.counts.words import Words

_FIRST = ("estimate_model", "intended", "pending_executions", "burials", "charged_or_convicted", "people_killed")


def measure(objects: Sequence[str], around: Sequence[str], before: str, near: str, use: Words) -> str | None:
    """`objects`: words of what is counted. `around`: words of the clause, the nearest first. `before`, `near`: text."""
    head = (objects[0] if use.noun_first else objects[-1]) if objects else ""
    if head in use.measures:
        return use.measures[head]
    if any(cue in before.lower() for cue in use.measure_cues.get("names_listed", ())):
        return "names_listed"
    lowered = near.lower()
    for code in _FIRST:
        if any(cue in lowered for cue in use.measure_cues.get(code, ())):
            return code
    if head in use.kill:
        return "people_killed"
    verb = next((word for word in around if word in use.verbs), "")
    return "people_killed" if verb in use.kill and (not head or head in use.nouns) and head not in use.other_verbs else None


def scope(sentence: str, use: Words) -> str | None:
    lowered = sentence.lower()
    return next((code for code, cues in use.scope_cues.items() if any(cue in lowered for cue in cues)), None)
