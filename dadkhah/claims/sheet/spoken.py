"""Figures, statements and responses of a sheet: each a row of its own and the claims that carry it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from dadkhah.claims.sheet.attested import Cite, cites, record
from dadkhah.claims.sheet.draft import Draft
from dadkhah.claims.sheet.entry import Entry
from dadkhah.claims.sheet.keys import CLAIMED, FIGURE_KEYS, STATEMENT, STATEMENT_KEYS
from dadkhah.claims.sheet.nodes import Mapping
from dadkhah.claims.values import ClaimRow, FigureRow, Mode, ResponseRow, StanceRow, StatementRow

SPEAKERS = ("person", "group", "case")
COUNTED = ("case", "event", "place", "group", "effort")
_CHECKED = ("speaker", "speaker_party", "date", "mode", "arguments", "figure")
ANSWERED = ("statement", "argument", "effort", "response", "source", "order", "disclosure", "recognition")


def read_figure(draft: Draft, entry: Entry, key: str) -> None:
    """One figure, and one claim per source on the case, or on the subject that `of` names."""
    entry.allow(FIGURE_KEYS, "A figure")
    row = FigureRow(
        key=key,
        measure=draft.code(entry, "measure", "figure_measure"),
        qualifier=draft.code(entry, "qualifier", "figure_qualifier"),
        scope=draft.code(entry, "scope", "figure_scope"),
        value=entry.number("value"),
        low=entry.number("low"),
        high=entry.number("high"),
        counts=entry.text("counts"),
        period=entry.text("period"),
        lines=entry.lines,
    )
    _check_figure(entry, row)
    draft.figures.append(row)
    _claim_figure(draft, entry, key)


def _check_figure(entry: Entry, row: FigureRow) -> None:
    for key in ("measure", "qualifier", "claimed_by"):
        entry.needed(key, "A figure")
    written = [key for key in ("value", "low", "high") if entry.has(key)]
    if not written:
        entry.faults.add(entry.lines, "A figure needs a number: “value”, or “low” and “high”.")
    if "value" in written and len(written) > 1:
        entry.faults.add(entry.at("value"), "A figure has either “value” or a range of “low” and “high”, not both.")
    if row.low is not None and row.high is not None and row.low > row.high:
        entry.faults.add(entry.at("low"), f"The range is upside down: low {row.low} is greater than high {row.high}.")


def _claim_figure(draft: Draft, entry: Entry, key: str) -> None:
    claimant = draft.known(entry.text("claimed_by"), SPEAKERS, entry.at("claimed_by"), "person or group")
    subject = draft.known(entry.text("of"), COUNTED, entry.at("of"), "case, event or place") or draft.case
    if not subject:
        draft.faults.add(entry.lines, "A figure needs the case it is about. Add “case:” with an id to the sheet.")
    words: dict[str, Any] = {name: entry.text(name) for name in CLAIMED if name not in ("party", "claimed_on")}
    row = ClaimRow(
        key="",
        group=key,
        subject=subject,
        predicate="figure",
        source="",
        figure=key,
        entity=claimant,
        attributed_to=entry.text("claimed_by_written"),
        party=draft.code(entry, "party", "party"),
        claimed_on=draft.date(entry, "claimed_on"),
        lines=entry.lines,
        **words,
    )
    record(draft, row, cites(draft, entry), {row.attributed_to, *draft.names.get(claimant, ())})


def read_statement(draft: Draft, entry: Entry, key: str) -> None:
    """One statement, and one claim “said” of its speaker per source."""
    entry.allow(STATEMENT_KEYS, "A statement")
    speaker = draft.known(entry.needed("speaker", "A statement"), SPEAKERS, entry.at("speaker"), "person or group")
    cited = cites(draft, entry)
    words: dict[str, Any] = {name: entry.text(name) for name in STATEMENT if name not in _CHECKED}
    row = StatementRow(
        key=key,
        speaker=speaker,
        speaker_party=draft.code(entry, "speaker_party", "party"),
        date=draft.date(entry, "date"),
        mode=cast(Mode, draft.code(entry, "mode", "statement_mode") or "paraphrased"),
        stances=tuple(_stances(draft, entry, cited)),
        arguments=tuple(draft.known_list(entry, "arguments", ("argument",), "argument")),
        figure=draft.known(entry.text("figure"), ("figure",), entry.at("figure"), "figure"),
        lines=entry.lines,
        **words,
    )
    if not (row.words or row.translation or row.paraphrase):
        draft.faults.add(entry.lines, "A statement needs what was said: “words”, “translation” or “paraphrase”.")
    draft.statements.append(row)
    _claim_said(draft, entry, row, cited)


def _claim_said(draft: Draft, entry: Entry, said: StatementRow, cited: list[Cite]) -> None:
    row = ClaimRow(
        key="",
        group=said.key,
        subject=said.speaker,
        predicate="said",
        source="",
        statement=said.key,
        confidence=entry.text("confidence"),
        hold=said.hold,
        lines=said.lines,
    )
    record(draft, row, cited, {said.speaker_written, *draft.names.get(said.speaker, ())})


def _stances(draft: Draft, entry: Entry, cited: list[Cite]) -> Iterable[StanceRow]:
    """The compiler's reading first, then how a source frames the statement, then the full form."""
    for key in ("stance", "stance_secondary"):
        if entry.text(key):
            stance = draft.code(entry, key, "stances")
            yield StanceRow(stance=stance, author="compiler", secondary=key != "stance")
    if entry.has("framed_by_source_as"):
        yield from _framed(draft, entry, cited)
    for one in entry.entries("stances"):
        one.allow({"stance", "author", "secondary"}, "A stance")
        author = one.needed("author", "A stance")
        if author != "compiler":
            draft.known(author, ("source",), one.at("author"), "source")
        one.needed("stance", "A stance")
        stance = draft.code(one, "stance", "stances")
        yield StanceRow(stance=stance, author=author, secondary=one.flag("secondary"))


def _framed(draft: Draft, entry: Entry, cited: list[Cite]) -> Iterable[StanceRow]:
    """One word if the statement has one source, else a mapping from source to stance."""
    node = entry.values["framed_by_source_as"]
    if not isinstance(node, Mapping):
        if len(cited) != 1:
            message = "Say which source frames the statement so: “framed_by_source_as: {S-…: admits}”."
            draft.faults.add(node.lines, message)
        stance = draft.code(entry, "framed_by_source_as", "stances")
        yield StanceRow(stance=stance, author=cited[0].source if cited else "")
        return
    frames = Entry(node, draft.faults)
    for source in frames.values:
        draft.known(source, ("source",), frames.at(source), "source")
        yield StanceRow(stance=draft.code(frames, source, "stances"), author=source)


def read_responses(draft: Draft, entry: Entry, subject: str, hold: str) -> None:
    """What the response or statement answers: one row per id under `responds_to`."""
    for node in entry.items("responds_to"):
        relation, held, word = "responds_to", hold, ""
        if isinstance(node, Mapping):
            one = Entry(node, draft.faults)
            one.allow({"target", "relation", "hold"}, "An entry of “responds_to”")
            word, relation = (
                one.needed("target", "An entry of “responds_to”"),
                one.text("relation") or relation,
            )
            held = one.text("hold") or held
        else:
            word = entry.word(node, "responds_to")
        target = draft.known(word, ANSWERED, node.lines, "statement, argument, effort, response or source")
        key = f"{subject}/{target}"
        if target and any(row.key == key for row in draft.responses):
            draft.faults.add(node.lines, f"“{target}” is named twice under “responds_to”. Keep one.")
        elif target:
            row = ResponseRow(key=key, subject=subject, target=target, relation=relation, hold=held, lines=entry.lines)
            draft.responses.append(row)
