"""How far the farthest point of a ceiling is from a detector that sees it, over all points, not samples.

Where every point sees every other, each detector answers for its Voronoi cell, and no point of a
convex piece is farther than one of its corners. Elsewhere sight is what the walls leave of the room;
what the discs already reach leaves, and the rest is cut where sight begins and ends: within a face
of that arrangement the same detectors are seen, so that their Voronoi cells decide again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

from plenum.ceiling.room.geometry import Points, contains, is_convex, polygon, upright_box
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.rule_set import RULES
from plenum.ceiling.smoke.coverage import ROUNDING_M
from plenum.ceiling.smoke.doubtful import doubtful
from plenum.ceiling.smoke.rectangle import farthest_in_box, gaps_in_box
from plenum.ceiling.smoke.sight import sees, sight_room, straight_view, view, views
from plenum.ceiling.smoke.voronoi import cells

NARROW_M: Final = 2e-3
"""Where walls hide something, what lies this near to where sight ends is left alone: points are seen or not
by a hair there, and what is measured must be what a planner can be held to. Along walls nothing is."""
SHY_M: Final = 0.02
"""Discs are so much smaller when what they leave is looked for: a gap narrower than a hair is one too."""
UNSEEN_M2: Final = RULES["SMK-3"].limit() or 0.0
"""Less floor than this out of sight is no gap."""
QUARTER: Final = 32
"""Edges of a quarter of a disc's polygon; it lies inside the disc, what it misses is looked at."""
PRECISION_M: Final = 1e-7
LINE_M2: Final = PRECISION_M**2
"""What is left along a cut by rounding, a line but for its last digits, is smaller."""
RIM: Final = 8
"""Points looked at along the rim of a piece that is left open."""


@dataclass(frozen=True)
class Farthest:
    """Lengths in m, area in m²."""

    distance_m: float
    """Of the farthest point that is seen to the nearest detector that sees it; the supremum."""
    at: tuple[float, float]
    unseen_m2: float
    unseen_at: tuple[float, float] | None


@dataclass(frozen=True)
class Part:
    """A piece of the room and the nearest of the detectors that all of it sees; none: -1."""

    shape: Polygon
    site: int


def farthest(
    room: Room, centres: Points, reached_m: float = 0.0, reached_at: tuple[float, float] = (0.0, 0.0)
) -> Farthest:
    """The farthest point from these detectors (one at least), and what none of them sees.

    `reached_m` is the distance that the point `reached_at` is known to have: nothing nearer is
    looked at.
    """
    if (box := upright_box(room)) is not None:
        return Farthest(*farthest_in_box(box, centres), 0.0, None)
    best, at = reached_m, reached_at
    unseen, unseen_at = 0.0, None
    for part in parts(room, centres, reached_m):
        if part.site < 0:
            unseen += part.shape.area
            spot = part.shape.point_on_surface()
            unseen_at = unseen_at or (spot.x, spot.y)
            continue
        corners, away = _corners(part, centres)
        if away.max() > best:
            x, y = corners[int(away.argmax())].tolist()
            best, at = float(away.max()), (x, y)
    return Farthest(best, at, unseen, unseen_at)


def gap_points(room: Room, centres: Points, radius_m: float) -> Points:
    """Points of the room that no detector covers: one of each piece that is left open, or none."""
    if not len(centres):
        return np.empty((0, 2))
    if (box := upright_box(sight_room(room))) is not None:
        gaps = gaps_in_box(box, centres, radius_m + ROUNDING_M)
        # Where columns stand in a rectangle those in the open are gaps; if all are in columns more is asked.
        inside = gaps if upright_box(room) is not None else gaps[contains(room, gaps)]
        if len(inside) or not len(gaps):
            return inside
    hidden: list[Points] = []
    hidden_m2 = 0.0
    found = [np.empty((0, 2))]
    for part in parts(room, centres, radius_m):
        if part.site < 0:
            hidden_m2 += part.shape.area
            hidden.append(_inside(part.shape))
            continue
        corners, away = _corners(part, centres)
        if away.max() > radius_m + ROUNDING_M:
            found += [corners[[int(away.argmax())]], _inside(part.shape)]
    points = np.concatenate([*found, *(hidden if hidden_m2 > UNSEEN_M2 else ())])
    return _uncovered(room, centres, points, radius_m)


def _inside(shape: Polygon) -> Points:
    return np.asarray(shapely.get_coordinates(shape.point_on_surface()))


def _corners(part: Part, centres: Points) -> tuple[Points, NDArray[np.float64]]:
    corners = shapely.get_coordinates(part.shape)
    return corners, np.asarray(np.hypot(*(corners - centres[part.site]).T))


def parts(room: Room, centres: Points, reached_m: float) -> Iterator[Part]:
    """The room in pieces by nearest seen detector; pieces that lie within `reached_m` may be missing."""
    if is_convex(sight_room(room)):
        yield from _cells(polygon(room), centres, np.arange(len(centres)))
        return
    for piece in _left(room, centres, max(0.0, reached_m - SHY_M)):
        yield from _seen_alike(room, piece, views(room, centres, piece), centres)


def _left(room: Room, centres: Points, reached_m: float) -> list[Polygon]:
    """What the discs in sight of their centres leave of the room."""
    rest = doubtful(room, centres, reached_m)
    if rest.is_empty:
        return []
    near = centres[shapely.dwithin(shapely.points(centres), rest, reached_m)]
    discs = [shapely.Point(centre).buffer(reached_m, quad_segs=QUARTER) for centre in near]
    # What is seen straight takes most away: what lies beside is looked for where something is left.
    for look in (straight_view, view) if reached_m > 0 else ():
        for centre, disc in zip(near, discs, strict=True):
            asked = rest.intersection(disc)
            if asked.area > LINE_M2:
                rest = rest.difference(look(room, centre, reached_m, asked).intersection(disc))
    # Coarser coordinates close the spikes without width that differences leave.
    return [piece for piece in _polygons(shapely.set_precision(rest, PRECISION_M)) if _wide(piece)]


def open_spots(room: Room, centres: Points, radius_m: float) -> Points:
    """A few points of what the discs leave of the room that no detector covers indeed.

    Much less work than `gap_points` where much is open; that it finds none proves nothing.
    """
    spots = [np.empty((0, 2))]
    for piece in _left(room, centres, radius_m):
        inner = _inside(piece)
        rim = shapely.get_coordinates(piece)
        rim = rim[:: 1 + len(rim) // RIM]
        step = inner - rim
        inwards = np.minimum(1.0, 2 * NARROW_M / np.maximum(np.hypot(*step.T), NARROW_M))
        spots += [rim + step * inwards[:, None], inner]
    return _uncovered(room, centres, np.concatenate(spots), radius_m)


def _uncovered(room: Room, centres: Points, points: Points, radius_m: float) -> Points:
    """Those of the points that lie in the room and that no detector sees within the radius."""
    points = points[contains(room, points)]
    if not len(points):
        return points
    away = np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1))
    away[~sees(room, centres, points).T] = np.inf
    return np.asarray(points[away.min(axis=1, initial=np.inf) > radius_m + ROUNDING_M])


def _polygons(shape: Geometry) -> Iterator[Polygon]:
    """The polygons of a collection, which may hold collections and lines too."""
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            yield part
        elif part.geom_type not in ("Point", "LineString"):
            yield from _polygons(part)


def _wide(shape: Polygon) -> bool:
    return not shape.buffer(-NARROW_M).is_empty


def _seen_alike(room: Room, piece: Polygon, views: list[Geometry], centres: Points) -> Iterator[Part]:
    """The piece cut where sight of a detector begins or ends, each face by its own Voronoi cells."""
    # A detector in a wall sees lines at most, which have no boundary.
    edges = [view.boundary for view in views if view.area]
    near = [edge for edge in edges if edge.intersects(piece)]
    rims = [rim for rim in near if not rim.touches(piece)]
    # The rims whole: cut to the piece they could end a rounding error short of its boundary.
    # On a grid: rims run along walls but for the last digits, and lines that cross there close no face.
    lines = shapely.union_all([piece.boundary, *rims], grid_size=PRECISION_M)
    ends = _where_sight_ends(room, piece, near)
    for face in _polygons(shapely.polygonize([lines])):
        spot = face.point_on_surface()
        if piece.intersects(spot):
            seen = np.flatnonzero([view.intersects(spot) for view in views])
            yield from _of_face(face, ends, seen, centres)


def _where_sight_ends(room: Room, piece: Polygon, edges: list[Geometry]) -> Geometry:
    """What lies by a hair beside the edges of views that are no walls."""
    walls = polygon(room).boundary.buffer(NARROW_M / 2, quad_segs=2)
    near = piece.buffer(2 * NARROW_M, quad_segs=2)
    return shapely.union_all([edge.intersection(near) for edge in edges]).difference(walls).buffer(NARROW_M)


def _of_face(face: Polygon, ends: Geometry, seen: NDArray[np.intp], centres: Points) -> Iterator[Part]:
    """The cells of a face of which all sees the same, less where sight ends; of one unseen, less its rim."""
    if not len(seen):
        for hidden in _polygons(face.buffer(-NARROW_M, join_style="mitre")):
            yield Part(hidden, -1)
    elif _wide(face):
        for open_face in filter(_wide, _polygons(face.difference(ends))):
            yield from _cells(open_face, centres, seen)


def _cells(face: Polygon, centres: Points, seen: NDArray[np.intp]) -> Iterator[Part]:
    """The face in its Voronoi cells."""
    if len(seen) == 1:
        yield Part(face, int(seen[0]))
        return
    cut = shapely.intersection([Polygon(ring) for ring in cells(centres[seen], face.bounds)], face)
    for site, shape in zip(seen, cut, strict=True):
        if not shape.is_empty and shape.area > 0:
            yield Part(shape, int(site))
