"""What an architect would cross out in a layout of lights: the price of its looks, from positions alone.

The same figure ranks the layouts of a room and is the evidence of rule LGT-12, whoever placed the lights. The
prices are our judgement: tuned so that over a laboratory of 100 rooms and 29 rectangles arrays with even
pitches, half a pitch from the walls and in mirror image come first at some 5 % more lights than the fewest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.mirrors import images, keeps
from plenum.ceiling.room.geometry import polygon, tile_centres
from plenum.ceiling.room.grid import INVALID, Tile
from plenum.ceiling.room.room import Room

UNEVEN: Final = 0.5
"""Prices in units of lights. On each axis: pitches that differ,"""
MIXED: Final = 12.0
"""times the square of by how much one is longer than another: 2 and 3 tiles are seen, 5 and 6 hardly,"""
AT_WALL: Final = 0.9
"""an outer line too near to its wall or too far from it,"""
OFF_HALF: Final = 1.0
"""and each pitch by which a wall gap misses half of one."""
WALL_LOW: Final = 0.3
WALL_HIGH: Final = 0.7
"""Gap from an outer line to the wall in pitches: half a pitch is the textbook's."""
WALL_RAMP: Final = 0.05
"""Beyond those the price rises over so many pitches: a few cm of wall must not decide at once."""
A_MIRROR: Final = 2.4
"""Each mirror of the room that the lights do not keep,"""
NO_SYMMETRY: Final = 5.0
"""and more where they keep none of its symmetries."""
ALONE: Final = 2.5
"""All lights alone on a line,"""
A_LONE_LINE: Final = 2.0
"""and any line with one light where others have more."""
UNLIT: Final = 8.0
"""All crossings of the lines without a light, on tiles that could have one."""
NEAR_TILES: Final = 0.51
"""How near a mirror image must fall."""
EACH: Final = 1.5
"""A light beside the array that it completes, in a bent room:"""
COMPLETING: Final = 0.15
COMPLETING_FEW: Final = 3
"""so many, or this share of all."""
BENT: Final = 0.9
"""Share of its box that a bent room fills less of."""
HALVED: Final = 6.0
"""The price at which the score is a half."""


def order_score(room: Room, tiles: Sequence[Tile]) -> float:
    """0..1: 1 for an array that keeps all of its room's mirrors, half a pitch from the walls (LGT-12)."""
    return 1.0 / (1.0 + looks(room, np.asarray(tiles, dtype=np.int64).reshape(-1, 2)) / HALVED)


def blemishes(score: float) -> float:
    """The price in units of lights that an order score stands for."""
    return HALVED * (1.0 / score - 1.0) if score > 0.0 else float("inf")


def looks(room: Room, tiles: NDArray[np.int64]) -> float:
    """The price of these lights' looks (n × 2, columns and rows), in units of lights.

    In a bent room the few that stand on lines of their own may complete an array of the others.
    """
    if not len(tiles):
        return 0.0
    price = _of_all(room, tiles)
    added = _on_lines_of_their_own(tiles)
    few = max(COMPLETING_FEW, int(COMPLETING * len(tiles)))
    if 0 < added.sum() <= few and added.sum() < len(tiles) and is_bent(room):
        price = min(price, completing_price(int(added.sum())) + _of_all(room, tiles[~added]))
    return price


def completing_price(count: int) -> float:
    """The price of so many lights beside an array that they complete."""
    return EACH * count


def is_bent(room: Room) -> bool:
    """Whether the outline fills so little of its box that lights beside an array are no blemish."""
    shape = polygon(room)
    x0, y0, x1, y1 = shape.bounds
    return bool(shape.area < BENT * (x1 - x0) * (y1 - y0))


def _on_lines_of_their_own(tiles: NDArray[np.int64]) -> NDArray[np.bool_]:
    company = [np.bincount(tiles[:, axis])[tiles[:, axis]] for axis in (0, 1)]
    return np.asarray((company[0] == 1) | (company[1] == 1))


def _of_all(room: Room, tiles: NDArray[np.int64]) -> float:
    price = _crossings(room, tiles)
    bounds, tile = polygon(room).bounds, room.tile_m
    for axis in (0, 1):
        line = np.unique(tiles[:, axis]).astype(float)
        low, high = bounds[axis] / tile[axis] - 0.5, bounds[axis + 2] / tile[axis] - 0.5
        price += line_price(line, float(line[0] - low), float(high - line[-1]))
    return price + _symmetries(room, tiles)


def line_price(line: NDArray[np.float64], low: float, high: float) -> float:
    """The price of columns (or rows) by themselves; `low`, `high`: gaps to the walls, tiles."""
    if len(line) < 2:
        return OFF_HALF * abs(low - high) / (low + high)
    pitches = np.diff(line)
    short, long = float(pitches.min()), float(pitches.max())
    price = UNEVEN * (long > short) + MIXED * (long / short - 1.0) ** 2
    mean = float(line[-1] - line[0]) / (len(line) - 1)
    for share in (low / mean, high / mean):
        price += float(wall_price(np.array(share)))
    return price


def wall_price(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """The price of wall gaps, given in pitches."""
    beyond = np.maximum(WALL_LOW - share, share - WALL_HIGH) / WALL_RAMP
    return np.asarray(AT_WALL * np.clip(beyond, 0.0, 1.0) + OFF_HALF * np.abs(share - 0.5))


def _crossings(room: Room, tiles: NDArray[np.int64]) -> float:
    """Crossings that are not lit, and lights that are alone on a column or row."""
    columns, rows = (np.unique(tiles[:, axis]) for axis in (0, 1))
    if len(columns) * len(rows) == len(tiles):
        return 0.0
    could = int((room.cells[rows[:, None], columns] != ord(INVALID)).sum())
    price = UNLIT * (1.0 - len(tiles) / could)
    if len(columns) < 2 or len(rows) < 2:
        return price
    alone = _on_lines_of_their_own(tiles)
    return price + float(ALONE * alone.mean() + A_LONE_LINE * alone.any())


def _symmetries(room: Room, tiles: NDArray[np.int64]) -> float:
    symmetries = images(room)
    if not symmetries:
        return 0.0
    at, near = tile_centres(room, tiles), NEAR_TILES * min(room.tile_m)
    kept = {image[:2] for image in symmetries if keeps(at, image, near)}
    mirrors = {image[:2] for image in symmetries if image[0] != image[1]}
    return NO_SYMMETRY * (not kept) + A_MIRROR * len(mirrors - kept)
