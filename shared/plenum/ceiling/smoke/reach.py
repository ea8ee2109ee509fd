"""What each tile's detector would cover of a hall, found when it is asked for, never as a matrix."""

from __future__ import annotations

from typing import Final

import numpy as np

from plenum.ceiling.geometry import Mask, Points, hiding_walls, is_convex, tile_centres, visible
from plenum.ceiling.grid import Tile
from plenum.ceiling.room import Room
from plenum.ceiling.smoke.brief import SmokeBrief
from plenum.ceiling.smoke.coverage import ROUNDING_M, axis_positions, demand_points
from plenum.ceiling.smoke.reduce import Index
from plenum.ceiling.tile_index import TileIndex

LATTICE: Final = 1e-6
"""Tiles by which a point may miss the corner of one."""


class Reach:
    """The points of a room that must be covered, and the candidate tiles that cover them.

    From every tile the same corners of tiles lie within the radius, which leaves few other points to
    be measured: corners of walls, and where walls cross the lines between tiles.
    """

    def __init__(self, room: Room, smoke: SmokeBrief, tiles: tuple[Tile, ...]) -> None:
        self.room, self.smoke, self.tiles = room, smoke, tiles
        self.spots = np.asarray(tiles, dtype=np.intp).reshape(-1, 2)
        self.index = TileIndex(room, self.spots)
        self.centres = tile_centres(room, self.spots)
        self.points = demand_points(room, smoke)
        self.axis = axis_positions(room, smoke)
        self.corners = self.points[: len(self.points) - len(self.axis)]
        self.convex = is_convex(room)
        self._stencil()
        self._walled = np.zeros(0, dtype=bool) if self.convex else self._near_walls()
        self._open: dict[int, Index] = {}
        self._seen: dict[int, Index] = {}
        self._gaps = np.empty((0, 2))

    def add(self, points: Points) -> None:
        """More points to cover: those of gaps between detectors within a tile."""
        self._gaps = np.concatenate([self._gaps, points])
        self.points = np.concatenate([self.points, points])

    @property
    def gaps(self) -> int:
        """How many points were added."""
        return len(self._gaps)

    def sees(self, i: int) -> Index:
        """The points that a detector on candidate `i` covers."""
        if i not in self._seen:
            self._seen[i] = self._in_sight(i)
        if not len(self._gaps):
            return self._seen[i]
        near = np.flatnonzero(np.hypot(*(self._gaps - self.centres[i]).T) <= self.smoke.radius_m + ROUNDING_M)
        if not self.convex and len(near):
            near = near[visible(self.room, self.centres[i][None], self._gaps[near])[0]]
        return np.concatenate([self._seen[i], near + (len(self.points) - len(self._gaps))])

    def within(self, i: int) -> Index:
        """The points that candidate `i` would cover if no wall stood between, gaps left out."""
        if i not in self._open:
            self._open[i] = self._around(i)
        return self._open[i]

    def around(self, point: Points, reach_m: float) -> Index:
        """Candidates in the square of this half side around a point, nearest first."""
        (tx, ty), (x, y) = self.room.tile_m, point
        rows = slice(max(0, int((y - reach_m) / ty)), int((y + reach_m) / ty) + 1)
        columns = slice(max(0, int((x - reach_m) / tx)), int((x + reach_m) / tx) + 1)
        found = self.index.at[rows, columns].ravel()
        found = found[found >= 0]
        away = ((self.centres[found] - point) ** 2).sum(axis=1)
        return np.asarray(found[np.argsort(away, kind="stable")])

    def _stencil(self) -> None:
        """The corners of tiles by place, those around any tile, and the points that are none."""
        tile = np.asarray(self.room.tile_m)
        radius = self.smoke.radius_m + ROUNDING_M
        rx, ry = (np.floor(radius / tile) + 1).astype(int).tolist()
        steps = self.corners / tile
        node = np.round(steps).astype(np.intp)
        lattice = (np.abs(steps - node) < LATTICE).all(axis=1)
        self.lattice = lattice
        numbers = np.full((self.room.height + 1 + 2 * ry, self.room.width + 1 + 2 * rx), -1, dtype=np.intp)
        numbers[node[lattice, 1] + ry, node[lattice, 0] + rx] = np.flatnonzero(lattice)
        self._numbers = numbers.ravel()
        x, y = np.arange(-rx, rx + 2), np.arange(-ry, ry + 2)
        near = np.hypot((x[None] - 0.5) * tile[0], (y[:, None] - 0.5) * tile[1]) <= radius
        self.most = int(near.sum())
        """Corners of tiles that a detector covers where no wall is near."""
        up, right = np.nonzero(near)
        self._offsets = (up + y[0] + ry) * numbers.shape[1] + right + x[0] + rx
        self._base = self.spots[:, 1] * numbers.shape[1] + self.spots[:, 0]
        others = np.flatnonzero(~lattice)
        self._others = others[np.argsort(self.corners[others, 1], kind="stable")]
        self._others_y = self.corners[self._others, 1]

    def _around(self, i: int) -> Index:
        found = [self._numbers[self._base[i] + self._offsets]]
        found[0] = found[0][found[0] >= 0]
        centre, radius = self.centres[i], self.smoke.radius_m + ROUNDING_M
        low, high = np.searchsorted(self._others_y, [centre[1] - radius, centre[1] + radius])
        if high > low:
            some = self._others[low:high]
            found.append(some[np.hypot(*(self.corners[some] - centre).T) <= radius])
        if self.smoke.corridor_spacing_m is not None:
            along = np.abs(self.axis - centre[self.smoke.corridor_axis])
            reached = along <= self.smoke.corridor_spacing_m / 2 + ROUNDING_M
            found.append(len(self.corners) + np.flatnonzero(reached))
        return np.concatenate(found) if len(found) > 1 else found[0]

    def _in_sight(self, i: int) -> Index:
        found = self.within(i)
        if self.convex or not self._walled[i]:
            return found
        corners = found < len(self.corners)
        near = found[corners]
        seen = visible(self.room, self.centres[i][None], self.corners[near])[0]
        return np.concatenate([near[seen], found[~corners]])

    def _near_walls(self) -> Mask:
        """Candidates with a wall that can hide something within the square around them."""
        reach = self.smoke.radius_m + ROUNDING_M
        tile = np.asarray(self.room.tile_m)
        walls = hiding_walls(self.room)
        low = np.floor((walls.min(axis=1) - reach) / tile).astype(int).clip(0)
        high = np.ceil((walls.max(axis=1) + reach) / tile).astype(int).clip(0)
        near = np.zeros((self.room.height, self.room.width), dtype=bool)
        for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True):
            near[y0:y1, x0:x1] = True
        return near[self.spots[:, 1], self.spots[:, 0]]
