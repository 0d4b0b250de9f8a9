"""Withdraw a claim: it stays in the archive with the reason, and pages leave it out."""

from __future__ import annotations

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.models import Claim
from dadkhah.archive.recording import recording
from dadkhah.sentences import Sentence


def retire_claim(actor: Actor, claim: Claim, reason: str) -> None:
    """Nothing is deleted. Raises Refused, and ValueError without a reason."""
    require(actor, "retire", claim.source.compartment_id)
    if not visible_to(actor).claims().filter(pk=claim.pk).exists():
        raise Refused(Sentence("There is no such claim here, or it was withdrawn before."))
    if not reason.strip():
        raise ValueError(Sentence("Say why the claim is withdrawn: the reason stays with it."))
    with recording(actor, "retire_claim") as record:
        record.change(claim, retired=f"{record.at}: {reason}")
