"""Regular arrays of luminaires on a tile grid: which exist in a room, and what each one gives.

An array is every pair of a column and a row out of two lists. Where a node falls on a tile that
cannot take a light, it moves to a free tile beside it, towards the middle of the room, or is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.array_patterns import (
    Fitted,
    Line,
    Pattern,
    Regular,
    centred,
    evens,
)
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.field_protocol import FieldLike
from plenum.ceiling.light.light_score import FULL_UNIFORMITY, REGULARITY, UNIFORMITY
from plenum.ceiling.light.local_search import ROUNDING, Nodes, deficit, valid
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.regularity import regularity
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.grid import INVALID
from plenum.ceiling.room.pairs import ends

_PITCHES: Final = tuple(0.5 * half for half in range(3, 21))
"""Spacings along a fitted row, in tiles."""
_STEPS: Final = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1))
_DIAGONALLY: Final = np.array([0.0] * 4 + [1e6] * 4)
"""Tiles beside come before tiles at the corners."""
_BLOCK: Final = 20_000_000
"""Multiplications in one go when arrays are weighed: bounds the temporary matrices."""


class Arrays:
    """The arrays of one field, as masks over its tiles."""

    def __init__(self, field: FieldLike) -> None:
        self.field = field
        self.low, self.high = ends(field.spots)
        lamp, height = field.brief.luminaire, field.brief.mounting_height_m
        self.largest_step = max(1, int(lamp.shr * height / min(field.room.tile_m)))
        """The largest spacing that LGT-4 asks for, in whole tiles."""

    @cached_property
    def _usable(self) -> Mask:
        """By x and y: the tiles that are not invalid."""
        return np.array([[char != INVALID for char in row] for row in self.field.room.rows]).T

    @cached_property
    def snapped(self) -> NDArray[np.int64]:
        """For each tile of the grid, by x and y: the free tile a node there stands for, or -1."""
        field = self.field
        middle = np.array([along.mean() for along in field.spots.T])
        room = field.room
        nearest = np.full((room.width, room.height), -1, dtype=np.int64)
        nearest[tuple(field.spots.T)] = np.arange(len(field.spots))
        own = np.pad(nearest, 1, constant_values=-1)
        taken = nearest < 0
        for x, y in field.existing:
            taken[x, y] = False
        at = np.argwhere(taken)
        near = at[:, None] + np.array(_STEPS)
        tile = own[near[..., 0] + 1, near[..., 1] + 1]
        away = np.hypot(*np.moveaxis(near - middle, -1, 0)) + _DIAGONALLY
        away[tile < 0] = np.inf
        best = away.argmin(axis=1)
        found = np.isfinite(away.min(axis=1))
        nearest[tuple(at[found].T)] = tile[found, best[found]]
        return nearest

    def regular(self, fewest: int, most: int) -> list[Regular]:
        """Arrays at equal spacing and half of it to the ends, snapped; and at whole-tile spacings."""
        found: list[Regular] = []
        for lines in (self._lines(evens), self._lines(centred, self.largest_step)):
            found += self.grid(*lines, fewest, most)
        return found

    def _lines(self, make: Callable[..., list[Line]], *rest: int) -> tuple[list[Line], list[Line]]:
        (x0, y0), (x1, y1) = self.low, self.high
        return make(int(x0), int(x1), *rest), make(int(y0), int(y1), *rest)

    def grid(self, columns: Sequence[Line], rows: Sequence[Line], fewest: int, most: int) -> list[Regular]:
        """Every array out of these columns and rows whose nodes find fewest..most tiles."""
        across, along = _marked(columns, self.field.room.width), _marked(rows, self.field.room.height)
        counts = across @ (self.snapped >= 0).astype(np.float32) @ along.T
        return [
            Regular(int(counts[i, j]), columns[i], rows[j])
            for i, j in np.argwhere((counts >= fewest) & (counts <= most))
        ]

    def fitted(self, fewest: int, most: int) -> list[Fitted]:
        """Rows that follow the room: in each row every run of tiles has its own equal spacing.

        For rooms that are no rectangle; both rows along x and rows along y are looked at.
        """
        found: list[Fitted] = []
        for axis in (0, 1):
            runs = [self._runs(line, axis) for line in range(int(self.high[1 - axis]) + 1)]
            for lines in evens(self.low[1 - axis], self.high[1 - axis]):
                if len(lines) > most:
                    break
                kept = tuple((line, *run) for line in lines for run in runs[line])
                lengths = np.array([high - low + 1 for _, low, high in kept])
                seen: set[bytes] = set()
                for pitch in _PITCHES:
                    counts = np.rint(lengths / pitch).astype(int)
                    total = int(counts.sum())
                    if fewest <= total <= most and counts.tobytes() not in seen:
                        seen.add(counts.tobytes())
                        found.append(Fitted(total, kept, tuple(counts.tolist()), axis))
        return found

    def _runs(self, line: int, axis: int) -> list[tuple[int, int]]:
        """First and last tile of each run of usable tiles in a row (axis 0) or column (axis 1)."""
        usable = self._usable[:, line] if axis == 0 else self._usable[line, :]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], usable.astype(np.int8), [0]])))
        return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def built(self, pattern: Pattern) -> Nodes:
        """The field's tile numbers of a pattern, each once."""
        nodes = np.sort(self.nodes(pattern))
        return np.asarray(nodes[np.diff(nodes, prepend=-1) > 0])

    def nodes(self, pattern: Pattern) -> Nodes:
        """The field's tile numbers of a pattern as they come, -1 where none stands for a node."""
        if not isinstance(pattern, Regular):
            columns, rows = pattern.tiles
            listed: Nodes = self.snapped[columns, rows]
            return listed
        crossed: Nodes = self.snapped[np.array(pattern.xs)[:, None], np.array(pattern.ys)].ravel()
        return crossed


def _marked(lines: Sequence[Line], length: int) -> NDArray[np.float32]:
    """lines × tiles: 1 on a line."""
    marks = np.zeros((len(lines), length), dtype=np.float32)
    for mark, line in zip(marks, lines, strict=True):
        mark[list(line)] = 1.0
    return marks


@dataclass(frozen=True)
class Weighed:
    """Distinct arrays with the illuminance they give at the points."""

    most: list[int]
    """The patterns' counts; two nodes may have found the same tile."""
    masks: Matrix
    """arrays × tiles: 1 where there is a light."""
    lit: Matrix
    """arrays × points, in lx."""


class RoomArrays(Arrays):
    """Arrays of a room whose gains are at hand: many are weighed in one matrix product."""

    def __init__(self, field: LightField) -> None:
        super().__init__(field)
        self.room_field = field

    def weighed(self, patterns: Iterable[Pattern], least_lx: float) -> Iterator[Weighed]:
        """The arrays that reach this mean, in the patterns' order, a block at a time."""
        field = self.room_field
        step = int(np.clip(_BLOCK // max(1, field.gain.size), 8, 64))
        seen: set[bytes] = set()
        waiting = iter(patterns)
        while block := list(islice(waiting, step)):
            # One column more, for the nodes that found no tile.
            masks = np.zeros((len(block), len(field.tiles) + 1))
            new: list[int] = []
            for i, pattern in enumerate(block):
                masks[i, self.nodes(pattern)] = 1.0
                key = np.packbits(masks[i, :-1] > 0.0).tobytes()
                if key not in seen:
                    seen.add(key)
                    new.append(i)
            kept = masks[new, :-1]
            bright = np.flatnonzero(kept @ field.mean_gain + field.base.mean() >= least_lx)
            if len(bright):
                kept = kept[bright]
                most = [block[new[i]].count for i in bright]
                yield Weighed(most, kept, kept @ field.gain + field.base)


Missed = tuple[float, Nodes]
"""By how much an array misses the rules, and its lights."""


def pick(
    arrays: RoomArrays,
    patterns: Iterable[Pattern],
    slack: float,
    worth: Callable[[Nodes, Matrix], tuple[float, ...]],
) -> tuple[Nodes, bool]:
    """The worthiest array that holds the rules with at most `slack` times the fewest lights of one.

    Where none holds, the one that misses least, and False.
    """
    ordered = sorted(patterns, key=lambda pattern: pattern.count)
    enough = arrays.field.brief.em_lx * (1.0 - ROUNDING)
    chosen, held = _pick(arrays, ordered, slack, worth, enough)
    return (chosen, held) if len(chosen) else _pick(arrays, ordered, slack, worth, 0.0)


def _pick(
    arrays: RoomArrays,
    patterns: Sequence[Pattern],
    slack: float,
    worth: Callable[[Nodes, Matrix], tuple[float, ...]],
    least_lx: float,
) -> tuple[Nodes, bool]:
    """`pick` among the patterns that reach a mean, in the order of their counts."""
    field = arrays.room_field
    best: tuple[tuple[float, ...], Nodes] | None = None
    nearest: Missed = (np.inf, np.zeros(0, dtype=np.int64))
    limit = np.inf
    for some in arrays.weighed(patterns, least_lx):
        good = valid(field, some.lit)
        for i in np.flatnonzero(good):
            if some.most[i] > limit:
                break
            nodes = np.flatnonzero(some.masks[i])
            limit = min(limit, slack * len(nodes))
            value = worth(nodes, some.lit[i])
            if best is None or value > best[0] or len(best[1]) > limit:
                best = value, nodes
        if best is None and len(good):
            nearest = _nearer(nearest, some, deficit(field, some.lit))
        if some.most and some.most[-1] > limit:
            break
    return (best[1], True) if best else (nearest[1], False)


def _nearer(nearest: Missed, some: Weighed, missed: Matrix) -> Missed:
    least = int(missed.argmin())
    if missed[least] < nearest[0]:
        return float(missed[least]), np.flatnonzero(some.masks[least])
    return nearest


def orderly(field: FieldLike) -> Callable[[Nodes, Matrix], tuple[float, ...]]:
    """A worth for `pick`: regularity and evenness at the prices of `score`; existing lights count."""
    existing = np.asarray(field.existing, dtype=np.int64).reshape(-1, 2)

    def worth(nodes: Nodes, lit: Matrix) -> tuple[float, ...]:
        tiles = np.concatenate([existing, field.spots[nodes]])
        evenness = float(lit.min() / lit.mean())
        even = min(1.0, (evenness - field.brief.u0) / FULL_UNIFORMITY)
        return round(REGULARITY * regularity(tiles) + UNIFORMITY * even, 9), round(evenness, 9)

    return worth
