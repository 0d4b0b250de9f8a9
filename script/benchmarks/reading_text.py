"""Texts out of files: pictures of Persian pages by font, printed Persian PDFs by who made them, and a long PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from script.benchmarks.figure import Figure, median, spent
from tests.reading import made_files as made

FONTS = ("Noto Naskh Arabic", "Nazli", "Homa", "Noto Sans Arabic")
LONG = 200
"""Pages of the long PDF, as the promise has it."""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    folder = folder / "reading"
    folder.mkdir(parents=True, exist_ok=True)
    return [*pictures(folder, FONTS[:1] if quick else FONTS), *printed(folder), long(folder, 20 if quick else LONG)]


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
