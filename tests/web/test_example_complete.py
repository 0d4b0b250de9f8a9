"""Every leaf of both fact files is on a page: the page of its own source, person, event, figure or statement."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from dadkhah.archive.actions.load_sheet import load_sheet
from dadkhah.archive.models import Figure, Source, Statement, Subject
from dadkhah.claims.sheet import read_sheet
from dadkhah.claims.vocabulary import vocabulary
from dadkhah.reading.calendars import show
from dadkhah.reading.numerals import group

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "iran-1988"
ELSEWHERE = ("sources", "derives_from", "statements", "responds_to", "orders", "figure")
"""Keys whose values are ids of other entries: they are shown as links with the other's own title."""


@pytest.fixture
def pages(world, shared) -> Pages:
    sheet, faults = read_sheet(EXAMPLE)
    assert not faults
    load_sheet(world.steward, sheet, world.main)
    client = Client()
    client.force_login(world.steward.account)
    return Pages(client)


class Pages:
    """The text of pages, fetched once each."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.read: dict[str, str] = {}

    def text(self, address: str) -> str:
        if address not in self.read:
            answer = self.client.get(address)
            assert answer.status_code == 200, address
            words = re.sub(r"<[^>]*>", " ", answer.content.decode())
            attributes = re.findall(r'(?:href|title|datetime)="([^"]*)"', answer.content.decode())
            self.read[address] = flat(html.unescape(f"{words} {' '.join(attributes)}"))
        return self.read[address]

    def of(self, *handles: str) -> str:
        return " ".join(self.text(address) for handle in handles for address in addresses(handle))


def addresses(handle: str) -> Iterator[str]:
    for model, path in ((Source, "sources"), (Subject, "subjects"), (Statement, "statements")):
        for row in model.objects.filter(handle=handle):
            yield f"/{path}/{row.pk}"
    for figure in Figure.objects.filter(key=f"iran-1988:{handle}"):
        yield f"/figures/{figure.pk}"


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def leaves(node: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from leaves(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value, key)
    elif node is not None:
        yield key, node


def forms(key: str, leaf: Any) -> set[str]:
    """How a leaf may stand on a page: as it is, by its label, or as a grouped number."""
    if isinstance(leaf, bool):
        return {"yes" if leaf else "no", "Worked out by the compiler" if leaf else "no"}
    if isinstance(leaf, int) and key in ("value", "low", "high"):
        return {group(leaf, "en")}
    text = flat(str(leaf))
    if key in ("date", "claim_date", "compiled"):
        return {text, show(text, "en")}
    labels = {
        vocabulary().label(name, text, "en") for name in vocabulary().lists if text in vocabulary().codes(name)
    }
    return {text, html.unescape(text)} | labels


def missing(entry: Any, page: str) -> list[str]:
    lost = []
    for key, leaf in leaves(entry):
        if key in ELSEWHERE:
            continue
        if not any(form in page for form in forms(key, leaf)):
            lost.append(f"{key}: {leaf}")
    return lost


def files(shared: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    names = ("iran-1988-facts.yaml", "iran-1988-persons.yaml")
    first, second = (yaml.load((shared / "facts" / n).read_text("utf-8"), yaml.CSafeLoader) for n in names)
    return first, second


@pytest.mark.slow
def test_every_leaf_is_on_a_page(pages: Pages, shared: Path) -> None:
    facts, persons = files(shared)
    lost: list[str] = []

    def look(where: str, entry: Any, *handles: str) -> None:
        lost.extend(f"{where} {leaf}" for leaf in missing(entry, pages.of(*handles)))

    for file in (facts, persons):
        for source in file["sources"]:
            look(source["id"], source, source["id"])
    for figure in facts["figures"]:
        look(figure["id"], figure, figure["id"])
    for statement in facts["statements"]:
        look(statement["id"], statement, statement["id"])
    for section in ("orders", "events", "burial_sites", "recognitions"):
        for entry in facts[section]:
            look(entry["id"], entry, entry["id"])
    for place in facts["places"]:
        look(place["id"], place, "PL" + place["id"][1:])
    for section in ("persons", "efforts", "arguments", "responses"):
        for entry in persons[section]:
            relatives = Subject.objects.filter(named_in__subject__handle=entry["id"]).distinct()
            look(entry["id"], entry, entry["id"], *relatives.values_list("handle", flat=True))
    for entry in (*facts["positions"], *facts["tehran_commission_1988"]):
        look(entry["person"], entry, *named(entry["person"]))
    for damage in facts["site_destruction"]:
        handles = [damage["site"]] if damage["site"].startswith("G0") else ["seven-sites"]
        look("damage", {k: v for k, v in damage.items() if k != "site"}, *handles)
    everything = Subject.objects.filter(kind__in=("disclosure", "question", "case")).values_list("handle", flat=True)
    overview = ("/how-this-was-compiled", "/what-we-do-not-know")
    rest = pages.of(*everything) + " ".join(pages.text(address) for address in overview)
    metas = [facts["meta"], persons["meta"], facts["disclosures"], facts["unverified"]]
    lost.extend(f"rest {leaf}" for leaf in missing(metas, rest))
    assert not lost, "\n".join(lost)


def named(name: str) -> list[str]:
    """Handles of the subjects that a claim calls so."""
    words = re.sub(r"\s*\(.*\)", "", name)
    found = Subject.objects.filter(claims__predicate="name", claims__value__startswith=words)
    return list(found.values_list("handle", flat=True).distinct())
