"""How orderly a lighting layout looks and spaces: gaps, walls, rows, mirror images (LGT-4, 5, 12)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.room.geometry import tile_centres, visible
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.pairs import ends
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.room.walls import walls_along


@dataclass(frozen=True)
class Spacing:
    """Gaps in m between neighbours in a row or column, and from the last of each to the wall."""

    largest_gap_m: float
    """0 where no two lights share a row or column."""
    wall_excess: float
    """Largest (wall gap - half a tile) as a share of the spacing along that axis."""


def symmetry(tiles: Collection[Tile] | Spots) -> float:
    """The share of lights with a mirror image, about the layout's middle, under the best of three
    symmetries: left-right, up-down, half a turn. 1 for an array."""
    spots = _spots(tiles)
    if not len(spots):
        return 1.0
    x, y = (spots - ends(spots)[0]).T
    lit = np.zeros((x.max() + 1, y.max() + 1), dtype=bool)
    lit[x, y] = True
    mirrored = lit[::-1], lit[:, ::-1], lit[::-1, ::-1]
    return max(np.count_nonzero(lit & image) for image in mirrored) / len(spots)


def alignment(tiles: Collection[Tile] | Spots) -> float:
    """1 where the lights stand on as few rows (or columns) as a square array would, 0 where each
    stands on its own."""
    spots = _spots(tiles)
    count = len(spots)
    lines = min(np.count_nonzero(np.bincount(along)) for along in spots.T) if count else 0
    if lines <= 1:
        return 1.0
    fewest = math.ceil(math.sqrt(count))
    return min(1.0, (count - lines) / (count - fewest)) if count > fewest else 0.0


def regularity(tiles: Collection[Tile] | Spots) -> float:
    """0..1: the mean of symmetry and alignment (rule LGT-12, our judgement)."""
    spots = _spots(tiles)
    return (symmetry(spots) + alignment(spots)) / 2.0


def _spots(tiles: Collection[Tile] | Spots) -> Spots:
    """Each of them once, where it was not known by its place on a grid."""
    return tiles if isinstance(tiles, np.ndarray) else np.array(list(set(tiles)), dtype=np.int64)


def spacing(room: Room, tiles: Sequence[Tile], largest_m: float) -> Spacing:
    """Gaps per axis and per pair after snapping; walls and holes in between are no gap.

    `largest_m` stands for the spacing along an axis where no two lights are in line.
    """
    if not tiles:
        return Spacing(0.0, 0.0)
    largest, excess = 0.0, 0.0
    centres = tile_centres(room, tiles)
    for axis in (0, 1):
        order = np.lexsort((centres[:, axis], centres[:, 1 - axis]))
        line = centres[order]
        to_low, to_high = walls_along(room, line, axis)
        linked = _linked(room, line, axis, to_high)
        gaps = np.diff(line[:, axis])[linked]
        before = np.concatenate([[False], linked])
        after = np.concatenate([linked, [False]])
        walls = np.concatenate([to_low[~before], to_high[~after]])
        step = median(gaps.tolist()) if len(gaps) else largest_m
        largest = max(largest, float(gaps.max(initial=0.0)))
        excess = max(excess, float(walls.max(initial=0.0) - room.tile_m[axis] / 2.0) / step)
    return Spacing(largest, excess)


def _linked(
    room: Room, line: NDArray[np.float64], axis: int, to_wall: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which consecutive lights are neighbours in one row with nothing between.

    Only where a wall is met before the next light is asked whether it is crossed or just touched.
    """
    same = np.abs(np.diff(line[:, 1 - axis])) < 1e-9
    for i in np.flatnonzero(same & (to_wall[:-1] < np.diff(line[:, axis]))):
        same[i] = visible(room, line[i : i + 1], line[i + 1 : i + 2])[0, 0]
    return same
