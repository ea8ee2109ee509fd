"""Rooms of a building that are nearly alike, and the typical room that all of them are placed as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from plenum.ceiling.asked.air_brief import air_brief
from plenum.ceiling.asked.detection import not_covered
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import Mask, Points, tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.likeness import Group, Shape, groups, shapes
from plenum.ceiling.room.room import Ring, Room, Spots
from plenum.ceiling.whole.typical import Typical

OFF_GRID: Final = 0.1
"""By how much of a tile the grids of rooms that are nearly alike may be apart."""
APART: Final = 0.25
"""And those of the first and the last, by way of the others."""
LEAST: Final = 0.75
"""Share of each room's tiles that all must have."""
MOST_TILES: Final = 1_000
"""Of a room's grid: large ones are seldom repeated, and are placed twice."""
DECIMALS: Final = 6
"""Of corners in m."""


def typical_rooms(
    rooms: Mapping[int, Room], settings: Settings, most_lights: Sequence[int | None]
) -> dict[int, Typical]:
    """By their place among the rooms those that are to be placed as the typical one of several.

    Left as they are: rooms in which something hangs already or a whole tile is blocked, and such as are the
    same to the last digit, which get the same ceiling anyway.
    """
    found: dict[int, Typical] = {}
    for alike in _asked_alike(rooms, settings):
        for group in groups(shapes(alike), _on_grid):
            allowed = [most_lights[place] for shape, _ in group for place in shape.places]
            most = min((each for each in allowed if each is not None), default=None)
            for shape, typical in _typical(group, most):
                found.update(dict.fromkeys(shape.places, typical))
    return found


def _asked_alike(rooms: Mapping[int, Room], settings: Settings) -> Iterator[list[tuple[int, Room]]]:
    """Rooms with their places of which the same is asked, beside their walls.

    Air for one terminal more is not the same: few rooms have an order for it, and all would be spoilt.
    """
    kinds: defaultdict[object, list[tuple[int, Room]]] = defaultdict(list)
    for place, room in rooms.items():
        kinds[room.room_type, room.luminaire, tuple(sorted(room.tile_m))].append((place, room))
    for kind in kinds.values():
        asked: defaultdict[object, list[tuple[int, Room]]] = defaultdict(list)
        for place, room in kind if len(kind) > 1 else ():
            if _plain(room):
                air = air_brief(room, settings)
                counts = air.min_supplies, air.min_returns
                asked[not_covered(room, settings), counts].append((place, room))
        yield from asked.values()


def _plain(room: Room) -> bool:
    """Whether a room is its outline alone."""
    if not room.outline_m or room.holes_m or room.existing or room.width * room.height > MOST_TILES:
        return False
    return bool(((room.cells == ord(EMPTY)) == tiles_inside(room)).all())


def _on_grid(one: Shape, other: Shape, turn: Points) -> bool:
    """Whether their grids have as many tiles between the walls."""
    if tuple(np.abs(turn) @ one.room.tile_m) != other.room.tile_m:
        return False
    shift = _shift(one, other, turn)
    return bool(np.abs(shift - np.round(shift)).max() <= OFF_GRID)


def _shift(one: Shape, other: Shape, turn: Points) -> Points:
    """From one's grid, turned, to the other's, in tiles."""
    return np.asarray(other.middle / other.room.tile_m - turn @ (one.middle / one.room.tile_m))


def _typical(group: Group, most: int | None) -> Iterator[tuple[Shape, Typical]]:
    """The typical room on the grid of each of a group: where all have most of the first's tiles."""
    first = group[0][0]
    shifts = [_shift(first, shape, turn) for shape, turn in group]
    if any(np.abs(shift - np.round(shift)).max() > APART for shift in shifts):
        return
    usable = first.room.usable_spots() + 0.5
    moves = [(turn, np.round(shift)) for (_, turn), shift in zip(group, shifts, strict=True)]
    # The first one's tiles on the grid of each.
    places = [np.floor(usable @ turn.T + shift).astype(np.intp) for turn, shift in moves]
    kept = np.all([_has(shape.room, tiles) for (shape, _), tiles in zip(group, places, strict=True)], axis=0)
    if kept.sum() < LEAST * max(shape.room.usable for shape, _ in group):
        return
    outline = np.array(first.room.outline_m) / first.room.tile_m
    for (shape, _), tiles, (turn, shift) in zip(group, places, moves, strict=True):
        room = shape.room
        rows = np.full((room.height, room.width), INVALID)
        x, y = tiles[kept].T
        rows[y, x] = EMPTY
        corners = (outline @ turn.T + shift) * room.tile_m
        ring = _ring(corners if np.linalg.det(turn) > 0.0 else corners[::-1])
        yield shape, Typical(tuple(map("".join, rows)), ring, first.room.ceiling_height_m, most)


def _has(room: Room, tiles: Spots) -> Mask:
    """Which of the tiles are the room's."""
    x, y = tiles.T
    inside: Mask = (x >= 0) & (x < room.width) & (y >= 0) & (y < room.height)
    inside[inside] = room.cells[y[inside], x[inside]] == ord(EMPTY)
    return inside


def _ring(corners: Points) -> Ring:
    return tuple((round(float(x), DECIMALS), round(float(y), DECIMALS)) for x, y in corners)
