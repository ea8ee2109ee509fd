"""Where lights stand on a field's tiles, kept up to date as they move: how many on each line and around each
tile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes
from plenum.ceiling.room.geometry import Mask
from plenum.ceiling.room.pairs import ends

Indices = NDArray[np.intp]


def steps(reach: int) -> Indices:
    """n × 2: columns and rows to the tiles around one, as the tiles are numbered."""
    far = range(-reach, reach + 1)
    return np.array([(x, y) for y in far for x in far if x or y])


def numbers(field: LightField, reach: int) -> Indices:
    """columns × rows: the field's number of each tile that may be lit, -1 elsewhere and for `reach` around.

    Beyond the last tile the grid has a margin, and a negative number counts from there.
    """
    there = np.asarray(field.existing, dtype=np.int64).reshape(-1, 2)
    width, height = np.maximum(ends(field.spots)[1], there.max(axis=0, initial=0)) + 1
    number = np.full((width + reach, height + reach), -1, dtype=np.intp)
    number[tuple(field.spots.T)] = np.arange(len(field.spots))
    return number


class Standing:
    """Lights that may move by up to `reach` tiles, but not to within `apart` of another new one."""

    def __init__(self, field: LightField, nodes: Nodes, apart: int, reach: int) -> None:
        self.spots, self.apart = field.spots, apart
        self.number = numbers(field, reach)
        self.on = [np.zeros(size, dtype=np.intp) for size in self.number.shape]
        """Lights on each column, and on each row."""
        width, height = self.number.shape
        self._near = np.zeros((width + 2 * apart, height + 2 * apart), dtype=np.intp)
        """How many lights keep others from each tile, and from those around the grid."""
        for tile in field.existing:
            for on, at in zip(self.on, tile, strict=True):
                on[at] += 1
        self.put(nodes)

    def put(self, nodes: Nodes, by: int = 1) -> None:
        """Lights put on these tiles, or taken from them."""
        around = 2 * self.apart + 1
        for x, y in self.spots[nodes].tolist():
            self.on[0][x] += by
            self.on[1][y] += by
            self._near[x : x + around, y : y + around] += by

    def touched(self) -> Indices:
        """How many lights keep others from each tile."""
        x, y = self.spots.T + self.apart
        return np.asarray(self._near[x, y])

    def after(self, spots: NDArray[np.int64], by: Indices, own: Indices) -> tuple[Nodes, Mask]:
        """lights × steps: the tiles where they would stand, and which of these may take a light and are kept
        from others by no light but by so many of those that move."""
        to = self.number[tuple((spots[:, None] + by).T)].T
        return to, (to >= 0) & (self.touched()[to] == own)

    def more_alone(self, spots: NDArray[np.int64], by: Indices) -> Indices:
        """lights × steps: by how many more lines hold one light alone when a light has moved."""
        more = np.zeros((len(spots), len(by)), dtype=np.intp)
        for axis, on in enumerate(self.on):
            here = spots[:, axis, None]
            there = here + by[:, axis]
            more += alone_with(on[there] - (there == here)) - alone_with(on[here] - 1)
        return more


def alone_with(others: Indices) -> Indices:
    """By how many more lines hold one light alone with one more on a line of so many others."""
    return np.asarray((others == 0) * 1 - (others == 1))
