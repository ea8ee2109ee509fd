"""Where return grilles may stand: single tiles, mirror pairs or arrays on the lights' pattern."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.air.dispersion import dispersed
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.arrays import arrays
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.even_rows import Seen, even_rows
from plenum.ceiling.pattern.lines import OFF, Prices
from plenum.ceiling.pattern.loose import evenly_spread
from plenum.ceiling.pattern.mirrors import Mirrors, Sets
from plenum.ceiling.pattern.sets import Choices, choices, distinct, pairs
from plenum.ceiling.pattern.tiles import clear_of, gaps_m, on_pattern, spread, touching
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import numbered

ONES: Final = 160
PAIRED: Final = 60
"""Tiles of which all pairs are looked at, the cheapest."""
SETS: Final = 100
APART_M: Final = 3.0
"""Several grilles are kept this far from each other where nothing speaks against it."""
CLOSE: Final = 0.3
"""What each metre less costs."""
TOUCHED: Final = 0.5
"""What the price of touching a light counts for one grille of an array, beside its part in the mean."""
UNEVEN: Final = 0.5
IRREGULAR: Final = 1.5
IN_ROWS: Final = 5
"""Grilles from which rows are looked for that form no array,"""
STAGGERED: Final = 0.5
"""what such rows cost,"""
LOPSIDED: Final = 0.5
"""and for each of the room's mirrors that they do not keep."""
LOOKED_AT: Final = 400


def return_choices(canvas: Canvas, brief: Brief, missing: int, mirrors: Mirrors) -> list[Choices]:
    """Sets of grilles that complete the room's, whatever diffusers are placed."""
    held = canvas.free & clear_of(
        canvas, existing_of=Kind.SUPPLY, limit_m=max(brief.air.supply_return_m, 0.0)
    )
    if brief.smoke.return_hard:
        held &= clear_of(canvas, existing_of=Kind.DETECTOR, limit_m=brief.smoke.return_m)
    price = on_pattern(canvas) + touching(canvas)
    existing = canvas.of_kind(Kind.RETURN)
    rows, columns = np.nonzero(held)
    spots, worth = np.stack([columns, rows], axis=1), price[rows, columns]
    if missing == 1:
        return [choices(spots[:, None], worth, existing, mirrors, ONES)]
    if missing == 2:
        sets, cost = pairs(canvas, spots, worth, mirrors, PAIRED)
        away = gaps_m(canvas, spots, spots)[sets[:, 0], sets[:, 1]] if len(sets) else np.zeros(0)
        cost = cost + CLOSE * np.maximum(APART_M - away, 0.0)
        return [choices(spots[sets], cost, existing, mirrors, SETS)]
    return [
        *_arrays(canvas, held, price, missing, mirrors),
        *(_in_even_rows(canvas, held, price, missing, mirrors) if not len(existing) else ()),
        _irregular(canvas, held, price, missing, mirrors),
    ]


def _arrays(canvas: Canvas, held: Mask, price: Prices, missing: int, mirrors: Mirrors) -> list[Choices]:
    """Arrays of as many grilles as are missing."""
    existing = canvas.of_kind(Kind.RETURN)
    own = np.zeros_like(held)
    own[existing[:, 1], existing[:, 0]] = True
    # A grille may stand where another kind could not: tiles taken are passed over, not ruled out.
    found = arrays(canvas, held, own, missing + len(existing), missing + len(existing), skipping=True)
    if not len(found.count):
        return []
    mean = found.sums(np.where(held, price, 0.0)) / np.maximum(found.count, 1)
    mean += TOUCHED * found.sums(np.where(held, touching(canvas), 0.0))
    cost = mean + UNEVEN * np.maximum(found.spread - 1.0, 0.0)
    best = np.argsort(np.round(cost, 6), kind="stable")[:SETS]
    # What is passed over may leave a side without a grille: the sets themselves tell.
    return [
        choices(sets, mean[best[some]] + uneven(canvas, sets), existing, mirrors, SETS // 2)
        for some, sets in found.sets(best, held)
        if sets.shape[1] == missing
    ]


def _in_even_rows(canvas: Canvas, held: Mask, price: Prices, missing: int, mirrors: Mirrors) -> list[Choices]:
    """Rows of grilles on the lights' pattern, one with one more than the next."""
    if missing < IN_ROWS:
        return []
    rows, columns = np.nonzero(held & (on_pattern(canvas) < OFF))
    spots = np.stack([columns, rows], axis=1)
    seen = Seen(numbered(held.shape, spots), np.ones(len(spots), np.uint64), np.uint64(1))
    found = [sets for sets in even_rows(canvas, seen, missing) if len(sets)] if len(spots) else []
    if not found:
        return []
    sets = distinct(np.concatenate(found), len(spots))
    worth = price[rows, columns]
    cost = worth[sets].mean(axis=1) + TOUCHED * touching(canvas)[rows, columns][sets].sum(axis=1)
    best = np.argsort(np.round(cost, 6), kind="stable")[:LOOKED_AT]
    tiles = spots[sets[best]]
    cost = STAGGERED + cost[best] + uneven(canvas, tiles)
    return [choices(tiles, cost, canvas.of_kind(Kind.RETURN), mirrors, SETS // 2, own=LOPSIDED)]


def uneven(canvas: Canvas, sets: Sets) -> Prices:
    """What sets cost from whose tiles the ceiling is farther than from the middles of square cells."""
    return np.asarray(UNEVEN * np.maximum(spread(canvas, sets, Kind.RETURN) - 1.0, 0.0))


def _irregular(canvas: Canvas, held: Mask, worth: Prices, missing: int, mirrors: Mirrors) -> Choices:
    """One set for any room with tiles enough; in a hall of many one after the other, far from each other."""
    existing = canvas.of_kind(Kind.RETURN)
    tiles, _ = evenly_spread(canvas, held, worth, missing, Kind.RETURN, UNEVEN)
    if tiles.shape[1] != missing:
        spots = np.argwhere(held)[:, ::-1]
        score, there = -3.0 * worth[spots[:, 1], spots[:, 0]], [(int(x), int(y)) for x, y in existing]
        chosen = dispersed(canvas.turned_room, spots, score, there, missing, APART_M)
        tiles = spots[None, sorted(chosen)]
    if tiles.shape[1] != missing:
        return choices(np.zeros((0, missing, 2), np.intp), np.zeros(0), existing, mirrors, 1)
    cost = IRREGULAR + worth[tiles[..., 1], tiles[..., 0]].mean(axis=1) + uneven(canvas, tiles)
    return choices(tiles, cost, existing, mirrors, 1)
