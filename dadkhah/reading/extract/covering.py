"""Whether a page of a PDF is a picture, with or without letters over it. PDFium is asked itself: its Python objects are slow."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import chain
from typing import Any

COVERED = 0.5
"""The part of the page that one picture must cover."""
_FIRST, _LAST, _WITHIN = 100, 30, 10
"""A picture of the page is drawn before its letters, or behind all of them; so many objects are looked at."""


def is_pictured(page: Any) -> bool:
    """Whether one picture covers most of a page of pypdfium2, on its own or inside a form."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for each in _objects(page.raw, pdfium):
        kind = pdfium.FPDFPageObj_GetType(each)
        is_picture = kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_FORM and _holds_picture(each, pdfium))
        if is_picture and _area(each, pdfium) > COVERED * width * height:
            return True
    return False


def _objects(page: Any, pdfium: Any) -> Iterator[Any]:
    count = pdfium.FPDFPage_CountObjects(page)
    for at in chain(range(min(count, _FIRST)), range(max(_FIRST, count - _LAST), count)):
        yield pdfium.FPDFPage_GetObject(page, at)


def _holds_picture(form: Any, pdfium: Any) -> bool:
    count = min(_WITHIN, pdfium.FPDFFormObj_CountObjects(form))
    inner = (pdfium.FPDFFormObj_GetObject(form, at) for at in range(count))
    return any(pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_IMAGE for each in inner)


def _area(drawn: Any, pdfium: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return 0.0
    return float((right.value - left.value) * (top.value - bottom.value))
