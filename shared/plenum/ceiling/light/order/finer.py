"""The finer grid on which layouts are judged that were chosen at the calculation points alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from plenum.ceiling.light.calculation_grid import finer_points
from plenum.ceiling.light.field import LightField, direct_gains
from plenum.ceiling.light.interpolation import Numbers, neighbours
from plenum.ceiling.light.local_search import Nodes, holds
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.room.geometry import Points
from plenum.ceiling.room.grid import Tile


class FinerGrid:
    """A field's illuminance at the points and midway between them; each tile's light is found once."""

    def __init__(self, field: LightField) -> None:
        self.field = field
        self._known = np.zeros(len(field.tiles), dtype=bool)
        self._held: dict[bytes, bool] = {}

    @cached_property
    def points(self) -> Points:
        """n × 2, m: the field's, then those between."""
        return finer_points(self.field.room, self.field.brief.mounting_height_m)

    @cached_property
    def _between(self) -> Points:
        return self.points[len(self.field.points) :]

    @cached_property
    def _around(self) -> tuple[Numbers, Matrix]:
        """Reflected light is even enough to be taken from the field's points around each of those between."""
        around, shares = neighbours(self.field.points, self._between)
        return np.ascontiguousarray(around.T), np.ascontiguousarray(shares.T)

    @cached_property
    def _base(self) -> Matrix:
        """Between the field's points from the lights that are there, lx."""
        there = self.field.existing
        return np.asarray(self._gains(there).sum(axis=0)) if there else np.zeros(len(self._between))

    @cached_property
    def _rows(self) -> Matrix:
        """tiles × points between: what a light on each adds, lx; of those that were asked for."""
        return np.empty((len(self.field.tiles), len(self._between)))

    def lit(self, nodes: Nodes) -> Matrix:
        """Illuminance in lx at the points, with lights on these tiles and those that were there."""
        self.know(nodes)
        return np.concatenate([self.field.at(nodes), self._base + self._rows[nodes].sum(axis=0)])

    def know(self, nodes: Nodes) -> None:
        """Finds what lights on these tiles add: of many at once for less than of one after the other."""
        new = np.unique(nodes[~self._known[nodes]])
        if len(new):
            self._rows[new] = self._gains([self.field.tiles[i] for i in new.tolist()])
            self._known[new] = True

    def _gains(self, tiles: Sequence[Tile]) -> Matrix:
        """tiles × points between: what a light on each adds."""
        gains = direct_gains(self.field.room, self.field.brief, tiles, self._between)
        reflected = self.field.reflected(tiles)
        for around, shares in zip(*self._around, strict=True):
            # Where there is no point around the share is 0, and any will do.
            there = reflected.take(around, axis=1, mode="clip")
            there *= shares
            gains += there
        return gains

    def holds(self, nodes: Nodes) -> bool:
        """Whether the light rules' own limits hold there."""
        key = np.sort(nodes).tobytes()
        if key not in self._held:
            self._held[key] = holds(self.field, self.lit(nodes))
        return self._held[key]
