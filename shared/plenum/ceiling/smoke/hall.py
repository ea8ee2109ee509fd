"""Detectors for rooms too large for a matrix of tiles and points: known patterns, snapped and repaired.

A hall's best cover is close to a triangular or square array. Each pattern is laid over the room,
its nodes moved to tiles that can hold a detector, holes filled greedily, needless detectors taken
away, and the smallest of the results kept. The bound is the count of points over the most that one
detector can cover.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.geometry import Mask, Points, is_convex, tile_centres, visible
from plenum.ceiling.grid import Kind, Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke.brief import SmokeBrief
from plenum.ceiling.smoke.cover import Cover
from plenum.ceiling.smoke.coverage import ROUNDING_M, axis_positions, demand_points
from plenum.ceiling.smoke.farthest import gap_points
from plenum.ceiling.smoke.reduce import Index

SLACKS_M: Final = (0.0, 0.15, 0.3, 0.42)
"""How much nearer than the radius a pattern's nodes stand, to bear being moved to a tile."""
COLUMNS: Final = (0, 1, -1)
SNAP_TILES: Final = 4
MENDED: Final = 8
"""Repaired patterns, the smallest ones, whose gaps within tiles are closed."""
ROUNDS: Final = 20
TRIED: Final = 24
"""Tiles looked at to cover a point that the pattern left open."""


class Hall:
    """The points of one room in buckets of the radius, and what each candidate tile covers of them."""

    def __init__(self, room: Room, smoke: SmokeBrief, tiles: tuple[Tile, ...]) -> None:
        self.room, self.smoke, self.tiles = room, smoke, tiles
        self.centres = tile_centres(room, tiles)
        self.points = demand_points(room, smoke)
        self.axis = axis_positions(room, smoke)
        self.corners = self.points[: len(self.points) - len(self.axis)]
        self.convex = is_convex(room)
        self.at = np.full((room.height, room.width), -1, dtype=np.intp)
        for i, (x, y) in enumerate(tiles):
            self.at[y, x] = i
        self._cells: dict[tuple[int, int], list[int]] = {}
        for i, (x, y) in enumerate(np.floor(self.corners / smoke.radius_m).astype(int).tolist()):
            self._cells.setdefault((x, y), []).append(i)
        self._buckets = {cell: np.array(found) for cell, found in self._cells.items()}
        self._seen: dict[int, Index] = {}
        self._gaps = np.empty((0, 2))

    def add(self, points: Points) -> None:
        """More points to cover: those of gaps between detectors within a tile."""
        self._gaps = np.concatenate([self._gaps, points])
        self.points = np.concatenate([self.points, points])

    def sees(self, i: int) -> Index:
        """The points that a detector on candidate `i` covers."""
        if i not in self._seen:
            self._seen[i] = self._look(self.centres[i])
        if not len(self._gaps):
            return self._seen[i]
        near = np.flatnonzero(np.hypot(*(self._gaps - self.centres[i]).T) <= self.smoke.radius_m + ROUNDING_M)
        if not self.convex and len(near):
            near = near[visible(self.room, self.centres[i][None], self._gaps[near])[0]]
        return np.concatenate([self._seen[i], near + (len(self.points) - len(self._gaps))])

    def _look(self, centre: Points) -> Index:
        cx, cy = np.floor(centre / self.smoke.radius_m).astype(int).tolist()
        around = ((cx + dx, cy + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = np.concatenate([self._buckets[c] for c in around if c in self._buckets])
        away = np.hypot(*(self.corners[near] - centre).T)
        near = np.asarray(near[away <= self.smoke.radius_m + ROUNDING_M])
        if not self.convex:
            near = near[visible(self.room, centre[None], self.corners[near])[0]]
        if self.smoke.corridor_spacing_m is None:
            return near
        along = np.abs(self.axis - centre[self.smoke.corridor_axis])
        reached = along <= self.smoke.corridor_spacing_m / 2 + ROUNDING_M
        return np.asarray(np.concatenate([near, len(self.corners) + np.flatnonzero(reached)]))

    def around(self, point: Points, reach_m: float) -> Index:
        """Candidates in the square of this half side around a point, nearest first."""
        (tx, ty), (x, y) = self.room.tile_m, point
        rows = slice(max(0, int((y - reach_m) / ty)), int((y + reach_m) / ty) + 1)
        columns = slice(max(0, int((x - reach_m) / tx)), int((x + reach_m) / tx) + 1)
        found = self.at[rows, columns].ravel()
        found = found[found >= 0]
        away = ((self.centres[found] - point) ** 2).sum(axis=1)
        return np.asarray(found[np.argsort(away, kind="stable")])


def hall_cover(
    room: Room, smoke: SmokeBrief, tiles: tuple[Tile, ...], open_points: Mask, at_least: int
) -> tuple[Cover, Points]:
    """A small cover by these tiles, no fewer than `at_least`, and the points asked of it; deterministic.

    Those are the open points and what lay in gaps between detectors within a tile; `uncovered`
    counts within them.
    """
    hall = Hall(room, smoke, tiles)
    found = [_repaired(hall, _snapped(hall, nodes), open_points) for nodes in _patterns(hall)]
    bound = _bound(hall, open_points)
    best: list[int] | None = None
    lost: Mask = np.zeros(len(open_points), dtype=bool)
    for chosen, _ in sorted(found, key=lambda each: len(each[0]))[:MENDED]:
        mended, lost = _without_gaps(hall, chosen, open_points)
        if best is None or len(mended) < len(best):
            best = mended
    best = best or []
    spare = (i for i in range(0, len(tiles), max(1, len(tiles) // max(1, at_least))))
    while len(best) < min(at_least, len(tiles)):
        best += [i for i in [next(spare)] if i not in best]
    asked = _with_gaps(hall, open_points)
    position = np.cumsum(asked) - 1
    uncovered = tuple(int(position[i]) for i in np.flatnonzero(lost))
    return Cover(tuple(sorted(best)), max(at_least, bound), uncovered), hall.points[asked]


def _without_gaps(hall: Hall, chosen: list[int], open_points: Mask) -> tuple[list[int], Mask]:
    """The choice with the gaps closed that open between detectors within a tile; points no tile covers."""
    existing = tile_centres(hall.room, hall.room.of_kind(Kind.DETECTOR))
    for _ in range(ROUNDS):
        chosen, lost = _repaired(hall, chosen, _with_gaps(hall, open_points))
        gaps = gap_points(hall.room, np.concatenate([existing, hall.centres[chosen]]), hall.smoke.radius_m)
        if not len(gaps) or lost.any():
            break
        hall.add(gaps)
    else:
        lost = np.append(np.zeros(len(hall.points) - len(gaps), dtype=bool), np.ones(len(gaps), dtype=bool))
    return chosen, lost


def _with_gaps(hall: Hall, open_points: Mask) -> Mask:
    return np.append(open_points, np.ones(len(hall.points) - len(open_points), dtype=bool))


def _patterns(hall: Hall) -> Iterator[Points]:
    """Nodes of rectangular and triangular arrays over the room's box, for each slack."""
    low, high = hall.corners.min(axis=0), hall.corners.max(axis=0)
    for slack in SLACKS_M:
        reach = hall.smoke.radius_m - slack
        for more in COLUMNS:
            yield _rectangular(low, high, reach, more)
        yield _triangular(low, high, reach)
        yield _triangular(low[::-1], high[::-1], reach)[:, ::-1]


def _rectangular(low: Points, high: Points, reach: float, more: int) -> Points:
    """As many columns as a square array has, and some more or fewer; rows as far apart as that lets them."""
    columns = max(1, math.ceil((high[0] - low[0]) / (reach * math.sqrt(2)) - 1e-9) + more)
    half = (high[0] - low[0]) / columns / 2
    pitch = 2 * math.sqrt(max(reach**2 - half**2, (reach / 3) ** 2))
    ys = _centres(low[1], high[1], pitch)
    xs = low[0] + (np.arange(columns) * 2 + 1) * half
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _centres(low: float, high: float, pitch: float) -> NDArray[np.float64]:
    """Half-spaced positions, no farther apart than the pitch."""
    count = max(1, math.ceil((high - low) / pitch - 1e-9))
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _triangular(low: Points, high: Points, reach: float) -> Points:
    """Rows 1.5 R apart, nodes sqrt(3) R apart, every other row shifted by half of that."""
    rows = np.arange(low[1] + reach / 2, high[1] + reach, 1.5 * reach)
    pitch = math.sqrt(3) * reach
    nodes = []
    for i, y in enumerate(rows):
        xs = np.arange(low[0] + (pitch / 2 if i % 2 == 0 else 0.0), high[0] + pitch / 2, pitch)
        nodes += [(min(x, high[0]), min(y, high[1])) for x in xs]
    return np.array(nodes)


def _snapped(hall: Hall, nodes: Points) -> list[int]:
    """Each node's nearest candidate, if one is within a few tiles."""
    reach = SNAP_TILES * max(hall.room.tile_m)
    found = (hall.around(node, reach) for node in nodes)
    return list(dict.fromkeys(int(near[0]) for near in found if len(near)))


def _repaired(hall: Hall, chosen: list[int], open_points: Mask) -> tuple[list[int], Mask]:
    """The pattern with its holes filled and its needless detectors gone; points no tile covers."""
    times = np.zeros(len(open_points), dtype=np.int32)
    times[~open_points] = 1
    for i in chosen:
        times[hall.sees(i)] += 1
    lost = np.zeros(len(open_points), dtype=bool)
    for point in range(len(open_points)):
        if times[point] == 0:
            best = _filler(hall, point, times)
            if best is None:
                lost[point] = True
            else:
                chosen.append(best)
                times[hall.sees(best)] += 1
    for i in tuple(chosen):
        if (times[hall.sees(i)] > 1).all():
            chosen.remove(i)
            times[hall.sees(i)] -= 1
    return chosen, lost


def _filler(hall: Hall, point: int, times: NDArray[np.int32]) -> int | None:
    """The tile covering this point that covers most open ones, out of a sample; None if none does."""
    near = hall.around(hall.points[point], _reach_m(hall.smoke))
    sample = near[:: max(1, len(near) // TRIED)]
    best = _most(hall, point, times, sample)
    return _most(hall, point, times, near) if best is None else best


def _most(hall: Hall, point: int, times: NDArray[np.int32], tiles: Index) -> int | None:
    best, most = None, 0
    for i in tiles.tolist():
        seen = hall.sees(i)
        gain = int((times[seen] == 0).sum())
        if gain > most and point in seen:
            best, most = i, gain
    return best


def _reach_m(smoke: SmokeBrief) -> float:
    return max(smoke.radius_m, (smoke.corridor_spacing_m or 0.0) / 2)


def _bound(hall: Hall, open_points: Mask) -> int:
    """Open corners of tiles over the most of them that one detector reaches.

    Wall vertices and axis positions are left out: they lie on no lattice.
    """
    tx, ty = hall.room.tile_m
    radius = hall.smoke.radius_m
    x = (np.arange(-int(radius / tx) - 1, int(radius / tx) + 1) + 0.5) * tx
    y = (np.arange(-int(radius / ty) - 1, int(radius / ty) + 1) + 0.5) * ty
    most = int((np.hypot(x[None], y[:, None]) <= radius + ROUNDING_M).sum())
    steps = hall.corners / np.array([tx, ty])
    lattice = (np.abs(steps - np.round(steps)) < 1e-6).all(axis=1)
    return math.ceil(int((lattice & open_points[: len(lattice)]).sum()) / most)
