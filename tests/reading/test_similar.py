"""Texts and pictures that are nearly alike are found among many that are not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from dadkhah.reading import similar


def text(seed: int, words: int = 120) -> str:
    drawn = random.Random(seed)
    return " ".join("".join(drawn.choices("abdefiklmnoprstuvz", k=drawn.randint(2, 8))) for _ in range(words))


def changed(whole: str, every: int) -> str:
    words = whole.split()
    return " ".join("other" if at % every == 0 else word for at, word in enumerate(words, 1))


def shared(one: str, other: str) -> float:
    first, second = ({tuple(w[at : at + 3]) for at in range(len(w) - 2)} for w in (one.split(), other.split()))
    return len(first & second) / len(first | second)


def test_near_copies_are_found_among_many() -> None:
    texts = {f"t{seed:04}": text(seed) for seed in range(800)}
    copies = {f"{name}-copy": changed(texts[name], 40) for name in list(texts)[:40]}
    found = similar.similar(texts | copies, 0.6)
    assert {(pair.first, pair.second) for pair in found} == {(name.removesuffix("-copy"), name) for name in copies}


def test_the_likeness_is_about_the_shared_part() -> None:
    for every in (60, 20, 10):
        one = text(every, 600)
        other = changed(one, every)
        estimated = similar.likeness(similar.signature(one), similar.signature(other))
        assert estimated == pytest.approx(shared(one, other), abs=0.13)


def test_spelling_of_letters_and_signs_does_not_count() -> None:
    one = "در روز ۵ مرداد ۱۳۶۷ شاهدان شهر سپیددشت گفتند که درها بسته بود و کسی نیامد."
    other = "در روز 5 مرداد 1367، شاهدان شهر سپيددشت گفتند كه درها بسته بود؛ و کسي نيامد"
    assert similar.signature(one) == similar.signature(other)


def test_signatures_are_plain_values_that_stay_the_same() -> None:
    signed = similar.signature("one two three four")
    assert len(signed) == 256
    assert signed == similar.signature("One, two - three four!")
    assert len(similar.bands(signed)) == 32
    assert all(0 <= band < 2**63 for band in similar.bands(signed))
    assert signed[:8].hex() == FIRST


FIRST = "8fc2d0ffaa253baf"


def test_texts_without_words_are_like_nothing() -> None:
    assert similar.similar({"a": "", "b": " … ", "c": "", "d": "word"}) == []
    assert similar.likeness(b"", b"") == 0


def test_equal_texts_are_paired_with_the_first() -> None:
    found = similar.similar(dict.fromkeys("edcba", "the same words in each of them"))
    assert [(pair.first, pair.second, pair.similarity) for pair in found] == [("a", each, 1.0) for each in "bcde"]


def drawn(path: Path, seed: int, size: tuple[int, int] = (640, 480)) -> Path:
    image = Image.new("RGB", (640, 480), "white")
    pen, at = ImageDraw.Draw(image), random.Random(seed)
    for _ in range(30):
        x, y = at.randrange(640), at.randrange(480)
        pen.ellipse((x, y, x + at.randrange(20, 200), y + at.randrange(20, 200)), fill=tuple(at.randrange(256) for _ in "rgb"))
    image.resize(size).save(path, quality=60) if path.suffix == ".jpg" else image.resize(size).save(path)
    return path


def test_a_smaller_copy_of_a_picture_is_alike_and_another_is_not(tmp_path: Path) -> None:
    one = similar.picture(drawn(tmp_path / "one.png", 1))
    copy = similar.picture(drawn(tmp_path / "copy.jpg", 1, (320, 240)))
    others = [similar.picture(drawn(tmp_path / f"{seed}.png", seed)) for seed in range(2, 8)]
    assert similar.picture_likeness(one, copy) > 0.9
    assert max(similar.picture_likeness(one, other) for other in others) < 0.8
    assert any(a == b for a, b in zip(similar.picture_bands(one), similar.picture_bands(copy), strict=True))


def test_a_damaged_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    with pytest.raises(ValueError, match="damaged"):
        similar.picture(tmp_path / "bad.png")
