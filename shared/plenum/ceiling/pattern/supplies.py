"""Where diffusers may stand: arrays on the lights' pattern, each with its price."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.air_brief import EPSILON
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.arrays import Arrays, arrays
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.loose import evenly_spread
from plenum.ceiling.pattern.mirrors import Mirrors
from plenum.ceiling.pattern.sets import Choices, choices
from plenum.ceiling.pattern.tiles import clear_of, gaps_m, near_wall, on_pattern, touching
from plenum.ceiling.room.clearance import ROUNDING_M
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Spots

MORE: Final = 1.34
"""Diffusers over those needed up to which an array may have more: arrays come in rounder numbers."""
EXTRA: Final = 0.8
"""What each of them costs."""
SPREAD: Final = 1.6
"""Times how much farther than ideal the ceiling is from its diffusers,"""
LONE_SPREAD: Final = 0.8
"""and from one alone: wherever it blows from, its air reaches the walls of a room that one serves."""
NEAR_WALL: Final = 0.4
TOUCHED: Final = 1.0
"""What the price of touching a light counts for one diffuser of several."""
LOPSIDED: Final = 0.4
"""What an array costs for each of the room's mirrors that it does not keep by itself."""
CONSIDERED: Final = 96
"""Arrays whose tiles are looked at, the cheapest."""
ARRAYS: Final = 32
"""And those of them that are kept, of each shape."""
ONES: Final = 120
IRREGULAR: Final = 5.0
"""What diffusers cost that form no array: more than what most arrays want of order."""

Floats = NDArray[np.float64]


def supply_choices(canvas: Canvas, brief: Brief, missing: int, mirrors: Mirrors) -> list[Choices]:
    """Sets of diffusers that complete the room's: single tiles, or arrays, the counts one by one."""
    existing = canvas.of_kind(Kind.SUPPLY)
    held = _held(canvas, brief)
    if missing == 1 and not len(existing):
        return [_ones(canvas, brief, held, mirrors)]
    need = missing + len(existing)
    own = np.zeros_like(held)
    own[existing[:, 1], existing[:, 0]] = True
    most = int(brief.air.supply_l_s / brief.air.supply_min_l_s + EPSILON)
    most = max(need, min(most, int(need * MORE + EPSILON)))
    found = arrays(canvas, held, own, need, most)
    if not len(found.count):
        return [_irregular(canvas, brief, missing, held, mirrors)]
    price = _prices(canvas, brief, found, need, own)
    best = np.argsort(np.round(price, 6), kind="stable")[:CONSIDERED]
    listed = [
        choices(sets, price[best[some]], existing, mirrors, ARRAYS, own=LOPSIDED)
        for some, sets in found.sets(best, held)
    ]
    if price[best[0]] > IRREGULAR:
        listed.append(_irregular(canvas, brief, missing, held, mirrors))
    return listed


def supplies_around(
    canvas: Canvas, brief: Brief, missing: int, mirrors: Mirrors, detectors: Spots
) -> Choices:
    """One set in no order that keeps its distance from detectors that are to hang on these tiles."""
    smoke, (rows, columns) = brief.smoke, np.nonzero(_held(canvas, brief))
    spots = np.stack([columns, rows], axis=1)
    away = gaps_m(canvas, detectors, spots, to_edge=smoke.to_edge).min(axis=0, initial=np.inf)
    clear = spots[away >= max(smoke.supply_m, min(canvas.tile_m) / 2) - ROUNDING_M / 2]
    held = np.zeros(canvas.cells.shape, dtype=bool)
    held[clear[:, 1], clear[:, 0]] = True
    return _irregular(canvas, brief, missing, held, mirrors)


def _held(canvas: Canvas, brief: Brief) -> Mask:
    """Tiles that may hold a diffuser beside what hangs."""
    held = canvas.free & clear_of(canvas, existing_of=Kind.RETURN, limit_m=brief.air.supply_return_m)
    smoke = brief.smoke
    held &= clear_of(canvas, existing_of=Kind.DETECTOR, limit_m=smoke.supply_m, to_edge=smoke.to_edge)
    return np.asarray(held)


def _prices(canvas: Canvas, brief: Brief, found: Arrays, need: int, own: Mask) -> Floats:
    """What arrays cost; where those stand that hang already was not theirs to choose."""
    return np.asarray(
        EXTRA * (found.count - need)
        + SPREAD * np.maximum(found.spread - 1.0, 0.0)
        + found.price
        + TOUCHED * found.sums(np.where(own, 0.0, touching(canvas)))
        + NEAR_WALL * found.share(near_wall(canvas, brief.air.supply_wall_m))
        + found.sums(canvas.off_middle) / np.maximum(found.count, 1)
    )


def _ones(canvas: Canvas, brief: Brief, held: Mask, mirrors: Mirrors) -> Choices:
    """Single tiles: spread is the mean squared distance of the ceiling from the one diffuser."""
    rows, columns = np.nonzero(held)
    spots = np.stack([columns, rows], axis=1)
    centres = canvas.centres(spots)
    all_rows, all_columns = np.nonzero(canvas.usable)
    every = canvas.centres(np.stack([all_columns, all_rows], axis=1))
    middle = every.mean(axis=0) if len(every) else np.zeros(2)
    off = ((every - middle) ** 2).sum(axis=1).mean() if len(every) else 0.0
    area = max(1, len(every)) * canvas.tile_m[0] * canvas.tile_m[1]
    far = (off + ((centres - middle) ** 2).sum(axis=1)) / (area / 6.0)
    least = far.min(initial=np.inf)
    price = LONE_SPREAD * (far - least) if len(far) else far
    price = price + on_pattern(canvas)[rows, columns] + touching(canvas)[rows, columns]
    price = price + NEAR_WALL * near_wall(canvas, brief.air.supply_wall_m)[rows, columns]
    price = price + canvas.off_middle[rows, columns]
    return choices(spots[:, None], price, canvas.of_kind(Kind.SUPPLY), mirrors, ONES)


def _irregular(canvas: Canvas, brief: Brief, missing: int, held: Mask, mirrors: Mirrors) -> Choices:
    """One set where no array fits."""
    price = on_pattern(canvas) + touching(canvas) + canvas.off_middle
    price = price + NEAR_WALL * near_wall(canvas, brief.air.supply_wall_m)
    tiles, cost = evenly_spread(canvas, held, price, missing, Kind.SUPPLY, SPREAD)
    return choices(tiles, np.array([IRREGULAR + cost]), canvas.of_kind(Kind.SUPPLY), mirrors, 1)
