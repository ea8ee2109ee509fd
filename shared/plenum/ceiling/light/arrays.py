"""Regular arrays of luminaires on a tile grid: which exist in a room, and what each one gives.

An array is every pair of a column and a row out of two lists. Where a node falls on a tile that
cannot take a light, it moves to a free tile beside it, towards the middle of the room, or is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from plenum.ceiling.geometry import Mask
from plenum.ceiling.grid import INVALID
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.search import Nodes, deficit, valid

Line = tuple[int, ...]
"""Column or row numbers, in tiles."""
_PITCHES: Final = tuple(0.5 * half for half in range(3, 21))
"""Spacings along a fitted row, in tiles."""
_STEPS: Final = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1))
_BLOCK: Final = 20_000_000
"""Multiplications in one go when arrays are weighed: bounds the temporary matrices."""


def even(count: int, low: int, high: int) -> Line:
    """`count` tiles over low..high at equal spacing, half a spacing from the ends, snapped."""
    span = high - low + 1
    return tuple(low + int((i + 0.5) * span / count) for i in range(count))


def evens(low: int, high: int) -> list[Line]:
    """`even` for every count that fits."""
    return [even(count, low, high) for count in range(1, high - low + 2)]


def stepped(low: int, high: int, largest_step: int) -> list[Line]:
    """Constant whole-tile spacings: centred between the ends, and from every start onwards."""
    lines: dict[Line, None] = {}
    for step in range(1, largest_step + 1):
        for count in range(1, (high - low) // step + 2):
            slack = high - low - (count - 1) * step
            if slack <= 2 * largest_step:
                for start in {low + slack // 2, low + (slack + 1) // 2}:
                    lines[tuple(range(start, start + count * step, step))] = None
        for start in range(low, min(low + step, high + 1)):
            lines[tuple(range(start, high + 1, step))] = None
    return list(lines)


class Arrays:
    """The arrays of one field, as masks over its tiles."""

    def __init__(self, field: LightField) -> None:
        self.field = field
        self.low = field.spots.min(axis=0)
        self.high = field.spots.max(axis=0)

    @cached_property
    def _usable(self) -> Mask:
        """By x and y: the tiles that are not invalid."""
        return np.array([[char != INVALID for char in row] for row in self.field.room.rows]).T

    @cached_property
    def _snapped(self) -> Nodes:
        """For each tile of the grid, by x and y: the free tile a node there stands for, or -1."""
        field = self.field
        middle = field.spots.mean(axis=0)
        room = field.room
        nearest = np.full((room.width, room.height), -1, dtype=np.int64)
        nearest[tuple(field.spots.T)] = np.arange(len(field.tiles))
        own = nearest.copy()
        lit = set(field.existing)
        for x, y in np.argwhere(own < 0):
            if (int(x), int(y)) in lit:
                continue
            near = [(x + dx, y + dy) for dx, dy in _STEPS]
            free = [
                (abs(u - x) + abs(v - y), float(np.hypot(u - middle[0], v - middle[1])), int(own[u, v]))
                for u, v in near
                if 0 <= u < room.width and 0 <= v < room.height and own[u, v] >= 0
            ]
            if free:
                nearest[x, y] = min(free)[2]
        return nearest

    def chosen(self, columns: Sequence[int], rows: Sequence[int]) -> Nodes:
        """The field's tile numbers of an array, each once."""
        nodes = self._snapped[np.ix_(columns, rows)].ravel()
        return np.unique(nodes[nodes >= 0])

    def between(self, columns: Iterable[Line], rows: Iterable[Line], fewest: int, most: int) -> list[Nodes]:
        """The distinct arrays out of these columns and rows with fewest..most lights, fewest first."""
        rows = list(rows)
        found: dict[bytes, Nodes] = {}
        for line in columns:
            for other in rows:
                if len(line) * len(other) >= fewest:
                    nodes = self.chosen(line, other)
                    if fewest <= len(nodes) <= most:
                        found.setdefault(nodes.tobytes(), nodes)
        return sorted(found.values(), key=len)

    def fitted(self, fewest: int, most: int) -> list[Nodes]:
        """Rows that follow the room: in each row every run of tiles has its own equal spacing.

        For rooms that are no rectangle; both rows along x and rows along y are looked at.
        """
        found: dict[bytes, Nodes] = {}
        for axis in (0, 1):
            runs = [self._runs(line, axis) for line in range(int(self.high[1 - axis]) + 1)]
            for lines in evens(self.low[1 - axis], self.high[1 - axis]):
                if len(lines) > most:
                    break
                for pitch in _PITCHES:
                    nodes = self._along([(line, run) for line in lines for run in runs[line]], pitch, axis)
                    if fewest <= len(nodes) <= most:
                        found.setdefault(nodes.tobytes(), nodes)
        return list(found.values())

    def _runs(self, line: int, axis: int) -> list[tuple[int, int]]:
        """First and last tile of each run of usable tiles in a row (axis 0) or column (axis 1)."""
        usable = self._usable[:, line] if axis == 0 else self._usable[line, :]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], usable.astype(np.int8), [0]])))
        return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def _along(self, runs: list[tuple[int, tuple[int, int]]], pitch: float, axis: int) -> Nodes:
        """The free tiles of lights at about this spacing in each of these runs."""
        spots: list[tuple[int, int]] = []
        for line, (low, high) in runs:
            count = round((high - low + 1) / pitch)
            spots += [(at, line) if axis == 0 else (line, at) for at in even(count, low, high)]
        if not spots:
            return np.zeros(0, dtype=np.int64)
        nodes = self._snapped[tuple(np.transpose(spots))]
        return np.unique(nodes[nodes >= 0])

    def weighed(self, arrays: Sequence[Nodes]) -> Iterator[tuple[Nodes, Matrix]]:
        """Each array with the illuminance it gives at the points."""
        field = self.field
        step = max(1, _BLOCK // max(1, field.gain.size))
        for start in range(0, len(arrays), step):
            block = arrays[start : start + step]
            masks = np.zeros((len(block), len(field.tiles)))
            for mask, nodes in zip(masks, block, strict=True):
                mask[nodes] = 1.0
            yield from zip(block, masks @ field.gain + field.base, strict=True)


def pick(
    arrays: Arrays,
    found: Sequence[Nodes],
    slack: float,
    worth: Callable[[Nodes, Matrix], tuple[float, ...]],
) -> tuple[Nodes, bool]:
    """The worthiest array that holds the rules with at most `slack` times the fewest lights of one.

    `found` comes fewest first. Where none holds, the one that misses least, and False.
    """
    best: tuple[tuple[float, ...], Nodes] | None = None
    nearest: tuple[float, Nodes] = (np.inf, np.zeros(0, dtype=np.int64))
    limit = np.inf
    for nodes, lit in arrays.weighed(found):
        if len(nodes) > limit:
            break
        if valid(arrays.field, lit):
            if best is None:
                limit = slack * len(nodes)
            value = worth(nodes, lit)
            if best is None or value > best[0]:
                best = value, nodes
        elif best is None:
            missed = float(deficit(arrays.field, lit))
            if missed < nearest[0]:
                nearest = missed, nodes
    return (best[1], True) if best else (nearest[1], False)
