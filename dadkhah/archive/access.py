"""Who may see and do what: the whole of it, in this one file. What is not allowed here is refused.

`visible_to(actor)` is the only way to a row; `may(actor, verb, compartment)` the only leave to act.
Hidden and missing look the same from outside: both are not there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from dadkhah.archive.models import (
    Account,
    Assessment,
    Claim,
    Coding,
    ColumnMapping,
    Compartment,
    Consent,
    CustodyEvent,
    Derivation,
    DocumentReading,
    EstimateRun,
    Figure,
    Item,
    Judgement,
    Label,
    LinkageModel,
    LinkageRun,
    ListImport,
    Member,
    Pair,
    PairGroup,
    Passage,
    Record,
    RecordList,
    Response,
    Role,
    Sighting,
    Source,
    Stance,
    Standing,
    Statement,
    Subject,
    SuggestionVerdict,
    Testimony,
    WitnessIdentity,
    Zone,
    ZoneSet,
)
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.sentences import Sentence

READ = {"see"}
DOCUMENT = READ | {
    "see_held",
    "take_in",
    "import_list",
    "describe_source",
    "record_claim",
    "record_statement",
    "record_testimony",
    "record_consent",
    "retire",
}
REVIEW = READ | {"see_held", "assess", "judge", "describe_source", "record_claim", "record_statement", "retire"}
ANALYSE = READ | {"analyse"}
PUBLISH = READ | {"release"}
STEWARD = DOCUMENT | REVIEW | ANALYSE | {"load_sheet", "grant_role", "manage", "erase", "see_identity", "import"}
VERBS: dict[str, set[str]] = {
    "reader": READ,
    "documenter": DOCUMENT,
    "reviewer": REVIEW,
    "analyst": ANALYSE,
    "publisher": PUBLISH,
    "steward": STEWARD,
}


class Refused(Exception):
    """The actor may not do this. The message says who may."""


class Unnamed(Exception):
    """Somebody wanted to write without saying who: there is no default actor."""


@dataclass(frozen=True)
class Actor:
    """A person, or a named machine that works for one. Nothing is written without."""

    account: Account | None
    machine: str = ""

    @property
    def id(self) -> str:
        return self.account.pk if self.account else ""

    def must_be_named(self) -> None:
        if not self.account and not self.machine:
            raise Unnamed(Sentence("Nothing is written without an actor: say for whom this is done."))

    @cached_property
    def roles(self) -> dict[str, set[str]]:
        """Compartment id -> the verbs this actor may do there."""
        verbs: dict[str, set[str]] = defaultdict(set)
        if self.account and self.account.is_active:
            for compartment, role in Role.objects.filter(account=self.account).values_list("compartment", "role"):
                verbs[compartment] |= VERBS.get(role, set())
        return dict(verbs)

    def compartments(self, verb: str) -> list[str]:
        return [compartment for compartment, verbs in self.roles.items() if verb in verbs]


def may(actor: Actor, verb: str, compartment: Compartment | str | None) -> bool:
    """Whether the actor's roles in this compartment hold the verb."""
    key = compartment.pk if isinstance(compartment, Compartment) else compartment
    return bool(key) and verb in actor.roles.get(key or "", set())


def require(actor: Actor, verb: str, compartment: Compartment | str | None) -> None:
    """Raises Refused where `may` says no."""
    actor.must_be_named()
    if not may(actor, verb, compartment):
        roles = [vocabulary().word("account_roles", role) for role in sorted(VERBS) if verb in VERBS[role]]
        raise Refused(
            Sentence(
                "This needs the right “{verb}” in this compartment, which the roles {roles} have. "
                "Ask a steward of the archive for one of them.",
                verb=verb,
                roles=roles,
            ),
        )


class Visible:
    """What one actor may see: query sets that hold nothing else."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.readable = set(actor.compartments("see"))
        self.working = set(actor.compartments("see_held"))

    @cached_property
    def _all_zones(self) -> list[tuple[str, str, str | None, bool]]:
        """Every zone as (id, compartment of the source, of the file, held back)."""
        return list(Zone.objects.values_list("id", "source_compartment", "item_compartment", "held"))

    @cached_property
    def zones(self) -> list[str]:
        """Ids of the zones that are open to the actor."""
        return [zone for zone, source, item, held in self._all_zones if self._is_open(source, item, held=held)]

    def _is_open(self, source: str, item: str | None, *, held: bool) -> bool:
        if source not in (self.working if held else self.readable):
            return False
        return item is None or item in self.readable

    @cached_property
    def _open_zones(self) -> frozenset[str]:
        return frozenset(self.zones)

    def is_open(self, zone: str | None) -> bool:
        """Whether what lies in this zone may be seen."""
        return zone in self._open_zones

    def zone_rows(self) -> QuerySet[Zone]:
        return Zone.objects.filter(pk__in=self.zones)

    def zones_worked_in(self, *, held: bool = False) -> list[str]:
        """Open zones of sources in compartments where the actor works; `held`: only those of what is held back."""
        return [
            zone for zone, source, _item, is_held in self._all_zones
            if zone in self._open_zones and source in self.working and (is_held or not held)
        ]  # fmt: skip

    @cached_property
    def sensitive_zones(self) -> set[str]:
        """Open zones of a sealed or restricted compartment: reading there leaves an entry."""
        sensitive = self.sensitive_compartments
        return {
            zone for zone, source, item, _held in self._all_zones
            if zone in self._open_zones and (source in sensitive or item in sensitive)
        }  # fmt: skip

    @cached_property
    def sensitive_compartments(self) -> set[str]:
        """Readable compartments of level sealed or restricted."""
        return {c.pk for c in self.compartments() if c.is_sensitive}

    @cached_property
    def zone_sets(self) -> list[str]:
        sets = ZoneSet.objects.values_list("id", "zones")
        return [zone_set for zone_set, zones in sets if not self._open_zones.isdisjoint(zones.split())]

    def claims(self) -> QuerySet[Claim]:
        return Claim.objects.filter(zone__in=self.zones, retired__isnull=True)

    def retired_claims(self) -> QuerySet[Claim]:
        return Claim.objects.filter(zone__in=self.zones, retired__isnull=False)

    def claims_ever(self) -> QuerySet[Claim]:
        """Withdrawn ones too, for their history is open."""
        return Claim.objects.filter(zone__in=self.zones)

    def sensitive_claims(self, *, ever: bool = False) -> QuerySet[Claim]:
        """Those whose showing is a read that the ledger keeps. Where there is no such zone the database is not asked."""
        return (self.claims_ever() if ever else self.claims()).filter(zone__in=self.sensitive_zones)

    def sources(self) -> QuerySet[Source]:
        return Source.objects.filter(zone__in=self.zones, retired__isnull=True)

    def sightings(self) -> QuerySet[Sighting]:
        """Which subjects and statements are seen through a visible claim: their ids and kinds."""
        return Sighting.objects.filter(zone_set__among=self.zone_sets)

    def labels(self) -> QuerySet[Label]:
        """What visible claims call subjects."""
        return Label.objects.filter(zone_id__in=self.zones)

    def _is_sighted(self) -> Exists:
        """Asked row by row: one row then costs one look at an index, however many there are."""
        return Exists(self.sightings().filter(object_id=OuterRef("pk")))

    def subjects(self, kind: str | None = None) -> QuerySet[Subject]:
        """Subjects with at least one visible claim about them."""
        found = Subject.objects.filter(self._is_sighted(), retired__isnull=True)
        return found.filter(kind=kind) if kind else found

    def statements(self) -> QuerySet[Statement]:
        """Statements that at least one visible claim attests."""
        return Statement.objects.filter(self._is_sighted(), retired__isnull=True)

    def figures(self) -> QuerySet[Figure]:
        return Figure.objects.filter(pk__in=self.claims().filter(predicate="figure").values("figure"))

    def items(self) -> QuerySet[Item]:
        return Item.objects.filter(zone__in=self.zones)

    def passages(self) -> QuerySet[Passage]:
        return Passage.objects.filter(item__zone__in=self.zones)

    def document_readings(self) -> QuerySet[DocumentReading]:
        """Those of which the file, its text and what was found in it are visible."""
        return DocumentReading.objects.filter(item__zone__in=self.zones, text__zone__in=self.zones, found__zone__in=self.zones)

    def suggestion_verdicts(self) -> QuerySet[SuggestionVerdict]:
        return SuggestionVerdict.objects.filter(reading__in=self.document_readings())

    def custody(self) -> QuerySet[CustodyEvent]:
        return CustodyEvent.objects.filter(item__in=self.items())

    def readings(self) -> QuerySet[Stance]:
        """Stances as people of this archive and visible sources read them, whatever the statement: of one that is seen."""
        ours_or_open = Q(source__isnull=True) | Q(source__zone__in=self.zones)
        return Stance.objects.filter(ours_or_open, retired__isnull=True)

    def stances(self) -> QuerySet[Stance]:
        return self.readings().filter(statement__in=self.statements())

    def codings(self) -> QuerySet[Coding]:
        return Coding.objects.filter(
            statement__in=self.statements(), argument__in=self.subjects("argument"), retired__isnull=True,
        )

    def standings_recorded(self) -> QuerySet[Standing]:
        """Those that were recorded where the actor may read, whatever they are of: of a speaker who is seen."""
        return Standing.objects.filter(zone__in=self.zones, retired__isnull=True)

    def standings_of_sources(self) -> QuerySet[Standing]:
        return self.standings_recorded().filter(source__zone__in=self.zones)

    def standings(self) -> QuerySet[Standing]:
        """Of visible sources and speakers, those that were recorded where the actor may read."""
        rows = self.standings_recorded()
        return rows.filter(source__in=self.sources()) | rows.filter(subject__in=self.subjects())

    def derivations(self) -> QuerySet[Derivation]:
        return Derivation.objects.filter(claim__in=self.claims(), retired__isnull=True)

    def assessments(self) -> QuerySet[Assessment]:
        of_claims = Assessment.objects.filter(claim__in=self.claims())
        return of_claims | Assessment.objects.filter(standing__in=self.standings())

    def answers(self, among: QuerySet[Response]) -> list[Response]:
        """Those of these answers of which both ends are visible. Read the few first, then ask for their ends."""
        among = among.filter(retired__isnull=True)
        rows = list(among if self.working else among.filter(hold__isnull=True))
        ends = {end for row in rows for end in row.ends if end}
        seen = set(self.sightings().filter(object_id__in=ends).values_list("pk", flat=True))
        seen |= set(Source.objects.filter(pk__in=ends, zone__in=self.zones).values_list("pk", flat=True))
        return [row for row in rows if seen.issuperset(end for end in row.ends if end)]

    def testimonies(self) -> QuerySet[Testimony]:
        return Testimony.objects.filter(source__in=self.sources())

    def consents(self) -> QuerySet[Consent]:
        return Consent.objects.filter(source__in=self.sources())

    def identities(self) -> QuerySet[WitnessIdentity]:
        return WitnessIdentity.objects.filter(compartment__in=self.actor.compartments("see_identity"))

    def compartments(self) -> QuerySet[Compartment]:
        return Compartment.objects.filter(pk__in=self.readable)

    def accounts(self) -> QuerySet[Account]:
        """Who else is here: for those who grant roles."""
        if not self.actor.compartments("grant_role"):
            return Account.objects.filter(pk=self.actor.id)
        return Account.objects.all()

    def granted(self) -> QuerySet[Role]:
        """The actor's own roles, and all of the compartments in which they grant some."""
        own = Role.objects.filter(account=self.actor.id, compartment__in=self.readable)
        return own | Role.objects.filter(compartment__in=self.actor.compartments("grant_role"))

    def lists(self) -> QuerySet[RecordList]:
        """Lists of visible sources."""
        return RecordList.objects.filter(source__zone__in=self.zones, source__retired__isnull=True, retired__isnull=True)

    def mappings(self) -> QuerySet[ColumnMapping]:
        """Which column holds what: of visible lists, and the actor's own."""
        own = Q(list__isnull=True, account=self.actor.id)
        return ColumnMapping.objects.filter(Q(list__in=self.lists()) | own, retired__isnull=True)

    def list_imports(self) -> QuerySet[ListImport]:
        """What was read into visible lists from visible files, also what was undone."""
        return ListImport.objects.filter(list__in=self.lists(), item__zone__in=self.zones)

    @cached_property
    def imports_in_force(self) -> list[str]:
        """Ids of the imports whose rows count, as far as they are visible."""
        return list(self.list_imports().filter(state="in_force").values_list("pk", flat=True))

    def records_ever(self) -> QuerySet[Record]:
        """Former versions of rows and those of undone imports too, but nothing of an import that is still being written."""
        return Record.objects.filter(batch__in=self.list_imports().exclude(state="staged"))

    def records(self) -> QuerySet[Record]:
        """Rows of lists as they stand now: of imports in force, and not replaced by one of a later import in force."""
        later = Record.objects.filter(previous=OuterRef("pk"), batch__in=self.imports_in_force)
        return Record.objects.filter(~Exists(later), batch__in=self.imports_in_force)

    def sensitive_records(self) -> QuerySet[Record]:
        """Rows whose showing is a read that the ledger keeps."""
        return self.records_ever().filter(zone__in=self.sensitive_zones)

    def members(self) -> QuerySet[Member]:
        """Which visible record, as it stands now, belongs to which person."""
        return Member.objects.filter(Exists(self.records().filter(pk=OuterRef("record_id"))))

    def pair_groups(self) -> QuerySet[PairGroup]:
        """Pairs are visible where both of their records are; all of one group lie in the same two zones."""
        lists = self.lists().values("id")
        in_lists = PairGroup.objects.filter(list_one__in=lists, list_other__in=lists)
        return in_lists.filter(zone_one__in=self.zones, zone_other__in=self.zones)

    def pairs(self) -> QuerySet[Pair]:
        return Pair.objects.filter(group__in=self.pair_groups())

    def judgements(self) -> QuerySet[Judgement]:
        """Those of which both ends are visible, undone ones too."""
        rows = Judgement.objects.all()
        for end in ("one", "other"):
            listed = self.records_ever().filter(pk=OuterRef(f"{end}_record"))
            rows = rows.filter(Exists(listed) | Exists(self.sightings().filter(object_id=OuterRef(f"{end}_person"))))
        return rows

    def linkage_models(self) -> QuerySet[LinkageModel]:
        return LinkageModel.objects.filter(item__zone__in=self.zones)

    def linkage_runs(self) -> QuerySet[LinkageRun]:
        """Runs of visible lists alone, whose pairs lie in a visible file; of the pairs themselves each has its own check."""
        return self._of_visible_lists(LinkageRun.objects.all())

    def estimates(self) -> QuerySet[EstimateRun]:
        """Estimates from visible lists alone; the file of each lies where all that was counted is visible."""
        return self._of_visible_lists(EstimateRun.objects.all())

    def _of_visible_lists(self, every: QuerySet[Any]) -> QuerySet[Any]:
        """Those with a visible file whose `lists` are visible, all of them."""
        rows, seen = every.filter(item__zone__in=self.zones), set(self.lists().values_list("pk", flat=True))
        return rows.filter(pk__in=[pk for pk, lists in rows.values_list("pk", "lists") if seen.issuperset(lists.split())])

    def is_sensitive(self, row: Model) -> bool:
        """Whether showing this row is a read that the ledger keeps."""
        zone = getattr(row, "zone_id", None)
        if zone:
            return zone in self.sensitive_zones
        return getattr(row, "compartment_id", None) in self.sensitive_compartments


def visible_to(actor: Actor) -> Visible:
    """The only way to a row."""
    return Visible(actor)
