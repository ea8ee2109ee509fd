"""The lines of tiles on which an ordered layout may stand along one axis, each with the price of its looks.

A line list is columns (or rows) at pitches that differ by a tile at most, read the same from both ends.
Lengths in tiles, from the centre of the axis' first usable column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.looks import (
    A_MIRROR,
    CROWDED,
    LEAST_PITCH,
    MIXED,
    NEAR_TILES,
    UNEVEN,
    lone_line_price,
    wall_price,
)
from plenum.ceiling.light.photometry import Matrix

Floats = NDArray[np.float64]
NARROW: Final = (0.22, 0.85)
WIDE: Final = (0.08, 1.1)
"""The same for lines that are looked at: of rooms that are symmetric, and of others."""
SKEW: Final = 1.8
"""The most in rooms without symmetry: the box, from whose sides gaps are measured, may have no wall there."""
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
    pitch: Floats
    """From a column to the next in the mean, tiles; 0 of one alone."""

    def mirrored(self, middle: float) -> NDArray[np.bool_]:
        """Which lines fall on themselves, within half a tile, when mirrored about a middle."""
        near = np.maximum(np.abs(2.0 * middle - self.ends), np.abs(2.0 * middle - self.centres))
        return np.asarray(near <= NEAR_TILES)


@lru_cache(maxsize=1024)
def axis_lines(axis: Axis, wide: bool, reach: float = WIDE[1]) -> AxisLines:
    """The lines of an axis: with `wide` also those nearer to one end, as rooms without a mirror ask for.

    `reach` is the widest gap to a wall that is looked at then, in pitches.
    """
    known = _shapes(axis.tiles, axis.shortest, axis.longest, wide, reach)
    low = known.first + 0.5 + axis.before
    high = axis.tiles - 0.5 - known.last + axis.after
    least, most = (WIDE[0], reach) if wide else NARROW
    single = known.counts == 1
    scale = np.where(single, low + high, known.pitch)
    nearest, farthest = np.minimum(low, high), np.maximum(low, high)
    kept = single | ((nearest >= least * scale) & (farthest <= most * scale))
    kept &= wide | (np.abs(low - high) <= LOPSIDED + single)
    shares = np.stack([low, high]) / scale
    price = np.where(single, lone_line_price(np.stack([low, high])), wall_price(shares).sum(axis=0))
    price += UNEVEN * (known.mixed > 1.0) + MIXED * (known.mixed - 1.0) ** 2
    price += CROWDED * known.crowded
    lines = AxisLines(
        known.marks,
        known.counts,
        known.first + known.last,
        known.centres,
        price,
        known.spread,
        known.odd,
        known.pitch,
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
    crowded: NDArray[np.bool_]
    """Whether three or more stand so near that what hangs between some of them touches lights."""
    spread: Floats
    odd: NDArray[np.bool_]


@lru_cache(maxsize=256)
def _shapes(tiles: int, shortest: int, longest: int, wide: bool, reach: float) -> _Shapes:
    """Every line over so many tiles, those with fewer columns first."""
    singles = np.arange(tiles)[:, None] if tiles - 1 <= 2 * longest else np.zeros((0, 1), dtype=np.intp)
    ends = min(tiles, int(reach * longest) + 1)
    first = np.arange(ends)
    if wide:
        last = np.broadcast_to(np.arange(tiles - ends, tiles), (ends, ends))
    else:
        last = (tiles - 1 - first)[:, None] + np.arange(-2, 3)
    first = np.repeat(first, last.shape[1])
    last = last.ravel()
    possible = (first < last) & (last < tiles)
    first, last = first[possible], last[possible]
    groups = [_measured(singles, tiles)]
    for count in range(2, (tiles - 1) // min(shortest, LEAST_PITCH) + 2):
        pitch = (last - first) / (count - 1)
        good = (pitch >= shortest) & (pitch <= longest)
        if good.any():
            groups.append(_measured(evenly(first[good], last[good], count), tiles))
    return _Shapes(
        *(np.concatenate([getattr(g, name) for g in groups]) for name in _Shapes.__dataclass_fields__)
    )


def _measured(lines: NDArray[np.intp], tiles: int) -> _Shapes:
    """Lines of one count, less those whose pitches differ by more than a tile."""
    pitches = np.diff(lines, axis=1)
    shortest = pitches.min(axis=1) if pitches.shape[1] else np.ones(len(lines), dtype=np.intp)
    longest = pitches.max(axis=1, initial=1)
    good = longest - shortest <= 1
    lines, pitches = lines[good], pitches[good]
    marks = np.zeros((len(lines), tiles))
    np.put_along_axis(marks, lines, 1.0, axis=1)
    first, last = lines[:, 0].astype(float), lines[:, -1].astype(float)
    count = lines.shape[1]
    middle = 2.0 * lines[:, count // 2].astype(float) if count % 2 else first + last
    between, beyond = _squares(tiles)
    squares = between[pitches].sum(axis=1) + beyond[lines[:, 0]] + beyond[tiles - 1 - lines[:, -1]]
    return _Shapes(
        marks,
        np.full(len(lines), count),
        first,
        last,
        middle,
        (last - first) / max(1, count - 1),
        np.asarray(longest[good] / shortest[good], dtype=float),
        np.asarray((shortest[good] <= LEAST_PITCH) & (count > 2)),
        squares / tiles + 1.0 / 12.0,
        (pitches % 2 == 1).any(axis=1),
    )


def _squares(tiles: int) -> tuple[Floats, Floats]:
    """Squared distances of tiles to the nearest column, in sum: of those between columns at each pitch, and
    of those beyond the last of so many."""
    at = np.arange(tiles + 1)
    near = np.minimum(at, at[:, None] - at)
    between = np.where(near > 0, near, 0) ** 2
    return between.sum(axis=1).astype(float), np.cumsum(at**2).astype(float)


def evenly(first: NDArray[np.intp], last: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """`count` tiles from first to last at equal pitches, snapped, the second half mirroring the first; a line
    for each pair of ends."""
    pitch = (last - first) / (count - 1)
    half = (np.arange((count + 1) // 2) * pitch[:, None] + 0.5 - 1e-9).astype(np.intp)
    back = (last - first)[:, None] - half[:, : count // 2][:, ::-1]
    return np.asarray(first[:, None] + np.concatenate([half, back], axis=1))
