"""Whether congruent rooms have the same ceiling, and look-alikes the same columns and rows (X1, X3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
import shapely

from benchmarks.order.ceiling import SAME_LINE, Ceiling, Points, lines
from benchmarks.order.mirrors import same_outline
from plenum.ceiling.room.kinds import Kind

NEAR_M = 0.05
HEIGHT_M = 0.01
AREA, ASPECT = 0.05, 0.08


def congruent(ceilings: Sequence[Ceiling]) -> Iterator[bool]:
    """X1: for each pair of congruent rooms with nothing there before whether both have one ceiling."""
    for one, other in _pairs(ceilings):
        turns = list(_turns(one, other))
        if turns:
            yield any(_same(one, other, turn) for turn in turns)


def alike(ceilings: Sequence[Ceiling]) -> Iterator[bool]:
    """X3: for each pair of look-alikes whether they have the same columns × rows, whichever way round."""
    for one, other in _pairs(ceilings):
        if not (one.near_rectangular and other.near_rectangular and _similar(one, other)):
            continue
        yield len(one.lights) == len(other.lights) and _grid(one) == _grid(other)


def _pairs(ceilings: Sequence[Ceiling]) -> Iterator[tuple[Ceiling, Ceiling]]:
    """Of one type with nothing there before."""
    empty = [c for c in ceilings if not c.had]
    for one, other in combinations(empty, 2):
        if one.room.room_type == other.room.room_type:
            yield one, other


def _similar(one: Ceiling, other: Ceiling) -> bool:
    areas = sorted((one.outer.area, other.outer.area))
    aspects = sorted((_aspect(one), _aspect(other)))
    return areas[1] <= (1 + AREA) * areas[0] and aspects[1] <= (1 + ASPECT) * aspects[0]


def _aspect(ceiling: Ceiling) -> float:
    x0, y0, x1, y1 = ceiling.outer.bounds
    return float(max(x1 - x0, y1 - y0) / min(x1 - x0, y1 - y0))


def _grid(ceiling: Ceiling) -> tuple[int, ...]:
    tolerance = SAME_LINE * ceiling.tile_m
    return tuple(sorted(len(lines(ceiling.lights[:, axis], tolerance)) for axis in (0, 1)))


def _middle(ceiling: Ceiling) -> Points:
    x0, y0, x1, y1 = ceiling.outer.bounds
    return np.array([(x0 + x1) / 2, (y0 + y1) / 2])


def _turns(one: Ceiling, other: Ceiling) -> Iterator[Points]:
    """2 × 2 matrices that bring one outline on the other, both about their boxes' middles."""
    if abs(one.room.ceiling_height_m - other.room.ceiling_height_m) > HEIGHT_M:
        return
    if abs(one.outer.area - other.outer.area) > NEAR_M * one.outer.length:
        return
    target = shapely.transform(other.outer, lambda p: p - _middle(other))
    for sx, sy, swapped in product((1, -1), (1, -1), (False, True)):
        turn = np.diag([float(sx), float(sy)])
        turn = turn[::-1] if swapped else turn
        if same_outline(_moved(one, turn), target, NEAR_M):
            yield turn


def _moved(ceiling: Ceiling, turn: Points) -> shapely.Polygon:
    return shapely.transform(ceiling.outer, lambda p: (p - _middle(ceiling)) @ turn.T)


def _same(one: Ceiling, other: Ceiling, turn: Points) -> bool:
    reach = 0.51 * one.tile_m
    for kind in Kind:
        ours, theirs = one.at(kind), other.at(kind)
        if len(ours) != len(theirs):
            return False
        if not len(ours):
            continue
        ours = (ours - _middle(one)) @ turn.T
        away = np.abs(ours[:, None] - (theirs - _middle(other))[None]).max(axis=2)
        if (away.min(axis=1) > reach).any() or (away.min(axis=0) > reach).any():
            return False
    return True
