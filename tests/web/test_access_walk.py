"""Every address there is, as everybody: nobody meets a word that is not theirs, and sealed reading leaves an entry.

A new route fails here until it is named in the table with the rows that its address is made of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.urls import URLPattern, get_resolver, reverse

from dadkhah.archive.models import LedgerEntry, LedgerHead
from dadkhah.web.middleware import OPEN
from tests.web.planted import COMMON, WORDS, plant

Rows = dict[str, str]
WITHOUT_ROWS = (
    *("alive", "favicon", "set_language", "demo_sign_in", "my_account"),
    *("account_login", "account_logout", "account_reauthenticate", "account_change_password"),
    *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_app_code"),
    *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    *("home", "two_minutes", "unknown", "corrections", "compiled", "figures", "statements", "arguments"),
    *("people", "officials", "timeline", "terms", "sites", "sources", "items", "search", "proof"),
    *("estimates", "new_estimate", "pairs", "conflicts", "second_review", "agreement", "runs", "linkage_report", "linkage_csv"),
    *("record_lists", "review", "add_source", "add_statement", "add_claim", "intake", "jobs", "documents", "know", "roles"),
)
FILLED: dict[tuple[str, ...], Rows] = {
    ("claim", "claim_cite", "claim_history", "claim_proof", "assess", "retire"): {"pk": "claim"},
    ("item", "item_download", "item_proof", "item_view", "item_picture"): {"pk": "item"},
    ("document", "document_crop", "document_read", "document_source", "document_answer"): {"pk": "item"},
    ("source", "consent", "describe_list"): {"pk": "source"},
    ("record_list", "record_list_csv", "read_list", "read_columns"): {"pk": "listed"},
    ("list_import", "undo_import"): {"pk": "batch"},
    ("record", "record_proof"): {"pk": "record"},
    ("job_cancel", "job_again"): {"pk": "job"},
    ("subject", "person_arrange"): {"pk": "subjects"},
    ("pair", "second_pair"): {"pair": "pair"},
    ("judgement_undo",): {"pk": "judgement"},
    ("run", "run_sample"): {"pk": "run"},
    ("estimate", "estimate_again", "estimate_withdraw", "estimate_json", "estimate_report"): {"pk": "estimate"},
    ("know_kept",): {"pk": "testimony"},
    ("figure",): {"pk": "figure"},
    ("statement",): {"pk": "statement"},
    ("assess_standing",): {"pk": "standings"},
    ("kind",): {"kind": "*kinds"},
    ("proof_file",): {"file": "*files"},
    ("entry",): {"seq": "*entries"},
}
"""Names -> which planted row fills which part of the address; a star: values that are the same for everybody."""
TABLE = {name: {} for name in WITHOUT_ROWS} | {name: rows for names, rows in FILLED.items() for name in names}
ASKED = (
    "?q={word}&words={word}&name={word}&letter=A&queue=all&kept={item}&source={source}&speaker={person}"
    "&argument={argument}&place={place}&person={person}&held=1&item={item}&predicate=execution&subject={person}&kind=person"
)
"""What one may ask with the ids of hidden rows, or of rows that are not there."""
QUEUES = ("held", "no_bytes", "disputed", "first")


def every_route() -> Iterator[URLPattern]:
    waiting = list(get_resolver().url_patterns)
    while waiting:
        found = waiting.pop()
        if isinstance(found, URLPattern):
            yield found
        else:
            waiting += found.url_patterns


def test_every_route_is_in_the_table():
    assert {route.name for route in every_route()} == set(TABLE)


def test_open_routes_are_the_sign_in_and_nothing_else():
    expected = ["account_login", "account_logout", "alive", "demo_sign_in", "favicon", "mfa_authenticate", "set_language"]
    assert sorted(OPEN) == expected


@pytest.fixture
def planted(world, tmp_path):
    return plant(world, tmp_path)


def fixed(star: str) -> list[Any]:
    return {
        "*kinds": ["event", "effort", "argument", "group", "case", "nothing-such"],
        "*files": ["checkpoint", "key", "nothing-such"],
        "*entries": [0, LedgerHead.objects.get(id=1).size - 1, 10**9],
    }[star]


def ids_of(rows: Any, what: str) -> list[str]:
    if what == "subjects":
        return [*(rows.subjects[kind].pk for kind in ("person", "event", "argument", "effort")), rows.joined]
    if what == "standings":
        return [rows.standing, rows.speaker_standing]
    value = getattr(rows, what)
    return [getattr(value, "pk", value)] if value else []


def addresses(rows: Any) -> Iterator[tuple[str, str, bool]]:
    """(route, address, whether it names a planted row) of every route, filled with these rows."""
    for name, parts in TABLE.items():
        if not parts:
            yield name, reverse(name), False
            continue
        [(part, what)] = parts.items()
        shared = what.startswith("*")
        for value in fixed(what) if shared else ids_of(rows, what):
            yield name, reverse(name, kwargs={part: value}), not shared


def asked(rows: Any) -> str:
    return ASKED.format(
        word=COMMON, item=rows.item or "0", source=rows.source,
        **{kind: rows.subjects[kind].pk for kind in ("person", "argument", "place")},
    )


def told(response: Any) -> str:
    """Everything that an answer tells: status line aside, body (of a ZIP its files), headers and cookies."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/zip":
        with ZipFile(BytesIO(body)) as folder:
            body = b" ".join(folder.read(name) for name in folder.namelist())
    head = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return unquote(f"{head} {response.cookies.output()} {body.decode('utf-8', 'replace')}")


def assert_no_word(response: Any, foreign: list[str], address: str) -> None:
    text = told(response)
    for where in foreign:
        assert WORDS[where] not in text, f"{address} tells of what is {where}."


def assert_safe(response: Any, address: str) -> None:
    headers = response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"], address
    assert headers["X-Content-Type-Options"] == "nosniff", address
    assert headers["Referrer-Policy"] == "same-origin", address
    assert "private" in headers["Cache-Control"], address
    assert "no-store" in headers["Cache-Control"], address


STRANGERS = {
    "outsider": ["main", "held", "sealed"],
    "member_elsewhere": ["main", "held", "sealed"],
    "reader": ["held", "sealed"],
    "sealed_member": ["main", "held"],
}
"""Account -> what is not theirs."""


def test_without_a_sign_in_every_page_leads_to_it(planted, world, enter):
    browser = enter()
    for rows in (planted.main, planted.sealed):
        for name, address, _ in addresses(rows):
            for response in (browser.get(address + asked(rows)), browser.post(address, {"reason": "x"})):
                assert_no_word(response, list(WORDS), address)
                assert_safe(response, address)
                if name not in OPEN:
                    assert response.status_code == 302, address
                    assert response["Location"].startswith("/accounts/login/?next="), address


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_meets_a_word_that_is_not_theirs(who, planted, world, enter):
    browser, foreign = enter(getattr(world, who)), STRANGERS[who]
    for where in foreign:
        rows = getattr(planted, where)
        for name, address, is_row in addresses(rows):
            if name == "account_logout":
                continue
            queries = [""] if is_row else ["", asked(rows)]
            for response in [browser.get(address + query) for query in queries]:
                assert_no_word(response, foreign, address)
                assert_safe(response, address)
                if is_row:
                    assert response.status_code in (403, 404, 405), f"{address} answers {response.status_code}."


@pytest.mark.parametrize("who", ["outsider", "member_elsewhere", "reader", "sealed_member"])
def test_nobody_writes_where_they_have_no_right(who, planted, world, enter):
    browser, foreign = enter(getattr(world, who)), STRANGERS[who]
    for where in ("main", "held", "sealed"):
        rows = getattr(planted, where)
        before = LedgerHead.objects.get(id=1).size
        reads = read_entries()
        for name, address, _ in addresses(rows):
            if name in ("account_logout", "intake", "know", "add_source", "set_language") and where != "main":
                continue
            response = browser.post(address + (asked(rows) if name.startswith("add_") else ""), SENT)
            assert_no_word(response, foreign, address)
            if name == "account_logout":
                browser = enter(getattr(world, who))
        grown = LedgerHead.objects.get(id=1).size - before
        assert grown == len(read_entries()) - len(reads), f"{who} wrote something."


SENT = {
    "verdict": "rejected", "reason": "no", "store": "withdrawn", "act": "compartment", "compartment-handle": "mine",
    "compartment-level": "team", "title": "A title", "kind": "ngo", "value": "a value", "derivation": "own",
    "mode": "reported", "paraphrase": "words", "person_text": "Somebody", "knowledge": "witness.eye",
    "what_note": "something", "use_store": "given", "consent_form": "given",
}


@pytest.mark.parametrize("who", ["outsider", "reader"])
def test_hidden_and_missing_look_the_same(who, planted, world, enter):
    browser = enter(getattr(world, who))
    for where in STRANGERS[who]:
        for _, address, is_row in addresses(getattr(planted, where)):
            if is_row:
                # Not the last digits: ids of rows made together differ in them alone.
                missing = re.sub(r"[0-9a-f]{32}", "0123456789abcdef0123456789abcdef", address)
                assert plain(browser.get(address)) == plain(browser.get(missing)), address


def plain(response: Any) -> tuple[int, str]:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, re.sub(r"[0-9a-f]{32}", "", text)


def read_entries() -> list[dict[str, Any]]:
    bodies = LedgerEntry.objects.order_by("seq").values_list("body", flat=True)
    return [body for body in map(json.loads, bodies) if body["action"] == "read"]


@pytest.mark.parametrize("who", ["sealed_member", "sealed_reviewer"])
def test_what_is_sealed_is_read_with_one_entry_for_each_answer(who, planted, world, enter):
    """And an answer that shows nothing of it leaves none."""
    browser = enter(getattr(world, who))
    met, faults = set(), []
    for name, address, _ in addresses(planted.sealed):
        if name in ("account_logout", "entry"):
            continue
        for query in ("", asked(planted.sealed), *(f"?queue={queue}" for queue in QUEUES if name == "review")):
            before = len(read_entries())
            text = told(browser.get(address + query))
            entries = read_entries()[before:]
            if len(entries) != is_read(text, entries):
                faults.append(f"{address + query} leaves {len(entries)} entries.")
            elif entries:
                met.add(name)
                assert entries[0]["actor"] == getattr(world, who).id
    assert not faults, "\n".join(faults)
    pages = {"claim", "subject", "source", "item", "item_download", "item_view", "statement", "figure", "search", "pair", "pairs"}
    pages |= {"record", "record_list", "record_list_csv", "record_lists", "list_import"}
    assert pages <= met


def is_read(text: str, entries: list[dict[str, Any]]) -> bool:
    """Whether something sealed is in the answer: its word, or one of the rows that its entry says were shown."""
    listed = [pk for entry in entries for ids in entry["notes"]["shown"].values() for pk in ids]
    return WORDS["sealed"] in text or any(pk in text for pk in listed)


def test_what_is_open_is_read_without_an_entry(planted, world, enter):
    browser = enter(world.reader)
    for name, address, _ in addresses(planted.main):
        if name not in ("account_logout", "entry"):
            browser.get(address + asked(planted.main))
    assert read_entries() == []
    assert WORDS["main"] in told(browser.get(f"/claims/{planted.main.claim.pk}"))


def test_an_entry_tells_no_word(planted, world, enter):
    browser = enter(world.reader)
    for seq in LedgerEntry.objects.values_list("seq", flat=True):
        assert_no_word(browser.get(f"/entries/{seq}"), list(WORDS), f"/entries/{seq}")
