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
        self._rows: dict[Tile, Matrix] = {}
        self._held: dict[bytes, bool] = {}

    @cached_property
    def points(self) -> Points:
        """n × 2, m."""
        return finer_points(self.field.room, self.field.brief.mounting_height_m)

    @cached_property
    def _around(self) -> tuple[Numbers, Matrix]:
        """Reflected light is even enough to be taken from the field's points around each of these."""
        around, shares = neighbours(self.field.points, self.points)
        return np.ascontiguousarray(around.T), np.ascontiguousarray(shares.T)

    def lit(self, nodes: Nodes) -> Matrix:
        """Illuminance in lx at the points, with lights on these tiles and those that were there."""
        tiles = [*self.field.existing, *(self.field.tiles[i] for i in nodes)]
        if new := [tile for tile in tiles if tile not in self._rows]:
            self._rows.update(zip(new, self._gains(new), strict=True))
        return np.asarray(np.sum([self._rows[tile] for tile in tiles], axis=0))

    def _gains(self, tiles: Sequence[Tile]) -> Matrix:
        """tiles × points: what a light on each adds."""
        gains = direct_gains(self.field.room, self.field.brief, tiles, self.points)
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
