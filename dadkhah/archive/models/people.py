"""What people gave us in person, and on which conditions. A witness's identity is kept apart."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Compartment
from dadkhah.archive.models.claims import Source


class WitnessIdentity(models.Model):
    """Who a witness is, in a sealed compartment of its own. Elsewhere only the pseudonym stands.

    The pseudonym is stable within a case, so that two testimonies of one person can be told apart from two.
    """

    id = IdField()
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="+")
    case = models.CharField(max_length=200)
    pseudonym = models.CharField(max_length=40)
    name = Words()
    contact = Words()
    note = Words()

    class Meta:
        db_table = "witness_identity"
        constraints = [models.UniqueConstraint(fields=["case", "pseudonym"], name="one_pseudonym_per_case")]


class Testimony(models.Model):
    """How a testimony was taken. What it says are claims of its source."""

    id = IdField()
    source = models.OneToOneField(Source, models.PROTECT, related_name="testimony")
    pseudonym = Words()
    taken = Words()
    interviewer = Words()
    interpreter = Words()
    language = Words()
    questions = Words()
    prior_exposure = Words()
    knowledge = Words()

    class Meta:
        db_table = "testimony"


class Consent(models.Model):
    """What may be done with what someone gave: one row per use. The newest row per use counts.

    `scope` and `state` are codes of `consent_scope` and `consent_state`; a withdrawal is a further row.
    """

    id = IdField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    for_whom = Words()
    conditions = Words()
    until = Words()
    language = Words()
    form = Words()
    informed_by = Words()
    at = Instant()

    class Meta:
        db_table = "consent"
