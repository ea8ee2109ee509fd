"""Layouts as the textbook draws them: the lumen method's array of lights, detectors in squares.

Both are arrays over the room's bounding rectangle, half a spacing from its sides, each point moved to
the nearest tile that can take it; points that fall outside the room are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.light.photometry import luminaires_needed, utilisation_factor
from plenum.ceiling.room.geometry import area_m2, room_cavity_ratio
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.detector_clearance import allowed

SQUARE_M = {
    FireCode.NFPA72: 9.1,
    FireCode.BS5839: 7.5 * math.sqrt(2.0),
    FireCode.EN54_14_2018: 6.2 * math.sqrt(2.0),
}
"""The side of the square that one detector covers: the listed spacing, or the radius' inscribed square."""
MOST = 4
"""Arrays of up to so many times the textbook's count are tried."""
Holds = Callable[[Layout], bool]


def lumen_count(room: Room, brief: Brief) -> int:
    """N = ceil(Em·A/(Phi·UF·MF)), with the utilisation factor of the luminaire as it is: absolute
    lumens, no loss in the fixture. An older printed table asks for a tenth to a quarter more."""
    light = brief.light
    lamp = light.luminaire
    uf = utilisation_factor(room_cavity_ratio(room, light.mounting_height_m), light.reflectances, lamp.beam)
    return luminaires_needed(light.em_lx, area_m2(room), lamp.lumens, uf, light.maintenance_factor)


@dataclass(frozen=True)
class Array:
    """An array on a room's tiles."""

    layout: Layout
    widest_m: float
    """The larger of its two spacings."""
    stretch: float
    """The larger spacing over the smaller."""

    @property
    def lights(self) -> int:
        """How many it has."""
        return len(self.layout.terminals)


def light_arrays(room: Room, at_least: int) -> list[Array]:
    """Every array that puts from so many lights to `MOST` times as many on the room's tiles, the fewest
    lights first, then the squarest."""
    tiles = frozenset(room.free())
    width, height = _sides(room)
    most = MOST * at_least + MOST
    found: dict[tuple[Tile, ...], Array] = {}
    for columns in range(1, min(room.width, most) + 1):
        for rows in range(1, min(room.height, most // columns) + 1):
            if at_least <= columns * rows:
                spacings = sorted((width / columns, height / rows))
                snapped = _snapped(room, tiles, columns, rows)
                array = Array(_layout(Kind.LIGHT, snapped), spacings[1], spacings[1] / spacings[0])
                if array.lights >= at_least:
                    found.setdefault(snapped, array)
    return sorted(found.values(), key=lambda array: (array.lights, array.stretch))


def drawn_array(arrays: Sequence[Array], largest_m: float) -> Array | None:
    """The textbook's choice: the fewest lights whose spacings keep to the spacing criterion, else the
    squarest array there is."""
    keeping = [array for array in arrays if array.widest_m <= largest_m]
    return keeping[0] if keeping else min(arrays, key=lambda array: array.stretch, default=None)


def detector_array(room: Room, brief: Brief, finer: int = 0) -> Layout:
    """Squares of the code's size over the bounding rectangle, `finer` steps smaller.

    A corridor that the code spaces along its length has one row. A detector is moved to the nearest tile
    that keeps its distances, as a designer would.
    """
    smoke = brief.smoke
    free = room.free()
    keeps = allowed(room, smoke, free)
    tiles = {tile for tile, ok in zip(free, keeps, strict=True) if ok}
    sides = _sides(room)
    square = SQUARE_M[smoke.code]
    spacings = [square, square]
    if smoke.corridor_spacing_m is not None:
        spacings[smoke.corridor_axis] = smoke.corridor_spacing_m
    counts = [max(1, math.ceil(side / spacing - 1e-9)) for side, spacing in zip(sides, spacings, strict=True)]
    for _ in range(finer):
        wider = 0 if sides[0] / counts[0] >= sides[1] / counts[1] else 1
        counts[wider] += 1
    return _layout(Kind.DETECTOR, _snapped(room, tiles, counts[0], counts[1]))


def densified_detectors(room: Room, brief: Brief, holds: Holds) -> int | None:
    """Detectors of the first, ever finer array that holds the rules; None where none does."""
    for finer in range(2 * MOST):
        layout = detector_array(room, brief, finer)
        if holds(layout):
            return len(layout.terminals)
    return None


def _snapped(room: Room, tiles: Collection[Tile], columns: int, rows: int) -> tuple[Tile, ...]:
    """The array's points on tiles that can take them, each at most half a spacing away."""
    xs, ys = zip(*_usable(room), strict=True)
    width, height = (max(xs) - min(xs) + 1) / columns, (max(ys) - min(ys) + 1) / rows
    taken: dict[Tile, None] = {}
    for row in range(rows):
        for column in range(columns):
            # In tiles: the centre of tile (x, y) is at (x + 0.5, y + 0.5).
            x, y = min(xs) + (column + 0.5) * width, min(ys) + (row + 0.5) * height
            near = [
                (round(math.hypot((u + 0.5 - x) * room.tile_m[0], (v + 0.5 - y) * room.tile_m[1]), 6), (u, v))
                for u in _within(x, width)
                for v in _within(y, height)
                if (u, v) in tiles and (u, v) not in taken
            ]
            if near:
                taken[min(near)[1]] = None
    return tuple(taken)


def _within(middle: float, spacing: float) -> range:
    """The tiles whose centres are at most half a spacing away, the tile itself at least."""
    reach = max(spacing / 2, 0.5)
    return range(math.ceil(middle - reach - 0.5 - 1e-9), math.floor(middle + reach - 0.5 + 1e-9) + 1)


def _layout(kind: Kind, tiles: Iterable[Tile]) -> Layout:
    return Layout(kind, tuple(Terminal(tile) for tile in tiles))


def _usable(room: Room) -> list[Tile]:
    return [tile for tile, char in room.tiles() if char != "#"]


def _sides(room: Room) -> tuple[float, float]:
    """The bounding rectangle of the usable tiles, m."""
    xs, ys = zip(*_usable(room), strict=True)
    return (max(xs) - min(xs) + 1) * room.tile_m[0], (max(ys) - min(ys) + 1) * room.tile_m[1]
