"""A reviewer's verdict on a claim or a standing: dated, signed, reasoned. Earlier ones stay."""

from __future__ import annotations

from dadkhah.archive.access import Actor, Refused, require, visible_to
from dadkhah.archive.models import Assessment, Claim, Standing
from dadkhah.archive.recording import recording
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.sentences import Sentence, together


def assess_claim(
    actor: Actor, target: Claim | Standing, verdict: str, reason: str, credibility: str = ""
) -> Assessment:
    """Add an assessment. Without an item or passage of the source itself a claim stays unverified.

    Raises Refused without the right, or where the target is not visible; ValueError with every fault.
    """
    require(actor, "assess", target.zone.source_compartment_id)
    if not actor.account:
        raise Refused(Sentence("Only a person assesses. Sign in as a reviewer."))
    if not _is_seen(actor, target):
        raise Refused(Sentence("There is nothing here that you can assess."))
    if faults := _faults(target, verdict, reason, credibility):
        raise ValueError(together(faults))
    of = {"claim": target} if isinstance(target, Claim) else {"standing": target}
    with recording(actor, "assess_claim") as record:
        return record.add(
            Assessment(
                account=actor.account, at=record.at, verdict=verdict, reason=reason, credibility=credibility, **of
            )
        )


def _is_seen(actor: Actor, target: Claim | Standing) -> bool:
    visible = visible_to(actor)
    rows = visible.claims() if isinstance(target, Claim) else visible.standings()
    return rows.filter(pk=target.pk).exists()


def is_held_in_bytes(claim: Claim) -> bool:
    """Whether the claim leads back to bytes of its own source, not only to the sheet it was entered in."""
    return claim.source.item_id is not None or (claim.passage_id is not None and claim.key is None)


def _faults(target: Claim | Standing, verdict: str, reason: str, credibility: str) -> list[str]:
    faults: list[str] = []
    if verdict not in vocabulary().codes("assessment_verdicts"):
        faults.append(Sentence("Choose a verdict: accepted, disputed, rejected or unverified."))
    if not reason.strip():
        faults.append(Sentence("Give the reason for the verdict: others will read it."))
    if credibility and credibility not in vocabulary().codes("admiralty_credibility"):
        faults.append(Sentence("Credibility is a number from 1 to 6."))
    if isinstance(target, Claim) and verdict == "accepted" and not is_held_in_bytes(target):
        faults.append(
            Sentence(
                "No file of this source is held, so the claim stays unverified. "
                "Take the source in first, then record the claim with its passage.",
            ),
        )
    return faults
