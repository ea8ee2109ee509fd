"""Which rooms are alike: the same walls within a few centimetres, whichever way they are turned.

Along a curved front each room is a little wider than the next. Rooms are of one group where each is like
another of them, from like to like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

import numpy as np
import shapely

from plenum.ceiling.room.geometry import TURNS, Points, polygon
from plenum.ceiling.room.room import Ring, Room

NEAR_M: Final = 0.05
"""How far apart the walls of two rooms may be that are alike,"""
HEIGHT_M: Final = 0.01
"""and their ceilings."""
DECIMALS: Final = 6
"""Of areas in m²: a room's images may differ by less."""
SMALLEST: Final = 0.85
"""Share of the largest one's area that all of a group have: a row may grow from room to room."""
CORNERS: Final = 24
"""Of an outline that is held against others at most,"""
NEXT: Final = 12
"""rooms that one is compared with, the next larger ones,"""
PAIRS: Final = 20_000
"""and comparisons of a building's rooms: some seconds of a processor."""


@dataclass(frozen=True, eq=False)
class Shape:
    """The walls of rooms that are the same to the last digit, by one of them; and the places of all."""

    room: Room
    places: list[int]

    @cached_property
    def area(self) -> float:
        """m²."""
        return float(polygon(self.room).area)

    @cached_property
    def middle(self) -> Points:
        """Of the outline's box, x and y in m."""
        x0, y0, x1, y1 = polygon(self.room).bounds
        return np.array([(x0 + x1) / 2.0, (y0 + y1) / 2.0])

    @cached_property
    def off_m2(self) -> float:
        """By how much the floor of one like it may differ: what walls so far apart make."""
        return NEAR_M * float(polygon(self.room).length)

    @cached_property
    def sides(self) -> Points:
        """Of the box, the shorter first, in m."""
        x0, y0, x1, y1 = polygon(self.room).bounds
        return np.sort([x1 - x0, y1 - y0])

    @cached_property
    def turned(self) -> tuple[shapely.Polygon, ...]:
        """The floor about the middle of its box, in all eight ways."""
        corners = shapely.get_coordinates(polygon(self.room).exterior) - self.middle
        return tuple(shapely.polygons(corners @ turn.T) for turn in TURNS)


def _by_size(shape: Shape) -> tuple[float, tuple[str, ...], Ring]:
    return round(shape.area, DECIMALS), shape.room.rows, shape.room.outline_m


Group = list[tuple[Shape, Points]]
"""The largest first, each with the turn that brings the first one on it."""
Fits = Callable[[Shape, Shape, Points], bool]
"""Whether one room, turned so, may be taken for the other."""


def shapes(rooms: Iterable[tuple[int, Room]]) -> list[Shape]:
    """Rooms with their places as shapes, the smallest first, in one order however they are listed; without
    those of many corners."""
    found: dict[object, Shape] = {}
    for place, room in rooms:
        if len(room.outline_m) > CORNERS:
            continue
        key = room.rows, room.outline_m, room.tile_m, room.ceiling_height_m
        found.setdefault(key, Shape(room, [])).places.append(place)
    return sorted(found.values(), key=_by_size)


def groups(some: Sequence[Shape], fits: Fits) -> Iterator[Group]:
    """Those that are alike, two or more; `some` by their size, the smallest first."""
    like: defaultdict[Shape, Group] = defaultdict(list)
    for shape, other in islice(_near_in_size(some), PAIRS):
        turn = _turn(shape, other, fits)
        if turn is not None:
            like[shape].append((other, turn))
            like[other].append((shape, turn.T))
    left = dict.fromkeys(reversed(some))
    while left:
        first = next(iter(left))
        del left[first]
        group = [(first, TURNS[0])]
        for shape, turn in group:
            for other, onto in like[shape]:
                if other in left and other.area >= SMALLEST * first.area:
                    del left[other]
                    group.append((other, onto @ turn))
        if len(group) > 1:
            yield group


def _near_in_size(some: Sequence[Shape]) -> Iterator[tuple[Shape, Shape]]:
    """Each with the next larger ones, as far as their areas are such as one's walls may have."""
    for number, shape in enumerate(some):
        for other in some[number + 1 : number + 1 + NEXT]:
            if other.area - shape.area > other.off_m2:
                break
            yield shape, other


def _turn(one: Shape, other: Shape, fits: Fits) -> Points | None:
    """How one must be turned to have the other's walls; None where it has others."""
    if abs(one.room.ceiling_height_m - other.room.ceiling_height_m) > HEIGHT_M:
        return None
    if np.abs(one.sides - other.sides).max() > 2.0 * NEAR_M:
        return None
    target = other.turned[0]
    for turn, floor in zip(TURNS, one.turned, strict=True):
        # Corners may lie on each other and be joined otherwise, which the floors' difference tells.
        if (
            shapely.hausdorff_distance(floor.exterior, target.exterior) <= NEAR_M
            and floor.symmetric_difference(target).area <= other.off_m2
            and fits(one, other, turn)
        ):
            return turn
    return None
