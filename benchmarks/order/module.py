"""How supplies, returns and detectors stand to the lights' lines (S5, R1, D1, M, T, C)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from benchmarks.order.ceiling import SAME_LINE, Ceiling, Points, lines
from plenum.ceiling.room.kinds import Kind

Places = list[tuple[float, float]]
"""Coordinates, and how near to each one must stand, m."""
Allowed = Callable[[Ceiling, int, Points], Places]
BAY_TILES = 6
"""Bays of so many tiles have quarters."""
NEXT_TO = 1.01
BESIDE_MIDWAY = 0.51
TOUCHING_TILES = 30
"""Rooms of fewer tiles are not asked whether things touch."""
OBLONG = 2.5


def strictly(ceiling: Ceiling, kind: Kind) -> tuple[int, int]:
    """S5, R1, D1: how many stand on the lights' lines or midway in both axes, of how many."""
    return _counted(ceiling, kind, _strict)


def on_module(ceiling: Ceiling, kind: Kind) -> tuple[int, int]:
    """M: how many stand on the wider module in both axes, of how many."""
    return _counted(ceiling, kind, _wide)


def _counted(ceiling: Ceiling, kind: Kind, allowed: Allowed) -> tuple[int, int]:
    at = ceiling.at(kind)
    if len(ceiling.lights) < 2 or not len(at):
        return 0, 0
    good = np.ones(len(at), dtype=bool)
    for axis in (0, 1):
        line = lines(ceiling.lights[:, axis], SAME_LINE * ceiling.tile_m)
        places = allowed(ceiling, axis, line)
        good &= np.array([any(abs(v - p) <= reach + 1e-9 for p, reach in places) for v in at[:, axis]])
    return int(good.sum()), len(at)


def _strict(ceiling: Ceiling, _axis: int, line: Points) -> Places:
    near = SAME_LINE * ceiling.tile_m
    return [(float(x), near) for x in [*line, *((a + b) / 2 for a, b in pairwise(line))]]


def _wide(ceiling: Ceiling, axis: int, line: Points) -> Places:
    tile = ceiling.tile_m
    near = SAME_LINE * tile
    places = [(float(x), near) for x in line]
    places += [((a + b) / 2, BESIDE_MIDWAY * tile) for a, b in pairwise(line)]
    pitch = float(np.diff(line).mean()) if len(line) > 1 else 0.0
    if pitch:
        for share in (0.5, 1.0):
            reach = BESIDE_MIDWAY * tile if share == 0.5 else near
            places += [(line[0] - share * pitch, reach), (line[-1] + share * pitch, reach)]
        for a, b in pairwise(line):
            if b - a >= (BAY_TILES - SAME_LINE) * tile:
                places += [(a + share * (b - a), BESIDE_MIDWAY * tile) for share in (0.25, 0.75)]
    else:
        low, high = ceiling.outer.bounds[axis], ceiling.outer.bounds[axis + 2]
        middles = ((low + high) / 2, (line[0] + low) / 2, (line[0] + high) / 2)
        places += [(float(x), BESIDE_MIDWAY * tile) for x in middles]
    return places


def touching(ceiling: Ceiling, kind: Kind) -> tuple[int, int]:
    """T: how many touch a light by edge or corner, of how many; in rooms of enough tiles."""
    at = ceiling.at(kind)
    if ceiling.room.usable < TOUCHING_TILES or len(ceiling.lights) < 2 or not len(at):
        return 0, 0
    away = np.abs(at[:, None] - ceiling.lights[None]) / ceiling.room.tile_m
    return int((away.max(axis=2) <= NEXT_TO).any(axis=1).sum()), len(at)


def on_middle_line(ceiling: Ceiling, kind: Kind) -> tuple[int, int]:
    """C: how many stand within half a tile of a corridor's middle line, of how many."""
    x0, y0, x1, y1 = ceiling.outer.bounds
    sides = x1 - x0, y1 - y0
    corridor = ceiling.room.room_type == "corridor" and ceiling.near_rectangular
    if not corridor or max(sides) < OBLONG * min(sides):
        return 0, 0
    across = 0 if sides[0] < sides[1] else 1
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)[across]
    away = np.abs(ceiling.at(kind)[:, across] - middle)
    return int((away <= BESIDE_MIDWAY * ceiling.tile_m).sum()), len(away)
