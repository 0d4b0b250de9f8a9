"""YAML as a sheet uses it: mappings, lists and words, each with its lines; nothing else of YAML is let in.

Built from the parser's events and not from loaded objects, so that every value keeps its place, a date stays
the words that were typed, a repeated key is seen, and anchors, tags and endless nesting never reach memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from dadkhah.claims.values import Lines, SheetFault

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 16
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as typed. `empty` is a plain null, `~` or nothing at all."""

    text: str
    empty: bool
    lines: Lines


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Node, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: tuple[tuple[Scalar, Node], ...]
    lines: Lines


Node = Scalar | Listing | Mapping


class UnreadableError(Exception):
    """The file is not such YAML. `fault` tells where and what to do."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(message)
        self.fault = SheetFault(file, line, message)


def read_nodes(file: str, content: bytes) -> Mapping | None:
    """The top mapping of one file, or None if it is empty. Raises UnreadableError."""
    if len(content) > MAX_BYTES:
        message = "The file is larger than 32 MB. Split the sheet into a folder of smaller files."
        raise UnreadableError(file, 1, message)
    node = _Tree(file, _events(file, _decode(file, content))).document()
    if node is None or (isinstance(node, Scalar) and node.empty):
        return None
    if not isinstance(node, Mapping):
        message = "The file must hold sections such as “sources:” and “persons:”."
        raise UnreadableError(file, node.lines.first, message)
    return node


def _decode(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "The file is not UTF-8 text. Save it again with the encoding UTF-8."
        raise UnreadableError(file, line, message) from None


def _events(file: str, text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = _line(error.problem_mark or error.context_mark)
        raise UnreadableError(file, line, _explain(text, line, error.problem or "")) from None
    except yaml.YAMLError:
        message = "The file holds characters that YAML does not allow. Remove them."
        raise UnreadableError(file, 1, message) from None


def _explain(text: str, line: int, problem: str) -> str:
    # Split at "\n" only: str.splitlines would also split inside some texts, and the parser does not.
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    if "\t" in row[: len(row) - len(row.lstrip())] or "tab" in problem or "'\\t'" in problem:
        return "The line is indented with a tab. Use spaces."
    reason = f" ({problem})" if problem else ""
    return f"This is not valid YAML{reason}. Check the indent, the colons and the quotation marks around here."


def _line(mark: Any) -> int:
    """The line of a mark of either parser, counted from 1."""
    return mark.line + 1 if mark else 1


class _Tree:
    """Nodes out of the events of one document."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file, self.events, self.depth = file, events, 0

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    message = "The file holds a second YAML document (“---”). Put it in its own file."
                    raise self.refusal(event, message)
                node = self.node(next(self.events))
        return node

    def node(self, event: yaml.Event) -> Node:
        self.refuse(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refusal(event, f"Values are nested more than {MAX_DEPTH} deep; a sheet needs six at most.")
        node = self.mapping(event) if isinstance(event, yaml.MappingStartEvent) else self.listing(event)
        self.depth -= 1
        return node

    def refuse(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "Anchors and aliases (& and *) are not allowed. Write the value out each time."
            raise self.refusal(event, message)
        if getattr(event, "tag", None) not in (None, "!"):
            raise self.refusal(event, "YAML tags (!) are not allowed. Put the value in quotation marks.")

    def refusal(self, event: yaml.Event, message: str) -> UnreadableError:
        return UnreadableError(self.file, _line(event.start_mark), message)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if _REFUSED.search(event.value):
            raise self.refusal(event, "The value holds a control character that cannot be kept. Remove it.")
        first, last = _line(event.start_mark), _line(event.end_mark)
        if event.end_mark and event.end_mark.column == 0:
            last = max(first, last - 1)  # a block of text ends where the next line begins
        return Scalar(event.value, bool(event.implicit[0]) and event.value in _EMPTY, self.lines(first, last))

    def listing(self, start: yaml.Event) -> Listing:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event))
        return Listing(tuple(items), self.span(start, items))

    def mapping(self, start: yaml.Event) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event)
            if not isinstance(key, Scalar):
                raise self.refusal(event, "A key must be one word, not a list or a mapping.")
            pairs.append((key, self.node(next(self.events))))
        return Mapping(tuple(pairs), self.span(start, [value for _, value in pairs]))

    def span(self, start: yaml.Event, inside: list[Node]) -> Lines:
        first = _line(start.start_mark)
        return self.lines(first, max([first, *(node.lines.last for node in inside)]))

    def lines(self, first: int, last: int) -> Lines:
        return Lines(self.file, first, last)
