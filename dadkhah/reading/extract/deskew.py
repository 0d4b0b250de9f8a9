"""How far a page was laid askew: at the right angle, rows of letters and the white between them are farthest apart."""

from __future__ import annotations

from typing import Any

MOST = 4.0
"""Degrees to each side."""
_LONG = 800
"""Pixels of the longer side at which angles are tried: enough for a tenth of a degree."""


def angle(image: Any) -> float:
    """Degrees, counter-clockwise, by which a grey picture of Pillow must be turned to stand upright; 0 where nothing tells."""
    import numpy as np

    small = image.copy()
    small.thumbnail((_LONG, _LONG))
    threshold = _threshold(small)
    ink = small.point([255 if level < threshold else 0 for level in range(256)])
    if not np.asarray(ink).any():
        return 0.0
    coarse = max(np.arange(-MOST, MOST + 0.1, 0.5), key=lambda each: _sharpness(ink, each))
    fine = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=lambda each: _sharpness(ink, each))
    return round(float(fine), 1) if _sharpness(ink, fine) > 1.05 * _sharpness(ink, 0) else 0.0


def _threshold(image: Any) -> float:
    import numpy as np

    levels = np.asarray(image)
    return float(levels.mean() - levels.std())


def _sharpness(ink: Any, degrees: float) -> float:
    import numpy as np

    rows = np.asarray(ink.rotate(degrees), dtype=np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum())
