"""Even rows about the room's middle, on the lights' pattern or beside it: where detectors need them tighter.

Few sets of even rows cover a large room with as many detectors as it needs, and seldom one whose lines the
lights have too. Rows may hold one item more and one less in turn, as few circles cover a plane.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.room.geometry import Mask

PITCH: Final = 2
"""The smallest pitch in tiles."""
Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Seen:
    """Tiles by number in a grid, -1 where none is, and what each sees of some points, a bit a point."""

    number: NDArray[np.intp]
    words: Words
    full: np.uint64

    def turned(self) -> Seen:
        """Columns for rows."""
        return Seen(self.number.T, self.words, self.full)

    def together(self, lines: NDArray[np.intp], rows: NDArray[np.intp]) -> tuple[Words, Mask]:
        """choices of places along a row × choices of rows: what these tiles see together, and where all are
        tiles."""
        number = self.number[:, lines]
        words = np.bitwise_or.reduce(np.where(number >= 0, self.words[number], np.uint64(0)), axis=2)
        whole: Mask = np.asarray((number >= 0).all(axis=2))
        return np.asarray(np.bitwise_or.reduce(words[rows], axis=1).T), np.asarray(whole[rows].all(axis=1).T)


def even_rows(canvas: Canvas, seen: Seen, size: int) -> Iterator[NDArray[np.intp]]:
    """Sets of so many tiles by number that see all of the points."""
    level = cache(partial(_level, canvas))
    for axis, grid in ((0, seen), (1, seen.turned())):
        for count in range(1, size + 1):
            rows = level(1 - axis, count)
            for one, other in _shares(size, count):
                first, second = level(axis, one), level(axis, other)
                yield _covering(grid, rows, first, second, alike=one == other)


def _shares(size: int, count: int) -> Iterator[tuple[int, int]]:
    """How many stand in the first of so many rows and in the second."""
    if size % count == 0:
        yield size // count, size // count
    for one in range(1, size if count > 1 else 0):
        for other in (one - 1, one + 1):
            if other > 0 and one * ((count + 1) // 2) + other * (count // 2) == size:
                yield one, other


def _covering(
    seen: Seen, rows: NDArray[np.intp], first: NDArray[np.intp], second: NDArray[np.intp], *, alike: bool
) -> NDArray[np.intp]:
    """Of all choices of rows and of places along them those that see all points: sets × tiles by number."""
    one, one_whole = seen.together(first, rows[:, ::2])
    other, other_whole = seen.together(second, rows[:, 1::2])
    if not alike:
        one, one_whole = one[:, None], one_whole[:, None]
    whole = (one | other == seen.full) & one_whole & other_whole
    at = np.nonzero(whole)
    i, j, k = at[0], at[-2], at[-1]
    along = [first[i] if n % 2 == 0 else second[j] for n in range(rows.shape[1])]
    number = [seen.number[rows[k, n][:, None], places] for n, places in enumerate(along)]
    return np.sort(np.concatenate(number, axis=1), axis=1)


def _level(canvas: Canvas, axis: int, count: int) -> NDArray[np.intp]:
    """Every choice of so many even lines that reads the same both ways about the middle of the axis."""
    low, high = canvas.box[2 * axis : 2 * axis + 2]
    found = [
        lines
        for total in _totals(canvas.mirror_sums[axis], count)
        for first in range(low, (total + 1) // 2 + 1)
        if (lines := _even(first, total, count, (low, high)))
    ]
    return np.array(found, dtype=np.intp).reshape(-1, count)


def _totals(middle: float, count: int) -> list[int]:
    """What the first line and the last may add up to: of an odd number one is in the middle."""
    near = [int(np.floor(middle + 0.05)), int(np.ceil(middle - 0.05))]
    if count % 2 and near[0] == near[1] and near[0] % 2:
        near = [near[0] - 1, near[0] + 1]
    return sorted({total for total in near if not count % 2 or total % 2 == 0})


def _even(first: int, total: int, count: int, ends: tuple[int, int]) -> list[int]:
    """Lines from the first on whose pitches differ by a tile at most; none where an end is farther off."""
    if count == 1:
        return [first] if 2 * first == total else []
    pitch = (total - 2 * first) / (count - 1)
    if pitch < PITCH or first - ends[0] > pitch or total - first > ends[1] or ends[1] - total + first > pitch:
        return []
    half = [int(first + pitch * k + 1e-9) for k in range(count // 2)]
    lines = [*half, *([total // 2] if count % 2 else []), *(total - line for line in reversed(half))]
    gaps = np.diff(lines)
    return lines if gaps.max() - gaps.min() <= 1 else []
