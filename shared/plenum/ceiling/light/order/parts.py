"""A room of curves or branches cut into parts that fill their boxes: each can have an array of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import Mask

Box = tuple[int, int, int, int]
"""First column and the one after the last, first row and the one after the last."""
Boxes = tuple[Box, ...]
WORTH: Final = 0.95
"""Share of a box that the boxes of its two parts may have together for a cut to be made."""


def parts(usable: Mask, fills: Sequence[float], least: int) -> list[Boxes]:
    """Boxes around the parts of a room, each filled to a share where cuts from wall to wall can do that; for
    each of these shares, the greatest last.

    `usable` is columns × rows; no part is cut narrower than `least` tiles.
    """
    return _cut(usable, (0, usable.shape[0], 0, usable.shape[1]), fills, least)


def _cut(usable: Mask, around: Box, fills: Sequence[float], least: int) -> list[Boxes]:
    west, east, south, north = box = _tight(usable, around)
    tiles = usable[west:east, south:north]
    filled = tiles.sum() / tiles.size
    whole: list[Boxes] = [(box,)] * len(fills)
    if filled >= fills[-1]:
        return whole
    across, along = _areas(tiles, least), _areas(tiles.T, least)
    if min(across.min(), along.min()) > WORTH * tiles.size:
        return whole
    if across.min() <= along.min():
        at = west + int(across.argmin())
        halves = (west, at, south, north), (at, east, south, north)
    else:
        at = south + int(along.argmin())
        halves = (west, east, south, at), (west, east, at, north)
    cut = (_cut(usable, half, fills, least) for half in halves)
    return [(box,) if filled >= fill else one + other for fill, one, other in zip(fills, *cut, strict=True)]


def _tight(usable: Mask, around: Box) -> Box:
    west, east, south, north = around
    tiles = usable[west:east, south:north]
    columns, rows = np.flatnonzero(tiles.any(axis=1)), np.flatnonzero(tiles.any(axis=0))
    return (
        int(west + columns[0]), int(west + columns[-1] + 1), int(south + rows[0]), int(south + rows[-1] + 1),
    )  # fmt: skip


def _areas(tiles: Mask, least: int) -> NDArray[np.float64]:
    """For a cut before each column the area of both parts' boxes; infinite where one would be too narrow."""
    size = len(tiles)
    total = np.full(size, np.inf)
    if size >= 2 * least:
        before, after = _up_to(tiles), _up_to(tiles[::-1])[::-1]
        total[least : size - least + 1] = before[least - 1 : size - least] + after[least : size - least + 1]
    return total


def _up_to(tiles: Mask) -> NDArray[np.intp]:
    """The area of the box around the first columns, up to each; the first one holds a tile."""
    held = tiles.any(axis=1)
    height = tiles.shape[1]
    first = np.minimum.accumulate(np.where(held, tiles.argmax(axis=1), height))
    last = np.maximum.accumulate(np.where(held, height - tiles[:, ::-1].argmax(axis=1), 0))
    width = np.maximum.accumulate(np.where(held, np.arange(1, len(tiles) + 1), 0))
    return np.asarray(width * (last - first))
