"""Halls: an array of diffusers on the pattern, then detectors and grilles on its tiles, kind after kind.

Too many tiles for all choices to be held against each other, and room enough that none need be.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from plenum.ceiling.air.dispersion import dispersed
from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.pattern.arrays import arrays
from plenum.ceiling.pattern.canvas import Canvas
from plenum.ceiling.pattern.lines import Prices
from plenum.ceiling.pattern.tiles import on_pattern, touching
from plenum.ceiling.room.clearance import clear
from plenum.ceiling.room.geometry import Mask, tile_centres, upright_box
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.pairs import either
from plenum.ceiling.room.room import Room, Spots
from plenum.ceiling.smoke import detector_clearance
from plenum.ceiling.smoke.completion import complete_cover
from plenum.ceiling.smoke.rectangle import Box, gaps_in_box
from plenum.ceiling.smoke.sight import sight_room

CHEAP: Final = 0.7
"""Price under which a tile is a place for a detector or a grille before others are."""
REACH: Final = 2
"""Tiles from everywhere in a hall within which one is free: then the other kinds find theirs."""
APART_M: Final = 10.0
MOST: Final = 1.2
"""Detectors of an array over what the area of the largest rectangles in a circle asks for."""
ANYWHERE: Final = 0.6
"""What a line of detectors costs that is none of the lights' lines or midways."""
FREE: Final = 0.5
DISPLACED: Final = 0.3
"""What a detector of an array costs, in detectors, that stands beside its place."""
TRIED: Final = 6
"""Arrays, the cheapest, whose detectors are moved beside places that are taken."""
BESIDE: Final = np.array(
    sorted(((x, y) for x in range(-2, 3) for y in range(-2, 3)), key=lambda to: (to[0] ** 2 + to[1] ** 2, to))
)
"""Ways to the tiles around one, the nearest first."""


def roomy(room: Room, usable: Mask, free: Mask) -> bool:
    """Whether half of a hall's tiles are free, and one near to every tile."""
    if room.existing or free.sum() < FREE * usable.sum():
        return False
    near, steps = np.pad(free, REACH), range(2 * REACH + 1)
    height, width = free.shape
    across = np.logical_or.reduce([near[:, step : step + width] for step in steps])
    found = np.logical_or.reduce([across[step : step + height] for step in steps])
    return bool(found[usable].all())


def detectors_in_hall(room: Room, price: Prices, brief: Brief) -> Spots | None:
    """A small cover by cheap tiles, or by any; clear of what hangs. `price` is height × width."""
    spots = room.free_spots()
    spots = spots[detector_clearance.allowed(room, brief.smoke, spots)]
    worth = price[spots[:, 1], spots[:, 0]]
    for among in (worth < CHEAP, np.ones(len(spots), dtype=bool)):
        found = complete_cover(room, brief.smoke, spots[among], worth[among])
        if found.complete:
            return np.array(found.tiles, dtype=np.intp).reshape(-1, 2)
    return None


def detector_array(on: Canvas, hanging: Room, brief: Brief) -> Spots | None:
    """The smallest array of detectors that covers an upright rectangle, on the pattern if that costs none.

    The room's own tiles. A cell is a rectangle, its corner the farthest point; columns hide nothing. A
    detector whose place is taken stands beside it where that leaves no gap. None in other rooms, where
    some detector hangs already, and where no array keeps its distances from what hangs.
    """
    smoke, box = brief.smoke, upright_box(sight_room(on.room))
    if box is None or smoke.corridor_spacing_m is not None or on.room.of_kind(Kind.DETECTOR):
        return None
    spots = hanging.free_spots()
    spots = spots[detector_clearance.allowed(hanging, smoke, spots)]
    allowed = np.zeros(hanging.cells.shape, dtype=bool)
    allowed[spots[:, 1], spots[:, 0]] = True
    held, every = on.turned(allowed), np.ones_like(allowed if not on.turn.diagonal else allowed.T)
    least = max(smoke.min_detectors, math.ceil(smoke.area_m2 / (2 * smoke.radius_m**2)))
    anywhere = replace(on, off=ANYWHERE)
    found = arrays(anywhere, every, np.zeros_like(held), least, int(MOST * least) + 1, skipping=True)
    ends = _walls(on, box)
    reach = [
        np.array([_reach(line, *ends[axis]) * on.tile_m[axis] for line in lines.tiles])
        for axis, lines in enumerate((found.columns, found.rows))
    ]
    far = np.hypot(reach[0][found.pairs[:, 0]], reach[1][found.pairs[:, 1]])
    good = np.flatnonzero(far <= smoke.radius_m)
    taken = found.count - found.sums(held)
    price = found.price + found.sums(touching(on)) / np.maximum(found.count, 1)
    worth = found.count + DISPLACED * np.rint(taken)
    for best in good[np.lexsort((np.round(price[good], 6), worth[good]))[:TRIED]]:
        ((_, sets),) = found.sets(best[None], every)
        tiles = _displaced(sets[0], held)
        if len(tiles) and (taken[best] < FREE or _covers(on, box, sets[0], tiles, smoke.radius_m)):
            return on.back_in_order(tiles)
    return None


def _covers(on: Canvas, box: Box, places: Spots, tiles: Spots, radius_m: float) -> bool:
    """Whether detectors on these tiles leave no gap, of which those on their places leave none.

    The cells of those that stand far from all that are displaced are as they were.
    """
    centres = tile_centres(on.room, on.back_in_order(tiles))
    moved = centres[either(tiles != places)]
    away = np.hypot(*(centres[:, None] - moved[None]).transpose(2, 0, 1)).min(axis=1)
    reach = 2.0 * radius_m + math.hypot(*BESIDE.max(axis=0) * on.room.tile_m)
    order = np.argsort(away, kind="stable")
    asked = order[away[order] <= reach].tolist()
    return not any(len(gaps_in_box(box, centres, radius_m, centres[k : k + 1])) for k in asked)


def _displaced(tiles: Spots, held: Mask) -> Spots:
    """The tiles, those that cannot hold one moved to the nearest that can; none where one cannot be moved."""
    tiles, height, width = tiles.copy(), *held.shape
    free = held.copy()
    taken = ~held[tiles[:, 1], tiles[:, 0]]
    free[tiles[~taken, 1], tiles[~taken, 0]] = False
    for k in np.flatnonzero(taken).tolist():
        near = tiles[k] + BESIDE
        near = near[(near >= 0).all(axis=1) & (near < [width, height]).all(axis=1)]
        near = near[free[near[:, 1], near[:, 0]]]
        if not len(near):
            return tiles[:0]
        tiles[k] = near[0]
        free[near[0, 1], near[0, 0]] = False
    return tiles


def _reach(line: tuple[int, ...], low: float, high: float) -> float:
    """The farthest that a point between two walls is from a line of tiles along the axis, in tiles."""
    gaps = max((second - first for first, second in pairwise(line)), default=0)
    return max(gaps / 2, line[0] + 0.5 - low, high - line[-1] - 0.5)


def _walls(on: Canvas, box: tuple[float, float, float, float]) -> tuple[tuple[float, float], ...]:
    """The walls of a rectangle along each axis of the canvas, in tiles."""
    turn, (tx, ty) = on.turn, on.room.tile_m
    across, along = (box[0] / tx, box[2] / tx), (box[1] / ty, box[3] / ty)
    across = (turn.width - across[1], turn.width - across[0]) if turn.along_x else across
    along = (turn.height - along[1], turn.height - along[0]) if turn.along_y else along
    return (along, across) if turn.diagonal else (across, along)


def returns_in_hall(room: Room, price: Prices, brief: Brief, missing: int) -> Spots | None:
    """Cheap tiles, far from each other, clear of what hangs."""
    spots = room.free_spots()
    keeps = clear(room, spots, room.of_kind(Kind.SUPPLY), brief.air.supply_return_m)
    keeps &= detector_clearance.clear_of_returns(room, brief.smoke, spots, room.of_kind(Kind.DETECTOR))
    spots = spots[keeps]
    worth = price[spots[:, 1], spots[:, 0]]
    cheap = worth < CHEAP
    if cheap.sum() >= missing:
        spots, worth = spots[cheap], worth[cheap]
    existing = room.of_kind(Kind.RETURN)
    chosen = sorted(dispersed(room, spots, -worth, existing, missing, APART_M))
    return spots[chosen] if len(chosen) == missing else None


def hung(room: Room, kind: Kind, spots: Spots, flow_l_s: float | None = None) -> Room:
    """The room with these tiles taken."""
    return room.with_layout(Layout(kind, tuple(Terminal((x, y), flow_l_s) for x, y in spots.tolist())))


def price_in_room(on: Canvas) -> Prices:
    """height × width in the room's own frame: what a tile costs."""
    price = on_pattern(on) + touching(on) + on.off_middle
    turn = on.turn
    back = price.T if turn.diagonal else price
    back = back[::-1] if turn.along_y else back
    return np.ascontiguousarray(back[:, ::-1] if turn.along_x else back)
