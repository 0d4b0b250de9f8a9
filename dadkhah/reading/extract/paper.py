"""Grey paper made white: on a page of few letters tesseract takes the grain of the paper itself for ink, and reads for minutes."""

from __future__ import annotations

from typing import Any

GRAIN = 5.0
"""Levels of 255 by which paper may waver, as its standard deviation, before the picture is smoothed."""
_PAPER, _INK = 60, 0.1
"""Percentiles of the levels: most of a page is paper, and some of it is ink."""
_WHITE, _BLACK = 0.4, 0.1
"""Parts of the way from paper to ink: from which on it is white, and how near to ink it is black."""


def whitened(image: Any) -> Any:
    """A grey picture of Pillow with white paper and black ink, smoothed where it is grained; as it is where it is clean."""
    import numpy as np
    from PIL import ImageFilter

    if _grain(image) > GRAIN:
        image = image.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(0.8))
    levels = np.asarray(image)[::3, ::3]
    paper, ink = (float(np.percentile(levels, each)) for each in (_PAPER, _INK))
    if paper - ink < 30:
        return image
    white, black = paper - _WHITE * (paper - ink), ink + _BLACK * (paper - ink)
    return image.point([round(255 * min(1, max(0, (level - black) / (white - black)))) for level in range(256)])


def _grain(image: Any) -> float:
    """How much pixels of the paper differ from those beside them: of small squares the calmer half counts."""
    import numpy as np

    levels = np.asarray(image, dtype=np.float32)[: image.height // 16 * 16, : image.width // 16 * 16]
    if not levels.size:
        return 0.0
    beside = np.abs(np.diff(levels, axis=1, append=levels[:, -1:]))
    squares = beside.reshape(levels.shape[0] // 16, 16, -1, 16).mean(axis=(1, 3))
    return float(np.median(squares)) / 1.13
