"""What an architect would cross out in a layout of lights: the price of its looks, from positions alone.

The same figure ranks the layouts of a room and is the evidence of rule LGT-12, whoever placed the lights. The
prices are our judgement: tuned so that over a laboratory of 100 rooms and 29 rectangles arrays with even
pitches, half a pitch from the walls and in mirror image come first at some 5 % more lights than the fewest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.mirrors import images
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.grid import INVALID, Tile
from plenum.ceiling.room.room import Ring, Room

Lines = tuple[list[int], list[int]]
"""Columns and rows with lights, in order."""
Spacing = tuple[NDArray[np.float64], NDArray[np.float64]]
"""From line to line along an axis, 0 for a lone one, and the room's width along it; m."""
UNEVEN: Final = 0.5
"""Prices in units of lights. On each axis: pitches that differ,"""
MIXED: Final = 12.0
"""times the square of by how much one is longer than another: 2 and 3 tiles are seen, 5 and 6 hardly,"""
CROWDED: Final = 1.0
"""three lines or more some of which are two tiles apart: what hangs between them touches lights,"""
LEAST_PITCH: Final = 2
"""Tiles from a line to the next: nearer, lights touch."""
AT_WALL: Final = 1.15
"""an outer line too near to its wall or too far from it,"""
OFF_HALF: Final = 1.0
"""and each pitch by which a wall gap misses half of one."""
OFF_MIDDLE: Final = 2.0
"""A lone line more than half a tile off the middle, as of a corridor."""
OBLONG: Final = 1.5
SQUARISH: Final = 1.5
"""Pitches along one axis so many times those along the other are rows a designer may want; each time more."""
WALL_LOW: Final = 0.3
WALL_HIGH: Final = 0.7
"""Gap from an outer line to the wall in pitches: half a pitch is the textbook's."""
WALL_RAMP: Final = 0.05
"""Beyond those the price rises over so many pitches: a few cm of wall must not decide at once."""
A_MIRROR: Final = 2.8
"""Each mirror of the room that the lights do not keep,"""
NO_SYMMETRY: Final = 5.0
"""and more where they keep none of its symmetries."""
ALONE: Final = 2.5
"""All lights alone on a line,"""
A_LONE_LINE: Final = 3.5
"""and any line with one light where others have more."""
UNLIT: Final = 8.0
"""All crossings of the lines without a light, on tiles that could have one."""
NEAR_TILES: Final = 0.51
"""How near a mirror image must fall."""
EACH: Final = 2.2
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
    listed: list[Tile] = list(map(tuple, tiles.tolist()))
    frame = _frame(room.outline, room.holes_m, room.tile_m)
    lines = _lines(listed)
    symmetries = _symmetries(frame, set(listed), lines)
    price = _of_lines(room, frame, listed, lines)
    if _is_full(listed, lines):
        return price + symmetries
    added = _on_lines_of_their_own(listed)
    few = max(COMPLETING_FEW, int(COMPLETING * len(tiles)))
    if 0 < sum(added) <= few and sum(added) < len(tiles) and is_bent(room):
        array = [tile for tile, alone in zip(listed, added, strict=True) if not alone]
        price = min(price, completing_price(sum(added)) + _of_lines(room, frame, array, _lines(array)))
    return price + symmetries


def completing_price(count: int) -> float:
    """The price of so many lights beside an array that they complete."""
    return EACH * count


def is_bent(room: Room) -> bool:
    """Whether the outline fills so little of its box that lights beside an array are no blemish."""
    return _frame(room.outline, room.holes_m, room.tile_m).bent


@dataclass(frozen=True)
class _Frame:
    """What the looks of lights in a room depend on, in tiles: cells of the grid begin at -0.5."""

    low: tuple[float, float]
    high: tuple[float, float]
    """The walls' least and greatest coordinates."""
    images: tuple[tuple[int, int, float, float], ...]
    """Signs of each symmetry, and twice the point about which it turns."""
    near: tuple[float, float]
    """How near a mirror image must fall."""
    bent: bool


@lru_cache(maxsize=1024)
def _frame(outline: Ring, holes: tuple[Ring, ...], tile_m: tuple[float, float]) -> _Frame:
    room = Room("", ("",), tile_m, outline_m=outline, holes_m=holes)
    shape, (tx, ty) = polygon(room), tile_m
    x0, y0, x1, y1 = shape.bounds
    near = NEAR_TILES * min(tile_m)
    return _Frame(
        (x0 / tx - 0.5, y0 / ty - 0.5),
        (x1 / tx - 0.5, y1 / ty - 0.5),
        tuple((sx, sy, 2.0 * x / tx - 1.0, 2.0 * y / ty - 1.0) for sx, sy, x, y in images(room)),
        (near / tx, near / ty),
        bool(shape.area < BENT * (x1 - x0) * (y1 - y0)),
    )


def _on_lines_of_their_own(tiles: Sequence[Tile]) -> list[bool]:
    columns, rows = Counter(x for x, _ in tiles), Counter(y for _, y in tiles)
    return [columns[x] == 1 or rows[y] == 1 for x, y in tiles]


def _lines(tiles: Sequence[Tile]) -> Lines:
    return sorted({x for x, _ in tiles}), sorted({y for _, y in tiles})


def _is_full(tiles: Collection[Tile], lines: Lines) -> bool:
    """Whether every crossing of the lines is lit."""
    return len(lines[0]) * len(lines[1]) == len(tiles)


def _of_lines(room: Room, frame: _Frame, tiles: Sequence[Tile], lines: Lines) -> float:
    price = _crossings(room, tiles, lines)
    for line, low, high in zip(lines, frame.low, frame.high, strict=True):
        price += line_price(line, line[0] - low, high - line[-1])
    return price + _oblong(room, frame, lines)


def _oblong(room: Room, frame: _Frame, lines: Lines) -> float:
    """`oblong_price` of one layout."""
    (tx, ty), (px, py) = room.tile_m, map(mean_pitch, lines)
    wide = (px or frame.high[0] - frame.low[0]) * tx
    deep = (py or frame.high[1] - frame.low[1]) * ty
    longer = max(wide / (py * ty) if py else 1.0, deep / (px * tx) if px else 1.0)
    return OBLONG * max(0.0, longer - SQUARISH)


def mean_pitch(line: Sequence[int]) -> float:
    """Tiles from one line to the next in the mean; 0 where there is one alone."""
    return (line[-1] - line[0]) / max(1, len(line) - 1)


def line_price(line: Sequence[int], low: float, high: float) -> float:
    """The price of columns (or rows) by themselves; `low`, `high`: gaps to the walls, tiles."""
    if len(line) < 2:
        off = abs(low - high)
        return OFF_HALF * off / (low + high) + OFF_MIDDLE * (off > 2.0 * NEAR_TILES)
    pitches = [b - a for a, b in pairwise(line)]
    short, long = min(pitches), max(pitches)
    price = (
        UNEVEN * (long > short)
        + MIXED * (long / short - 1.0) ** 2
        + CROWDED * (short <= LEAST_PITCH and len(line) > 2)
    )
    mean = mean_pitch(line)
    return price + (_wall_price(low / mean) + _wall_price(high / mean))


def _wall_price(share: float) -> float:
    """`wall_price` of one gap."""
    beyond = min(max(max(WALL_LOW - share, share - WALL_HIGH) / WALL_RAMP, 0.0), 1.0)
    return AT_WALL * beyond + OFF_HALF * abs(share - 0.5)


def lone_line_price(gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The price of lines that are alone on their axis, given their gaps to both walls (2 × n), tiles."""
    off = np.abs(gaps[0] - gaps[1])
    return np.asarray(OFF_HALF * off / (gaps[0] + gaps[1]) + OFF_MIDDLE * (off > 2.0 * NEAR_TILES))


def oblong_price(across: Spacing, along: Spacing) -> NDArray[np.float64]:
    """The price of lines along one axis much farther apart than along the other. A lone line is as far from
    the next as its room is wide; how near lights stand along it is nothing to compare with."""
    longer = np.ones(np.broadcast_shapes(across[0].shape, along[0].shape))
    for (pitch, width), (other, _) in ((across, along), (along, across)):
        apart = np.where(pitch > 0.0, pitch, width)
        np.maximum(longer, np.divide(apart, other, out=np.ones_like(longer), where=other > 0.0), out=longer)
    return np.asarray(OBLONG * np.maximum(0.0, longer - SQUARISH))


def wall_price(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """The price of wall gaps, given in pitches."""
    beyond = np.maximum(WALL_LOW - share, share - WALL_HIGH) / WALL_RAMP
    beyond = np.minimum(np.maximum(beyond, 0.0), 1.0)
    return np.asarray(AT_WALL * beyond + OFF_HALF * np.abs(share - 0.5))


def _crossings(room: Room, tiles: Sequence[Tile], lines: Lines) -> float:
    """Crossings that are not lit, and lights that are alone on a column or row."""
    if _is_full(tiles, lines):
        return 0.0
    columns, rows = lines
    could = int((room.cells[np.array(rows)[:, None], columns] != ord(INVALID)).sum())
    price = UNLIT * (1.0 - len(tiles) / could)
    if len(columns) < 2 or len(rows) < 2:
        return price
    alone = sum(_on_lines_of_their_own(tiles))
    return price + ALONE * alone / len(tiles) + A_LONE_LINE * (alone > 0)


def _symmetries(frame: _Frame, tiles: Set[Tile], lines: Lines) -> float:
    if not frame.images:
        return 0.0
    kept = {image[:2] for image in frame.images if _keeps(tiles, lines, image, frame.near)}
    mirrors = {image[:2] for image in frame.images if image[0] != image[1]}
    return NO_SYMMETRY * (not kept) + A_MIRROR * len(mirrors - kept)


def _keeps(
    tiles: Set[Tile], lines: Lines, image: tuple[int, int, float, float], near: tuple[float, float]
) -> bool:
    """Whether each tile falls near one of them under an image; of all crossings of lines each line does."""
    across, along = (
        _images(tuple(line), about if sign < 0 else None, reach)
        for line, sign, about, reach in zip(lines, image[:2], image[2:], near, strict=True)
    )
    if not across or not along:
        return False
    return _is_full(tiles, lines) or all(
        any(to in tiles for to in product(across[x], along[y])) for x, y in tiles
    )


@lru_cache(maxsize=4096)
def _images(line: tuple[int, ...], about: float | None, reach: float) -> dict[int, list[int]]:
    """For each column (or row) those of them that its image about a middle is near to, or it itself; empty
    where one has none."""
    images = {at: at if about is None else about - at for at in line}
    found = {at: [to for to in _near(image, reach) if to in line] for at, image in images.items()}
    return found if all(found.values()) else {}


def _near(at: float, reach: float) -> range:
    """The tiles of an axis whose middles are so near."""
    return range(math.ceil(at - reach), math.floor(at + reach) + 1)
