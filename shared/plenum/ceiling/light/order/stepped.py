"""Lights that follow a curved or branched room: each part has an array, and its lines move as a whole.

Where no array of the room holds, the arrays of its parts step with the curve. What a part lacks its columns
and rows make up for by moving, before any light is added; a light moves by itself only where that leaves no
more of them alone on a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from operator import mul
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import (
    AHEAD,
    WORK,
    Nodes,
    best_addition,
    deficit,
    deficits,
    holds,
    neighbours,
    valid,
)
from plenum.ceiling.light.order.aligned import aligned, around
from plenum.ceiling.light.order.alone import alone, even_m
from plenum.ceiling.light.order.completed import MISSING
from plenum.ceiling.light.order.lattices import price_unit, some_points
from plenum.ceiling.light.order.parts import Box, parts
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Mask

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
REACH: Final = 2
"""Tiles by which a line or a light moves at once."""
BETTER: Final = 0.995
"""Share of a deficit that a move may leave."""
DARKEST: Final = 1.3
"""Times the least illuminance up to which a point is one of the darkest."""
MATTERS: Final = 0.03
"""What a light gives to a dark point, as a share of the mean asked for, for its place to matter there."""
IN_LINE: Final = 0.5
"""Share of the most that a light could add with which one is taken that leaves none alone."""


def stepped(field: LightField) -> Nodes | None:
    """Lights in arrays part by part that hold the rules; None where none were found."""
    if field.existing or not field.lower_bound or not field.tiles:
        return None
    starts = ranked(field)
    far = int(APART * even_m(field) / max(field.room.tile_m)) if field.lower_bound <= FEW else TOUCHING
    found = _stepped(field, starts, far) if far > TOUCHING else None
    return _stepped(field, starts, TOUCHING) if found is None else found


def _stepped(field: LightField, starts: list[tuple[Nodes, list[Box]]], apart: int) -> Nodes | None:
    """The best that holds; no light is moved or added to within so many tiles of another."""
    near, most = _near(field, apart), int(IN_ALL * field.lower_bound) + IN_ALL_FEW
    best: tuple[float, Nodes] | None = None
    looked_at = 0
    for nodes, boxes in starts:
        if looked_at > FURTHER:
            break
        steps = _Steps(field, nodes, boxes, near)
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


@dataclass(frozen=True)
class _Near:
    """What lies around each tile."""

    kept: list[Nodes]
    """Where no other light may hang: the tile itself and those around it."""
    around: list[Nodes]
    """Where its light may move to."""


def _near(field: LightField, apart: int) -> _Near:
    kept = [np.append(beside, tile) for tile, beside in enumerate(neighbours(field, apart))]
    return _Near(kept, neighbours(field, REACH))


def ranked(field: LightField) -> list[tuple[Nodes, list[Box]]]:
    """Arrays of the parts that miss least for their lights, with the parts' boxes."""
    number = _numbers(field)
    usable = number >= 0
    tile, bound, even = field.room.tile_m, field.lower_bound, even_m(field)
    found: dict[bytes, tuple[Nodes, list[Box]]] = {}
    for fill, least in product(FILLS, NARROW):
        boxes = parts(usable, fill, least)
        across = _counts([east - west for west, east, _, _ in boxes], even / tile[0])
        along = _counts([north - south for *_, south, north in boxes], even / tile[1])
        for columns, rows in product(across, along):
            if sum(map(mul, columns, rows)) < FEWEST * bound:
                continue
            nodes = _arrays(number, boxes, columns, rows)
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


def _numbers(field: LightField) -> NDArray[np.intp]:
    """columns × rows: the field's number of each tile that may be lit, -1 elsewhere and for REACH around."""
    width, height = field.spots.max(axis=0) + 1
    number = np.full((width + REACH, height + REACH), -1, dtype=np.intp)
    number[tuple(field.spots.T)] = np.arange(len(field.spots))
    return number


def _counts(sizes: list[int], even: float) -> list[tuple[int, ...]]:
    """Lines of each part at each of the pitches, each choice once."""
    # No more than every second tile: lights on neighbouring ones touch.
    every = (
        tuple(max(1, min(round(size / (pitch * even)), (size + 1) // 2)) for size in sizes)
        for pitch in PITCHES
    )
    return list(dict.fromkeys(every))


def _arrays(
    number: NDArray[np.intp], boxes: list[Box], across: tuple[int, ...], along: tuple[int, ...]
) -> Nodes:
    """The array of so many columns and rows of each box, clipped by the room."""
    found = []
    for (west, east, south, north), columns, rows in zip(boxes, across, along, strict=True):
        lines = west + _halves(east - west, columns), south + _halves(north - south, rows)
        at = number[lines[0][:, None], lines[1]].ravel()
        found.append(at[at >= 0])
    return np.sort(np.concatenate(found)).astype(np.int64)


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


class _Steps:
    """A layout that moves line by line and light by light until it holds the rules."""

    def __init__(self, field: LightField, nodes: Nodes, boxes: list[Box], near: _Near) -> None:
        self.field, self.near = field, near
        self.nodes = nodes.copy()
        self._now(field.at(nodes))
        self.looked_at = 0
        """Places for lights."""
        self.number = _numbers(field)
        self.part = np.zeros(len(field.tiles), dtype=np.intp)
        for k, (west, east, south, north) in enumerate(boxes):
            own = self.number[west:east, south:north]
            self.part[own[own >= 0]] = k
        self.on = [np.zeros(size, dtype=np.intp) for size in self.number.shape]
        """Lights on each column, and on each row."""
        self.touched = np.zeros(len(field.tiles), dtype=np.intp)
        """How many lights keep others from each tile."""
        self._count(nodes, 1)

    def settled(self, most: int) -> bool:
        """Whether the rules hold after moves, and lights added up to so many."""
        while self._able():
            before = self.missed
            for axis in (0, 1):
                for slots in self._lines(axis):
                    self._shifted(axis, slots)
            for slot in np.flatnonzero(self._gives()).tolist():
                self._moved(slot)
            if self._held():
                return True
            if self.missed == before and (len(self.nodes) >= most or not self._added()):
                return False
        return False

    def _now(self, lit: NDArray[np.float64]) -> None:
        """The illuminance as it is now, its mean, what is missing, and the points that are too dark."""
        brief = self.field.brief
        self.lit, self.mean = lit, float(lit.mean())
        self.missed = float(deficit(self.field, lit))
        self.dark = np.flatnonzero(lit < max(self.mean, brief.em_lx) * brief.u0 * AHEAD)

    def _gives(self) -> Mask:
        """The lights near enough to one of the darkest points for their place to matter to it."""
        worst = np.flatnonzero(self.lit <= self.lit.min() * DARKEST)
        given = self.field.gain[self.nodes[:, None], worst].max(axis=1, initial=0.0)
        return np.asarray(given > MATTERS * self.field.brief.em_lx)

    def _able(self) -> bool:
        return self.looked_at < WORK * len(self.field.tiles)

    def _held(self) -> bool:
        return holds(self.field, self.lit)

    def _count(self, nodes: Nodes, by: int) -> None:
        """Lights put on these tiles, or taken from them."""
        for node in nodes.tolist():
            column, row = self.field.tiles[node]
            self.on[0][column] += by
            self.on[1][row] += by
            self.touched[self.near.kept[node]] += by

    def _alone(self, nodes: Nodes) -> NDArray[np.intp]:
        """By how many more lines hold one light alone with one more on each of these tiles."""
        columns, rows = (self.on[axis][self.field.spots[nodes, axis]] for axis in (0, 1))
        return np.asarray((columns == 0) * 1 - (columns == 1) + (rows == 0) - (rows == 1))

    def _lines(self, axis: int) -> Iterator[NDArray[np.intp]]:
        """The lights of a part that share a column, or a row."""
        gives = self._gives()
        key = self.part[self.nodes] * sum(self.number.shape) + self.field.spots[self.nodes, axis]
        for line in np.unique(key):
            slots = np.flatnonzero(key == line)
            if len(slots) > 1 and gives[slots].any():
                yield slots

    def _shifted(self, axis: int, slots: NDArray[np.intp]) -> bool:
        """A whole line moved to where less is missing, unless it leaves a light alone there."""
        spots, on = self.field.spots[self.nodes[slots]], self.on[axis]
        here, there = int(spots[0, axis]), on[spots[0, axis]] - len(slots)
        self._count(self.nodes[slots], -1)
        options = []
        for by in range(-REACH, REACH + 1):
            # Beyond the last tile the grid has a margin, and a negative number counts from there.
            to = self.number[spots[:, 0] + by * (1 - axis), spots[:, 1] + by * axis]
            leaves = there == 1 and on[here + by] != 1
            if by and not leaves and (to >= 0).all() and not self.touched[to].any():
                options.append(to)
        return self._best(slots, np.array(options, dtype=np.intp).reshape(-1, len(slots)))

    def _moved(self, slot: int) -> bool:
        """One light moved to where it leaves no more alone, if less is missing then."""
        node = self.nodes[slot : slot + 1]
        self._count(node, -1)
        options = self.near.around[node[0]]
        options = options[self.touched[options] == 0]
        options = options[self._alone(options) <= self._alone(node)]
        return self._best(np.array([slot]), options[:, None])

    def _best(self, slots: NDArray[np.intp], options: NDArray[np.intp]) -> bool:
        """The best of some places for these lights taken, if it is worth it; they were taken out before."""
        field, lights = self.field, self.nodes[slots]
        if not len(options):
            self._count(lights, 1)
            return False
        self.looked_at += options.size
        bare = self.lit - field.gain[lights].sum(axis=0)
        able = options[self._least(options, lights, bare) < BETTER * self.missed]
        after = bare + field.gain[able].sum(axis=1)
        missed = deficit(field, after)
        best = int(missed.argmin()) if len(able) else -1
        better = best >= 0 and bool(missed[best] < BETTER * self.missed)
        if better:
            self.nodes[slots] = able[best]
            self._now(after[best])
        self._count(self.nodes[slots], 1)
        return better

    def _least(
        self, options: NDArray[np.intp], lights: Nodes, bare: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """No less is missing with the lights on these places: what the points miss that are dark now."""
        field, brief, dark = self.field, self.field.brief, self.dark
        mean = self.mean + field.mean_gain[options].sum(axis=1) - field.mean_gain[lights].sum()
        wanted = np.maximum(mean, brief.em_lx) * (brief.u0 * AHEAD)
        lit = bare[dark] + field.gain[options[..., None], dark].sum(axis=1)
        missing = np.maximum(1.0 - lit / wanted[:, None], 0.0)
        low = np.maximum(0.0, 1.0 - mean / brief.em_lx)
        return np.asarray((missing**2).sum(axis=1) / len(bare) + low**2)

    def _added(self) -> bool:
        """One light more, on lines of others where that helps half as much as anywhere."""
        field, free = self.field, self.touched == 0
        at = best_addition(field, self.nodes, self.lit, free)
        if at is None:
            return False
        joins = self._alone(np.arange(len(field.tiles))) <= 0
        beside = best_addition(field, self.nodes, self.lit, free & joins)
        if beside is not None:
            left = deficit(field, self.lit + field.gain[[at, beside]])
            at = beside if self.missed - left[1] >= IN_LINE * (self.missed - left[0]) else at
        self._count(np.array([at]), 1)
        self.nodes = np.append(self.nodes, at)
        self._now(self.lit + field.gain[at])
        return True
