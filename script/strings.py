"""Every string that readers see, from templates and Python, into the catalogues of `dadkhah/web/locale`.

`script/strings` adds new strings, drops dead ones, keeps translations and compiles. `script/strings --check` changes
nothing and lists what is untranslated, faulty or not compiled.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "dadkhah"
LOCALE = PACKAGE / "web" / "locale"
PIECES = PACKAGE / "web" / "pieces"
LANGUAGES = ("fa",)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "Sentence": None,
}
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)\s*(?:,\s*count\s*)?\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd](?!\w)")
WRITTEN = datetime(2025, 1, 1, tzinfo=UTC)  # a fixed date, so that unchanged strings give unchanged files
HEADER = "# Translations of Dadkhah, kept up by script/strings."
"""Above a new catalogue. What translators write there, such as which word stands for which, is kept."""

Found = tuple[str, str | tuple[str, ...], str | None]  # file, string (or singular and plural), context


def strings() -> Iterator[Found]:
    """All strings of the package, in the order of files and lines."""
    for path in sorted(PACKAGE.rglob("*.html")) + sorted(PACKAGE.rglob("*.txt")):
        yield from from_piece(path) if path.parent == PIECES else from_template(path)
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from from_python(path)


def from_template(path: Path) -> Iterator[Found]:
    name = path.relative_to(ROOT).as_posix()
    for call in CALL.finditer(templatize(path.read_text("utf-8"), name)):
        texts = [ast.literal_eval(text) for text in re.findall(TEXT, call[2])]
        context = texts.pop(0) if "p" in call[1] else None
        yield name, texts[0] if len(texts) == 1 else tuple(texts), context


def from_piece(path: Path) -> Iterator[Found]:
    return extracted(babel_extract, path)


def from_python(path: Path) -> Iterator[Found]:
    return extracted("python", path)


def extracted(method: Any, path: Path) -> Iterator[Found]:
    name = path.relative_to(ROOT).as_posix()
    source = io.BytesIO(path.read_bytes())
    for _, message, _, context in extract(method, source, keywords=KEYWORDS):
        yield name, message, context


def template() -> Catalog:
    """A catalogue of all strings, without translations."""
    catalog = Catalog(project="dadkhah", charset="utf-8", creation_date=WRITTEN)
    for name, text, context in strings():
        catalog.add(text, locations=[(name, 0)], context=context)
    return catalog


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue as translated so far."""
    path = po(language)
    if not path.is_file():
        return Catalog(locale=language, project="dadkhah", charset="utf-8", header_comment=HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """The translations so far, for the strings of now."""
    catalog = read(language)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.project, catalog.version, catalog.fuzzy = "dadkhah", "", False
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.creation_date = catalog.revision_date = WRITTEN
    return catalog


def as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=100, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def faults(language: str) -> list[str]:
    """What is missing or wrong in a language's files, a line each."""
    path, catalog = po(language), updated(language)
    where = path.relative_to(ROOT)
    found = [fault for message in catalog if message.id for fault in message_faults(where, message)]
    if not path.is_file() or path.read_bytes() != as_po(catalog):
        found.append(f"{where}: does not hold the strings of now; run script/strings.")
    compiled = path.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != as_mo(catalog):
        found.append(f"{where.with_suffix('.mo')}: was not compiled from the .po beside it; run script/strings.")
    return found


def message_faults(where: Path, message: Message) -> Iterator[str]:
    source = message.id if isinstance(message.id, tuple) else (message.id,)
    target = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(target):
        yield f"{where}: not translated: {source[0]!r} ({message.locations[0][0]})"
    allowed = {mark for text in source for mark in PLACEHOLDER.findall(text)}
    for text in target:
        if text and (strange := set(PLACEHOLDER.findall(text)) - allowed):
            yield f"{where}: {source[0]!r} is translated with {', '.join(sorted(strange))}, which it does not have."
        if text and len(source) == 1 and (lost := allowed - set(PLACEHOLDER.findall(text))):
            yield f"{where}: {source[0]!r} loses {', '.join(sorted(lost))} in its translation."


def write(language: str) -> None:
    path, catalog = po(language), updated(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(as_mo(catalog))


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    found = []
    for language in LANGUAGES:
        if not check:
            write(language)
        found += faults(language)
    print("\n".join(found) or "Every string is translated.")
    return bool(found) if check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
