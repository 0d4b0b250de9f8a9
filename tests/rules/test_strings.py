"""Every word that a reader sees can be translated, and is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from script import strings
from tests.rules.house import ROOT, files, name, none_of, tree

WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"EDTF", "SHA-256", "JSON", "CSV", "UTC"}
"""Names that are the same in every language."""
SHOWN = {"title", "alt", "aria-label", "aria-description", "placeholder", "label"}
LITERAL = {"code", "pre", "kbd", "script", "style", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
WHOLE = re.compile(r"[“A-Z][^\n]*?\s\S+\s[^\n]*[.?]")
TRANSLATED = {"Sentence", "gettext", "_"}
REACH_PAGES = (
    *(f"dadkhah/archive/{module}.py" for module in ("passages", "tasks", "uploads", "work")),
    *("dadkhah/evidence/durable.py", "dadkhah/evidence/sealing.py", "dadkhah/evidence/sniff.py"),
    *("dadkhah/web/middleware.py", "dadkhah/web/viewing.py"),
)
"""Beside the actions, what a page hands on of the words of others."""
COMMAND_LINE_ALONE = {
    f"dadkhah/archive/actions/{name}.py"
    for name in ("erase", "found_archive", "merge_archive", "take_in_package", "undo_merge")
}
CONTESTED = re.compile(r"massacre|\bregime|terroris|death commission", re.IGNORECASE)


def bare(source: str) -> str:
    """The template with its tags and translated parts blanked, lines kept."""
    out, hidden = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.contents.strip() else ""
        if hidden:
            hidden = "" if token.token_type is TokenType.BLOCK and word == hidden else hidden
        elif token.token_type is TokenType.BLOCK and word in ("blocktranslate", "blocktrans", "comment"):
            hidden = f"end{word}"
        elif token.token_type is TokenType.TEXT:
            out.append(token.contents)
            continue
        out.append("\n" * token.contents.count("\n"))
    return "".join(out)


class Untranslated(HTMLParser):
    """Collects words that stand in a page as they are; elements with translate="no" or class mono may hold them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        shown = SHOWN | ({"value"} if known.get("type") in ("submit", "button") else set())
        for key, value in attrs:
            if key in shown and WORD.search(value or ""):
                self.found.append((self.getpos()[0], f"{key}={value}"))
        if tag not in VOID:
            literal = tag in LITERAL or known.get("translate") == "no" or "mono" in (known.get("class") or "").split()
            self.open.append((tag, literal))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if set(data.split()) - NAMES and WORD.search(data) and not any(literal for _, literal in self.open):
            before = len(data) - len(data.lstrip())
            self.found.append((self.getpos()[0] + data[:before].count("\n"), data.strip()[:80]))


def untranslated(path: Path) -> list[str]:
    parser = Untranslated()
    parser.feed(bare(path.read_text("utf-8")))
    return [f"{name(path)}:{line}: {text}" for line, text in parser.found]


def bare_sentences(path: Path) -> Iterator[str]:
    """Sentences in English that are not the template of a `Sentence`: no page could say them in another language."""
    nodes = list(ast.walk(tree(path)))
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    said = {id(call.args[0]) for call in calls if call.func.id in TRANSLATED and call.args}
    left = said | {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    for node in nodes:
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in left:
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            words = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
            if WHOLE.fullmatch(words):
                yield f"{name(path)}:{node.lineno}: {words[:80]}"


def test_what_an_action_says_can_be_translated() -> None:
    folders = ("dadkhah/archive/actions", "dadkhah/web/views", "dadkhah/web/forms")
    paths = {path for folder in folders for path in files(".py", under=folder)} | {ROOT / path for path in REACH_PAGES}
    told = (hit for path in paths - {ROOT / path for path in COMMAND_LINE_ALONE} for hit in bare_sentences(path))
    none_of(told, "Sentences that a page would show in English; make each a Sentence:")


def test_templates_hold_no_bare_words() -> None:
    found = [hit for path in files(".html", under="dadkhah/web") for hit in untranslated(path)]
    none_of(found, "Words that nobody can translate; use {% translate %}:")


@pytest.mark.parametrize("language", strings.LANGUAGES)
def test_every_string_is_translated(language: str) -> None:
    none_of(strings.faults(language), "Run script/strings and translate what is listed:")


def test_the_house_takes_no_side() -> None:
    """Contested words stand inside quotations of sources alone, never in our own sentences."""
    said = [f"{file}: {text}" for file, text, _ in strings.strings() if CONTESTED.search(str(text))]
    none_of(said, "A contested word in our own voice:")


def test_the_extraction_finds_what_it_should(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "page.html").write_text(
        '{% load i18n %}{% translate "One (first)" %}{% translate "Two" context "count" %}'
        '{{ x|default:_("Three") }}'
        "{% blocktranslate count n=n %}{{ n }} item{% plural %}{{ n }} items{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n Four\n {{ who }}\n{% endblocktranslate %}",
    )
    (tmp_path / "code.py").write_text('from x import gettext_lazy as _\nlabel = _("Five")\n')
    monkeypatch.setattr(strings, "ROOT", tmp_path)
    found = [*strings.from_template(tmp_path / "page.html"), *strings.from_python(tmp_path / "code.py")]
    assert [(text, context) for _, text, context in found] == [
        ("One (first)", None),
        ("Two", "count"),
        ("Three", None),
        (("%(n)s item", "%(n)s items"), None),
        ("Four %(who)s", None),
        ("Five", None),
    ]


def test_a_bare_word_is_found(tmp_path: Path) -> None:
    page = '{% load i18n %}\n<p>{% translate "Kept" %} {{ x }}</p>\n<p title="Bare">\n<code>ls</code> lost</p>'
    parser = Untranslated()
    parser.feed(bare(page))
    assert parser.found == [(3, "title=Bare"), (4, "lost")]


def test_what_translators_write_above_a_catalogue_is_kept(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(strings, "LOCALE", tmp_path)
    monkeypatch.setattr(strings, "strings", lambda: iter([("page.html", "claim", None)]))
    strings.write("fa")
    catalogue = strings.po("fa")
    assert catalogue.read_text().startswith(f"{strings.HEADER}\nmsgid")
    words = f"{strings.HEADER}\n#\n# claim: ادعا\n"
    catalogue.write_text(catalogue.read_text().replace(f"{strings.HEADER}\n", words))
    for _ in range(2):
        strings.write("fa")
        assert catalogue.read_text().startswith(f"{words}msgid")
