"""Outlines as they come from files: checked one ring at a time, so that an error can name the ring."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import shapely
from shapely import Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from plenum.ceiling.room.room import Point, Ring
from plenum.files.assumption import Assumption
from plenum.files.errors import InvalidBuilding
from plenum.files.limits import MAX_POINTS

MIN_AREA_M2: Final = 0.01
SPIKE_SHARE: Final = 0.02
"""Of an outline's area that may be taken off to mend it."""
SAME_M: Final = 1e-6
"""Two points this near are one."""
_AT: Final = re.compile(r"\[([^\]]*)\]")


def ring(points: Sequence[Point], at: str) -> Ring:
    """A simple ring, to 1 µm: repeated points and the closing one dropped. `at` is its JSON pointer."""
    if len(points) > MAX_POINTS:
        raise InvalidBuilding(at, f"{len(points)} points", f"simplify it to at most {MAX_POINTS}")
    kept: list[Point] = []
    for x, y in points:
        point = (round(x, 6) + 0.0, round(y, 6) + 0.0)
        if not kept or math.dist(point, kept[-1]) > SAME_M:
            kept.append(point)
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= SAME_M:
        kept.pop()
    if len(kept) < 3:
        raise InvalidBuilding(
            at, f"{len(kept)} distinct points are no outline", "give at least 3 corners, in order"
        )
    shape = Polygon(kept)
    if not shape.is_valid:
        raise InvalidBuilding(at, f"the outline crosses itself{_where(shape)}", "give its corners in order")
    if shape.area < MIN_AREA_M2:
        raise InvalidBuilding(at, f"encloses {shape.area:.4f} m²", "give coordinates in metres")
    return tuple(kept)


def mended_ring(points: Sequence[Point], at: str) -> tuple[Ring, str]:
    """A ring as `ring` gives it, spikes and slivers of it taken off, and a note of that.

    Raises InvalidBuilding as `ring` does where more than a fiftieth of its area would go.
    """
    try:
        return ring(points, at), ""
    except InvalidBuilding:
        largest = _most_of(_enclosed(points))
        if largest is None or largest.interiors:
            raise
        return ring(largest.exterior.coords, at), Assumption.OUTLINE_MENDED.said()


def mended_floor(
    boundary: Sequence[Point], holes: Sequence[Sequence[Point]], at: str, at_holes: str = ""
) -> tuple[Polygon, tuple[str, ...]]:
    """A floor by its outline and its holes, in whatever state these are, and notes of what was mended.

    Where a hole is around the outline the two were exchanged. Holes that are none as they stand are cut out
    of it. Raises InvalidBuilding, at `at`, as `mended_ring` does for the outline, and where holes would cut
    more than a sliver off the floor.
    """
    try:
        shell, note = mended_ring(boundary, at)
        notes = (note,) if note else ()
        return Polygon(*outline(shell, [ring(hole, at_holes) for hole in holes], at_holes)), notes
    except InvalidBuilding:
        largest = _cut_out(boundary, holes)
        if largest is None:
            raise
    kept = [hole.coords for hole in largest.interiors if Polygon(hole).area >= MIN_AREA_M2]
    rings = ring(largest.exterior.coords, at), [ring(hole, at_holes) for hole in kept]
    said = Assumption.HOLES_MENDED if holes else Assumption.OUTLINE_MENDED
    return Polygon(*outline(*rings, at_holes)), (said.said(),)


def _cut_out(boundary: Sequence[Point], holes: Sequence[Sequence[Point]]) -> Polygon | None:
    """The outline, or the hole around it, without what the others cover; none where that is no floor."""
    try:
        outer, *inner = sorted(map(_enclosed, [boundary, *holes]), key=lambda shape: -shape.area)
        if not outer.intersects(_enclosed(boundary)):
            return None
        return _most_of(shapely.difference(outer, shapely.union_all(inner)))
    except ShapelyError:
        return None


def _enclosed(points: Sequence[Point]) -> BaseGeometry:
    """What some corners enclose, whichever way they run, to 1 µm."""
    corners = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if not 3 <= len(corners) <= MAX_POINTS:
        return Polygon()
    try:
        return shapely.set_precision(shapely.make_valid(Polygon(corners)), SAME_M)
    except ShapelyError:
        return Polygon()


def _most_of(shape: BaseGeometry) -> Polygon | None:
    """Its largest polygon; none where more than slivers would be left."""
    parts = _polygons(shape)
    largest = max(parts, key=lambda part: part.area, default=Polygon())
    enough = max(MIN_AREA_M2, (1 - SPIKE_SHARE) * sum(part.area for part in parts))
    return largest if largest.area >= enough else None


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = (part for whole in shapely.get_parts(shape) for part in shapely.get_parts(whole))
    return [part for part in parts if isinstance(part, Polygon)]


def outline(boundary: Ring, holes: Sequence[Ring], at: str) -> tuple[Ring, tuple[Ring, ...]]:
    """Outline and holes, the outline counter-clockwise; `at` is the pointer of the holes.

    Raises InvalidBuilding where a hole is not inside the outline or meets another one.
    """
    if not Polygon(boundary).exterior.is_ccw:
        boundary = tuple(reversed(boundary))
    shell = Polygon(boundary)
    for i, hole in enumerate(holes):
        if not shell.covers(Polygon(hole)):
            raise InvalidBuilding(
                f"{at}/{i}", "the hole is not inside the outline", "give it in the outline's coordinates"
            )
    whole = Polygon(boundary, holes)
    if not whole.is_valid:
        raise InvalidBuilding(at, f"the holes cut the room up{_where(whole)}", "join or separate them")
    if whole.area < MIN_AREA_M2:
        raise InvalidBuilding(at, "the holes leave no room", "take the outline's own ring out of them")
    return boundary, tuple(holes)


def _where(shape: Polygon) -> str:
    found = _AT.search(explain_validity(shape))
    return f" near ({found[1].replace(' ', ', ')})" if found else ""


def rings_of(shape: Polygon) -> tuple[Ring, tuple[Ring, ...]]:
    """A polygon's outline, counter-clockwise, and its holes; not closed."""
    shape = shapely.orient_polygons(shape)
    rings = [
        tuple((float(x), float(y)) for x, y in r.coords[:-1]) for r in (shape.exterior, *shape.interiors)
    ]
    return rings[0], tuple(rings[1:])
