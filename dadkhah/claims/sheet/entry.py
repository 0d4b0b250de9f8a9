"""Reading one mapping of a sheet key by key: what is of the wrong type, unknown or twice becomes a fault."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from dadkhah.claims.sheet.nodes import Listing, Mapping, Node, Scalar
from dadkhah.claims.values import Lines, SheetFault

_WHOLE = re.compile(r"[0-9]{1,15}")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_ID = re.compile(r"[\w][\w.\-]{0,99}")


class Faults:
    """All that is wrong, gathered while reading goes on."""

    def __init__(self) -> None:
        self.found: list[SheetFault] = []

    def add(self, lines: Lines, message: str) -> None:
        self.found.append(SheetFault(lines.file, lines.first, message))

    def in_order(self) -> list[SheetFault]:
        return sorted(set(self.found), key=lambda fault: (fault.file, fault.line, fault.message))


class Entry:
    """One mapping of a sheet. Every getter answers with an empty value if the key is absent or faulty."""

    def __init__(self, node: Mapping, faults: Faults) -> None:
        self.node, self.faults, self.lines = node, faults, node.lines
        self.values: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        for key, value in node.pairs:
            if not key.text.strip():
                faults.add(key.lines, "A key is empty. Write its name before the colon.")
                continue
            if key.text in self.keys:
                first = self.keys[key.text].lines.first
                faults.add(key.lines, f"The key “{key.text}” stands here twice (first in line {first}). Keep one.")
                continue
            self.keys[key.text] = key
            if not (isinstance(value, Scalar) and value.empty):
                self.values[key.text] = value

    def allow(self, known: Collection[str], what: str) -> None:
        """Report every key that `what` does not have, with the nearest name that it has."""
        for name, key in self.keys.items():
            if name not in known:
                self.faults.add(key.lines, f"{what} has no key “{name}”. {hint(name, known)}")

    def has(self, key: str) -> bool:
        return key in self.values

    def at(self, key: str) -> Lines:
        """Where the value of the key stands, or the entry itself."""
        return self.values[key].lines if key in self.values else self.lines

    def text(self, key: str) -> str:
        """The words of the key, without white space around them."""
        node = self.values.get(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.faults.add(node.lines, f"“{key}” must be one value, not {kind_of(node)}.")
            return ""
        return node.text.strip()

    def needed(self, key: str, what: str) -> str:
        """The words of the key; their absence is a fault."""
        found = self.text(key)
        if not found and not isinstance(self.values.get(key), Listing | Mapping):
            self.faults.add(self.lines, f"{what} needs “{key}”.")
        return found

    def name(self, what: str) -> str:
        """The `id` of the entry, as written: letters, digits, dots, hyphens and underscores."""
        found = self.needed("id", what)
        if found:
            self.check_id(found, self.at("id"))
        return found

    def check_id(self, found: str, lines: Lines) -> None:
        """A fault if the word cannot name anything in a sheet."""
        if not _ID.fullmatch(found):
            self.faults.add(lines, f"“{found}” cannot be an id. Use letters, digits, dots and hyphens only.")

    def texts(self, key: str) -> list[tuple[str, Lines]]:
        """The values of a list, or the one value, each with its lines."""
        found = [(self.word(node, key), node.lines) for node in self.items(key)]
        return [(word, lines) for word, lines in found if word]

    def word(self, node: Node, key: str) -> str:
        """The words of one node of the list under `key`."""
        if not isinstance(node, Scalar):
            self.faults.add(node.lines, f"“{key}” must hold single values, not {kind_of(node)}.")
            return ""
        return "" if node.empty else node.text.strip()

    def items(self, key: str) -> tuple[Node, ...]:
        """What the list holds; a single value counts as a list of one."""
        node = self.values.get(key)
        if node is None:
            return ()
        return node.items if isinstance(node, Listing) else (node,)

    def entries(self, key: str) -> list[Entry]:
        """The mappings of a list; anything else in it is a fault."""
        node = self.values.get(key)
        if node is not None and not isinstance(node, Listing):
            self.faults.add(node.lines, f"“{key}” must be a list: begin each entry with “- ”.")
            return []
        found = []
        for item in self.items(key):
            if isinstance(item, Mapping):
                found.append(Entry(item, self.faults))
            else:
                self.faults.add(item.lines, f"Every entry of “{key}” must be a mapping such as “- id: …”.")
        return found

    def mapping(self, key: str) -> Entry | None:
        node = self.values.get(key)
        if isinstance(node, Mapping):
            return Entry(node, self.faults)
        if node is not None:
            self.faults.add(node.lines, f"“{key}” must be a mapping such as “id: …”, not {kind_of(node)}.")
        return None

    def number(self, key: str) -> int | None:
        """A whole number of at most 15 digits, without separators."""
        found = self.text(key)
        if not found:
            return None
        if not _WHOLE.fullmatch(found):
            message = f"“{key}” must be a whole number in digits without separators, such as 30000, not “{found}”."
            self.faults.add(self.at(key), message)
            return None
        return int(found)

    def flag(self, key: str) -> bool:
        found = self.text(key)
        if found and found.lower() not in _FLAGS:
            self.faults.add(self.at(key), f"“{key}” must be true or false, not “{found}”.")
        return _FLAGS.get(found.lower(), False)

    def flag_word(self, key: str) -> str:
        """A flag kept as the word “true” or “false”; nothing if the key is absent."""
        return str(self.flag(key)).lower() if self.has(key) else ""


def kind_of(node: Node) -> str:
    return {Scalar: "a value", Listing: "a list", Mapping: "a mapping"}[type(node)]


def hint(name: str, known: Collection[str]) -> str:
    """What the writer may have meant, as a sentence."""
    folded = {one.casefold(): one for one in known}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean “{folded[near[0]]}”?"
    few = ", ".join(sorted(known)) if len(known) <= 12 else ""
    return f"It may be one of: {few}." if few else "See docs/sheet.md for what there is."
