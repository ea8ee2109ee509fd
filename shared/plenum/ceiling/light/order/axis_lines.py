"""The lines of tiles on which an ordered layout may stand along one axis, each with the price of its looks.

A line list is columns (or rows) at pitches that differ by a tile at most, read the same from both ends.
Lengths in tiles, from the centre of the axis' first usable column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.looks import (
    A_MIRROR,
    MIXED,
    NEAR_TILES,
    OFF_HALF,
    UNEVEN,
    wall_price,
)
from plenum.ceiling.light.photometry import Matrix

Line = tuple[int, ...]
Floats = NDArray[np.float64]
LEAST_PITCH: Final = 2
"""Tiles from a line to the next: nearer, lights touch."""
NARROW: Final = (0.22, 0.85)
WIDE: Final = (0.08, 1.1)
"""The same for lines that are looked at: of rooms that are symmetric, and of others."""
LOPSIDED: Final = 1.01
"""By how much the two wall gaps may differ in a symmetric room, in tiles."""


@dataclass(frozen=True)
class Axis:
    """One axis of a room, as far as its lines depend on it."""

    tiles: int
    """From the first usable column to the last."""
    before: float
    """From the edge of the first usable column to the wall."""
    after: float
    mirrors: tuple[float, ...]
    """Where the room's mirrors across this axis stand; none: it has none."""
    shortest: int
    """Pitches looked at."""
    longest: int


@dataclass(frozen=True)
class AxisLines:
    """The lines of an axis, beside each other."""

    marks: Matrix
    """lines × tiles: 1 on a line."""
    counts: NDArray[np.intp]
    """How many columns each has."""
    ends: Floats
    """First column plus last, of each."""
    centres: Floats
    """Twice the column in the middle; where there is none, `ends`."""
    price: Floats
    """In units of lights."""
    spread: Floats
    """Mean squared distance of the axis' tiles from the nearest column, tiles²."""
    odd: NDArray[np.bool_]
    """Whether a pitch has no tile midway."""

    def mirrored(self, middle: float) -> NDArray[np.bool_]:
        """Which lines fall on themselves, within half a tile, when mirrored about a middle."""
        near = np.maximum(np.abs(2.0 * middle - self.ends), np.abs(2.0 * middle - self.centres))
        return np.asarray(near <= NEAR_TILES)


@lru_cache(maxsize=1024)
def axis_lines(axis: Axis, wide: bool) -> AxisLines:
    """The lines of an axis: with `wide` also those nearer to one end, as rooms without a mirror ask for."""
    known = _shapes(axis.tiles, axis.shortest, axis.longest, wide)
    low = known.first + 0.5 + axis.before
    high = axis.tiles - 0.5 - known.last + axis.after
    least, most = WIDE if wide else NARROW
    single = known.counts == 1
    scale = np.where(single, low + high, known.pitch)
    nearest, farthest = np.minimum(low, high), np.maximum(low, high)
    kept = single | ((nearest >= least * scale) & (farthest <= most * scale))
    kept &= wide | (np.abs(low - high) <= LOPSIDED + single)
    shares = np.stack([low, high]) / scale
    price = np.where(single, OFF_HALF * np.abs(shares - 0.5).sum(axis=0), wall_price(shares).sum(axis=0))
    price += UNEVEN * (known.mixed > 1.0) + MIXED * (known.mixed - 1.0) ** 2
    lines = AxisLines(
        known.marks, known.counts, known.first + known.last, known.centres, price, known.spread, known.odd
    )
    if axis.mirrors:
        price += A_MIRROR * ~np.any([lines.mirrored(middle) for middle in axis.mirrors], axis=0)
    return AxisLines(*(getattr(lines, name)[kept] for name in lines.__dataclass_fields__))


@dataclass(frozen=True)
class _Shapes:
    """Lines over so many tiles, whatever the walls."""

    marks: Matrix
    counts: NDArray[np.intp]
    first: Floats
    last: Floats
    centres: Floats
    pitch: Floats
    mixed: Floats
    """The longest pitch over the shortest."""
    spread: Floats
    odd: NDArray[np.bool_]


@lru_cache(maxsize=256)
def _shapes(tiles: int, shortest: int, longest: int, wide: bool) -> _Shapes:
    lines = list(_lines(tiles, shortest, longest, wide))
    counts = np.fromiter(map(len, lines), dtype=np.intp, count=len(lines))
    marks = np.zeros((len(lines), tiles))
    columns = np.fromiter(chain.from_iterable(lines), dtype=np.intp, count=int(counts.sum()))
    marks[np.repeat(np.arange(len(lines)), counts), columns] = 1.0
    first = np.array([line[0] for line in lines], dtype=float)
    last = np.array([line[-1] for line in lines], dtype=float)
    middle = np.array([line[len(line) // 2] for line in lines], dtype=float)
    pitches = [{b - a for a, b in pairwise(line)} for line in lines]
    return _Shapes(
        marks,
        counts,
        first,
        last,
        np.where(counts % 2 == 1, 2.0 * middle, first + last),
        (last - first) / np.maximum(1, counts - 1),
        np.array([max(each, default=1) / min(each, default=1) for each in pitches]),
        _spread(marks),
        np.array([any(pitch % 2 for pitch in each) for each in pitches], dtype=bool),
    )


def _spread(marks: Matrix) -> Floats:
    """Mean squared distance to the nearest column, a tile's own extent included."""
    tiles = marks.shape[1]
    away = np.where(marks > 0.0, 0.0, float(tiles))
    for step in (1, -1):
        turned = away[:, ::step]
        for at in range(1, tiles):
            np.minimum(turned[:, at], turned[:, at - 1] + 1.0, out=turned[:, at])
    mean: Floats = (away**2).mean(axis=1) + 1.0 / 12.0
    return mean


def _lines(tiles: int, shortest: int, longest: int, wide: bool) -> Iterator[Line]:
    """Every line over so many tiles, those with fewer columns first."""
    if tiles - 1 <= 2 * longest:
        yield from ((at,) for at in range(tiles))
    reach = int(WIDE[1] * longest) + 1
    for count in range(2, (tiles - 1) // LEAST_PITCH + 2):
        for first in range(min(reach, tiles)):
            mirror = tiles - 1 - first
            ends = range(tiles - reach, tiles) if wide else range(mirror - 2, mirror + 3)
            for last in ends:
                if first < last < tiles and shortest <= (last - first) / (count - 1) <= longest:
                    line = evenly(first, last, count)
                    pitches = [b - a for a, b in pairwise(line)]
                    if max(pitches) - min(pitches) <= 1:
                        yield line


def evenly(first: int, last: int, count: int) -> Line:
    """`count` tiles from first to last at equal pitches, snapped, the second half mirroring the first."""
    pitch = (last - first) / (count - 1)
    half = [first + int(i * pitch + 0.5 - 1e-9) for i in range((count + 1) // 2)]
    return tuple(half + [first + last - at for at in reversed(half[: count // 2])])
