"""Texts out of files: pictures of Persian pages by font, printed Persian PDFs by who made them, a long PDF; and what texts say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from script.benchmarks.figure import Figure, median, spent
from tests.reading import made_files as made
from tests.reading.gold import FOLDER

FONTS = ("Noto Naskh Arabic", "Nazli", "Homa", "Noto Sans Arabic")
LONG = 200
"""Pages of the long PDF, as the promise has it."""
LETTERS, KEPT = 2_000_000, 0.65
"""Of the text that is read for suggestions, and the share of longer words that are those of our test documents."""
SYLLABLES = ("ba", "den", "ko", "ril", "sta", "mo", "ve")
PLAIN = (
    "the", "of", "and", "to", "in", "that", "it", "with", "for", "as", "was", "on", "by", "at", "from", "which",
    "this", "but", "not", "be", "are", "had", "were", "has", "their", "when", "who", "will",
)  # fmt: skip


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    folder = folder / "reading"
    folder.mkdir(parents=True, exist_ok=True)
    said = suggested(LETTERS // 10 if quick else LETTERS)
    return [*pictures(folder, FONTS[:1] if quick else FONTS), *printed(folder), long(folder, 20 if quick else LONG), said]


def pictures(folder: Path, fonts: tuple[str, ...]) -> Iterator[Figure]:
    errors: dict[str, dict[str, float]] = {"clean": {}, "scan": {}}
    for font in fonts:
        image = made.picture(made.pdf(folder, made.page(made.PERSIAN, font)))
        for kind, drawn in (("clean", image), ("scan", made.scanned(image))):
            path = folder / f"{kind}.png"
            path.write_bytes(made.png(drawn))
            errors[kind][font] = error(path, made.PERSIAN)
    for kind, found in errors.items():
        note = ", ".join(f"{font} {share:.3f}" for font, share in found.items())
        what = f"pictures of Persian pages, {kind}: letters read wrong, median"
        yield Figure(what, median([*found.values()]), "", 0.05, at_most=True, note=note)


def error(path: Path, paragraphs: tuple[str, ...]) -> float:
    from dadkhah.reading.extract import extract
    from dadkhah.reading.extract.opinion import difference

    return difference(extract(path).text, " ".join(paragraphs))


def printed(folder: Path) -> Iterator[Figure]:
    import weasyprint

    html = made.page(made.PERSIAN, times=3)
    other = folder / "weasyprint.pdf"
    weasyprint.HTML(string=html).write_pdf(other)
    for maker, path in (("Chromium", made.pdf(folder, html)), ("WeasyPrint", other)):
        yield Figure(f"Persian PDF of {maker}: letters read wrong", error(path, made.PERSIAN * 3), "", 0.06, at_most=True)


def long(folder: Path, pages: int) -> Figure:
    from dadkhah.reading.extract import extract

    one = made.pdf(folder, made.page(made.ENGLISH, "Noto Serif", times=4), "one")
    path = repeated(one, folder / "long.pdf", pages)
    found = []
    took = spent(lambda: found.append(extract(path)))
    assert found[0].failure is None
    assert len(found[0].pages) == pages
    words = sum(len(page.words) for page in found[0].pages)
    return Figure(f"PDF of {pages} pages", took.wall, "s", 10, True, f"{words:,} words with boxes; {took.cpu:.1f} s of processors")


def repeated(one: Path, target: Path, pages: int) -> Path:
    import pypdfium2

    made_of = pypdfium2.PdfDocument.new()
    source = pypdfium2.PdfDocument(one)
    for _ in range(pages):
        made_of.import_pages(source, [0])
    made_of.save(target)
    return target


def suggested(letters: int) -> Figure:
    from dadkhah.reading.suggest import suggest

    text = made_up(letters)
    suggest(text[:20_000])  # the rules are loaded once for a process
    found = []
    took = spent(lambda: found.extend(suggest(text, beside=True).suggestions))
    note = f"{len(found):,} suggestions in {letters / 1e6:.1f} MB on two processors; {took.cpu:.1f} s of processors"
    return Figure("suggestions of English texts, rules alone", len(text) / 1e6 / took.wall, "MB/s", 1, note=note)


def made_up(letters: int) -> str:
    """English paragraphs of which none comes twice, with about ten suggestions to 1,000 letters, as news have.

    Those of our test documents, in which much is said, with other words in them and plain sentences around them.
    """
    chance, made_of, length = random.Random(1988), [], 0
    texts = [path.with_suffix(".txt").read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    told = [part for text in texts if " the " in text for part in text.split("\n\n") if len(part) > 80]
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(3000)]

    def changed(word: re.Match[str]) -> str:
        drawn = chance.choice(words)
        return word[0] if chance.random() < KEPT else drawn.capitalize() if word[0][0].isupper() else drawn

    while length < letters:
        plain = [" ".join(chance.choice(chance.choice((PLAIN, words))) for _ in range(18)).capitalize() for _ in range(2)]
        made_of += [re.sub(r"\b[A-Z]?[a-z]{4,}\b", changed, chance.choice(told)), ". ".join(plain) + "."]
        length += len(made_of[-1]) + len(made_of[-2])
    return "\n\n".join(made_of)
