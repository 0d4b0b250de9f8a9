"""A person takes a run's word from a threshold on, or withdraws the run: who is one person follows from it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from dadkhah.archive.access import Actor
from dadkhah.archive.actions.record_run import lists_of, require_lists
from dadkhah.archive.graph import Thresholds, millionths, thresholds
from dadkhah.archive.models import LinkageRun
from dadkhah.archive.settling import settle_all
from dadkhah.reading.numerals import to_ascii_digits
from dadkhah.sentences import Sentence


def put_in_force(actor: Actor, run: LinkageRun, threshold: str) -> LinkageRun:
    """From this probability on the pairs of the run hold, unless people say otherwise. Raises Refused, Busy, ValueError."""
    require_lists(actor, "judge", lists_of(run))
    least = threshold_of(threshold)

    def with_it() -> Thresholds:
        return {**thresholds(), run.pk: millionths(least)}

    settle_all(actor, "put_in_force", run, with_it, state="in_force", threshold=least)
    return run


def withdraw_run(actor: Actor, run: LinkageRun) -> LinkageRun:
    """The run proposes and joins nothing any more; its pairs stay in their file. Raises Refused, Busy."""
    require_lists(actor, "judge", lists_of(run))

    def without_it() -> Thresholds:
        return {key: least for key, least in thresholds().items() if key != run.pk}

    settle_all(actor, "withdraw_run", run, without_it, state="withdrawn")
    return run


def threshold_of(typed: str) -> str:
    """As it is kept: a decimal above 0 and up to 1, digits of any script. Raises ValueError."""
    fault = Sentence("Give the threshold as a probability above 0 and up to 1, such as 0.95.")
    try:
        value = Decimal(to_ascii_digits(typed).strip().replace("٫", "."))
    except InvalidOperation:
        raise ValueError(fault) from None
    if not value.is_finite() or not Decimal("0.000001") <= value <= 1:
        raise ValueError(fault)
    return f"{value:.6f}".rstrip("0").rstrip(".")
