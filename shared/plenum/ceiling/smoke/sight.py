"""What of a room a detector sees: shadows count only behind what stands as a wall.

No code asks for sight; each asks what separates. NFPA 72 (17.6.3.1.1, 17.7.3.2.3) measures to walls and
partitions that reach the top 15 % of the height, BS 5839-1 (22.3) and EN 54-14 treat as a wall what
is deeper than 10 % of it. A column separates nothing: smoke runs round it. So a thing of at most
`ASIDE_M` in plan hides nothing, and floor within `BESIDE_M` of floor that a detector sees is seen by
it: the strip that BS 5839-1 and EN 54-14 keep free of detectors along walls and obstructions.

Points are judged a little more strictly than floor: a point is seen in a straight line, or where the
floor inwards of the wall beside it is. What holds for points so holds for floor.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.per_thread import cached_per_thread
from plenum.ceiling.room.geometry import Mask, Points, hiding_walls, is_convex, polygon, visible
from plenum.ceiling.room.pairs import either
from plenum.ceiling.room.room import Ring, Room
from plenum.ceiling.room.walls import clear_of_wall

ASIDE_M: Final = 0.8
"""The longer side in plan of the largest column, pilaster or stub of wall that hides nothing."""
BESIDE_M: Final = 0.5
INWARDS_M: Final = 0.35
"""A point at a wall is judged by the floor `BESIDE_M` on the way to what is this far from all walls, out of a
square corner all of the way."""
STEPS: Final = 6
"""Taken one after the other beside what is seen, each shorter than any wall is thick."""
ROUGH_M: Final = 1e-3
CLOSED_M: Final = 5e-7
"""What fills a notch is grown by it, so that rounding leaves no crack."""
REMEMBERED_MB: Final = 8.0
"""Of points that were asked about."""
FAR: Final = 1e3
"""A wall's shadow reaches this many times its distance: beyond any room."""


def sight_room(room: Room) -> Room:
    """The room's walls without what hides nothing; no tiles."""
    return _sight_room(room.outline, room.holes_m)[0]


def left_out(room: Room) -> Points:
    """Where the columns, pilasters and stubs of wall stand that hide nothing: the middle of each, in m."""
    return _sight_room(room.outline, room.holes_m)[1]


@cached_per_thread(maxsize=1024)
def _sight_room(outline: Ring, holes: tuple[Ring, ...]) -> tuple[Room, Points]:
    whole = Room("", (), outline_m=outline, holes_m=holes)
    nothing = whole, np.empty((0, 2))
    if is_convex(whole):
        return nothing
    shape, half = polygon(whole), ASIDE_M / 2 + CLOSED_M
    closed = shape.buffer(half, join_style="mitre").buffer(-half, join_style="mitre")
    notches = [part for part in shapely.get_parts(closed.difference(shape)) if _small(part)]
    grown = shapely.buffer(notches, CLOSED_M, join_style="mitre")
    filled = shapely.union_all([shape, *grown])
    if not notches or not isinstance(filled, Polygon):
        return nothing
    filled = shapely.simplify(filled, 2 * CLOSED_M)
    outer, *inner = (
        tuple((x, y) for x, y in ring.coords[:-1]) for ring in (filled.exterior, *filled.interiors)
    )
    middles = shapely.get_coordinates(shapely.centroid(notches))
    return Room("", (), outline_m=outer, holes_m=tuple(inner)), middles


def _small(part: shapely.Geometry) -> bool:
    """Whether a piece of wall is no longer than what hides nothing; slits of rounding are none."""
    if not isinstance(part, Polygon) or part.area <= CLOSED_M:
        return False
    corners = shapely.get_coordinates(shapely.oriented_envelope(part))
    return bool(np.hypot(*np.diff(corners, axis=0).T).max() <= ASIDE_M + 1e-6)


def beside(room: Room, points: Points) -> Points:
    """For each point the floor inwards of the wall beside it, by which it is judged too; else itself."""
    walls = sight_room(room)
    if is_convex(walls) or not len(points):
        return np.array(points, dtype=float)
    return _beside(walls.outline, walls.holes_m, np.ascontiguousarray(points, dtype=float).tobytes())


@cached_by_bytes(REMEMBERED_MB)
def _beside(outline: Ring, holes: tuple[Ring, ...], at: bytes) -> Points:
    """`beside` of points as bytes: planners and verifier ask about the corners of the same tiles."""
    walls = Room("", (), outline_m=outline, holes_m=holes)
    points = np.frombuffer(at).reshape(-1, 2)
    found = points.copy()
    shape = polygon(walls)
    core = shape.buffer(-INWARDS_M, join_style="mitre")
    near = np.flatnonzero(~clear_of_wall(walls, points, np.nextafter(INWARDS_M, 1.0)))
    if core.is_empty or not len(near):
        return found
    ways = shapely.shortest_line(shapely.points(points[near]), core)
    step = shapely.line_interpolate_point(ways, BESIDE_M)
    kept = shapely.covers(shape.buffer(1e-6, join_style="mitre"), ways)
    found[near[kept]] = shapely.get_coordinates(step[kept])
    return found


def sees(room: Room, sources: Points, points: Points, inwards: Points | None = None) -> Mask:
    """n by m: which sources see which points; `inwards` is what `beside` says of the points."""
    walls = sight_room(room)
    seen = visible(walls, sources, points)
    if not seen.all():
        inwards = beside(room, points) if inwards is None else inwards
        moved = np.flatnonzero(either(inwards != points) & ~seen.all(axis=0))
        seen[:, moved] |= visible(walls, sources, inwards[moved])
    return seen


def straight_view(
    room: Room, centre: Points, within_m: float = np.inf, of: shapely.Geometry | None = None
) -> shapely.Geometry:
    """The floor, or what `of` it, that a point sees straight, within a distance and somewhat more."""
    floor = _near(room, centre, within_m) if of is None else of
    return shadowless(floor, hiding_walls(sight_room(room)), centre)


def _near(room: Room, centre: Points, within_m: float) -> shapely.Geometry:
    if np.isinf(within_m):
        return polygon(room)
    return polygon(room).intersection(shapely.Point(centre).buffer(within_m + BESIDE_M))


def view(
    room: Room, centre: Points, within_m: float = np.inf, of: shapely.Geometry | None = None
) -> shapely.Geometry:
    """The floor that a point sees within a distance, what lies beside it counted.

    With `of` what it sees of that floor, and of some around it: nothing is reached beside from farther.
    """
    near = _near(room, centre, within_m)
    return _view(room, centre, near if of is None else _around(near, of))


def views(room: Room, centres: Points, of: shapely.Geometry) -> list[shapely.Geometry]:
    """What each point sees of some floor, however far, as `view` says it."""
    near = _around(polygon(room), of)
    return [_view(room, centre, near) for centre in centres]


def _around(near: shapely.Geometry, of: shapely.Geometry) -> shapely.Geometry:
    """Of some floor what is reached beside a part of it, and the part."""
    return _floor(near.intersection(of.buffer(1.1 * BESIDE_M, quad_segs=2)))


def _view(room: Room, centre: Points, near: shapely.Geometry) -> shapely.Geometry:
    """What a point sees of some floor, straight and then beside."""
    straight = shadowless(near, hiding_walls(sight_room(room)), centre)
    if straight.is_empty or straight is near or (hidden := near.difference(straight)).area <= CLOSED_M:
        return _floor(straight)
    # Step by step, so that nothing is reached through a wall that is thicker than a step.
    grown, beyond = straight, hidden.buffer(BESIDE_M, quad_segs=2)
    for _ in range(STEPS):
        reached = grown.intersection(beyond).buffer(BESIDE_M / STEPS, quad_segs=6).intersection(hidden)
        joined = [part.simplify(ROUGH_M) for part in shapely.get_parts(reached) if part.intersects(grown)]
        grown = shapely.union_all([grown, *joined])
    return _floor(grown)


def _floor(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape without the lines and points that cutting leaves."""
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])


def shadowless(shape: shapely.Geometry, walls: Points, centre: Points) -> shapely.Geometry:
    """A shape less the shadow of every wall (k by 2 by 2) from a point."""
    if not len(walls) or shape.is_empty:
        return shape
    # Between the point and the shape stands what hides it.
    (x, y), (low_x, low_y, high_x, high_y) = centre, shape.bounds
    low_x, low_y, high_x, high_y = min(low_x, x), min(low_y, y), max(high_x, x), max(high_y, y)
    high, low = walls.max(axis=1), walls.min(axis=1)
    near = walls[
        (high[:, 0] >= low_x) & (high[:, 1] >= low_y) & (low[:, 0] <= high_x) & (low[:, 1] <= high_y)
    ]
    if not len(near):
        return shape
    away = near + (near - centre) * FAR
    rings: NDArray[np.float64] = np.concatenate([near, away[:, ::-1]], axis=1)
    shadows = shapely.polygons(rings)
    shadows = shadows[(shapely.area(shadows) > 0) & shapely.intersects(shape, shadows)]
    return shapely.difference(shape, shapely.union_all(shadows)) if len(shadows) else shape
