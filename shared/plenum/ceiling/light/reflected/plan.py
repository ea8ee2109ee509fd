"""A room's plan as its surfaces are taken from it: bends smoothed, so that it has a bounded number of walls.

Patches and what hides them are of this plan alone. A round column has eight corners or so, four where many
stand. Columns send back what they keep from the plane: without those of a hall its mean would be 1 to 4 % too
low, so that of more than fit some are kept.
"""

from __future__ import annotations

import math
from dataclasses import replace
from operator import is_
from typing import Final

import shapely
from shapely import Polygon

from plenum.ceiling.light.reflected.straightened import straightened
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.room import Ring, Room

BEND_M: Final = 0.05
"""Bends of the wall below this are taken for straight, where"""
MOST_WALLS: Final = 1000
"""times bands are enough; else bends below twice that, and so on, and of the columns narrower than two bends
every second is left out."""
STEP: Final = 0.5
"""A cell's side and a piece's length, over the room's height or its width, whichever is less."""
DECIMALS: Final = 3
"""Of lengths in m by which columns are each other's mirror images."""
BANDS: Final = 2
"""Of the walls, from floor to ceiling; more in a shaft, but no more than"""
MOST_BANDS: Final = 10


def smoothed(room: Room, height_m: float) -> Room:
    """The room of a smoothed plan, without its grid."""
    shape, bend_m = polygon(room), BEND_M
    plan = _straightened(shape, bend_m)
    while _corners(plan) * bands(plan, height_m) > MOST_WALLS and bend_m < shape.length:
        bend_m *= 2.0
        shape = _thinned(shape, 2.0 * bend_m)
        plan = _straightened(shape, bend_m)
    if plan is polygon(room):
        return replace(room, rows=("",))
    outline, *holes = (_ring(ring) for ring in _rings(plan))
    return replace(room, rows=("",), outline_m=outline, holes_m=tuple(holes))


def _straightened(shape: Polygon, bend_m: float) -> Polygon:
    """Without bends, itself where it has none; the same mirrored, unless walls would meet."""
    bent = [shapely.get_coordinates(ring)[:-1] for ring in _rings(shape)]
    outline, *holes = straight = [straightened(ring, bend_m) for ring in bent]
    if all(map(is_, straight, bent)):
        return shape
    plan = Polygon(outline, holes)
    return plan if plan.is_valid else shapely.simplify(shape, bend_m)


def _thinned(shape: Polygon, width_m: float) -> Polygon:
    """Without every second of the holes that are narrower, from the middle outwards. Those that are each
    other's mirror images stay or go together."""
    x0, y0, x1, y1 = shape.bounds
    rings: dict[tuple[float, ...], list[shapely.LinearRing]] = {}
    others = []
    for hole in shape.interiors:
        column = Polygon(hole)
        if column.area < width_m**2:
            x, y = column.centroid.coords[0]
            away = abs(x - (x0 + x1) / 2.0), abs(y - (y0 + y1) / 2.0)
            rings.setdefault(tuple(round(m, DECIMALS) for m in sorted(away, reverse=True)), []).append(hole)
        else:
            others.append(hole)
    kept = [hole for away in sorted(rings)[1::2] for hole in rings[away]]
    return Polygon(shape.exterior, [*others, *kept])


def _rings(shape: Polygon) -> list[shapely.LinearRing]:
    return [shape.exterior, *shape.interiors]


def step_m(shape: Polygon, height_m: float) -> float:
    """Of cells and pieces, in a room that is not large for its height."""
    return STEP * min(height_m, float(4.0 * shape.area / shape.length))


def bands(shape: Polygon, height_m: float) -> int:
    """Of the walls."""
    return min(MOST_BANDS, max(BANDS, math.ceil(height_m / step_m(shape, height_m) - 1e-9)))


def _corners(shape: Polygon) -> int:
    return int(shapely.get_num_coordinates(shape)) - 1 - len(shape.interiors)


def _ring(ring: shapely.LinearRing) -> Ring:
    return tuple((x, y) for x, y in ring.coords[:-1])
