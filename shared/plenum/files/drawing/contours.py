"""Contours of values on a lattice: closed rings around all that is at or above a level.

The lattice is framed by its own outermost values, half a metre out, so that each ring closes there.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import contourpy
import numpy as np
from numpy.typing import NDArray

Lattice = NDArray[np.float64]
Ring = list[tuple[float, float]]
_FRAME_M: Final = 0.5


def rings(xs: Lattice, ys: Lattice, values: Lattice, level: float) -> list[Ring]:
    """The rings of one level, holes the other way round; `values` is rows (ys) by columns (xs)."""
    x, y = (np.concatenate([[axis[0] - _FRAME_M], axis, [axis[-1] + _FRAME_M]]) for axis in (xs, ys))
    framed = np.pad(np.asarray(values, dtype=float), 1, mode="edge")
    lines = contourpy.contour_generator(x, y, framed, fill_type=contourpy.FillType.OuterOffset)
    above = max(float(framed.max()), level) + 1.0
    return [
        [(float(px), float(py)) for px, py in corners[start : end - 1]]
        for corners, ends in zip(*lines.filled(level, above), strict=True)
        for start, end in pairwise(ends)
    ]
