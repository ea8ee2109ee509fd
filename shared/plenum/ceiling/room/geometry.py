"""Plane geometry of a room: its polygon, its tiles, and who can see whom inside it.

One place, because light, smoke and air must agree on what is inside and what a wall hides.
Coordinates are in m, in the grid's frame. Polygons are cached by outline and holes, so that a room
with something new on its grid costs nothing again, and by thread: a prepared polygon builds its
index on the first question, and two threads that ask at once crash the process.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.per_thread import cached_per_thread
from plenum.ceiling.room.columns import FEW_PAIRS, PARALLEL, QUARTER_TURN, circles, crossed_columns, facing
from plenum.ceiling.room.convex import Side, sides
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.pairs import both, ends
from plenum.ceiling.room.room import Ring, Room, Spots

Points = NDArray[np.float64]
"""Coordinates in m, one row (x, y) a point."""
Mask = NDArray[np.bool_]
Sides = NDArray[np.int8]

TURNS: Final = tuple(
    np.array(turn, dtype=np.float64)
    for sx, sy in product((1, -1), repeat=2)
    for turn in ([[sx, 0], [0, sy]], [[0, sx], [sy, 0]])
)
"""2 × 2: the eight ways in which a room may lie on another; the first leaves it as it is."""
TOLERANCE_M: Final = 1e-6
"""A point this near a boundary lies on it: coordinates come from files as rounded decimals."""
ROUNDING_M: Final = 1e-9
"""What lies so far off by the last decimal of a file does so whichever way it was reckoned."""
TOUCH_M: Final = 1e-3
"""A demand point this near a wall is on the wall, which then does not hide it."""
CACHE_MB: Final = 24.0
"""Of each kind of array that is as large as its room: halls of 400 × 400 tiles take 1 to 3 MB."""
MOST_SIDES: Final = 8
"""Walls of a convex room up to which it takes less to look at each than to search among them."""
_BLOCK: Final = 400_000
"""Pairs looked at in one go: keeps the temporary matrices inside the processor's cache."""
_FEW: Final = 16
"""Sources that are all asked about as soon as those that have a wall before them."""
_SMALL: Final = 12_000
"""Pairs times walls looked at together."""
ANYHOW: Final = 3
"""Crossed, whichever way the segment is moved: both bits."""


@cached_per_thread(maxsize=1024)
def _polygon(outline: Ring, holes: tuple[Ring, ...]) -> Polygon:
    polygon = Polygon(outline, holes)
    if not polygon.is_valid:
        repaired = polygon.buffer(0.0)
        parts = list(getattr(repaired, "geoms", [repaired]))
        polygon = max(parts, key=lambda part: part.area)
    polygon = shapely.normalize(shapely.simplify(polygon, TOLERANCE_M))
    shapely.prepare(polygon)
    return polygon


@cached_per_thread(maxsize=1024)
def _grown(outline: Ring, holes: tuple[Ring, ...]) -> Polygon:
    """The polygon widened by the tolerance, for "inside or on the boundary" in floating point."""
    grown = _polygon(outline, holes).buffer(TOLERANCE_M, join_style="mitre")
    shapely.prepare(grown)
    return grown


@lru_cache(maxsize=1024)
def _box(outline: Ring, holes: tuple[Ring, ...]) -> tuple[float, float, float, float] | None:
    """The bounds of a room that is an upright rectangle, as most are: its questions have short answers."""
    if holes or len(outline) != 4:
        return None
    shape = _polygon(outline, holes)
    x0, y0, x1, y1 = shape.bounds
    whole = (x1 - x0) * (y1 - y0)
    return (x0, y0, x1, y1) if abs(whole - shape.area) <= 1e-12 * whole else None


@lru_cache(maxsize=1024)
def _sides(outline: Ring, holes: tuple[Ring, ...]) -> list[Side] | None:
    shape = shapely.orient_polygons(_polygon(outline, holes))
    corners = shapely.get_coordinates(shape)[:-1].tolist()
    return None if shape.interiors or not 3 <= len(corners) <= MOST_SIDES else sides(corners)


def polygon(room: Room) -> Polygon:
    """The outline minus the holes, prepared for repeated questions; self-crossings are repaired."""
    return _polygon(room.outline, room.holes_m)


def upright_box(room: Room) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 in m of a room that is an upright rectangle; None for any other."""
    return _box(room.outline, room.holes_m)


def convex_sides(room: Room) -> list[Side] | None:
    """The lines of a convex room's few walls: its questions have short answers too. None for any other."""
    return _sides(room.outline, room.holes_m)


def area_m2(room: Room) -> float:
    """Floor area: outline minus holes, the floor below beams counted."""
    return float(polygon(room).area) + room.beams_m2


def perimeter_m(room: Room) -> float:
    """Length of all walls, those around holes included."""
    return float(polygon(room).length)


def room_cavity_ratio(room: Room, mounting_height_m: float) -> float:
    """RCR = 2.5·Hm·P/A for any plan; equal to 5·Hm·(L+W)/(L·W) for a rectangle (rule GEO-1)."""
    return 2.5 * mounting_height_m * perimeter_m(room) / area_m2(room)


@lru_cache(maxsize=1024)
def _convex(outline: Ring, holes: tuple[Ring, ...]) -> bool:
    if _sides(outline, holes) is not None:
        return True
    polygon = _polygon(outline, holes)
    hull = polygon.convex_hull
    return bool(hull.area - polygon.area <= TOUCH_M * TOUCH_M * max(1.0, polygon.length))


def is_convex(room: Room) -> bool:
    """Whether every point of the room sees every other: convex and without holes."""
    return _convex(room.outline, room.holes_m)


def tile_centres(room: Room, tiles: Sequence[Tile] | Spots) -> Points:
    """The centres of these tiles."""
    if not len(tiles):
        return np.empty((0, 2))
    centres: Points = (np.asarray(tiles, dtype=float) + 0.5) * np.asarray(room.tile_m)
    return centres


def crossings(xs: NDArray[np.floating], ys: NDArray[np.floating]) -> Points:
    """Every x with every y, row by row."""
    found = np.empty((len(ys), len(xs), 2))
    found[..., 0], found[..., 1] = xs, ys[:, None]
    return found.reshape(-1, 2)


def contains(room: Room, points: Points) -> Mask:
    """Which points lie inside the room or on its boundary."""
    return _contains(room.outline, room.holes_m, points)


def _contains(outline: Ring, holes: tuple[Ring, ...], points: Points) -> Mask:
    if not len(points):
        return np.zeros(0, dtype=bool)
    if walls := _sides(outline, holes):
        return outside_m(walls, points) <= TOLERANCE_M + ROUNDING_M
    return np.asarray(shapely.contains_xy(_grown(outline, holes), points[:, 0], points[:, 1]))


def outside_m(walls: Sequence[Side], points: Points) -> NDArray[np.float64]:
    """How far points are beyond the lines around a convex room; less than 0 inside, by the nearest wall's
    distance."""
    *normals, at = np.array(walls).T
    return np.asarray((points @ normals - at).max(axis=1))


@cached_by_bytes(CACHE_MB)
def _corner_points(
    outline: Ring, holes: tuple[Ring, ...], tile_m: tuple[float, float], width: int, height: int
) -> Points:
    inside = _corners_inside(outline, holes, tile_m, width, height)
    y, x = np.nonzero(inside)
    lattice = np.stack([x * tile_m[0], y * tile_m[1]], axis=1)
    shape = _polygon(outline, holes)
    others = np.concatenate([shapely.get_coordinates(shape), *_cuts(shape, tile_m)])
    rounded = np.round(others / TOUCH_M).tolist()
    first = {(x, y): i for i, (x, y) in reversed([*enumerate(rounded)])}
    others = others[sorted(first.values())]
    node = np.clip(np.round(others / tile_m).astype(int), 0, [width, height])
    same = both(np.round(others / TOUCH_M) == np.round(node * np.asarray(tile_m) / TOUCH_M))
    same &= inside[node[:, 1], node[:, 0]]
    return np.concatenate([lattice, others[~same]])


@cached_by_bytes(CACHE_MB)
def _corners_inside(
    outline: Ring, holes: tuple[Ring, ...], tile_m: tuple[float, float], width: int, height: int
) -> Mask:
    corners = crossings(np.arange(width + 1) * tile_m[0], np.arange(height + 1) * tile_m[1])
    return _contains(outline, holes, corners).reshape(height + 1, width + 1)


def _cuts(polygon: Polygon, tile_m: tuple[float, float]) -> list[Points]:
    """Where each wall crosses the lines between tiles."""
    found: list[Points] = []
    for ring in shapely.get_rings(polygon):
        for tail, head in pairwise(shapely.get_coordinates(ring)):
            for axis, step in enumerate(tile_m):
                low, high = sorted((tail[axis] / step, head[axis] / step))
                lines = np.arange(math.floor(low) + 1, math.ceil(high)) * step
                if len(lines):
                    along = (lines - tail[axis]) / (head[axis] - tail[axis])
                    found.append(tail + along[:, None] * (head - tail))
    return found


def corners_inside(room: Room) -> Mask:
    """height + 1 × width + 1: which corners of tiles lie in the room; `corner_points` begins with them."""
    return _corners_inside(room.outline, room.holes_m, room.tile_m, room.width, room.height)


def corner_points(room: Room) -> Points:
    """Demand points for coverage: the corners of every tile, whole or cut by a wall.

    Those are tile corners inside the room, the polygon's own vertices, and where walls cross the
    lines between tiles. Corners, not centres: a disc that holds a piece's corners holds the whole
    piece (domain facts 2.4).
    """
    return _corner_points(room.outline, room.holes_m, room.tile_m, room.width, room.height)


@cached_by_bytes(CACHE_MB)
def _tiles_inside(
    outline: Ring, holes: tuple[Ring, ...], tile_m: tuple[float, float], width: int, height: int
) -> Mask:
    corner = _corners_inside(outline, holes, tile_m, width, height)
    inside: Mask = corner[:-1, :-1] & corner[1:, :-1] & corner[:-1, 1:] & corner[1:, 1:]
    if not _convex(outline, holes):
        # Four corners inside are not enough where a wall juts into the tile: ask for the square.
        y, x = np.nonzero(inside & tiles_beside(_walls(outline, holes), tile_m, inside.shape))
        boxes = shapely.box(x * tile_m[0], y * tile_m[1], (x + 1) * tile_m[0], (y + 1) * tile_m[1])
        inside[y, x] = shapely.covers(_grown(outline, holes), boxes)
    return inside


def tiles_beside(
    walls: Points, tile_m: tuple[float, float], shape: tuple[int, ...], reach_m: float = 0.0
) -> Mask:
    """height × width: which tiles are so near to the box around one of the walls (k by 2 by 2), or nearly."""
    beside = np.zeros(shape, dtype=bool)
    low = np.floor((walls.min(axis=1) - reach_m) / tile_m).astype(np.intp) - 1
    high = np.floor((walls.max(axis=1) + reach_m) / tile_m).astype(np.intp) + 2
    for (x0, y0), (x1, y1) in zip(np.maximum(low, 0).tolist(), np.maximum(high, 0).tolist(), strict=True):
        beside[y0:y1, x0:x1] = True
    return beside


def tiles_inside(room: Room) -> Mask:
    """height × width: which tiles lie fully inside the outline minus the holes (rule GEO-2)."""
    return _tiles_inside(room.outline, room.holes_m, room.tile_m, room.width, room.height)


def tiles_outside(room: Room, tiles: Iterable[Tile]) -> tuple[Tile, ...]:
    """Those of the tiles that are not fully inside the room."""
    inside = tiles_inside(room)
    return tuple((x, y) for x, y in tiles if not inside[y, x])


@lru_cache(maxsize=256)
def _inner_rings(outline: Ring, holes: tuple[Ring, ...]) -> tuple[Points, ...]:
    """Chains of vertices whose edges can hide something: all but the edges on the convex hull."""
    polygon = _polygon(outline, holes)
    hull = polygon.convex_hull.exterior
    chains: list[Points] = []
    for ring in shapely.get_rings(polygon):
        points = shapely.get_coordinates(ring)
        middles = shapely.points((points[:-1] + points[1:]) / 2)
        hidden = shapely.distance(hull, middles) > TOLERANCE_M
        hidden |= shapely.distance(hull, shapely.points(points[:-1])) > TOLERANCE_M
        start: int | None = None
        for i, hides in enumerate([*hidden, False]):
            if hides and start is None:
                start = i
            elif not hides and start is not None:
                chains.append(points[start : i + 1])
                start = None
    return tuple(chains)


@lru_cache(maxsize=256)
def _walls(outline: Ring, holes: tuple[Ring, ...]) -> Points:
    chains = _inner_rings(outline, holes)
    return np.concatenate([np.empty((0, 2, 2)), *(np.stack([c[:-1], c[1:]], axis=1) for c in chains)])


class _Walls(NamedTuple):
    """Walls that can hide something, and what every question asks of them."""

    walls: Points
    low: Points
    high: Points
    """The box around each."""
    normal: Points
    offset: NDArray[np.float64]
    """How far along its normal each lies, m; a column."""

    def only(self, some: Mask) -> _Walls:
        """Some of them."""
        return self if some.all() else _Walls(*(each[some] for each in self))


@lru_cache(maxsize=256)
def _hiding(outline: Ring, holes: tuple[Ring, ...]) -> _Walls:
    walls = _walls(outline, holes)
    along = walls[:, 1] - walls[:, 0]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(along[:, 0], along[:, 1])[:, None]
    offset = (walls[:, 0] * normal).sum(axis=1)[:, None]
    return _Walls(walls, walls.min(axis=1), walls.max(axis=1), normal, offset)


def hiding_walls(room: Room) -> Points:
    """k by 2 by 2: the walls that can hide one point of the room from another, tail and head."""
    return _walls(room.outline, room.holes_m)


def visible(room: Room, sources: Points, points: Points) -> Mask:
    """n × m: whether the segment from each source to each point stays inside the room.

    Touching a wall or a corner is staying inside. A source lies inside the room, a point inside or
    on a wall. A segment through a vertex is judged by moving it a hair to either side: it is seen
    when one of the two crosses no wall.
    """
    seen = np.ones((len(sources), len(points)), dtype=bool)
    if is_convex(room) or not seen.size:
        return seen
    hiding, (to_low, to_high) = _hiding(room.outline, room.holes_m), ends(points)
    step = max(1, _BLOCK // len(points))
    for start in range(0, len(sources), step):
        asked = np.arange(start, min(start + step, len(sources)))
        from_low, from_high = ends(sources[asked])
        low, high = np.minimum(from_low, to_low) - TOUCH_M, np.maximum(from_high, to_high) + TOUCH_M
        # No other wall hides than those that reach into the box around sources and points.
        between = hiding.only(both((hiding.high >= low) & (hiding.low <= high)))
        if not len(between.walls):
            continue
        if len(asked) > _FEW:
            asked = asked[facing((between.low, between.high), sources[asked], (to_low, to_high))]
        if len(asked):
            extent_m = float((high - low).max())
            seen[asked] = _visible_block(between, sources[asked], points, extent_m)
    return seen


def _visible_block(between: _Walls, sources: Points, points: Points, extent_m: float) -> Mask:
    """Crossed is a wall when its ends lie on different sides of the segment's line, and the segment's
    ends on different sides of the wall's."""
    walls, normal, offset = between.walls, between.normal, between.offset
    s, p = normal @ sources.T - offset, normal @ points.T - offset
    sides = (s > TOUCH_M, p < -TOUCH_M), (s < -TOUCH_M, p > TOUCH_M)
    (left, from_left), (right, from_right) = sides
    met: Mask = np.asarray(left.any(axis=1) & from_left.any(axis=1))
    met |= right.any(axis=1) & from_right.any(axis=1)
    crossed = np.zeros((len(sources), len(points)), dtype=np.int8)
    step = max(1, _SMALL // crossed.size)
    if columns := circles(walls, extent_m) if crossed.size > FEW_PAIRS else []:
        one, other = crossed_columns(columns, walls, sides, sources, points).view(np.int8)
        crossed = one + 2 * other
        met[[wall for column in columns for wall in column.walls]] = False
    edges = np.flatnonzero(met)
    # Which of a wall's sides each source and each point is on: they share a bit when it is between them.
    sent, near = (one.view(np.int8) + 2 * other.view(np.int8) for one, other in zip(*sides, strict=True))
    head: Sides | None = None
    for start in range(0, len(edges), step):
        some = edges[start : start + step]
        # Where walls are looked at one by one, each begins where the one before it ended.
        follows = step == 1 and (walls[some[0], 0] == walls[some[0] - 1, 1]).all()
        if head is None or not follows or edges[start - 1] != some[0] - 1:
            head = _turned(walls[some, 0], sources, points)
        passed, head = head, _turned(walls[some, 1], sources, points)
        passed ^= head
        passed *= (sent[some, :, None] & near[some, None]) != 0
        crossed |= passed[0] if step == 1 else np.bitwise_or.reduce(passed, axis=0)
    return np.asarray(crossed != ANYHOW)


def _turned(vertices: Points, sources: Points, points: Points) -> Sides:
    """vertices × sources × points: on which side of each segment's line, moved a hair to one side (the first
    bit) and to the other (the second)."""
    s, p = sources - vertices[:, None], points - vertices[:, None]
    turn = s @ QUARTER_TURN @ p.transpose(0, 2, 1)
    side = (turn > PARALLEL).view(np.int8)
    side += side
    side |= (turn > -PARALLEL).view(np.int8)
    return np.asarray(side)
