"""One of everything, three times: open in main, held back in main, and sealed. Each bears a word of its own.

Whoever meets a word that is not theirs, in whatever answer, has found a way past the access check.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

from dadkhah.archive import heads
from dadkhah.archive.access import Actor
from dadkhah.archive.actions.assess_claim import assess_claim
from dadkhah.archive.actions.describe_source import describe_source
from dadkhah.archive.actions.judge_pair import judge_pair
from dadkhah.archive.actions.manage_access import add_account, grant_role
from dadkhah.archive.actions.read_document import read_document
from dadkhah.archive.actions.record_claim import NewClaim, record_claim
from dadkhah.archive.actions.record_statement import NewStatement, record_statement
from dadkhah.archive.actions.record_testimony import NewTestimony, Told, record_testimony
from dadkhah.archive.actions.run_estimate import run_estimate
from dadkhah.archive.actions.take_in import Acquisition, take_in
from dadkhah.archive.estimating import Asked
from dadkhah.archive.models import Job, Member, Standing
from dadkhah.archive.recording import recording
from tests.archive.listed import write_list
from tests.archive.scores import ALIKE, NEARLY, propose

COMMON = "gatherword"
"""A word that all of them have: what searching meets."""
WORDS = {"main": "openqanat", "held": "heldqanat", "sealed": "sealqanat"}
TITLED = ("event", "order", "effort", "recognition", "disclosure", "argument", "response", "question", "case")
NAMED = ("person", "group", "place")


def plant(world: SimpleNamespace, folder) -> SimpleNamespace:
    """Fill the world's archive; `.main`, `.held` and `.sealed` hold ids by what they are."""
    planted = SimpleNamespace()
    for where, word in WORDS.items():
        compartment = world.sealed if where == "sealed" else world.main
        made = _one_of_everything(world, compartment, word, folder, hold=word if where == "held" else "")
        setattr(planted, where, made)
    world.sealed_member = _member(world, world.sealed, "sealed_member")
    world.sealed_reviewer = _member(world, world.sealed, "sealed_reviewer", "reviewer")
    heads.publish()
    return planted


def _member(world: SimpleNamespace, compartment, login: str, role: str = "reader") -> Actor:
    account = add_account(Actor(world.steward.account), login, password="a long password for tests")
    grant_role(Actor(world.steward.account), account, compartment, role)
    return Actor(account)


def _one_of_everything(world, compartment, word: str, folder, *, hold: str) -> SimpleNamespace:
    steward = Actor(world.steward.account)
    text = f"{word} {COMMON}"
    paper = folder / f"{word}.txt"
    paper.write_text(f"First line\nthe words {text} stand here\n")
    # An item has no hold of its own: what is held back is the source that says something of it.
    item = None if hold else take_in(
        steward, compartment, [paper],
        Acquisition(received_from=text, note=text, url=f"https://example.org/{word}", device=text),
    )[0]
    source = describe_source(
        steward, compartment, handle=f"S-{word}", title=f"Title {text}", author=f"Author {text}", kind="ngo",
        party="none", item=item, stands_behind=text, note=text, host=text, url=f"https://example.org/{word}", hold=hold,
        date="1990", language="en",
    )
    if item:
        read_document(steward, item)
    ids = SimpleNamespace(source=source.pk, item=item.pk if item else "", claims={}, subjects={})
    passage = {"exact": text, "prefix": word, "start": 21, "end": 21 + len(text)} if item else {}

    def claim(kind: str, predicate: str, **values):
        about = ids.subjects.get(kind)
        return record_claim(
            Actor(steward.account),
            NewClaim(
                source=source, subject=about, new_subject_kind=kind, new_subject_name=f"{kind} {text}",
                predicate=predicate, item=item, passage=passage,
                more={"hold": hold, "note": text, "quote": text, "attributed_to": text}, **values,
            ),
        )

    for kind in (*NAMED, *TITLED):
        made = claim(kind, "description", value=f"described as {text}")
        ids.subjects[kind] = made.subject
        ids.claims[kind] = made
    person, event = ids.subjects["person"], ids.subjects["event"]
    ids.claim = claim("person", "execution", value=text, date="1988-08-06", place=text)
    claim("person", "prison", value=f"prison {text}", date="1987")
    claim("person", "panel_seat", value=f"seat {text}", entity=event)
    claim("person", "group_of_victims", value="1988")
    claim("event", "date", date="1988-07", value=text)
    claim("event", "place", place=text)
    claim("effort", "what", value=text, date="1989")
    claim("place", "note", value=text)
    figure = {"measure": "people_killed", "scope": "country_1988", "qualifier": "about", "value": 30}
    figure |= {"counts": text, "period": text}
    counted = claim("case", "figure", figure=figure, entity=person)
    ids.figure = counted.figure_id
    statement = record_statement(
        Actor(steward.account),
        NewStatement(
            source=source, speaker=person, mode="quoted", words=f"words {text}", translation=text,
            paraphrase=f"paraphrase {text}", date="1990-01-01", role_then=text, role_at_event=text, stance="denies",
            arguments=(ids.subjects["argument"],),
            note=text, hold=hold, item=item, passage=passage,
        ),
    )
    ids.statement = statement.pk
    ids.standing = Standing.objects.get(source=source).pk
    ids.speaker_standing = _standing(steward, person, source, text)
    assess_claim(Actor(steward.account), ids.claim, "disputed", f"because {text}")
    _listed(world, ids, compartment, text, folder, hold)
    ids.testimony = _testimony(steward, world, compartment, text).pk if not hold else source.pk
    arguments = json.dumps({"compartment": compartment.pk})
    job = Job(kind="rebuild", account=world.steward.account, state="done", message=text, arguments=arguments)
    job.save()
    ids.job = job.pk
    return ids


def _listed(world, ids: SimpleNamespace, compartment, text: str, folder, hold: str) -> None:
    """Two records of a list that a model compared and somebody judged to be one person, and two that nobody is sure of."""
    steward, word = Actor(world.steward.account), text.split(maxsplit=1)[0]
    rows = [{"name": text, "father": text, "event": "1988-08-01", "place": text} for _ in range(4)]
    described = {"title": f"List {text}", "hold": hold, "date": "1990", "language": "en"}
    records = write_list(steward, compartment, f"L-{word}", rows, folder, **described)
    ids.record, ids.batch, ids.listed = records[0].pk, records[0].batch_id, records[0].list_id
    ids.run = propose(Actor(steward.account), records, [(0, 1, 0.9, ALIKE), (2, 3, 0.5, NEARLY)]).pk
    made = judge_pair(Actor(steward.account), records[0], records[1], "same", f"because {text}")
    judge_pair(Actor(steward.account), records[2], records[3], "unsure", f"because {text}")
    other = write_list(steward, compartment, f"L-{word}-2", rows[:1], folder, **described)
    asked = Asked(methods=("Chapman",), probe=False)
    ids.estimate = run_estimate(Actor(steward.account), [records[0].list, other[0].list], asked, workers=1).run.pk
    ids.judgement, ids.pair = made.pk, f"{records[0].pk}-{records[1].pk}"
    ids.joined = Member.objects.get(pk=records[0].pk).subject_id


def _standing(steward: Actor, person, source, text: str) -> str:
    seen = {"zone_id": source.zone_id, "hold": source.hold}
    said = {"party": "state", "at": "1990", "basis": text, "account": steward.account}
    with recording(Actor(steward.account), "assess_claim") as record:
        return record.add(Standing(subject=person, **seen, **said)).pk


def _testimony(steward: Actor, world, compartment, text: str):
    told = Told(predicate="last_contact", value=f"seen {text}", new_name=f"Testified {text}", place=text)
    return record_testimony(
        Actor(steward.account), compartment, world.sealed,
        NewTestimony(
            case="c", told=[told], knowledge="witness.hearsay", heard_from=text, words=f"I have seen {text}",
            name=f"Name {WORDS['sealed']}", contact=WORDS["sealed"],
            consent={"store": "given", "publish_pseudonym": "refused"}, conditions=text,
        ),
    )
