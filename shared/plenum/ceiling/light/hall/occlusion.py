"""What walls and columns of a hall hold back of the light that would arrive without them.

Near a luminaire every pair of luminaire and point is asked for; from cell to cell farther away, one
luminaire and one point stand for theirs. The far part, beyond some 4.5 mounting heights, is less than
5 % of the light of an opal panel, of a narrow one far less, and what is hidden of that is counted to
some tenths of it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.photometry import Matrix, direct
from plenum.ceiling.room.geometry import Mask, Points, hiding_walls, visible
from plenum.ceiling.room.pairs import square
from plenum.ceiling.room.room import Room
from plenum.ceiling.room.shadows import Boxes, hidden_pairs

_NEAR: Final = 4.5
"""Mounting heights within which every pair is asked for."""
_FINEST: Final = 3
"""Cells that those reach over, at most: the finer they are, the fewer pairs beyond are asked for too."""
_CELLS: Final = 30
"""Cells a side, at most."""
_REMEMBERED: Final = 2_000_000
"""Hidden points, of all luminaires together, beyond which they are forgotten: some 32 MB."""

Numbers = NDArray[np.int64]
Luminaire = tuple[float, float]
"""By its place in m."""
Shade = tuple[Numbers, Matrix]


class Occlusion:
    """A hall's walls and columns, and what they hold back of the light of any luminaires.

    What they hide near a luminaire is found once, whatever others hang in the hall. Threads share it: two
    may find the same twice.
    """

    def __init__(self, room: Room, brief: LightBrief, at: Points) -> None:
        self.room, self.brief, self.at = room, brief, at
        extent = max(room.width * room.tile_m[0], room.height * room.tile_m[1])
        self.size, self.near_cells = _cells(extent, brief.mounting_height_m)
        self.targets = _Cells(at, self.size)
        self._near: dict[Luminaire, Shade] = {}
        self._held = 0

    def held_back(self, lights: Points) -> Matrix:
        """The direct illuminance in lx that does not reach each point because the outline is between."""
        if not len(lights):
            return np.zeros(len(self.at))
        sources, targets = _Cells(lights, self.size), self.targets
        shades = self._shades(lights)
        points, lost = (np.concatenate(part) for part in zip(*shades, strict=True))
        far = self._far(sources.keys[:, None], targets.keys[None])
        far &= ~visible(self.room, lights[sources.stand_ins], self.at[targets.stand_ins])
        light = self._direct(sources.middles, targets.middles, splits=1)
        share = sources.counts @ (light * far)
        return np.asarray(np.bincount(points, lost, len(self.at)) + share[targets.which])

    def _shades(self, lights: Points) -> list[Shade]:
        """Of each luminaire the points near it that it does not reach, and the lx that each lacks."""
        if self._held > _REMEMBERED:
            self._near, self._held = {}, 0
        known = self._near
        asked = [(x, y) for x, y in lights.tolist()]
        new = lights[[each not in known for each in asked]]
        for at, shade in zip(new.tolist(), self._new_shades(new), strict=True):
            known[tuple(at)] = shade
            self._held += len(shade[0])
        return [known[each] for each in asked]

    def _far(self, cells: Numbers, others: Numbers) -> Mask:
        x, y = (np.abs(cells[..., axis] - others[..., axis]) > self.near_cells for axis in (0, 1))
        return np.asarray(x | y)

    def _new_shades(self, lights: Points) -> list[Shade]:
        own: Points = np.floor(lights / self.size)
        boxes = Boxes((own - self.near_cells) * self.size, (own + self.near_cells + 1.0) * self.size)
        which, points = hidden_pairs(hiding_walls(self.room), lights, self.at, boxes)
        # A point on a box' edge is the next cell's.
        near = ~self._far(own[which].astype(np.int64), self.targets.keys[self.targets.which[points]])
        which, points = which[near], points[near]
        lost = self._direct(np.zeros((1, 2)), self.at[points] - lights[which])[0]
        begins = np.searchsorted(which, np.arange(len(lights) + 1)).tolist()
        return [(points[start:end], lost[start:end]) for start, end in pairwise(begins)]

    def _direct(self, lights: Points, at: Points, splits: int = 2) -> Matrix:
        brief = self.brief
        flux = brief.luminaire.lumens * brief.maintenance_factor
        lamp = brief.mounting_height_m, flux, brief.luminaire.beam
        return direct(lights, at, *lamp, self.room.tile_m, splits)


def _cells(extent_m: float, height_m: float) -> tuple[float, int]:
    """The side of a cell in m, and how many cells apart is near: the finest cells that are not too many."""
    for over in range(_FINEST, 1, -1):
        size = _NEAR * height_m / over
        if extent_m <= _CELLS * size:
            return size, over
    return max(_NEAR * height_m, extent_m / _CELLS), 1


class _Cells:
    """Points by the square cell they fall into; empty cells are left out."""

    def __init__(self, points: Points, size: float) -> None:
        own = np.floor(points / size).astype(np.int64)
        self.keys, which = np.unique(own, axis=0, return_inverse=True)
        self.which = which.ravel()
        self.counts = np.bincount(self.which)
        begins = np.cumsum(self.counts) - self.counts
        sums = [np.bincount(self.which, along) for along in points.T]
        self.middles = np.stack(sums, axis=1) / self.counts[:, None]
        away = square(points - self.middles[self.which])
        self.stand_ins = np.lexsort((away, self.which))[begins]
