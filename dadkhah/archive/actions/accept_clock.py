"""Go on writing though the newest entry bears a later time than it is now: the clock had been wrong then."""

from __future__ import annotations

from dadkhah.archive.access import Actor, Refused
from dadkhah.archive.recording import ACCEPT_CLOCK, newest_time, recording
from dadkhah.sentences import Sentence


def accept_clock(actor: Actor) -> str:
    """One entry, which names the later time; returns that. Only a steward may. What was written then keeps its times."""
    actor.must_be_named()
    if not actor.compartments("import"):
        raise Refused(Sentence("Only a steward may accept the clock. Ask one of this archive's stewards."))
    newest = newest_time()
    with recording(actor, ACCEPT_CLOCK) as record:
        record.notes["newest"] = newest
    return newest
