"""A layout that moves line by line and light by light until it holds the rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import AHEAD, WORK, Nodes, best_additions, deficit, holds
from plenum.ceiling.light.order.lattice_light import Indices
from plenum.ceiling.light.order.parts import Boxes
from plenum.ceiling.light.order.standing import Standing, alone_with, steps
from plenum.ceiling.room.geometry import Mask

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
AROUND: Final = steps(REACH)
"""Steps of a light,"""
ALONG: Final = [AROUND[AROUND[:, 1 - axis] == 0] for axis in (0, 1)]
"""and of its column or row."""


class _Groups(NamedTuple):
    """Lights in groups that move as a whole, one group behind the other."""

    nodes: Nodes
    spots: NDArray[np.int64]
    sizes: Indices
    first: Indices
    """Of each group, among all of these lights."""


_Leaves = Callable[[_Groups, Indices], Mask]
"""groups × steps: whether lights would stand alone that need not."""


class Steps:
    """A layout that moves line by line and light by light until it holds the rules."""

    def __init__(self, field: LightField, nodes: Nodes, boxes: Boxes, apart: int) -> None:
        self.field, self.apart = field, apart
        self.nodes = nodes.copy()
        self._now(field.at(nodes))
        self.looked_at = 0
        """Places for lights."""
        self.stands = Standing(field, nodes, apart, REACH)
        number = self.stands.number
        self.part = np.zeros(len(field.tiles), dtype=np.intp)
        for k, (west, east, south, north) in enumerate(boxes):
            own = number[west:east, south:north]
            self.part[own[own >= 0]] = k

    def settled(self, most: int) -> bool:
        """Whether the rules hold after moves, and lights added up to so many."""
        while self._able():
            before = self.missed
            for axis in (0, 1):
                self._move(self._lines(axis), ALONG[axis], partial(self._leaves_one, axis))
            self._move(list(np.flatnonzero(self._gives())[:, None]), AROUND, self._leaves_more)
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

    def _lines(self, axis: int) -> list[Indices]:
        """The lights of each part that share a column, or a row."""
        gives = self._gives()
        key = self.part[self.nodes] * sum(self.stands.number.shape) + self.field.spots[self.nodes, axis]
        order = np.argsort(key, kind="stable")
        lines = np.split(order, np.flatnonzero(np.diff(key[order])) + 1)
        return [slots for slots in lines if len(slots) > 1 and gives[slots].any()]

    def _move(self, groups: list[Indices], by: Indices, leaves: _Leaves) -> None:
        """Each group of lights moved as a whole by one of these steps, one after the other, where less is
        missing then."""
        while groups:
            moved = self._first_moved(groups, by, leaves)
            groups = groups[moved + 1 :]

    def _first_moved(self, groups: list[Indices], by: Indices, leaves: _Leaves) -> int:
        """The first group for which a step is worth it, taken; the last one where there is none.

        What may be worth it is found for all of them at once.
        """
        nodes = self.nodes[np.concatenate(groups)]
        sizes = np.array([len(slots) for slots in groups])
        moving = _Groups(nodes, self.field.spots[nodes], sizes, np.cumsum(sizes) - sizes)
        to, free = self.stands.after(moving.spots, by, self._own(moving, by))
        able = np.logical_and.reduceat(free, moving.first, axis=0) & ~leaves(moving, by)
        group, step = np.nonzero(able)
        places = np.bincount(group, minlength=len(groups)) * sizes
        promising = self._least(moving, to, group, step) < BETTER * self.missed
        for k in np.unique(group[promising]).tolist():
            own = slice(moving.first[k], moving.first[k] + sizes[k])
            if self._best(groups[k], to[own, step[promising & (group == k)]].T):
                self.looked_at += int(places[: k + 1].sum())
                return int(k)
        self.looked_at += int(places.sum())
        return len(groups) - 1

    def _own(self, moving: _Groups, by: Indices) -> Indices:
        """lights × steps: how many of a light's own group keep others from where it would stand."""
        if len(moving.sizes) == len(moving.nodes):
            return np.asarray((np.abs(by) <= self.apart).all(axis=1), dtype=np.intp)
        spots, group = moving.spots, np.repeat(np.arange(len(moving.sizes)), moving.sizes)
        light, mate = np.nonzero(group[:, None] == group)
        near = (np.abs((spots[light] - spots[mate])[:, None] + by) <= self.apart).all(axis=2)
        first = np.searchsorted(light, np.arange(len(spots)))
        return np.asarray(np.add.reduceat(near.astype(np.intp), first, axis=0))

    def _leaves_one(self, axis: int, moving: _Groups, by: Indices) -> Mask:
        """lines × steps: whether a light is left alone where a line was, and none is alone where it goes."""
        on, here = self.stands.on[axis], moving.spots[moving.first, axis, None]
        return np.asarray((on[here] - moving.sizes[:, None] == 1) & (on[here + by[:, axis]] != 1))

    def _leaves_more(self, moving: _Groups, by: Indices) -> Mask:
        """lights × steps: whether more lines hold one light alone when a light has moved."""
        return self.stands.more_alone(moving.spots, by) > 0

    def _least(self, moving: _Groups, to: Nodes, group: Indices, step: Indices) -> NDArray[np.float64]:
        """No less is missing after each of these steps of a group: what the points miss that are dark now."""
        if not len(group):
            return np.zeros(0)
        field, brief, dark = self.field, self.field.brief, self.dark
        many = moving.sizes[group]
        begin = np.cumsum(many) - many
        light = np.arange(many.sum()) + np.repeat(moving.first[group] - begin, many)
        old, new = moving.nodes[light], to[light, np.repeat(step, many)]
        mean = self.mean + np.add.reduceat(field.mean_gain[new] - field.mean_gain[old], begin)
        wanted = np.maximum(mean, brief.em_lx) * (brief.u0 * AHEAD)
        more = field.gain[new[:, None], dark] - field.gain[old[:, None], dark]
        lit = self.lit[dark] + np.add.reduceat(more, begin, axis=0)
        missing = np.maximum(1.0 - lit / wanted[:, None], 0.0)
        low = np.maximum(0.0, 1.0 - mean / brief.em_lx)
        return np.asarray((missing**2).sum(axis=1) / len(self.lit) + low**2)

    def _best(self, slots: Indices, options: NDArray[np.intp]) -> bool:
        """The best of some places for these lights taken, if it is worth it."""
        field, lights = self.field, self.nodes[slots]
        after = self.lit - field.gain[lights].sum(axis=0) + field.gain[options].sum(axis=1)
        missed = deficit(field, after)
        best = int(missed.argmin())
        if missed[best] >= BETTER * self.missed:
            return False
        self.stands.put(lights, -1)
        self.nodes[slots] = options[best]
        self.stands.put(options[best])
        self._now(after[best])
        return True

    def _added(self) -> bool:
        """One light more, on lines of others where that helps half as much as anywhere."""
        field, free = self.field, self.stands.touched() == 0
        columns, rows = (alone_with(on[line]) for on, line in zip(self.stands.on, field.spots.T, strict=True))
        joins = free & (columns + rows <= 0)
        both = best_additions(field, np.stack([self.lit, self.lit]), np.stack([free, joins]))
        at, beside = both.tolist()
        if at < 0:
            return False
        if beside >= 0:
            left = deficit(field, self.lit + field.gain[both])
            at = beside if self.missed - left[1] >= IN_LINE * (self.missed - left[0]) else at
        self.stands.put(np.array([at]))
        self.nodes = np.append(self.nodes, at)
        self._now(self.lit + field.gain[at])
        return True
