"""Lights that follow a curved or branched room: each part has an array, and its lines move as a whole.

Where no array of the room holds, the arrays of its parts step with the curve. What a part lacks its columns
and rows make up for by moving, before any light is added; a light moves by itself only where that leaves no
more of them alone on a line.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from itertools import chain, product
from operator import mul
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import (
    Nodes,
    deficit,
    deficits,
    valid,
)
from plenum.ceiling.light.order.aligned import aligned, around
from plenum.ceiling.light.order.alone import alone, even_m
from plenum.ceiling.light.order.completed import MISSING
from plenum.ceiling.light.order.lattices import price_unit, some_points
from plenum.ceiling.light.order.parts import Box, Boxes, parts
from plenum.ceiling.light.order.standing import numbers
from plenum.ceiling.light.order.steps import Steps
from plenum.ceiling.light.photometry import Matrix

FILLS: Final = (0.6, 0.7, 0.8)
"""Shares of their boxes that parts are cut to fill,"""
NARROW: Final = (3, 5)
"""and tiles that they have across at the least."""
PITCHES: Final = tuple(0.6 + 0.125 * k for k in range(9))
"""Pitches of the parts' arrays, in those of a square one at the flux bound: in x and in y."""
FEWEST: Final = 0.9
MOST: Final = 1.4
"""Lights of the arrays over the flux bound,"""
IN_ALL: Final = 1.6
IN_ALL_FEW: Final = 2
"""and with what is added to them."""
STRAY: Final = 2.0
"""What a light costs in the ranking that shares its column or row with none or touches another, lights,"""
TRIED: Final = 3
"""and the best, which are moved until they hold,"""
FURTHER: Final = 2_000
"""as long as no more places for their lights than these were looked at."""
APART: Final = 0.55
"""Even pitches within which no light is moved or added beside another, where the rules can hold so"""
FEW: Final = 24
"""in rooms of no greater flux bound: among more it is seen less and sought for longer;"""
TOUCHING: Final = 1
"""tiles, elsewhere."""
ALONE: Final = 1.0
"""What a light that stands alone costs, in lights."""


def stepped(field: LightField) -> Nodes | None:
    """Lights in arrays part by part that hold the rules; None where none were found."""
    if field.existing or not field.lower_bound or not field.tiles:
        return None
    starts = ranked(field)
    far = int(APART * even_m(field) / max(field.room.tile_m)) if field.lower_bound <= FEW else TOUCHING
    found = _stepped(field, starts, far) if far > TOUCHING else None
    return _stepped(field, starts, TOUCHING) if found is None else found


def _stepped(field: LightField, starts: list[tuple[Nodes, Boxes]], apart: int) -> Nodes | None:
    """The best that holds; no light is moved or added to within so many tiles of another."""
    most = int(IN_ALL * field.lower_bound) + IN_ALL_FEW
    best: tuple[float, Nodes] | None = None
    looked_at = 0
    for nodes, boxes in starts:
        if looked_at > FURTHER:
            break
        steps = Steps(field, nodes, boxes, apart)
        if steps.settled(most):
            found = aligned(field, _spared(field, steps.nodes))
            price = price_of(field, found)
            if not _touching(field, found) and (best is None or price < best[0]):
                best = price, found
        looked_at += steps.looked_at
    return None if best is None else np.sort(best[1])


def price_of(field: LightField, nodes: Nodes) -> float:
    """In lights: how many, and those that stand alone once more."""
    return len(nodes) + ALONE * alone(field, nodes)


def ranked(field: LightField) -> list[tuple[Nodes, Boxes]]:
    """Arrays of the parts that miss least for their lights, with the parts' boxes."""
    number = numbers(field, 0)
    usable = number >= 0
    tile, bound, even = field.room.tile_m, field.lower_bound, even_m(field)
    found: dict[bytes, tuple[Nodes, Boxes]] = {}
    array = cache(partial(_array, number))
    cuts = zip(*(parts(usable, FILLS, least) for least in NARROW), strict=True)
    for boxes in dict.fromkeys(chain.from_iterable(cuts)):
        across = _counts([east - west for west, east, _, _ in boxes], even / tile[0])
        along = _counts([north - south for *_, south, north in boxes], even / tile[1])
        for columns, rows in product(across, along):
            if sum(map(mul, columns, rows)) < FEWEST * bound:
                continue
            nodes = np.sort(np.concatenate([*map(array, boxes, columns, rows)])).astype(np.int64)
            if FEWEST * bound <= len(nodes) <= MOST * bound:
                found.setdefault(nodes.tobytes(), (nodes, boxes))
    listed = list(found.values())
    if not listed:
        return []
    masks = np.zeros((len(listed), len(field.tiles)))
    for k, (nodes, _) in enumerate(listed):
        masks[k, nodes] = 1.0
    price = [len(nodes) + STRAY * (alone(field, nodes) + _touching(field, nodes)) for nodes, _ in listed]
    worth = np.array(price) + MISSING * price_unit(field) * np.sqrt(_missed(field, masks))
    return [listed[k] for k in np.argsort(np.round(worth, 6), kind="stable")[:TRIED]]


def _missed(field: LightField, masks: Matrix) -> NDArray[np.float64]:
    """What each layout (a row, 1 on the tiles with a light) misses the rules by, at some of the points: good
    enough to rank them."""
    few = some_points(field)
    lit = masks.astype(np.float32) @ field.gain[:, few].astype(np.float32) + field.base[few]
    return deficits(field, lit, masks @ field.mean_gain + float(field.base.mean()))


def _touching(field: LightField, nodes: Nodes) -> int:
    """Lights that touch another one, as where the lines of two parts meet."""
    return int(np.count_nonzero(around(field.spots, nodes)[nodes] > 1))


def _counts(sizes: list[int], even: float) -> list[tuple[int, ...]]:
    """Lines of each part at each of the pitches, each choice once."""
    # No more than every second tile: lights on neighbouring ones touch.
    every = (
        tuple(max(1, min(round(size / (pitch * even)), (size + 1) // 2)) for size in sizes)
        for pitch in PITCHES
    )
    return list(dict.fromkeys(every))


def _array(number: NDArray[np.intp], box: Box, columns: int, rows: int) -> Nodes:
    """The array of so many columns and rows of a box, clipped by the room."""
    west, east, south, north = box
    at = number[(west + _halves(east - west, columns))[:, None], south + _halves(north - south, rows)]
    return np.asarray(at[at >= 0])


@lru_cache(maxsize=4096)
def _halves(size: int, count: int) -> NDArray[np.intp]:
    """So many lines, the outer ones half a pitch from the ends, the same read from both."""
    at = (np.arange((count + 1) // 2) + 0.5) * size / count - 0.5
    half = np.floor(at + 0.5 - 1e-9).astype(np.intp)
    return np.concatenate([half, size - 1 - half[: count // 2][::-1]])


def _spared(field: LightField, nodes: Nodes) -> Nodes:
    """The lights without those that the rules do not need, the lonely ones first."""
    lit = field.at(nodes)
    while True:
        after = lit - field.gain[nodes]
        able = np.flatnonzero(valid(field, after))
        if not len(able):
            return nodes
        left = np.array([alone(field, np.delete(nodes, k)) for k in able.tolist()])
        spare = able[np.lexsort((deficit(field, after[able]), left))[0]]
        nodes, lit = np.delete(nodes, spare), after[spare]
