"""Every page there is, from the archive's own routes, with ids that are really there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.urls import get_resolver, reverse

NOT_PAGES = {
    "alive": "one word for whoever watches the server",
    "favicon": "a picture",
    "set_language": "a form's answer",
    "demo_sign_in": "a form's answer",
    "item_download": "a file",
    "item_picture": "a picture",
    "item_proof": "a file",
    "claim_proof": "a file",
    "proof_file": "a file",
    "job_cancel": "a form's answer",
    "job_again": "a form's answer",
    "judgement_undo": "a form's answer",
    "run_sample": "it leads to a pair",
    "linkage_csv": "a file",
    "document_crop": "a picture",
    "document_read": "a form's answer",
    "document_source": "a form's answer",
    "document_answer": "a form's answer",
    "estimate_again": "a form's answer",
    "estimate_withdraw": "a form's answer",
    "estimate_json": "a file",
    "estimate_report": "a file",
    "record_list_csv": "a file",
    "record_proof": "a file",
    "undo_import": "a form's answer",
    "mfa_authenticate": "a step, tried in test_second_factor",
    "mfa_reauthenticate": "a step, tried in test_second_factor",
    "mfa_app_code": "a picture",
    "mfa_deactivate_totp": "a step, tried in test_second_factor",
    "mfa_view_recovery_codes": "a step, tried in test_second_factor",
    "mfa_generate_recovery_codes": "a step, tried in test_second_factor",
    "mfa_download_recovery_codes": "a file",
}
SIGNED_OUT = {"account_login"}
RICHEST = "SELECT id FROM subject WHERE kind = '{}' ORDER BY (SELECT count(*) FROM claim WHERE subject_id = subject.id) DESC"
KINDS = (
    "person", "group", "place", "event", "order", "effort", "recognition", "disclosure", "argument", "response",
    "question", "case",
)
FIGURE = "SELECT c.id FROM claim c JOIN figure f ON f.id = c.figure_id WHERE f.value BETWEEN 4000 AND 6000 ORDER BY c.id"
SHEET = "SELECT item_id, max(first_line) FROM passage GROUP BY item_id ORDER BY count(*) DESC"
IMPORTED = "SELECT list_id, item_id FROM list_import WHERE faults_id NOT NULL"
NOTE = "SELECT id FROM item WHERE original_name = 'note.txt'"
PAIR = f"SELECT (SELECT id FROM source WHERE item_id IS NULL ORDER BY handle), ({RICHEST.format('person')} LIMIT 1)"


@dataclass(frozen=True)
class Example:
    """One address of a route: what stands in its place comes from the archive; `query` may name it too."""

    route: str
    sql: str = ""
    query: str = ""

    def address(self, archive: sqlite3.Connection) -> str:
        found = archive.execute(self.sql).fetchone() if self.sql else ()
        if found is None:
            raise LookupError(f"The archive holds nothing for the route {self.route}: {self.sql}")
        path = reverse(self.route, args=found[: _holes(self.route)])
        return f"{path}?{self.query.format(*found)}" if self.query else path


EXAMPLES: dict[str, Example] = {
    **{f"subject-{kind}": Example("subject", RICHEST.format(kind)) for kind in KINDS},
    "terms": Example("terms", query="list=party"),
    "kind": Example("kind", "SELECT 'event'"),
    "source": Example("source", "SELECT id FROM source ORDER BY (SELECT count(*) FROM claim WHERE source_id = source.id) DESC"),
    "source-told": Example("source", "SELECT source_id FROM testimony"),
    "item": Example("item", SHEET),
    "item-line": Example("item", SHEET, "line={1}"),
    "item-note": Example("item", NOTE),
    "item-alike": Example("item", "SELECT item_id FROM document_reading ORDER BY id"),
    "item_view": Example("item_view", NOTE),
    "item_view-line": Example("item_view", SHEET, "line={1}"),
    "claim": Example("claim", FIGURE),
    "claim_cite": Example("claim_cite", FIGURE),
    "claim_history": Example("claim_history", FIGURE),
    "entry": Example("entry", "SELECT max(seq) FROM ledger_entry"),
    "figure": Example("figure", "SELECT figure_id FROM claim WHERE figure_id NOT NULL GROUP BY figure_id ORDER BY count(*) DESC"),
    "figures-narrow": Example("figures", query="low=4000&high=6000&order=number"),
    "figures-fault": Example("figures", query="low=many"),
    "statement": Example(
        "statement",
        "SELECT id FROM statement ORDER BY (SELECT count(*) FROM response WHERE to_statement_id = statement.id) DESC, handle",
    ),
    "unknown-missing": Example("unknown", query="missing=burial"),
    "search-found": Example("search", query="q=Khomeini"),
    "search-nothing": Example("search", query="q=xyzzy"),
    "people-search": Example("people", query="q=Montazeri"),
    "add_claim-subject": Example("add_claim", PAIR, "source={0}&q=Montazeri"),
    "add_claim-predicate": Example("add_claim", PAIR, "source={0}&subject={1}"),
    "add_claim-form": Example("add_claim", PAIR, "source={0}&subject={1}&predicate=birth"),
    "add_claim-figure": Example(
        "add_claim", "SELECT (SELECT id FROM source WHERE item_id IS NULL ORDER BY handle), id FROM subject WHERE kind = 'case'",
        "source={0}&subject={1}&predicate=figure",
    ),
    "add_statement-form": Example("add_statement", PAIR, "source={0}&subject={1}"),
    "assess": Example("assess", FIGURE),
    "subject-joined": Example("subject", "SELECT subject_id FROM member"),
    "pair": Example("pair", "SELECT one_id || '-' || other_id FROM pair WHERE verdict = 'unsure'"),
    "pair-judged": Example("pair", "SELECT one_id || '-' || other_id FROM pair WHERE verdict = 'same'"),
    "pair-name": Example("pair", "SELECT one_id || '-' || other_id FROM pair WHERE name_alone"),
    "pair-sampled": Example(
        "pair", "SELECT one_id || '-' || other_id, g.run_id FROM pair p JOIN pair_group g ON g.id = p.group_id WHERE verdict = ''",
        "run={1}&sample=1",
    ),
    "second_pair": Example("second_pair", "SELECT one_id || '-' || other_id FROM pair ORDER BY id"),
    "run": Example("run", "SELECT id FROM linkage_run"),
    "estimate": Example("estimate", "SELECT id FROM estimate_run"),
    "document": Example("document", "SELECT item_id FROM document_reading ORDER BY id"),
    "document-all": Example("document", "SELECT item_id FROM document_reading ORDER BY id", "state=all"),
    "document-other": Example("document", "SELECT item_id FROM document_reading ORDER BY id DESC"),
    "document-unread": Example("document", NOTE),
    "person_arrange": Example("person_arrange", "SELECT subject_id FROM member"),
    "person_arrange-preview": Example("person_arrange", "SELECT subject_id, record_id FROM member", "move={1}"),
    "record_list": Example("record_list", IMPORTED),
    "read_list": Example("read_list", IMPORTED),
    "read_columns": Example("read_columns", IMPORTED, "item={1}"),
    "describe_list": Example("describe_list", "SELECT source_id FROM record_list"),
    "list_import": Example("list_import", "SELECT id FROM list_import WHERE faults_id NOT NULL"),
    "record": Example("record", "SELECT id FROM record WHERE previous_id NOT NULL"),
    "search-text": Example("search", query="q=Tolm&kind=text"),
    "document-found": Example("document", "SELECT item_id FROM document_reading ORDER BY id", "at=0-900&words=Tolm"),
    "document-scan": Example("document", "SELECT id FROM item WHERE original_name = 'scan.png'"),
    "search-record": Example("search", query="q=ساختگی"),
    "retire": Example("retire", FIGURE),
    "assess_standing": Example("assess_standing", "SELECT id FROM standing ORDER BY id"),
    "know_kept": Example("know_kept", "SELECT source_id FROM testimony"),
    "consent": Example("consent", "SELECT source_id FROM testimony"),
}


def routes() -> dict[str, int]:
    """Name of each route that answers with a page -> how many places in its address are to be filled."""
    patterns = [pattern for pattern in get_resolver().url_patterns if pattern.name not in NOT_PAGES]
    return {pattern.name: len(pattern.pattern.converters) for pattern in patterns}


def _holes(route: str) -> int:
    return next(len(p.pattern.converters) for p in get_resolver().url_patterns if p.name == route)


def pages() -> dict[str, Example]:
    """Label -> example. A route without places to fill needs no example of its own."""
    return {**{name: Example(name) for name, holes in routes().items() if not holes}, **EXAMPLES}


def addresses(archive: Path) -> dict[str, str]:
    """Label -> path of every page, with ids of this archive."""
    with closing(sqlite3.connect(f"{(archive / 'archive.sqlite3').as_uri()}?mode=ro", uri=True)) as database:
        return {label: example.address(database) for label, example in pages().items()}
