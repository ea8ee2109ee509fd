"""Regular arrays of detectors: where each would stand if every place could hold one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Points, crossings
from plenum.ceiling.room.pairs import ends

SLACKS_M: Final = (0.0, 0.15, 0.3, 0.42)
"""How much nearer than the radius a pattern's nodes stand, to bear being moved to a tile."""
COLUMNS: Final = (0, 1, -1)


def patterns(corners: Points, radius_m: float) -> Iterator[Points]:
    """Nodes of rectangular and triangular arrays over the box of a room's corners, for each slack."""
    low, high = ends(corners)
    for slack in SLACKS_M:
        reach = radius_m - slack
        for more in COLUMNS:
            yield _rectangular(low, high, reach, more)
        yield _triangular(low, high, reach)
        yield _triangular(low[::-1], high[::-1], reach)[:, ::-1]


def _rectangular(low: Points, high: Points, reach: float, more: int) -> Points:
    """As many columns as a square array has, and some more or fewer; rows as far apart as that lets them."""
    columns = max(1, math.ceil((high[0] - low[0]) / (reach * math.sqrt(2)) - 1e-9) + more)
    half = (high[0] - low[0]) / columns / 2
    pitch = 2 * math.sqrt(max(reach**2 - half**2, (reach / 3) ** 2))
    ys = _centres(low[1], high[1], pitch)
    xs = low[0] + (np.arange(columns) * 2 + 1) * half
    return crossings(xs, ys)


def _centres(low: float, high: float, pitch: float) -> NDArray[np.float64]:
    """Half-spaced positions, no farther apart than the pitch."""
    count = max(1, math.ceil((high - low) / pitch - 1e-9))
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _triangular(low: Points, high: Points, reach: float) -> Points:
    """Rows 1.5 R apart, nodes sqrt(3) R apart, every other row shifted by half of that."""
    rows = np.arange(low[1] + reach / 2, high[1] + reach, 1.5 * reach)
    pitch = math.sqrt(3) * reach
    nodes = []
    for i, y in enumerate(rows):
        xs = np.arange(low[0] + (pitch / 2 if i % 2 == 0 else 0.0), high[0] + pitch / 2, pitch)
        nodes += [(min(x, high[0]), min(y, high[1])) for x in xs]
    return np.array(nodes)
