"""What each tile's detector would cover of a hall, found when it is asked for, never as a matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from plenum.ceiling.asked.smoke_brief import SmokeBrief
from plenum.ceiling.room.distances import Tiles
from plenum.ceiling.room.geometry import (
    Mask,
    Points,
    corners_inside,
    hiding_walls,
    is_convex,
    tile_centres,
)
from plenum.ceiling.room.pairs import square
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.tile_index import TileIndex
from plenum.ceiling.smoke.cover_reduction import Index
from plenum.ceiling.smoke.coverage import ROUNDING_M, axis_positions, demand_points
from plenum.ceiling.smoke.sight import beside, sees, sight_room


class Reach:
    """The points of a room that must be covered, and the candidate tiles that cover them.

    From every tile the same corners of tiles lie within the radius, which leaves few other points to
    be measured: corners of walls, and where walls cross the lines between tiles.
    """

    def __init__(self, room: Room, smoke: SmokeBrief, tiles: Tiles) -> None:
        self.room, self.smoke = room, smoke
        self.spots = np.asarray(tiles, dtype=np.intp).reshape(-1, 2)
        self.index = TileIndex(room, self.spots)
        self.centres = tile_centres(room, self.spots)
        self.points = demand_points(room, smoke)
        self.axis = axis_positions(room, smoke)
        self.corners = self.points[: len(self.points) - len(self.axis)]
        self.convex = is_convex(sight_room(room))
        self._inwards = beside(room, self.corners)
        self._stencil()
        self._walled = np.zeros(0, dtype=bool) if self.convex else self._near_walls()
        self._seen: dict[int, tuple[Index, int]] = {}
        """With how many of the added points were asked for."""
        self._gaps = np.empty((0, 2))

    def add(self, points: Points) -> None:
        """More points to cover: those of gaps between detectors within a tile."""
        self._gaps = np.concatenate([self._gaps, points])
        self.points = np.concatenate([self.points, points])

    def covers(self, i: int, *, walls: bool = True) -> Index:
        """The points that a detector on candidate `i` covers; without `walls` as if none hid anything."""
        if not walls or self.convex:
            corners = self._numbers[self._base[i] + self._offsets]
            loose = [points for _, points in self._loose_pairs(np.array([i]))]
            return np.concatenate([corners[corners >= 0], *loose])
        seen, asked = self._seen.get(i, (None, 0))
        if seen is None:
            seen = self._in_sight(i)
        if asked < len(self._gaps):
            seen = np.concatenate([seen, self._of_gaps(i, asked)])
        self._seen[i] = seen, len(self._gaps)
        return seen

    def counted(self, chosen: Sequence[int], *, walls: bool = True) -> Index:
        """How many of these candidates cover each point."""
        if walls and not self.convex:
            seen = [np.zeros(0, dtype=np.intp), *(self.covers(i) for i in chosen)]
            return np.bincount(np.concatenate(seen), minlength=len(self.points))
        picked = np.asarray(chosen, dtype=np.intp)
        # Places that are no point have the number -1, and are counted before the first.
        corners = self._numbers[self._base[picked, None] + self._offsets]
        times = np.bincount(corners.ravel() + 1, minlength=len(self.points) + 1)[1:]
        for _, points in self._loose_pairs(picked):
            times += np.bincount(points, minlength=len(self.points))
        return times

    def needed(self, chosen: Sequence[int], times: Index, *, walls: bool = True) -> Mask:
        """Which of these candidates cover a point that is covered once, or not at all."""
        if walls and not self.convex:
            return np.array([bool((times[self.covers(i)] <= 1).any()) for i in chosen], dtype=bool)
        picked = np.asarray(chosen, dtype=np.intp)
        corners = self._numbers[self._base[picked, None] + self._offsets]
        found = np.append(times <= 1, False)[corners].any(axis=1)
        for place, points in self._loose_pairs(picked):
            found[place[times[points] <= 1]] = True
        return np.asarray(found)

    def _loose_pairs(self, picked: Index) -> Iterator[tuple[Index, Index]]:
        """Pairs of a place among those picked and a point it covers that is no corner of a tile."""
        centres, radius = self.centres[picked], self.smoke.radius_m + ROUNDING_M
        for number, points in (
            (self._others, self.corners[self._others]),
            (np.arange(len(self.points) - len(self._gaps), len(self.points)), self._gaps),
        ):
            if len(points):
                x, y = (np.subtract.outer(centres[:, k], points[:, k]) for k in (0, 1))
                place, column = np.nonzero(np.hypot(x, y) <= radius)
                yield place, number[column]
        if self.smoke.corridor_spacing_m is not None:
            along = np.abs(np.subtract.outer(centres[:, self.smoke.corridor_axis], self.axis))
            place, column = np.nonzero(along <= self.smoke.corridor_spacing_m / 2 + ROUNDING_M)
            yield place, len(self.corners) + column

    def promise(self, tiles: Index, wanted: Mask) -> Index:
        """At most how many of the wanted points each of these candidates covers."""
        corners = self._numbers[self._base[tiles, None] + self._offsets]
        found = np.count_nonzero(wanted[corners] & (corners >= 0), axis=1)
        return np.asarray(found + np.count_nonzero(wanted[self._corners :]))

    def around(self, point: Points, reach_m: float) -> Index:
        """Candidates in the square of this half side around a point, nearest first."""
        (tx, ty), (x, y) = self.room.tile_m, point
        rows = slice(max(0, int((y - reach_m) / ty)), int((y + reach_m) / ty) + 1)
        columns = slice(max(0, int((x - reach_m) / tx)), int((x + reach_m) / tx) + 1)
        found = self.index.at[rows, columns].ravel()
        found = found[found >= 0]
        away = square(self.centres[found] - point)
        return np.asarray(found[np.argsort(away, kind="stable")])

    def _stencil(self) -> None:
        """The corners of tiles by place, those around any tile, and the points that are none."""
        tile = np.asarray(self.room.tile_m)
        radius = self.smoke.radius_m + ROUNDING_M
        rx, ry = (np.floor(radius / tile) + 1).astype(int).tolist()
        inside = corners_inside(self.room)
        y, x = np.nonzero(inside)
        self._corners = len(x)
        """Of tiles; they are the first points."""
        self.lattice = np.arange(len(self.corners)) < len(x)
        numbers = np.full((self.room.height + 1 + 2 * ry, self.room.width + 1 + 2 * rx), -1, dtype=np.intp)
        numbers[y + ry, x + rx] = np.arange(len(x))
        self._numbers = numbers.ravel()
        x, y = np.arange(-rx, rx + 2), np.arange(-ry, ry + 2)
        near = np.hypot((x[None] - 0.5) * tile[0], (y[:, None] - 0.5) * tile[1]) <= radius
        self.most = int(near.sum())
        """Corners of tiles that a detector covers where no wall is near."""
        up, right = np.nonzero(near)
        self._offsets = (up + y[0] + ry) * numbers.shape[1] + right + x[0] + rx
        self._base = self.spots[:, 1] * numbers.shape[1] + self.spots[:, 0]
        self._others = np.flatnonzero(~self.lattice)

    def _in_sight(self, i: int) -> Index:
        found = self.covers(i, walls=False)
        found = found[found < len(self.points) - len(self._gaps)]
        if not self._walled[i]:
            return found
        corners = found < len(self.corners)
        near = found[corners]
        seen = sees(self.room, self.centres[i][None], self.corners[near], self._inwards[near])[0]
        return np.concatenate([near[seen], found[~corners]])

    def _of_gaps(self, i: int, first: int) -> Index:
        """Those of the added points, from the `first` on, that candidate `i` sees within the radius."""
        points = self._gaps[first:]
        near = np.flatnonzero(np.hypot(*(points - self.centres[i]).T) <= self.smoke.radius_m + ROUNDING_M)
        if len(near):
            near = near[sees(self.room, self.centres[i][None], points[near])[0]]
        return np.asarray(near + (len(self.points) - len(points)))

    def _near_walls(self) -> Mask:
        """Candidates with a wall that can hide something within the square around them."""
        reach = self.smoke.radius_m + ROUNDING_M
        tile = np.asarray(self.room.tile_m)
        walls = hiding_walls(sight_room(self.room))
        low = np.floor((walls.min(axis=1) - reach) / tile).astype(int).clip(0)
        high = np.ceil((walls.max(axis=1) + reach) / tile).astype(int).clip(0)
        near = np.zeros((self.room.height, self.room.width), dtype=bool)
        for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True):
            near[y0:y1, x0:x1] = True
        return near[self.spots[:, 1], self.spots[:, 0]]
