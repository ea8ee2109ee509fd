"""Detectors for rooms too large for a matrix of tiles and points: known patterns, snapped and repaired.

A hall's best cover is close to a triangular or square array. Each pattern is laid over the room,
its nodes moved to tiles that can hold a detector, holes filled greedily, needless detectors taken
away, and the smallest of the results kept. The bound is the count of points over the most that one
detector can cover.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import Mask, Points, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.cover import Cover
from plenum.ceiling.smoke.cover_reduction import Index
from plenum.ceiling.smoke.farthest import gap_points, open_spots
from plenum.ceiling.smoke.hall_coverage import Reach
from plenum.ceiling.smoke.hall_patterns import patterns

SNAP_TILES: Final = 4
MENDED: Final = 8
"""Repaired patterns, the smallest ones, whose gaps within tiles are closed."""
FEWEST: Final = 3
IN_SIGHT: Final = 250
"""Detectors of all patterns that are mended among walls, where sight is looked at for each: of halls
with more, `FEWEST` patterns are. Without walls the detectors of one pattern, and with more it alone is."""
ROUNDS: Final = 20
TRIED: Final = 24
"""Tiles looked at to cover a point that the pattern left open."""


def hall_cover(
    room: Room,
    smoke: SmokeBrief,
    tiles: Tiles,
    open_points: Mask,
    at_least: int,
    known: Collection[Tile] = (),
) -> tuple[Cover, Points]:
    """A small cover by these tiles, no fewer than `at_least`, and the points asked of it; deterministic.

    Those are the open points and what lay in gaps between detectors within a tile; `uncovered`
    counts within them. `known` is a cover that was found before: where all its tiles are candidates
    still, it is the one, less what has become needless.
    """
    reach = Reach(room, smoke, tiles)
    best: list[int] | None = None
    lost: Mask = np.zeros(len(open_points), dtype=bool)
    for chosen in _starts(reach, open_points, known):
        if best is not None and len(chosen) >= len(best):
            break
        mended, left = _without_gaps(reach, chosen, open_points)
        if best is None or len(mended) < len(best):
            best, lost = mended, left
    best = best or []
    spare = (i for i in range(0, len(tiles), max(1, len(tiles) // max(1, at_least))))
    while len(best) < min(at_least, len(tiles)):
        best += [i for i in [next(spare)] if i not in best]
    asked = _with_gaps(reach, open_points)
    position = np.cumsum(asked) - 1
    uncovered = tuple(int(position[i]) for i in np.flatnonzero(lost))
    bound = max(at_least, _bound(reach, open_points))
    return Cover(tuple(sorted(best)), bound, uncovered), reach.points[asked]


def _starts(reach: Reach, open_points: Mask, known: Collection[Tile]) -> list[list[int]]:
    """Covers of the points to begin with, the smallest first: the known one, or a few of the patterns.

    Where walls hide much the patterns are compared as if they did not: dense ones may then end with
    fewer, so that some of those are among them.
    """
    if known and all(reach.index.at[y, x] >= 0 for x, y in known):
        return [[int(reach.index.at[y, x]) for x, y in sorted(known)]]
    found = [
        _repaired(reach, _snapped(reach, nodes), open_points, walls=False)[0]
        for nodes in patterns(reach.corners, reach.smoke.radius_m)
    ]
    found.sort(key=len)
    if reach.convex:
        return found[: MENDED if len(found[0]) <= IN_SIGHT else 1]
    most = min(MENDED, max(FEWEST, IN_SIGHT // max(1, len(found[0]))))
    return [found[k * len(found) // most] for k in range(most)]


def _without_gaps(reach: Reach, chosen: list[int], open_points: Mask) -> tuple[list[int], Mask]:
    """The choice with the gaps closed that open between detectors within a tile; points no tile covers."""
    existing = tile_centres(reach.room, reach.room.of_kind(Kind.DETECTOR))
    for _ in range(ROUNDS):
        chosen, lost = _repaired(reach, chosen, _with_gaps(reach, open_points))
        centres = np.concatenate([existing, reach.centres[chosen]])
        gaps = np.empty((0, 2)) if reach.convex else open_spots(reach.room, centres, reach.smoke.radius_m)
        if not len(gaps):
            gaps = gap_points(reach.room, centres, reach.smoke.radius_m)
        if not len(gaps):
            # So little floor lies behind a corner that no tile sees that the rules let it go.
            lost[: len(reach.corners)] = False
            break
        if lost.any():
            break
        reach.add(gaps)
    else:
        lost = np.append(np.zeros(len(reach.points) - len(gaps), dtype=bool), np.ones(len(gaps), dtype=bool))
    return chosen, lost


def _with_gaps(reach: Reach, open_points: Mask) -> Mask:
    return np.append(open_points, np.ones(len(reach.points) - len(open_points), dtype=bool))


def _snapped(reach: Reach, nodes: Points) -> list[int]:
    """Each node's nearest candidate, if one is within a few tiles."""
    found = reach.index.nearest(nodes, SNAP_TILES).tolist()
    return list(dict.fromkeys(i for i in found if i >= 0))


def _repaired(
    reach: Reach, chosen: Sequence[int], asked: Mask, *, walls: bool = True
) -> tuple[list[int], Mask]:
    """The choice with its holes filled and its needless detectors gone; points no tile covers."""
    chosen = list(chosen)
    times = reach.counted(chosen, walls=walls) + ~asked
    lost = np.zeros(len(asked), dtype=bool)
    bare = times == 0
    for point in np.flatnonzero(bare).tolist():
        if bare[point]:
            best = _filler(reach, point, bare, walls=walls)
            if best is None:
                lost[point] = True
            else:
                chosen.append(best)
                seen = reach.covers(best, walls=walls)
                times[seen] += 1
                bare[seen] = False
    # What another's leaving makes needed is never needless again: only these need to be asked.
    needed = reach.needed(chosen, times, walls=walls)
    for i in [i for i, stays in zip(chosen, needed, strict=True) if not stays]:
        seen = reach.covers(i, walls=walls)
        if (times[seen] > 1).all():
            chosen.remove(i)
            times[seen] -= 1
    return chosen, lost


def _filler(reach: Reach, point: int, bare: Mask, *, walls: bool) -> int | None:
    """The tile covering this point that covers most bare ones, out of a sample; None if none does."""
    near = reach.around(reach.points[point], _reach_m(reach.smoke))
    sample = near[:: max(1, len(near) // TRIED)]
    best = _most(reach, point, bare, sample, walls=walls)
    return _most(reach, point, bare, near, walls=walls) if best is None else best


def _most(reach: Reach, point: int, bare: Mask, tiles: Index, *, walls: bool) -> int | None:
    """Of these tiles the first that covers most bare points, this one among them.

    No tile covers more than it would without walls: those that promise most are asked first.
    """
    promise = reach.promise(tiles, bare)
    best, most, place = None, 0, 0
    for k in np.argsort(-promise, kind="stable").tolist():
        if promise[k] < max(most, 1):
            break
        seen = reach.covers(int(tiles[k]), walls=walls)
        gain = int(np.count_nonzero(bare[seen]))
        if gain and (gain, -k) > (most, -place) and point in seen:
            best, most, place = int(tiles[k]), gain, k
            if gain == promise[k]:
                break
    return best


def _reach_m(smoke: SmokeBrief) -> float:
    return max(smoke.radius_m, (smoke.corridor_spacing_m or 0.0) / 2)


def _bound(reach: Reach, open_points: Mask) -> int:
    """Open corners of tiles over the most of them that one detector reaches.

    Wall vertices and axis positions are left out: they lie on no lattice.
    """
    return math.ceil(int((reach.lattice & open_points[: len(reach.lattice)]).sum()) / reach.most)
