"""Arrays on the lights' pattern: every choice of columns and rows of even pitch, weighed by matrix products.

Columns and rows are chosen apart from each other; what an array holds, touches or covers is then the
product of the two choices with a mask of the room, for all arrays at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import OFF, Prices
from plenum.ceiling.pattern.mirrors import Sets
from plenum.ceiling.room.geometry import Mask

Floats = NDArray[np.float64]
PITCH: Final = 2
"""The smallest pitch in tiles."""
KEPT: Final = 12
"""Choices of one number of lines that are put together with those of the other axis."""
LOOKED_AT: Final = 48
"""Choices of one number of lines whose spread is looked at."""
WEIGHED: Final = 2048
"""Axes with what hangs along them, each with a number of lines, whose choices are remembered."""
MANY: Final = 8
"""Numbers of lines from which a third as many are kept."""
OBLONG: Final = 1.8
"""Of many lines so many times as many, or as few, as would stand in squares are looked for."""
LOPSIDED: Final = 0.4
"""What lines cost that do not read the same both ways, in the choice of those kept."""


@dataclass(frozen=True)
class Lines:
    """Choices of columns, or of rows."""

    tiles: tuple[tuple[int, ...], ...]
    marks: Floats
    """choices × tiles along the axis: 1 on a line."""
    count: NDArray[np.intp]
    price: Floats
    """Mean price of the lines as places on the pattern."""
    spread_m2: Floats
    """Mean squared distance in m² of the usable part of the axis from the nearest line."""


@dataclass(frozen=True)
class Arrays:
    """Arrays by columns and rows (numbers of choices), with what they hold."""

    columns: Lines
    rows: Lines
    pairs: NDArray[np.intp]
    """arrays × 2: which columns, which rows."""
    count: NDArray[np.intp]
    price: Floats
    """Mean price of the items as places on the pattern."""
    spread: Floats
    """Mean squared distance to the nearest item, relative to that of square cells: 1 is ideal."""

    def sets(self, which: NDArray[np.intp], held: Mask) -> Iterator[tuple[NDArray[np.intp], Sets]]:
        """The tiles of some arrays on those that can hold them: numbers in `which`, and sets of one size."""
        pairs = self.pairs[which]
        shapes = np.stack([self.columns.count[pairs[:, 0]], self.rows.count[pairs[:, 1]]], axis=1)
        code = shapes @ (1 << 16, 1)
        for both in sorted(set(code.tolist())):
            nx, ny = divmod(both, 1 << 16)
            some = np.flatnonzero(code == both)
            x = np.array([self.columns.tiles[i] for i in pairs[some, 0].tolist()], dtype=np.intp)
            y = np.array([self.rows.tiles[j] for j in pairs[some, 1].tolist()], dtype=np.intp)
            tiles = np.stack([np.tile(x, ny), np.repeat(y, nx, axis=1)], axis=-1)
            on = held[tiles[..., 1], tiles[..., 0]]
            if on.all():
                yield some, tiles
                continue
            size = on.sum(axis=1)
            order = np.argsort(~on, axis=1, kind="stable")
            for count in sorted(set(size.tolist())):
                here = np.flatnonzero(size == count)
                yield some[here], np.take_along_axis(tiles[here], order[here, :count, None], axis=1)

    def share(self, mask: Mask) -> Floats:
        """Of each array's items the share on this mask."""
        return self.sums(mask) / np.maximum(self.count, 1)

    def sums(self, field: Mask | Floats) -> Floats:
        """The sum of a field over each array's crossings."""
        return _sums(self.columns, self.rows, field)[self.pairs[:, 0], self.pairs[:, 1]]

    def taken(self, keep: Mask | NDArray[np.intp]) -> Arrays:
        """Some of the arrays."""
        some = self.pairs[keep], self.count[keep], self.price[keep], self.spread[keep]
        return Arrays(self.columns, self.rows, *some)


def _sums(columns: Lines, rows: Lines, field: Mask | Floats) -> Floats:
    if not field.any():
        return np.zeros((len(columns.count), len(rows.count)))
    return np.asarray(columns.marks @ field.T.astype(float) @ rows.marks.T)


def arrays(canvas: Canvas, held: Mask, own: Mask, least: int, most: int, *, skipping: bool = False) -> Arrays:
    """All arrays that hold `least` to `most` items on `held` tiles, and no crossing on a tile taken.

    `own` are tiles that hold the kind already: an array takes all of them. A crossing where the room has no
    tile is left out; one on a tile that cannot hold the kind rules the array out, but for `skipping`.
    """
    west, east, south, north = canvas.box
    usable = canvas.usable
    fill = max(0.3, usable.sum() / max(1, (east - west + 1) * (north - south + 1)))
    lines = min(most, int(np.ceil(most / fill)) + 1)
    columns, rows = (_lines(canvas, axis, lines) for axis in (0, 1))
    if not len(columns.count) or not len(rows.count):
        return Arrays(
            columns, rows, np.zeros((0, 2), np.intp), np.zeros(0, np.intp), np.zeros(0), np.zeros(0)
        )
    count = np.rint(_sums(columns, rows, held | own)).astype(np.intp)
    fits = (count >= least) & (count <= most)
    if not skipping:
        fits &= _sums(columns, rows, usable & ~held & ~own) < 0.5
    if own.any():
        fits &= _sums(columns, rows, own) > own.sum() - 0.5
    i, j = np.nonzero(fits)
    count = count[i, j]
    area = usable.sum() * canvas.tile_m[0] * canvas.tile_m[1]
    ideal = area / (6.0 * np.maximum(count, 1))
    spread = (columns.spread_m2[i] + rows.spread_m2[j]) / ideal
    price = columns.price[i] + rows.price[j]
    return Arrays(columns, rows, np.stack([i, j], axis=1), count, price, spread)


def _lines(canvas: Canvas, axis: int, most: int) -> Lines:
    """The best choices of every number of lines up to `most` along an axis."""
    west, east, south, north = canvas.box
    sides = (east - west + 1) * canvas.tile_m[0], (north - south + 1) * canvas.tile_m[1]
    square = np.sqrt(most * sides[axis] / sides[1 - axis])
    length = (north - south if axis else east - west) // PITCH + 1
    found = [
        _of_count(canvas, axis, count)
        for count in range(1, min(most, length) + 1)
        if count < MANY or square / OBLONG <= count <= square * OBLONG
    ]
    chosen = tuple(tuple(lines) for some in found for lines in some[0].tolist())
    marks = np.zeros((len(chosen), canvas.cells.shape[1 - axis]))
    for mark, lines in zip(marks, chosen, strict=True):
        mark[list(lines)] = 1.0
    return Lines(
        chosen,
        marks,
        np.array(list(map(len, chosen)), dtype=np.intp),
        np.concatenate([np.zeros(0), *(some[1] for some in found)]),
        np.concatenate([np.zeros(0), *(some[2] for some in found)]),
    )


def _of_count(canvas: Canvas, axis: int, count: int) -> tuple[NDArray[np.intp], Floats, Floats]:
    """The best choices of so many lines, their mean prices and spreads; found once for a canvas."""
    if (axis, count) not in canvas.lines:
        canvas.lines[axis, count] = _best_of_count(canvas, axis, count)
    return canvas.lines[axis, count]


def _best_of_count(canvas: Canvas, axis: int, count: int) -> tuple[NDArray[np.intp], Floats, Floats]:
    low, high = canvas.box[2 * axis : 2 * axis + 2]
    prices, weight, tile_m = canvas.prices[axis], canvas.counts[axis], canvas.tile_m[axis]
    found, mean, off = _weighed(prices.tobytes(), weight.tobytes(), (low, high), count)
    if not len(found):
        return found, mean, off
    off = off * tile_m**2
    ideal = ((high - low + 1) * tile_m / count) ** 2 / 12
    lopsided = np.abs(found[:, 0] + found[:, -1] - canvas.mirror_sums[axis]) > 1.01
    worth = 2.0 * (off / ideal - 1.0) + mean + LOPSIDED * lopsided
    best = np.argsort(np.round(worth, 6), kind="stable")[: KEPT if count < MANY else KEPT // 3]
    return found[best], mean[best], off[best]


@lru_cache(maxsize=WEIGHED)
def _weighed(
    prices_bytes: bytes, weight_bytes: bytes, ends: tuple[int, int], count: int
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Choices of so many lines on an axis with these prices, their means, and their spreads in tiles² over
    what of the room is beside each tile of the axis, whatever its walls."""
    (low, high), prices = ends, np.frombuffer(prices_bytes)
    weight = np.frombuffer(weight_bytes, dtype=np.intp)
    places = np.flatnonzero(prices[low : high + 1] < OFF) + low
    found = places[:, None] if count == 1 else _even(places, prices, ends, count)
    if not len(found):
        return np.zeros((0, count), np.intp), np.zeros(0), np.zeros(0)
    found = _half_spaced(found, prices, low, high)
    off = _off_squared(found, len(prices)) @ weight / max(1, weight.sum())
    return found, prices[found].mean(axis=1), off


def _even(places: NDArray[np.intp], prices: Prices, ends: tuple[int, int], count: int) -> NDArray[np.intp]:
    """Choices of `count` places whose pitches differ by a tile at most, no end farther off than a pitch."""
    low, high = ends
    widest = (high - low) / (count - 1)
    first, last = places[places - low <= widest], places[high - places <= widest]
    a, b = np.repeat(first, len(last)), np.tile(last, len(first))
    pitch = (b - a) / (count - 1)
    fits = (pitch >= PITCH) & (a - low <= pitch) & (high - b <= pitch)
    a, b, pitch = a[fits], b[fits], pitch[fits]
    ideal = a[:, None] + pitch[:, None] * np.arange(count)
    below, above = np.floor(ideal + 1e-9).astype(np.intp), np.ceil(ideal - 1e-9).astype(np.intp)
    dear, cheap = prices[above], prices[below]
    outwards = ideal > (a + b)[:, None] / 2
    lines = np.where((dear < cheap) | ((dear == cheap) & outwards), above, below)
    gaps = np.diff(lines, axis=1)
    even = (gaps.max(axis=1, initial=0) - gaps.min(axis=1, initial=1 << 20) <= 1) & (prices[lines] < OFF).all(
        axis=1
    )
    return np.asarray(lines[even])


def _half_spaced(lines: NDArray[np.intp], prices: Prices, low: int, high: int) -> NDArray[np.intp]:
    """Of many choices those that are nearest to half a pitch from both ends, and cheapest."""
    if len(lines) <= LOOKED_AT:
        return lines
    half = (high - low + 1) / lines.shape[1] / 2
    ends = np.abs(lines[:, 0] - low + 0.5 - half) + np.abs(high - lines[:, -1] + 0.5 - half)
    worth = ends / half + prices[lines].mean(axis=1)
    return lines[np.sort(np.argsort(np.round(worth, 6), kind="stable")[:LOOKED_AT])]


def _off_squared(lines: NDArray[np.intp], size: int) -> Floats:
    """choices × size: the squared distance in tiles of each tile's middle from the nearest line, with what
    the tile's own width adds."""
    at, count = np.arange(size), lines.shape[1]
    pitch = np.maximum((lines[:, -1:] - lines[:, :1]) / max(1, count - 1), 1.0)
    # Lines are even to a tile: the nearest is the one that even pitch says, or one beside it.
    near = np.rint((at - lines[:, :1]) / pitch).astype(np.intp)
    off = np.stack(
        [
            np.abs(at - np.take_along_axis(lines, np.clip(near + step, 0, count - 1), axis=1))
            for step in (-1, 0, 1)
        ]
    )
    return np.asarray(off.min(axis=0) ** 2 + 1 / 12)
