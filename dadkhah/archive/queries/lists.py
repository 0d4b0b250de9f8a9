"""Lists of people and of things: by name, or in the order of their dates, a page at a time.

Names are paged by where a page begins, not by its number, so that the last page costs what the first does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from dadkhah.archive.access import Visible
from dadkhah.archive.models import Claim, Label, Subject
from dadkhah.archive.queries.assertions import Assertion, assertions
from dadkhah.archive.queries.labels import labels
from dadkhah.reading.fold import fold

PER_PAGE = 50
NAMED_IN = ("en", "fa")
OFFICES = ("position", "panel_seat")
TITLED_BY = ("what", "act", "open_question", "who", "description", "figure")
"""Where nothing names a subject, the first of these stands for its title."""
MAIN = {
    "event": ("date", "place", "description", "act_kind"),
    "order": ("date", "issuer", "target", "authenticity"),
    "effort": ("date", "who", "what", "result"),
    "recognition": ("date", "body", "act", "legal_force"),
    "disclosure": ("date", "what", "who"),
    "response": ("date", "who", "what", "response_kind"),
    "argument": ("argument_kind", "description"),
    "question": ("open_question",),
    "group": ("description", "part_of", "alias"),
    "case": ("description", "date"),
}
"""What a list shows of each kind; the rest is on the thing's own page."""


def titles(visible: Visible, subjects: Iterable[str], language: str) -> dict[str, str]:
    """As `labels`, but one without a visible name is called by what is said of it first."""
    wanted = set(subjects)
    found = labels(visible, wanted, language)
    if missing := wanted - found.keys():
        rows = visible.claims().filter(subject__in=missing, predicate__in=TITLED_BY, value__isnull=False)
        said = sorted(rows.values_list("subject", "predicate", "id", "value"), key=_title_order)
        for subject, _, _, value in said:
            found.setdefault(subject, value)
    return found


def _title_order(row: tuple[str, str, str, str]) -> tuple[int, str]:
    return TITLED_BY.index(row[1]), row[2]


@dataclass(frozen=True)
class Named:
    """A line of a list of names: in which language, how it sorts, what stands there, and other visible names."""

    subject: str
    language: str
    sort: str
    text: str
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NamePage:
    """`before` and `after` say where the neighbouring pages begin; empty where there is none."""

    rows: list[Named]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which names: in which language first, beginning how, of whom, and from where on (as NamePage says it)."""

    language: str = "en"
    begins: str = ""
    group: str = ""
    offices: bool = False
    after: str = ""
    before: str = ""

    @property
    def languages(self) -> list[str]:
        """Who has no name in the language asked for stands behind all others, under another."""
        return [self.language, *(other for other in NAMED_IN if other != self.language)]


def count_of(visible: Visible, kind: str) -> int:
    """How many of this kind the actor may see."""
    return visible.sightings().filter(kind=kind).count()


def names(visible: Visible, wish: Wish, size: int = PER_PAGE) -> NamePage:
    """One page of persons by name; a person with two spellings stands under each."""
    backwards = bool(wish.before) and not wish.after
    language, sort, subject = _edge_parts(wish.before if backwards else wish.after)
    order = wish.languages[::-1] if backwards else wish.languages
    found: list[Named] = []
    for section in order[order.index(language) if language in order else 0 :]:
        rows = _wished(visible, wish, section)
        if section == language:
            rows = rows.filter(_beyond(sort, subject, backwards=backwards))
        columns = ("-sort", "-subject_id") if backwards else ("sort", "subject_id")
        lines = rows.values("sort", "subject_id").annotate(shown=Min("text")).order_by(*columns)
        found += [
            Named(line["subject_id"], section, line["sort"], line["shown"]) for line in lines[: size + 1 - len(found)]
        ]
        if len(found) > size:
            break
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (has_more, True) if backwards else (bool(wish.after), has_more)
    return NamePage(
        _with_others(visible, found),
        before=_edge(found[0]) if found and has_before else "",
        after=_edge(found[-1]) if found and has_after else "",
    )


def _edge(line: Named) -> str:
    return f"{line.language}|{line.sort}|{line.subject}"


def _edge_parts(edge: str) -> tuple[str, str, str]:
    language, _, rest = edge.partition("|")
    sort, _, subject = rest.rpartition("|")
    return language, sort, subject


def _beyond(sort: str, subject: str, *, backwards: bool) -> Q:
    if backwards:
        return Q(sort__lte=sort) & (Q(sort__lt=sort) | Q(subject_id__lt=subject))
    return Q(sort__gte=sort) & (Q(sort__gt=sort) | Q(subject_id__gt=subject))


def _wished(visible: Visible, wish: Wish, language: str) -> QuerySet[Label]:
    """Visible names in one language of those whom no earlier language names."""
    open_labels = visible.labels()
    rows = open_labels.filter(kind="person", language=language)
    rows = rows.exclude(subject_id__in=Subject.objects.filter(forwards_to__isnull=False).values("id"))
    if earlier := wish.languages[: wish.languages.index(language)]:
        rows = rows.filter(~Exists(open_labels.filter(subject_id=OuterRef("subject_id"), language__in=earlier)))
    if begins := fold(wish.begins):
        rows = rows.filter(sort__gte=begins, sort__lt=begins[:-1] + chr(ord(begins[-1]) + 1))
    if wish.group:
        said = visible.claims().filter(subject=OuterRef("subject_id"), predicate="group_of_victims")
        rows = rows.filter(Exists(said.filter(value=wish.group)))
    if wish.offices:
        rows = rows.filter(subject_id__in=visible.claims().filter(predicate__in=OFFICES).values("subject"))
    return rows


def _with_others(visible: Visible, found: list[Named]) -> list[Named]:
    rows = visible.labels().filter(subject_id__in=[line.subject for line in found])
    spellings: dict[str, list[str]] = defaultdict(list)
    for subject, text in rows.order_by("language", "sort").values_list("subject_id", "text"):
        if text not in spellings[subject]:
            spellings[subject].append(text)
    return [
        replace(line, others=[other for other in spellings[line.subject] if other != line.text]) for line in found
    ]


def nameless(visible: Visible) -> QuerySet[Subject]:
    """Persons whom no visible claim names."""
    named = visible.labels().filter(subject_id=OuterRef("pk"))
    return visible.subjects("person").filter(~Exists(named), forwards_to__isnull=True).order_by("id")


def said_of(visible: Visible, subjects: Iterable[str], predicates: Iterable[str]) -> dict[str, list[Claim]]:
    """Visible claims with these predicates by subject, one for each assertion, in the order recorded."""
    rows = visible.claims().filter(subject__in=list(subjects), predicate__in=list(predicates)).order_by("id")
    found: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in rows:
        found[claim.subject_id].setdefault(claim.group, claim)
    return {subject: list(groups.values()) for subject, groups in found.items()}


def statements_by(visible: Visible, speakers: Iterable[str]) -> dict[str, int]:
    """Speaker id -> how many visible statements."""
    rows = visible.statements().filter(speaker__in=list(speakers))
    return dict(rows.values_list("speaker").annotate(n=Count("id")).order_by())


@dataclass
class Entry:
    """One thing of a list: its title, all dates that are claimed side by side, and what else is said first."""

    subject: Subject
    title: str
    dates: list[Assertion] = field(default_factory=list)
    places: list[Assertion] = field(default_factory=list)
    others: list[Assertion] = field(default_factory=list)

    @property
    def is_disputed(self) -> bool:
        return any(a.rivals for a in self.dates)


def of_kind(visible: Visible, kind: str) -> QuerySet[Subject]:
    """Visible subjects of a kind, the earliest claimed date first, those without a date last."""
    rows = visible.subjects(kind)
    if "date" not in MAIN.get(kind, ()):
        return rows.order_by("id")
    dates = visible.claims().filter(subject=OuterRef("pk"), predicate="date", date_first__isnull=False)
    first = Subquery(dates.order_by("date_first").values("date_first")[:1])
    return rows.annotate(first=first).order_by(F("first").asc(nulls_last=True), "id")


def entries(visible: Visible, subjects: Iterable[Subject], kind: str, language: str) -> list[Entry]:
    """The subjects of one page with their main claims."""
    listed = list(subjects)
    told = [p for p in MAIN.get(kind, ()) if p not in ("date", "place")]
    said = said_of(visible, [s.pk for s in listed], {"date", "place", *told})
    found = assertions(visible, [claim for claims in said.values() for claim in claims], language)
    called = titles(visible, [s.pk for s in listed], language)
    made = {s.pk: Entry(s, called.get(s.pk, s.handle)) for s in listed}
    for assertion in sorted(found, key=lambda a: _telling(a.claim, told)):
        entry = made[assertion.claim.subject_id]
        {"date": entry.dates, "place": entry.places}.get(assertion.claim.predicate, entry.others).append(assertion)
    return list(made.values())


def _telling(claim: Claim, told: list[str]) -> tuple[int, str]:
    return (told.index(claim.predicate) if claim.predicate in told else -1), claim.date_first or ""
