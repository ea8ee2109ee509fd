"""Rooms to learn from: rectangles, what is cut out of them, leaning walls, blocked tiles, things there.

`benchmarks.order.buildings` has others, by other constructions: on those a model is judged.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import shapely
from shapely import Polygon, affinity

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.room.room import Room
from plenum.files.geometry.tiling import tile_floor

TILES_M: Final = ((0.6, 0.6), (0.6, 0.6), (0.6, 0.6), (0.625, 0.625), (0.6, 1.2), (0.61, 0.61))
LONGEST_M: Final = 26.0
SMALLEST_M2: Final = 4.0


def rooms(seed: int, count: int) -> Iterator[Room]:
    """So many rooms; of one seed always the same, and the first of a larger number."""
    dice = random.Random(seed)  # noqa: S311 - rooms are no secrets
    made = 0
    while made < count:
        floor = _floor(dice)
        if not isinstance(floor, Polygon) or floor.area < SMALLEST_M2:
            continue
        room = _room(f"{seed}_{made}", floor, dice)
        if room.usable:
            made += 1
            yield room


def _room(name: str, floor: Polygon, dice: random.Random) -> Room:
    tile_m = dice.choice(TILES_M)
    tiling = tile_floor(floor, 0.0, tile_m, "/rooms")
    height_m = round(dice.triangular(2.4, 4.2, 2.8), 2)
    room = Room(
        name, tiling.rows, tile_m, height_m, dice.choice(tuple(ROOM_TYPES)),
        outline_m=tiling.outline_m, holes_m=tiling.holes_m,
    )  # fmt: skip
    return _furnished(room, dice) if room.usable and dice.random() < 0.3 else room


def _floor(dice: random.Random) -> Polygon:
    """A rectangle, often with corners or columns cut out, sometimes leaning and turned."""
    long_m = dice.uniform(2.0, LONGEST_M) if dice.random() < 0.4 else dice.uniform(2.0, 12.0)
    wide_m = dice.uniform(1.4, min(14.0, 60.0 / max(1.0, long_m / 5.0)))
    floor = shapely.box(0.0, 0.0, round(long_m, 1), round(wide_m, 1))
    kind = dice.random()
    if kind < 0.4:
        return floor
    if kind < 0.7:
        for _ in range(dice.randint(1, 3)):
            floor -= _bite(floor, dice)
    elif kind < 0.85:
        corners = [(x + dice.uniform(-0.2, 0.2) * long_m, y) for x, y in floor.exterior.coords[:4]]
        floor = Polygon(corners).convex_hull
        floor = affinity.rotate(floor, dice.choice((0.0, 0.0, 15.0, 30.0)))
    else:
        for _ in range(dice.randint(1, 4)):
            side, (x, y) = dice.uniform(0.25, 0.7), _inside(floor, dice)
            floor -= shapely.box(x, y, x + side, y + side)
    return floor


def _inside(floor: Polygon, dice: random.Random) -> tuple[float, float]:
    x0, y0, x1, y1 = floor.bounds
    return dice.uniform(x0, x1), dice.uniform(y0, y1)


def _bite(floor: Polygon, dice: random.Random) -> Polygon:
    """A rectangle over an edge of the floor's box, or over one of its corners."""
    x0, y0, x1, y1 = floor.bounds
    w, d = dice.uniform(0.1, 0.6) * (x1 - x0), dice.uniform(0.1, 0.6) * (y1 - y0)
    at = dice.choice((x0, x1 - w, dice.uniform(x0, x1 - w)))
    low, high = dice.choice(((y0, y0 + d), (y1 - d, y1)))
    return shapely.box(at, low, at + w, high)


def _furnished(room: Room, dice: random.Random) -> Room:
    """With tiles that nothing can hang on, and with things that hang there already."""
    rows = [list(row) for row in room.rows]
    free = list(room.free())
    dice.shuffle(free)
    blocked = dice.randint(0, max(1, len(free) // 12))
    for x, y in free[:blocked]:
        rows[y][x] = "#"
    there = free[blocked : blocked + dice.choice((0, 0, 1, 1, 2))]
    for x, y in there:
        rows[y][x] = dice.choice("LSRD")
    return replace(room, rows=tuple("".join(row) for row in rows), existing=frozenset(there))
