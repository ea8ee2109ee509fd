"""A room's tiles as paths: the joints inside its walls, and the tiles that carry nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import shapely
from shapely import Polygon

from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.room import Point, Room
from plenum.files.drawing.canvas import INK, Node, line, mm, node, ring

Spot = Callable[[Point], Point]
"""From the grid's frame, m, to the paper, mm."""


def joint_lines(room: Room) -> list[tuple[Point, Point]]:
    """The lines of the tile grid, as far as they lie inside the room; in the grid's frame, m."""
    (tx, ty), w, h = room.tile_m, room.width, room.height
    lines = [((i * tx, 0.0), (i * tx, h * ty)) for i in range(w + 1)]
    lines += [((0.0, j * ty), (w * tx, j * ty)) for j in range(h + 1)]
    shape = Polygon(room.outline, room.holes_m)
    shapely.prepare(shape)
    found = shapely.intersection(shapely.linestrings(np.array(lines)), shape)
    parts = shapely.get_parts(found)
    kept = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 1e-3)]
    ends = (shapely.get_coordinates(part) for part in kept)
    return [((float(p[0][0]), float(p[0][1])), (float(p[-1][0]), float(p[-1][1]))) for p in ends]


def joints(room: Room, spot: Spot) -> str:
    """The joints as one path."""
    parts = [(spot(start), spot(stop)) for start, stop in joint_lines(room)]
    return "".join(f"M{mm(a[0])} {mm(a[1])}L{mm(b[0])} {mm(b[1])}" for a, b in parts)


def invalid(room: Room, spot: Spot) -> str:
    """The parts of the floor under tiles that carry nothing, as one path."""
    (tx, ty), floor = room.tile_m, Polygon(room.outline, room.holes_m)
    rows = [row.replace(INVALID, " ") for row in room.rows]
    strips = [
        shapely.box(start * tx, y * ty, stop * tx, (y + 1) * ty)
        for y, row in enumerate(rows)
        for start, stop in _runs(row)
    ]
    found = shapely.intersection(shapely.union_all(strips), floor)
    parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon)]
    rings = [r for part in parts for r in (part.exterior, *part.interiors)]
    return "".join(ring(spot((x, y)) for x, y in r.coords[:-1]) for r in rings)


def datum(room: Room) -> Point | None:
    """Where the grid is set out from: a joint inside the room, the nearest to the lower left of its box of
    those clear of components; of all where none is clear. None: no joint is inside."""
    (tx, ty), floor = room.tile_m, Polygon(room.outline, room.holes_m)
    xs, ys = np.meshgrid(np.arange(room.width + 1) * tx, np.arange(room.height + 1) * ty)
    joints_at = np.stack([xs.ravel(), ys.ravel()], axis=1)
    inside = shapely.contains_xy(floor.buffer(-_CLEAR_M), joints_at)
    clear = inside & ~_beside_components(room).ravel()
    left = joints_at[clear if clear.any() else inside]
    if not len(left):
        return None
    x, y = left[int(np.argmin(np.hypot(*(left - np.array(floor.bounds[:2])).T)))].tolist()
    return x, y


def _beside_components(room: Room) -> Mask:
    """height + 1 × width + 1: the joints at a corner of a tile that holds something."""
    held = np.pad((room.cells != ord(EMPTY)) & (room.cells != ord(INVALID)), 1)
    return np.asarray(held[1:, 1:] | held[1:, :-1] | held[:-1, 1:] | held[:-1, :-1])


def datum_mark(parent: Node, at: Point) -> None:
    """A crossed circle on the paper, mm."""
    (x, y), r = at, DATUM_MM
    mark = node(parent, "g", class_="datum")
    node(mark, "circle", cx=x, cy=y, r=0.56 * r, fill="none", stroke=INK, stroke_width=0.18)
    line(mark, (x - r, y), (x + r, y), 0.15)
    line(mark, (x, y - r), (x, y + r), 0.15)


DATUM_MM: Final = 1.6
"""From the middle of the mark to its ends."""
_CLEAR_M: Final = 0.05
"""A joint nearer to a wall is hidden by it."""


def _runs(row: str) -> Iterator[tuple[int, int]]:
    """Where blanks begin and end."""
    start = row.find(" ")
    while start >= 0:
        stop = start + len(row[start:]) - len(row[start:].lstrip(" "))
        yield start, stop
        start = row.find(" ", stop)
