"""Reflected light in a hall whose walls hide something, or that is narrow for its height.

What a luminaire first lights of the patches, and what a point receives of them, is reckoned at each tile
and each point. Where those are too many it is at nodes of a lattice, of which a place takes those it sees.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

import numpy as np
import shapely

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.hall.lattice import Spots
from plenum.ceiling.light.interpolation import Numbers, neighbours
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.reflected.reflected import lumens, receiving, sending
from plenum.ceiling.room.geometry import (
    TOLERANCE_M,
    Mask,
    Points,
    area_m2,
    contains,
    crossings,
    hiding_walls,
    polygon,
    tile_centres,
    tiles_beside,
)
from plenum.ceiling.room.room import Room

MOST: Final = 4_000_000
"""Of tiles, or of points, times patches: 32 MB each."""
_BLOCK: Final = 500_000
"""Of the same in one go."""


class BentReflected:
    """What luminaires on the tile grid add by way of the surfaces at the calculation points."""

    def __init__(self, room: Room, brief: LightBrief, at: Points) -> None:
        self.room = room
        tiles = room.usable_spots()
        patches = sending(room, brief, tile_centres(room, tiles[:1])).shape[1]
        most = MOST // patches
        self._lights, self._points = _places(room, tile_centres(room, tiles), most), _places(room, at, most)
        self._sent = _in_blocks(partial(sending, room, brief), self._lights.nodes, patches)
        self._received = _in_blocks(partial(receiving, room, brief), self._points.nodes, patches)
        self._received *= lumens(brief)
        self._number = np.full((room.height, room.width), -1)
        self._number[tuple(tiles.T[::-1])] = np.arange(len(tiles))

    def lit(self, spots: Spots) -> Matrix:
        """In lx at the points, from a luminaire on each of these tiles."""
        x, y = spots.T
        shares = self._lights.gathered(self._number[y, x])
        return self._points.between(self._received @ (shares @ self._sent))

    @cached_property
    def mean_gain(self) -> Matrix:
        """height × width: what a luminaire on each tile adds to the points' mean, in lx; 0 if invalid."""
        every = np.arange(len(self._points.around))
        received = self._points.gathered(every) @ self._received / len(every)
        found = np.zeros(self._number.shape)
        found[self._number >= 0] = self._lights.between(self._sent @ received)
        return found


def _in_blocks(patches_of: Callable[[Points], Matrix], nodes: Points, patches: int) -> Matrix:
    """nodes × patches: what needs more memory by the way is had of some nodes at a time."""
    found = np.empty((len(nodes), patches))
    step = max(1, _BLOCK // patches)
    for start in range(0, len(nodes), step):
        block = slice(start, start + step)
        found[block] = patches_of(nodes[block])
    return found


@dataclass(frozen=True)
class _Places:
    """Places by the nodes around each, and the shares of those."""

    nodes: Points
    around: Numbers
    shares: Matrix

    def between(self, known: Matrix) -> Matrix:
        """At the places, of what is known at the nodes."""
        value: Matrix = (known[self.around] * self.shares).sum(axis=1)
        return value

    def gathered(self, places: Numbers) -> Matrix:
        """By node, of 1 at each of these places."""
        around, shares = self.around[places].ravel(), self.shares[places].ravel()
        return np.bincount(around, shares, len(self.nodes)).astype(float)


def _places(room: Room, at: Points, most: int) -> _Places:
    if len(at) <= most:
        return _Places(at, np.arange(len(at))[:, None], np.ones((len(at), 1)))
    nodes = _lattice(room, most)
    around, shares = neighbours(nodes, at)
    asked = ~_in_the_open(room, nodes, around, at)
    # Where there is no node the share is 0, and any will do.
    around = np.maximum(around, 0)
    seen = shares.copy()
    seen[asked] *= _seen(room, nodes[around[asked]], at[asked])
    alone = seen.sum(axis=1) <= 0.0
    seen[alone] = shares[alone]
    return _Places(nodes, around, seen / seen.sum(axis=1)[:, None])


def _lattice(room: Room, most: int) -> Points:
    """About so many nodes in the room, evenly, from wall to wall of the box around it."""
    low, high = np.split(np.array(polygon(room).bounds), 2)
    step = math.sqrt(area_m2(room) / most)
    xs, ys = ((np.arange(math.ceil(span / step)) + 0.5) * step for span in high - low)
    nodes: Points = low + crossings(xs, ys)
    return nodes[contains(room, nodes)]


def _in_the_open(room: Room, nodes: Points, around: Numbers, at: Points) -> Mask:
    """Which places lie between four nodes with no wall among them: they see those."""
    low, high = nodes[around[:, 0]], nodes[around[:, -1]]
    between = (around >= 0).all(axis=1) & (low <= at).all(axis=1) & (at <= high).all(axis=1)
    of, first = np.unique(around[between, 0], return_index=True)
    (x0, y0), (x1, y1) = low[between][first].T, high[between][first].T
    empty = np.zeros(len(nodes), dtype=bool)
    empty[of] = shapely.covers(polygon(room), shapely.box(x0, y0, x1, y1))
    return np.asarray(between & empty[around[:, 0]])


def _seen(room: Room, nodes: Points, at: Points) -> Mask:
    """at × nodes around each: whether no wall is between."""
    ends = np.broadcast_to(at[:, None], nodes.shape)
    asked = _by_walls(room, np.minimum(nodes, ends), np.maximum(nodes, ends))
    lines = shapely.linestrings(np.stack([nodes[asked], ends[asked]], axis=1))
    shape = polygon(room).buffer(TOLERANCE_M)
    shapely.prepare(shape)
    seen = ~asked
    seen[asked] = shapely.covers(shape, lines)
    return seen


def _by_walls(room: Room, low: Points, high: Points) -> Mask:
    """Of boxes, which reach over a tile beside a wall that hides: lines in others cross none."""
    size = np.array([room.width, room.height])
    beside = tiles_beside(hiding_walls(room), room.tile_m, (room.height, room.width))
    up_to = np.pad(beside.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    first, last = (np.clip(np.floor(end / room.tile_m).astype(np.intp), 0, size - 1) for end in (low, high))
    (x0, y0), (x1, y1) = np.moveaxis(first, -1, 0), np.moveaxis(last + 1, -1, 0)
    return np.asarray(up_to[y1, x1] - up_to[y0, x1] - up_to[y1, x0] + up_to[y0, x0] > 0)
