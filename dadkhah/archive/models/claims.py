"""Who says what. The columns follow `dadkhah.claims.values`; a value is never here without its source."""

from __future__ import annotations

from django.db import models

from dadkhah.archive.fields import IdField, Instant, Words
from dadkhah.archive.models.accounts import Compartment, Zone
from dadkhah.archive.models.evidence import Item


class Kept(models.Model):
    """What every row of this room has: an id, its key in the sheet it was loaded from, and its retirement.

    Nothing of it is deleted when it is withdrawn: `retired` says when and why, and pages leave it out.
    """

    id = IdField()
    key = models.CharField(max_length=300, unique=True, null=True)
    retired = Words()

    class Meta:
        abstract = True


class Source(Kept):
    """Who says: a report, a book, a speech, a judgment, a list. It may be known without its item."""

    handle = models.CharField(max_length=200, db_index=True)
    title = models.TextField()
    author = Words()
    date = Words()
    language = Words()
    kind = models.CharField(max_length=40)
    url = Words()
    host = Words()
    stands_behind = Words()
    reliability = Words()
    seen = Words()
    derives_from = Words()
    note = Words()
    hold = Words()
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="sources", null=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    passage = models.ForeignKey("Passage", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "source"

    def __str__(self) -> str:
        return self.title


class Passage(Kept):
    """A place in an item: exact words with prefix and suffix, offsets in code points, page and box, time
    span, lines or list row (W3C Web Annotation selectors).
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="passages")
    exact = Words()
    prefix = Words()
    suffix = Words()
    start = models.BigIntegerField(null=True)
    end = models.BigIntegerField(null=True)
    page = models.BigIntegerField(null=True)
    box = Words()
    time_span = Words()
    first_line = models.BigIntegerField(null=True)
    last_line = models.BigIntegerField(null=True)

    class Meta:
        db_table = "passage"


class Subject(Kept):
    """What claims are about: a person, group, place, event, order, effort ... It holds no value itself.

    A person who was merged into another forwards to the older one; no id is ever used again.
    """

    kind = models.CharField(max_length=20)
    handle = models.CharField(max_length=200, db_index=True)
    forwards_to = models.ForeignKey("self", models.PROTECT, related_name="merged", null=True)

    class Meta:
        db_table = "subject"
        indexes = [models.Index(fields=["kind", "id"], name="subject_by_kind")]


class Figure(Kept):
    """A number and what it counts. Figures of unequal measure or scope are never compared."""

    measure = models.CharField(max_length=40)
    scope = Words()
    qualifier = models.CharField(max_length=40)
    value = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    counts = Words()
    period = Words()
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "figure"
        indexes = [models.Index(fields=["measure", "scope"], name="figure_by_measure")]


class Statement(Kept):
    """Words of one speaker. It is seen through the claims of predicate "said" that attest it."""

    handle = models.CharField(max_length=200, db_index=True)
    speaker = models.ForeignKey(Subject, models.PROTECT, related_name="statements")
    speaker_written = Words()
    role_then = Words()
    role_at_event = Words()
    date = Words()
    date_first = Words()
    date_last = Words()
    mode = models.CharField(max_length=20)
    words = Words()
    translation = Words()
    paraphrase = Words()
    language = Words()
    leads_to = Words()
    note = Words()
    hold = Words()
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="statements", null=True)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "statement"
        indexes = [models.Index(fields=["date_first"], name="statement_by_date")]


class Stance(Kept):
    """One reading of a statement, by one author: the source's framing and ours are two rows."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="stances")
    stance = models.CharField(max_length=40)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey("archive.Account", models.PROTECT, related_name="+", null=True)
    secondary = models.BooleanField(default=False)

    class Meta:
        db_table = "stance"


class Coding(Kept):
    """A statement is read as using an argument: who reads it so, and where it stands."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="codings")
    argument = models.ForeignKey(Subject, models.PROTECT, related_name="codings")
    account = models.ForeignKey("archive.Account", models.PROTECT, related_name="+", null=True)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "coding"


class Claim(Kept):
    """One source says: subject, predicate, value. The claims of one `group` are one assertion by several.

    `confidence` is how sure the recorder is that it was said; whether it is so is an assessment.
    """

    group = models.CharField(max_length=300, db_index=True)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="claims", db_index=False)
    predicate = models.CharField(max_length=60)
    source = models.ForeignKey(Source, models.PROTECT, related_name="claims")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="claims", null=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="claims", null=True)
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="claims", null=True)
    entity = models.ForeignKey(Subject, models.PROTECT, related_name="named_in", null=True)
    value = Words()
    date = Words()
    date_first = Words()
    date_last = Words()
    date_written = Words()
    calendar = Words()
    claimed_on = Words()
    place = Words()
    attributed_to = Words()
    onward_to = Words()
    role = Words()
    relation = Words()
    party = Words()
    stance = Words()
    quote = Words()
    derivation = models.CharField(max_length=20, default="unknown")
    confidence = Words()
    conflict = Words()
    inferred = models.BooleanField(default=False)
    note = Words()
    hold = Words()

    class Meta:
        db_table = "claim"
        # Those that begin with a subject or a zone serve its foreign key too: an index for the key alone would be a second.
        indexes = [
            models.Index(fields=["subject", "predicate"], name="claim_of_subject"),
            models.Index(fields=["predicate", "zone"], name="claim_by_predicate"),
            models.Index(fields=["zone", "source"], name="claim_by_zone"),
            models.Index(fields=["retired"], name="claim_retired", condition=models.Q(retired__isnull=False)),
        ]


class Derivation(Kept):
    """A claim comes from another claim, or from a source of which no claim is held."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="derivations")
    from_claim = models.ForeignKey(Claim, models.PROTECT, related_name="repeated_by", null=True)
    from_source = models.ForeignKey(Source, models.PROTECT, related_name="repeated_by", null=True)

    class Meta:
        db_table = "derivation"

    @property
    def origin(self) -> Source | None:
        """The source it comes from, known by its claim or alone."""
        return self.from_claim.source if self.from_claim else self.from_source


class Standing(Kept):
    """How a source or a speaker stands to the conflict, at a date, in someone's assessment: never a bare label.

    It is seen where it was recorded: a speaker who is seen elsewhere too does not bring it along.
    """

    # Standings are looked for by source or speaker; SQLite would take an index of the few zones before those.
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="standings", null=True)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="standings", null=True)
    party = models.CharField(max_length=40)
    at = Words()
    basis = Words()
    hold = Words()
    account = models.ForeignKey("archive.Account", models.PROTECT, related_name="+", null=True)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "standing"


class Response(Kept):
    """A response or a statement answers, objects to or suppresses something else."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="answers", null=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="answers", null=True)
    relation = models.CharField(max_length=40, default="responds_to")
    to_subject = models.ForeignKey(Subject, models.PROTECT, related_name="answered_by", null=True)
    to_statement = models.ForeignKey(Statement, models.PROTECT, related_name="answered_by", null=True)
    to_source = models.ForeignKey(Source, models.PROTECT, related_name="answered_by", null=True)
    hold = Words()
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "response"

    @property
    def ends(self) -> tuple[str | None, ...]:
        """Ids of what answers and of what is answered."""
        return self.subject_id, self.statement_id, self.to_subject_id, self.to_statement_id, self.to_source_id


class Assessment(Kept):
    """A reviewer's dated, signed, reasoned verdict. The newest counts; none is overwritten."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessments", null=True)
    standing = models.ForeignKey(Standing, models.PROTECT, related_name="assessments", null=True)
    account = models.ForeignKey("archive.Account", models.PROTECT, related_name="assessments")
    at = Instant()
    verdict = models.CharField(max_length=20)
    credibility = Words()
    reason = models.TextField()

    class Meta:
        db_table = "assessment"
