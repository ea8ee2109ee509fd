"""Rooms that are one another's mirror image or quarter turn, in one form, and layouts turned back.

Of a room's eight images the first in order stands for all: it alone is solved, so that the answer for
an image is the image of the answer, whatever was solved before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Frame, Point, Ring, Room

DECIMALS: Final = 6
"""Of an outline in m: the images of a corner differ by less."""
LONGER_M: Final = 0.1
OFF_M: Final = 0.01
"""Differences below which an outline counts as square, or as even about a middle."""
LEAN_DECIMALS: Final = 3
"""Of leans in m that are held against each other."""
_KEPT: Final = "r"
"""Marks a reserved tile among the characters of a grid."""


@dataclass(frozen=True)
class Turn:
    """Mirrored along x, along y, and then about the diagonal, each or not; of a room of this size."""

    along_x: bool
    along_y: bool
    diagonal: bool
    width: int
    height: int

    def rows(self, rows: tuple[str, ...]) -> tuple[str, ...]:
        """The image of a grid."""
        image = [row[::-1] if self.along_x else row for row in (rows[::-1] if self.along_y else rows)]
        return (
            tuple("".join(column) for column in zip(*image, strict=True)) if self.diagonal else tuple(image)
        )

    def tile(self, tile: Tile) -> Tile:
        """The image of a tile."""
        x, y = tile
        x, y = (self.width - 1 - x if self.along_x else x), (self.height - 1 - y if self.along_y else y)
        return (y, x) if self.diagonal else (x, y)

    def back(self, tile: Tile) -> Tile:
        """The tile whose image this is."""
        x, y = tile[::-1] if self.diagonal else tile
        return (self.width - 1 - x if self.along_x else x), (self.height - 1 - y if self.along_y else y)

    def ring(self, ring: Ring, tile_m: tuple[float, float]) -> Ring:
        """The image of an outline, turning the same way, from its first corner in order."""
        corners = [self._point(point, tile_m) for point in ring]
        if self.along_x ^ self.along_y ^ self.diagonal:
            corners.reverse()
        start = corners.index(min(corners)) if corners else 0
        return tuple(corners[start:] + corners[:start])

    def _point(self, point: Point, tile_m: tuple[float, float]) -> Point:
        x, y = point
        x = self.width * tile_m[0] - x if self.along_x else x
        y = self.height * tile_m[1] - y if self.along_y else y
        x, y = round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0
        return (y, x) if self.diagonal else (x, y)


@dataclass(frozen=True)
class Turned:
    """A room in the form that stands for all its images, and how it came to be."""

    turn: Turn
    room: Room
    brief: Brief

    def back(self, layout: Layout) -> Layout:
        """A layout of that form as one of the room itself, row by row."""
        terminals = [one._replace(tile=self.turn.back(one.tile)) for one in layout.terminals]
        terminals.sort(key=lambda one: one.tile[::-1])
        return replace(layout, terminals=tuple(terminals))


def turned(room: Room, brief: Brief) -> Turned:
    """The first of a room's images, by how its outline lies, tile size, grid, lean, and outline.

    How it lies comes first: rooms whose walls differ by millimetres may have different tiles.
    """
    turns = [Turn(x, y, d, room.width, room.height) for d, y, x in product((False, True), repeat=3)]
    marked = _marked(room, brief)
    lean = lean_m(room)
    images = [(lying(turn, lean), _size(turn, room), turn.rows(marked)) for turn in turns]
    first = min(images)
    alike = [turn for turn, image in zip(turns, images, strict=True) if image == first]
    forms = [(leaning(turn, lean), _rings(turn, room), i) for i, turn in enumerate(alike)]
    turn = alike[min(forms)[-1]]
    outline, *holes = _rings(turn, room)
    image = replace(
        room,
        rows=turn.rows(room.rows),
        tile_m=_size(turn, room),
        outline_m=outline,
        holes_m=tuple(holes),
        frame=Frame(),
        existing=frozenset(),
        flows={},
    )
    kept = frozenset(turn.tile(tile) for tile in brief.reserved)
    return Turned(turn, image, replace(brief, room=image, reserved=kept, reserved_return=frozenset()))


def lean_m(room: Room) -> tuple[float, float, float]:
    """How much longer the outline's box is along x than along y, and from its middle to the centroid, m."""
    shape = polygon(room)
    x0, y0, x1, y1 = shape.bounds
    (x, y), *_ = shape.centroid.coords
    return (x1 - x0) - (y1 - y0), x - (x0 + x1) / 2.0, y - (y0 + y1) / 2.0


def lying(turn: Turn, lean: tuple[float, float, float]) -> tuple[bool, bool, bool]:
    """What of an image does not lie as it should: along x, its bulk before the middle of both axes.

    `lean` is the room's own, as `lean_m` gives it.
    """
    longer, x, y = _turned_lean(turn, lean)
    return longer < -LONGER_M, x > OFF_M, y > OFF_M


def leaning(turn: Turn, lean: tuple[float, float, float]) -> tuple[float, float, float]:
    """Which of the images that lie alike comes first: by their outlines' lean, to 1 mm."""
    longer, x, y = _turned_lean(turn, lean)
    return round(-longer, LEAN_DECIMALS), round(x, LEAN_DECIMALS), round(y, LEAN_DECIMALS)


def _turned_lean(turn: Turn, lean: tuple[float, float, float]) -> tuple[float, float, float]:
    longer, x, y = lean
    x, y = (-x if turn.along_x else x), (-y if turn.along_y else y)
    return (-longer, y, x) if turn.diagonal else (longer, x, y)


def turns_alike(brief: Brief) -> bool:
    """Whether a turned room is lit as the room is: not where its luminaire throws more to one side."""
    given = brief.light.luminaire.distribution
    return given is None or bool(np.ptp(given.table, axis=0).max() == 0.0)


def _size(turn: Turn, room: Room) -> tuple[float, float]:
    across, along = room.tile_m
    return (along, across) if turn.diagonal else (across, along)


def _rings(turn: Turn, room: Room) -> tuple[Ring, ...]:
    holes = sorted(turn.ring(ring, room.tile_m) for ring in room.holes_m)
    return (turn.ring(room.outline_m, room.tile_m), *holes)


def _marked(room: Room, brief: Brief) -> tuple[str, ...]:
    rows = [list(row) for row in room.rows]
    for x, y in brief.reserved:
        rows[y][x] = _KEPT
    return tuple("".join(row) for row in rows)
