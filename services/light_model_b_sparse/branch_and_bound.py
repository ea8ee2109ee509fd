"""Whether so many lights can hold the rules at all, decided by branch and bound.

All layouts are split in two, again and again: fewer or more lights in some group of tiles. A part whose
linear relaxation misses the rules has no layout; where all parts end so, the count is impossible. Which
group is split on is learnt from what earlier splits cost (pseudo-costs), and tried where little is
known. The margin's prices fix tiles that a layout in a part must or cannot light.

The budget counts the simplex method's work, never seconds: an answer repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import WORK, Nodes, holds, settle
from plenum.ceiling.light.photometry import Matrix

from .fewest import reaches
from .linear_program import SAFE, Part, Program, Relaxed, UnsolvedError, rounded
from .tile_groups import Groups, groups

QUICK: Final = 100_000_000
"""Pivots times rows times columns, for all counts of a room: some 0.3 s, enough for nine rooms in ten."""
THOROUGH: Final = 1_500_000_000
"""Where the building asks for it: some 4 s, for the few rooms that are left."""
MOST_TILES: Final = 450
"""Free tiles up to which a count is decided: beyond, the budget would be spent in vain."""
WHOLE: Final = 1e-4
"""A count this near to a whole number is one."""
TRIED: Final = 6
"""Groups tried at one split."""
KNOWN: Final = 4
"""Splits of a group after which its costs are believed."""
ROUNDS: Final = 2
MISSED: Final = 1e-4
"""Dark points join the program less eagerly below the root."""
UNKNOWN: Final = 0.01
"""The cost of a split before any was seen, in margin per light."""
LOOK: Final = 64
"""A layout is searched from the relaxation of one node in so many."""


_Node = tuple[Part, Relaxed]


@dataclass(frozen=True)
class Decision:
    """A layout of the count, or proof that none is, or neither within the budget."""

    chosen: Nodes | None
    impossible: bool
    work: int
    """Spent on it."""


def proven(field: LightField, chosen: Nodes, bound: int) -> tuple[Nodes, int]:
    """A choice that holds the rules, or a smaller one, and the bound raised by counts that cannot."""
    work = THOROUGH if field.brief.thorough else QUICK
    while bound < len(chosen) and len(field.tiles) <= MOST_TILES:
        decision = decided(field, bound, work)
        if decision.chosen is not None:
            return decision.chosen, bound
        if not decision.impossible:
            break
        bound += 1
        work -= decision.work
    return chosen, bound


def decided(field: LightField, count: int, budget: int = QUICK) -> Decision:
    """Whether `count` lights can hold the rules: a choice of tiles, or whether it is impossible."""
    tree = _Tree(field, count, groups(field), budget)
    try:
        chosen, impossible = tree.searched()
    except UnsolvedError:
        chosen, impossible = None, False
    return Decision(chosen, impossible, tree.program.work)


class _Tree:
    def __init__(self, field: LightField, count: int, sets: Groups, budget: int) -> None:
        self.field, self.count, self.sets, self.budget = field, count, sets, budget
        self.program = Program(field, count, sets.members)
        self.paid = np.zeros((2, len(sets.members)))
        """Margin lost per light, summed over the splits of each group downwards and upwards."""
        self.splits = np.zeros((2, len(sets.members)))

    def searched(self) -> tuple[Nodes | None, bool]:
        """A layout, or none and whether that is proven."""
        root = self.program.relaxed(self.program.everything)
        open_: list[_Node] = [(self.program.everything, root)] if root else []
        near, _ = reaches(self.field)
        visited = 0
        while open_:
            if self.program.work > self.budget:
                return None, False
            part, relaxed = open_.pop()
            if visited % LOOK == 0:
                start = rounded(self.field, relaxed.strengths, self.count)
                chosen, held = settle(self.field, start, near, WORK * self.field.gain.size)
                if held:
                    return chosen, False
            visited += 1
            part = self._fixed(part, relaxed)
            lit = np.flatnonzero(relaxed.strengths > 0.5)
            if len(lit) == self.count and holds(self.field, self.field.at(lit)):
                return lit, False
            kids = self._split(part, relaxed)
            open_ += sorted(kids, key=lambda kid: kid[1].margin)
        return None, True

    def _fixed(self, part: Part, relaxed: Relaxed) -> Part:
        """The part without tiles that its margin cannot pay for."""
        low, high = part.low.copy(), part.high.copy()
        dear = relaxed.margin + 2.0 * SAFE
        high[(relaxed.prices > dear) & (relaxed.strengths < 1e-9)] = 0.0
        low[(relaxed.prices < -dear) & (relaxed.strengths > 1.0 - 1e-9)] = 1.0
        return Part(low, high, part.counts)

    def _split(self, part: Part, relaxed: Relaxed) -> list[_Node]:
        """The halves of a part that may still have a layout, by the group whose split costs most."""
        lights = self.sets.matrix @ relaxed.strengths
        below = np.floor(lights + WHOLE)
        over = lights - below
        broken = np.flatnonzero(over > WHOLE)
        if not len(broken):
            return self._split_whole(part)
        best: tuple[float, list[_Node] | None, int] = -1.0, [], 0
        tried, seen = 0, set()
        for group in self._promising(broken, over, relaxed.margin):
            alike = (self.sets.matrix[group] * (relaxed.strengths > SAFE)).tobytes()
            if tried >= TRIED:
                break
            if alike in seen:
                continue
            seen.add(alike)
            kids: list[_Node] | None = None
            if self.splits[:, group].min() >= KNOWN:
                down, up = self.paid[:, group] / self.splits[:, group] * (over[group], 1.0 - over[group])
            else:
                tried += 1
                kids, (down, up) = self._halves(part, relaxed, int(group), below[group], over[group])
                if len(kids) < 2:
                    return kids
            worth = _worth(down, up, relaxed.margin)
            if worth > best[0]:
                best = worth, kids, int(group)
        _, kids, group = best
        return kids if kids is not None else self._halves(part, relaxed, group, below[group], over[group])[0]

    def _split_whole(self, part: Part) -> list[_Node]:
        """A part whose relaxation has whole lights, which miss the rules all the same: with every
        dark point asked for or, where the miss is below the tolerance, tile by tile."""
        again = self.program.relaxed(part)
        if again is None:
            return []
        if (np.abs(again.strengths - np.round(again.strengths)) > WHOLE).any():
            return [(part, again)]
        loose = np.flatnonzero((again.strengths > 0.5) & (part.low < part.high))
        return self._halves(part, again, int(loose[0]), 0.0, 0.5)[0] if len(loose) else []

    def _promising(self, broken: NDArray[np.int64], over: Matrix, margin: float) -> NDArray[np.int64]:
        known = self.splits > 0
        usual = np.array([self.paid[i][known[i]].sum() / max(1.0, self.splits[i].sum()) for i in (0, 1)])
        usual = np.where(self.splits.sum(axis=1) > 0, usual, UNKNOWN)
        cost = np.where(known, self.paid / np.maximum(self.splits, 1.0), usual[:, None])[:, broken]
        worth = _worth(cost[0] * over[broken], cost[1] * (1.0 - over[broken]), margin)
        return broken[np.argsort(-worth, kind="stable")][: 3 * TRIED]

    def _halves(
        self, part: Part, relaxed: Relaxed, group: int, below: float, over: float
    ) -> tuple[list[_Node], tuple[float, float]]:
        """Both halves of a part, less those without a layout, and what each lost of the margin."""
        kids: list[_Node] = []
        lost: list[float] = []
        for side, width in enumerate((over, 1.0 - over)):
            half = self._half(part, group, int(below), side)
            found = self.program.relaxed(half, ROUNDS, MISSED)
            drop = relaxed.margin if found is None else min(relaxed.margin, relaxed.margin - found.margin)
            self.paid[side, group] += max(0.0, drop) / width
            self.splits[side, group] += 1
            lost.append(drop)
            if found is not None:
                kids.append((half, found))
        return kids, (lost[0], lost[1])

    def _half(self, part: Part, group: int, below: int, side: int) -> Part:
        if group < self.sets.tiles:
            low, high = part.low.copy(), part.high.copy()
            low[group] = high[group] = float(side)
            return Part(low, high, part.counts)
        fewest, most = part.counts.get(group, (0, self.count))
        bounds = (below + 1, most) if side else (fewest, below)
        return Part(part.low, part.high, {**part.counts, group: bounds})


def _worth(down: Matrix | float, up: Matrix | float, margin: float) -> Any:
    """The product of what both halves lose, each no more than there is to lose."""
    least, most = 1e-6, max(margin, 1e-6)
    return np.clip(down, least, most) * np.clip(up, least, most)
