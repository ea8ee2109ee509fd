"""Masks and prices over a canvas that more than one kind asks for."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import Prices
from plenum.ceiling.pattern.mirrors import Sets
from plenum.ceiling.room import clearance
from plenum.ceiling.room.clearance import ROUNDING_M
from plenum.ceiling.room.geometry import Mask, tile_centres, tiles_beside
from plenum.ceiling.room.grid import INVALID
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.pairs import square
from plenum.ceiling.room.room import Spots
from plenum.ceiling.room.walls import clear_of_wall, walls

TOUCHING: Final = 1.3
"""What an item costs that touches a light by an edge or a corner."""
SMALL: Final = 30
"""Usable tiles under which a room has hardly a tile that touches none."""
SMALL_TOUCHING: Final = 0.25
POINTS: Final = 100
"""Tiles from which the nearest item is looked for."""
GOLDEN: Final = 0.6180339887498949
"""So much of a list after the other, places fall between those before, on every line of tiles."""


def on_pattern(canvas: Canvas) -> Prices:
    """height × width: what a tile costs as a place on the lights' pattern."""
    return canvas.priced()


def touching(canvas: Canvas) -> Prices:
    """height × width: what touching a light costs."""
    price = TOUCHING if np.count_nonzero(canvas.usable) >= SMALL else SMALL_TOUCHING
    return np.asarray(price * canvas.touching)


def near_wall(canvas: Canvas, limit_m: float) -> Mask:
    """height × width: usable tiles whose centre is nearer to a wall than this."""
    room = canvas.room
    found = (room.cells != ord(INVALID)) & tiles_beside(walls(room), room.tile_m, room.cells.shape, limit_m)
    spots = np.argwhere(found)[:, ::-1]
    found[spots[:, 1], spots[:, 0]] = ~clear_of_wall(room, tile_centres(room, spots), limit_m - ROUNDING_M)
    return np.asarray(canvas.turned(found), dtype=bool)


def clear_of(canvas: Canvas, *, existing_of: Kind, limit_m: float, to_edge: bool = False) -> Mask:
    """height × width: tiles at least so far from what hangs of a kind."""
    others = canvas.of_kind(existing_of)
    found = np.ones(canvas.cells.shape, dtype=bool)
    if not len(others):
        return found
    spots = np.argwhere(canvas.usable)[:, ::-1]
    room = canvas.turned_room
    found[spots[:, 1], spots[:, 0]] = clearance.clear(room, spots, others, limit_m, to_edge=to_edge)
    return found


def gaps_m(canvas: Canvas, a: Spots, b: Spots, *, to_edge: bool = False) -> Prices:
    """len(a) × len(b): distances in m, centre to centre or from a centre to the other's edge."""
    x, y = (np.abs(np.subtract.outer(a[:, k], b[:, k])) * side for k, side in enumerate(canvas.tile_m))
    if to_edge:
        x, y = np.maximum(x - canvas.tile_m[0] / 2, 0.0), np.maximum(y - canvas.tile_m[1] / 2, 0.0)
    return np.asarray(np.hypot(x, y))


def some_of(spots: Spots, many: int) -> Spots:
    """At most so many of the tiles, from all over the list."""
    return np.asarray(spots[np.unique((np.arange(many) * GOLDEN % 1.0 * len(spots)).astype(np.intp))])


def spread(canvas: Canvas, sets: Sets, kind: Kind) -> Prices:
    """How far the ceiling is from each set's tiles and what hangs of their kind, infinite where nothing does.

    The mean squared distance from the nearest, 1 as from the middles of square cells.
    """
    usable, hung = np.argwhere(canvas.usable)[:, ::-1], canvas.of_kind(kind)
    some = canvas.centres(some_of(usable, POINTS))
    where = canvas.centres(sets.reshape(-1, 2)).reshape(*sets.shape)
    away = square(where[:, :, None] - some).min(axis=1, initial=np.inf)
    others = square(canvas.centres(hung)[:, None] - some).min(axis=0, initial=np.inf)
    area = len(usable) * canvas.tile_m[0] * canvas.tile_m[1]
    many = max(1, sets.shape[1] + len(hung))
    return np.asarray(np.minimum(away, others).mean(axis=1) * 6.0 * many / area)
