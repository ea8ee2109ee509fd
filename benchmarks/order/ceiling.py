"""A completed ceiling as the figures of order look at it: positions in metres, outline, usable tiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.geometry import polygon, tile_centres
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room

Points = NDArray[np.float64]
NEAR_RECTANGULAR = 0.85
"""Share of its box that the outline of a near-rectangular room fills at least."""
SAME_LINE = 0.05
"""Tiles by which positions on one line may differ."""


@dataclass(frozen=True)
class Ceiling:
    """One room with everything on its grid."""

    room: Room
    had: frozenset[tuple[int, int]] = frozenset()
    """Tiles that were occupied before anything was placed."""

    @classmethod
    def of_result(cls, original: Room, result: Mapping[str, Any]) -> Ceiling:
        """What a run made of a room."""
        done = Room.from_json({"existing": [], **result})
        return cls(done, frozenset(original.existing))

    @property
    def tile_m(self) -> float:
        """The smaller side of a tile."""
        return min(self.room.tile_m)

    def at(self, kind: Kind) -> Points:
        """n × 2: the centres of this kind, m."""
        return tile_centres(self.room, self.room.of_kind(kind))

    @cached_property
    def lights(self) -> Points:
        """n × 2, m."""
        return self.at(Kind.LIGHT)

    @cached_property
    def shape(self) -> Polygon:
        """The outline less its holes."""
        return polygon(self.room)

    @cached_property
    def outer(self) -> Polygon:
        """The outline alone."""
        return Polygon(self.shape.exterior)

    @cached_property
    def fill(self) -> float:
        """The share of its box that the outline fills."""
        x0, y0, x1, y1 = self.outer.bounds
        return float(self.outer.area / ((x1 - x0) * (y1 - y0)))

    @property
    def near_rectangular(self) -> bool:
        """Whether the outline fills most of its box."""
        return self.fill >= NEAR_RECTANGULAR

    def usable(self, x: float, y: float) -> bool:
        """Whether the tile around a point, in m, can take something."""
        column, row = int(x // self.room.tile_m[0]), int(y // self.room.tile_m[1])
        inside = 0 <= column < self.room.width and 0 <= row < self.room.height
        return inside and self.room.at((column, row)) != "#"


def lines(values: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Distinct coordinates in order, those nearer to each other than the tolerance as one."""
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > tolerance)
    return np.array([part.mean() for part in np.split(ordered, starts[1:])])
