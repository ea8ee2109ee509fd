"""Tiles in no order for one kind, evenly spread over the ceiling: where nothing in order fits."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.air import p_median
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import Prices
from plenum.ceiling.pattern.mirrors import Sets
from plenum.ceiling.pattern.tiles import spread
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind

CHEAP: Final = 1.0
"""Tiles that cost less are looked at first, twice as many as are missing at the least."""
EVEN: Final = 0.5
"""How much farther than ideal the ceiling may be from tiles among these before any are looked at."""


def evenly_spread(
    canvas: Canvas, held: Mask, price: Prices, missing: int, kind: Kind, weight: float
) -> tuple[Sets, float]:
    """One set of tiles that can hold a kind, and what it costs.

    The mean price of its tiles, and `weight` times how much farther than ideal the ceiling is from them.
    """
    existing = canvas.of_kind(kind)
    rows, columns = np.nonzero(held)
    order = np.argsort(np.round(price[rows, columns], 6), kind="stable")
    worth, spots = price[rows, columns][order], np.stack([columns, rows], axis=1)[order]
    usable = np.stack(np.nonzero(canvas.usable)[::-1], axis=1)
    cheap = max(2 * missing, int(np.count_nonzero(worth < CHEAP)))
    found: list[tuple[float, Sets]] = []
    for many in (cheap, len(spots)):
        # Asks a room for its tile's size alone; the canvas may be turned.
        chosen = sorted(p_median.spread(canvas.turned_room, usable, spots[:many], missing, existing))
        tiles = spots[None, chosen]
        uneven = float(np.maximum(spread(canvas, tiles, kind) - 1.0, 0.0)[0])
        found.append((float(worth[chosen].mean() if chosen else 0.0) + weight * uneven, tiles))
        if uneven <= EVEN:
            break
    cost, tiles = min(found, key=lambda one: one[0])
    return tiles, cost
