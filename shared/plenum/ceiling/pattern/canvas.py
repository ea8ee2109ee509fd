"""A room as the pattern sees it: masks over its tiles, turned so that rooms alike become the same.

Mirrored and turned rooms share one form: the search runs on it, and what it finds is turned back, so
that twins get the same ceiling without knowing of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.symmetry import Turn, lean_m, leaning, lying
from plenum.ceiling.pattern.lines import OFF, Prices, axis_prices
from plenum.ceiling.room.geometry import Mask, area_m2, polygon
from plenum.ceiling.room.grid import EMPTY, INVALID, SYMBOLS, Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room, Spots

Value = TypeVar("Value", bound=np.generic)
CORRIDORS: Final = frozenset({"corridor", "hospital_corridor"})
LONG: Final = 2.5
"""A corridor this many times as long as wide has a middle line."""
STRAIGHT: Final = 0.85
"""Share of its box that a straight one fills."""
BESIDE_MIDDLE: Final = 12.0
"""Price of a corridor's tile off its middle line: more than any other place costs."""


@dataclass(frozen=True)
class Canvas:
    """A room's tiles in the form that stands for all its images; arrays are height × width."""

    room: Room
    turn: Turn
    cells: NDArray[np.uint8]
    tile_m: tuple[float, float]
    off: float = OFF
    """What a line costs that is none of the pattern's; under `OFF` arrays may have such lines."""

    @cached_property
    def usable(self) -> Mask:
        """Where something may hang or hangs."""
        return np.asarray(self.cells != ord(INVALID))

    @cached_property
    def free(self) -> Mask:
        """Where nothing hangs yet."""
        return np.asarray(self.cells == ord(EMPTY))

    @cached_property
    def lights(self) -> Mask:
        """Where a light hangs."""
        return np.asarray(self.cells == ord(SYMBOLS[Kind.LIGHT]))

    @cached_property
    def touching(self) -> Mask:
        """Tiles that touch a light by an edge or a corner, and the light's own."""
        height, width = self.cells.shape
        wide = np.zeros((height + 2, width + 2), dtype=bool)
        wide[1:-1, 1:-1] = self.lights
        along = wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:]
        return np.asarray(along[:-2] | along[1:-1] | along[2:])

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """First and last column, first and last row of the usable tiles."""
        columns, rows = np.flatnonzero(self.usable.any(axis=0)), np.flatnonzero(self.usable.any(axis=1))
        if not len(columns):
            return (0, 0, 0, 0)
        return int(columns[0]), int(columns[-1]), int(rows[0]), int(rows[-1])

    @cached_property
    def counts(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """How many usable tiles each column and each row has."""
        return self.usable.sum(axis=0), self.usable.sum(axis=1)

    @cached_property
    def prices(self) -> tuple[Prices, Prices]:
        """What each column and each row costs as a place on the lights' pattern."""
        west, east, south, north = self.box
        height, width = self.cells.shape
        columns = np.flatnonzero(self.lights.any(axis=0))
        rows = np.flatnonzero(self.lights.any(axis=1))
        across = axis_prices(columns, west, east, width)
        along = axis_prices(rows, south, north, height)
        return np.minimum(across, self.off), np.minimum(along, self.off)

    @cached_property
    def lines(self) -> dict[tuple[int, int], tuple[NDArray[np.intp], Prices, Prices]]:
        """By axis and count the choices of lines that were looked for, with prices and spreads."""
        return {}

    @cached_property
    def corridor_axis(self) -> int | None:
        """0 where the room is a straight corridor along x, 1 along y; None for any other room."""
        if self.room.room_type not in CORRIDORS:
            return None
        x0, y0, x1, y1 = polygon(self.room).bounds
        length, width = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
        if area_m2(self.room) < STRAIGHT * length * width or length < LONG * width:
            return None
        return int((y1 - y0 > x1 - x0) != self.turn.diagonal)

    @cached_property
    def off_middle(self) -> Prices:
        """height × width: what leaving a corridor's middle line costs, 0 in other rooms."""
        found = np.zeros(self.cells.shape)
        if self.corridor_axis is not None:
            across = 1 - self.corridor_axis
            at = np.arange(found.shape[1 - across])
            far = np.abs(2 * at - self.mirror_sums[across]) > 1.02
            found += BESIDE_MIDDLE * (far[None] if across == 0 else far[:, None])
        return found

    @cached_property
    def mirror_sums(self) -> tuple[float, float]:
        """Column and row numbers of mirror images about the middle of the room's box add up to these."""
        x0, y0, x1, y1 = polygon(self.room).bounds
        (tx, ty), turn = self.room.tile_m, self.turn
        x, y = (x0 + x1) / tx - 1, (y0 + y1) / ty - 1
        x = 2 * (turn.width - 1) - x if turn.along_x else x
        y = 2 * (turn.height - 1) - y if turn.along_y else y
        return (y, x) if turn.diagonal else (x, y)

    def priced(self) -> Prices:
        """height × width: both axes' prices together."""
        across, along = self.prices
        return np.asarray(np.minimum(across[None] + along[:, None], 2 * OFF))

    @cached_property
    def turned_room(self) -> Room:
        """A room of the canvas's grid, for questions about tiles alone."""
        rows = tuple(bytes(row).decode() for row in self.cells)
        return Room("", rows, self.tile_m)

    def of_kind(self, kind: Kind) -> Spots:
        """The tiles that hold this kind, (x, y) a row."""
        rows, columns = np.nonzero(self.cells == ord(SYMBOLS[kind]))
        return np.stack([columns, rows], axis=1)

    def turned(self, field: NDArray[Value]) -> NDArray[Value]:
        """The image of an array over the room's tiles."""
        return _image(self.turn, field)

    def back(self, spots: Spots | Sequence[Sequence[int]]) -> tuple[Tile, ...]:
        """The room's own tiles for these of the canvas, row by row."""
        found = (self.turn.back((int(x), int(y))) for x, y in spots)
        return tuple(sorted(found, key=lambda tile: tile[::-1]))

    def back_in_order(self, spots: Spots) -> Spots:
        """The same as an array, in the order given."""
        turn, found = self.turn, np.asarray(spots, dtype=np.intp).reshape(-1, 2)
        x, y = found[:, ::-1].T if turn.diagonal else found.T
        x = turn.width - 1 - x if turn.along_x else x
        return np.stack([x, turn.height - 1 - y if turn.along_y else y], axis=1)

    def centres(self, spots: Spots) -> NDArray[np.float64]:
        """Centres in m in the canvas's own frame."""
        return np.asarray((np.asarray(spots, dtype=float).reshape(-1, 2) + 0.5) * self.tile_m)


def canvas(room: Room) -> Canvas:
    """The first of the room's eight images, by how its outline lies, tile size, size and what hangs where.

    Of images with the same tiles the outline's lean decides: rooms nearly symmetric are twins one way round.
    """
    cells, lean = room.cells, lean_m(room)
    turns = [Turn(x, y, d, room.width, room.height) for d, y, x in product((False, True), repeat=3)]
    placed = [(lying(turn, lean), *_sizes(turn, room)) for turn in turns]
    first = min(placed)
    alike = [turn for turn, place in zip(turns, placed, strict=True) if place == first]
    turn = min(alike, key=lambda turn: (_image(turn, cells).tobytes(), leaning(turn, lean)))
    return Canvas(room, turn, _image(turn, cells), first[1])


def _sizes(turn: Turn, room: Room) -> tuple[tuple[float, float], tuple[int, int]]:
    """Of the image: the tile's sides in m, and height and width in tiles."""
    across, along = room.tile_m
    if turn.diagonal:
        return (along, across), (room.width, room.height)
    return (across, along), (room.height, room.width)


def _image(turn: Turn, field: NDArray[Value]) -> NDArray[Value]:
    image = field[:, ::-1] if turn.along_x else field
    image = image[::-1] if turn.along_y else image
    return np.ascontiguousarray(image.T if turn.diagonal else image)
