"""Sets of tiles whose number of lights a search tree may fix: a tile, halves of halves, half-planes.

In a good layout a light can often go a tile to either side: forbidding one tile changes little, and
its neighbour takes over. To say how many lights a part of the room has changes more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.light.photometry import Matrix


@dataclass(frozen=True)
class Groups:
    """Sets of a field's tiles; the first are the single tiles, in their order."""

    members: tuple[Nodes, ...]
    tiles: int

    @cached_property
    def matrix(self) -> Matrix:
        """groups × tiles: 1 where a tile is in a group."""
        inside = np.zeros((len(self.members), self.tiles))
        for row, members in zip(inside, self.members, strict=True):
            row[members] = 1.0
        return inside


def groups(field: LightField) -> Groups:
    """Each tile; both halves along both axes, of the longer one's halves again; all half-planes."""
    count = len(field.tiles)
    at = field.spots * np.asarray(field.room.tile_m)
    found: dict[bytes, Nodes] = {}

    def keep(members: Nodes) -> None:
        if 1 < len(members) < count:
            found.setdefault(members.tobytes(), members)

    waiting = [np.arange(count, dtype=np.int64)]
    while waiting:
        members = waiting.pop()
        extent = np.ptp(at[members], axis=0)
        for axis in (0, 1):
            along = at[members, axis]
            middle = np.sort(along)[len(along) // 2]
            first = along < middle if along.min() < middle else along <= middle
            if first.all():
                continue
            halves = members[first], members[~first]
            for half in halves:
                keep(half)
            if extent[axis] >= extent[1 - axis] - 1e-9:
                waiting += halves
    for axis in (0, 1):
        for line in np.unique(at[:, axis])[1:]:
            keep(np.flatnonzero(at[:, axis] < line))
    single = tuple(np.array([i], dtype=np.int64) for i in range(count))
    return Groups((*single, *found.values()), count)
