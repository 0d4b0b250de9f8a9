"""Long work and how far it is. The queue itself is django-tasks; a job carries ids only."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words


class Job(models.Model):
    """One piece of long work: what, for whom, how far; it can be cancelled, resumed and run again alone."""

    id = IdField()
    kind = models.CharField(max_length=40)
    account = models.ForeignKey("archive.Account", models.CASCADE, related_name="jobs")
    arguments = models.TextField(default="{}")
    state = models.CharField(max_length=20, default="waiting")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    message = Words()
    created = Instant()
    changed = Instant()

    class Meta:
        db_table = "job"
