"""Elements of a ceiling on the tiles of its grid."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import shapely
from shapely import Point

from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.grid import EMPTY, INVALID, KINDS, Tile
from plenum.ceiling.room.room import Room
from plenum.files.building.overlaid import plan_on_site
from plenum.files.building.reader import with_existing
from plenum.files.ifc.component import Component
from plenum.files.ifc.site import from_site

NEAR_CEILING_M: Final = 0.6
"""What hangs within this of the ceiling hangs from it; so does what is higher than `OVERHEAD_M`."""
OVERHEAD_M: Final = 2.1
ABOVE_M: Final = 1.5
"""What is higher than this over the ceiling belongs to the void above it."""
IN_WALL_M: Final = 0.1
"""What is this near the outline is on the wall."""
OFF_CENTRE_M: Final = 0.05
_EDGE: Final = 1e-6


@dataclass(frozen=True)
class Placed:
    """A room with what hangs in its ceiling, and what has to be said about it."""

    room: Room
    notes: tuple[str, ...]


class Overhead:
    """Finds the room that an element hangs over or near, where no space claims it."""

    def __init__(self, rooms: Mapping[int, Room]) -> None:
        self._rooms: list[tuple[int, Room]] = list(rooms.items())
        self._tree = shapely.STRtree([plan_on_site(room) for _, room in self._rooms])

    def of(self, component: Component) -> int | None:
        """The number of the first such room; none where there is none."""
        for index in sorted(self._tree.query(Point(component.at_m), predicate="intersects")):
            number, room = self._rooms[int(index)]
            level = room.frame.origin_m[2]
            if component.high_m >= level and component.low_m <= level + room.ceiling_height_m + ABOVE_M:
                return number
        return None


def on_grid(room: Room, components: Sequence[Component]) -> Placed:
    """The room with the elements on its tiles; what is not on its ceiling is named and left out."""
    grid = [list(row) for row in room.rows]
    flows: dict[Tile, float] = {}
    notes: list[str] = []
    off_centre = 0.0
    for component, point in _not_there(room, components):
        reason = _elsewhere(room, component, point)
        tile = None if reason else _tile(room, grid, point, component.symbol)
        if tile is None:
            if component.symbol != INVALID:
                notes.append(f"{component.name} is left out: {reason or 'no tile is free where it hangs'}")
            continue
        x, y = tile
        grid[y][x] = component.symbol
        if component.symbol == INVALID:
            notes.append(f"{component.name} takes a tile at x = {x}, y = {y}")
            continue
        off_centre = max(off_centre, math.dist(point, room.centre_m(tile)))
        if component.flow_l_s is not None:
            flows[tile] = component.flow_l_s
    if off_centre > OFF_CENTRE_M:
        notes.append(f"what hangs there is up to {off_centre:.2f} m off the centres of its tiles")
    occupied = with_existing(room, tuple("".join(row) for row in grid))
    return Placed(replace(occupied, flows=flows), tuple(notes))


def _not_there(
    room: Room, components: Sequence[Component]
) -> Iterator[tuple[Component, tuple[float, float]]]:
    """Those that another model does not have there already, with their place: two do not share a tile."""
    for component in components:
        point = from_site(room.frame, component.at_m)
        tile = _under(room, point)
        if tile not in room.existing or room.at(tile) != component.symbol:
            yield component, point


def _under(room: Room, point: tuple[float, float]) -> Tile:
    """The tile under a point, on the grid or beyond it."""
    x, y = (math.floor(value / edge + _EDGE) for value, edge in zip(point, room.tile_m, strict=True))
    return x, y


def _elsewhere(room: Room, component: Component, point: tuple[float, float]) -> str:
    """Why an element is not on the ceiling; empty where it is."""
    over_floor = component.high_m - room.frame.origin_m[2]
    if over_floor < min(room.ceiling_height_m - NEAR_CEILING_M, OVERHEAD_M):
        return f"it is {over_floor:.2f} m over the floor, not on the ceiling"
    if component.low_m - room.frame.origin_m[2] > room.ceiling_height_m + ABOVE_M:
        return "it is above the ceiling's void"
    shape = polygon(room)
    if not shapely.intersects_xy(shape, *point):
        return "it is outside the room's outline"
    if shape.boundary.distance(Point(point)) < IN_WALL_M:
        return "it is on the wall"
    return ""


def _tile(room: Room, grid: list[list[str]], point: tuple[float, float], symbol: str) -> Tile | None:
    """The tile under a point, or the nearest free one beside it where another element has it.

    A component may be in a tile that the outline cuts: the rules will tell. What only takes a tile
    never takes one that is taken.
    """
    x, y = _under(room, point)
    if not (0 <= x < room.width and 0 <= y < room.height):
        return None
    if grid[y][x] not in KINDS:
        return x, y
    if symbol == INVALID:
        return None
    beside = [
        (x + dx, y + dy)
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
        if 0 <= x + dx < room.width and 0 <= y + dy < room.height and grid[y + dy][x + dx] == EMPTY
    ]
    return min(beside, key=lambda tile: (math.dist(point, room.centre_m(tile)), tile), default=None)
