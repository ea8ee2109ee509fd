"""Tiles in no order for one kind, evenly spread over the ceiling: where nothing in order fits."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.air import p_median
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import Prices
from plenum.ceiling.pattern.mirrors import Sets
from plenum.ceiling.pattern.tiles import some_of, spread
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Spots

CHEAP: Final = 1.0
"""Tiles that cost less are looked at first, twice as many as are missing at the least."""
EVEN: Final = 0.5
"""How much farther than ideal the ceiling may be from tiles among these before any are looked at."""
FEW: Final = 400
"""Tiles of the ceiling that stand for all where all are too many to be asked."""


def evenly_spread(
    canvas: Canvas, held: Mask, price: Prices, missing: int, kind: Kind, weight: float
) -> tuple[Sets, float]:
    """One set of tiles that can hold a kind, and what it costs; in a hall of a few more than are missing.

    The mean price of its tiles, and `weight` times how much farther than ideal the ceiling is from them.
    Of fewer tiles where fewer can hold it, and infinite where none can.
    """
    rows, columns = np.nonzero(held)
    order = np.argsort(np.round(price[rows, columns], 6), kind="stable")
    worth, spots = price[rows, columns][order], np.stack([columns, rows], axis=1)[order]
    cheap = max(2 * missing, int(np.count_nonzero(worth < CHEAP)))
    found: list[tuple[float, Sets]] = []
    for many in (cheap, len(spots)):
        chosen = _spread(canvas, spots[:many], missing, kind)
        if found and len(chosen) != missing:
            break
        tiles = spots[None, chosen]
        uneven = float(np.maximum(spread(canvas, tiles, kind) - 1.0, 0.0)[0])
        found.append((float(worth[chosen].mean() if chosen else 0.0) + weight * uneven, tiles))
        if uneven <= EVEN:
            break
    cost, tiles = min(found, key=lambda one: one[0])
    return tiles, cost


def _spread(canvas: Canvas, spots: Spots, missing: int, kind: Kind) -> list[int]:
    """Numbers of tiles near to all of the ceiling, or to some of it where all would be too much work."""
    usable, room = np.stack(np.nonzero(canvas.usable)[::-1], axis=1), canvas.turned_room
    if not p_median.exchangeable(len(usable), len(spots), missing) and p_median.exchangeable(
        FEW, len(spots), missing
    ):
        usable = some_of(usable, FEW)
    # Asks a room for its tile's size alone; the canvas may be turned.
    return sorted(p_median.spread(room, usable, spots, missing, canvas.of_kind(kind)))
