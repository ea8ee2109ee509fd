"""Areas that are exported as spaces over the rooms they consist of: lit as rooms, they would be lit twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import shapely
from shapely import Polygon

from plenum.ceiling.room.room import Room
from plenum.files.errors import quoted
from plenum.files.geometry.tiling import to_site

WITHIN: Final = 0.9
"""Of a room that must lie in another space for it to be that space's."""
FILLED: Final = 0.5
"""Of an area that its rooms must fill; a hall with two booths in it stays a hall."""
SAME: Final = 0.9
"""Shared by two spaces, over what both cover, that are one room twice."""
_NAMED: Final = 3
"""Rooms that a note names."""


@dataclass(frozen=True)
class _Standing:
    """A room where it stands."""

    place: int
    """In the file."""
    room: Room
    plan: Polygon

    @cached_property
    def area(self) -> float:
        """m²."""
        return float(self.plan.area)

    @property
    def rank(self) -> tuple[bool, int]:
        """Of two that are the same the lower stays: one that has a name, then the one that comes first."""
        return not self.room.name, self.place

    @property
    def low_m(self) -> float:
        """Of its floor, on the site."""
        return self.room.frame.origin_m[2]

    def beside(self, other: _Standing) -> bool:
        """Whether both are on one storey: they share most of the lower one's height."""
        top = min(self.low_m + self.room.ceiling_height_m, other.low_m + other.room.ceiling_height_m)
        shared = top - max(self.low_m, other.low_m)
        return shared > 0.5 * min(self.room.ceiling_height_m, other.room.ceiling_height_m)


def areas_over_rooms(rooms: Sequence[Room]) -> dict[str, str]:
    """Per room id why it is an area over other rooms, or one of them again; none of rooms proper.

    Of two that are the same the first stays, unless the second alone has a name.
    """
    standing = [_Standing(i, room, plan_on_site(room)) for i, room in enumerate(rooms)]
    tree = shapely.STRtree([one.plan for one in standing])
    found: dict[str, str] = {}
    for one in standing:
        near = [standing[i] for i in sorted(tree.query(one.plan, predicate="intersects")) if i != one.place]
        over = [other for other in near if one.beside(other)]
        if reason := _twin(one, over) or _area(one, over):
            found[one.room.room_id] = reason
    return found


def _twin(one: _Standing, over: list[_Standing]) -> str:
    """Why it is a room that is there already; empty where it is none."""
    for other in over:
        smaller, larger = sorted((one.area, other.area))
        if smaller < SAME * larger or one.rank < other.rank:
            continue
        shared = one.plan.intersection(other.plan).area
        if shared >= SAME * (one.area + other.area - shared):
            return f"the same place as {quoted(other.room.room_id)}, which is read"
    return ""


def _area(one: _Standing, over: list[_Standing]) -> str:
    """Why it is an area over other rooms; empty where it is a room."""
    inside = [
        other
        for other in over
        if other.area < SAME * one.area and one.plan.intersection(other.plan).area >= WITHIN * other.area
    ]
    covered = shapely.union_all([other.plan for other in inside]).intersection(one.plan).area
    if len(inside) < 2 or covered < FILLED * one.area:
        return ""
    names = ", ".join(quoted(other.room.room_id) for other in inside[:_NAMED])
    more = f" and {len(inside) - _NAMED} more" if len(inside) > _NAMED else ""
    return f"an area over rooms that are read by themselves: {names}{more}"


def plan_on_site(room: Room) -> Polygon:
    """A room's floor where it stands, m."""
    rings = [[to_site(room.frame, point) for point in ring] for ring in (room.outline, *room.holes_m)]
    return Polygon(rings[0], rings[1:])
