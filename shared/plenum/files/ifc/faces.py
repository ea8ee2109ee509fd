"""Bodies as faces: rings of points with holes, in m, and the profile that a prism is swept from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plenum.files.ifc.placement import Matrix

Points3 = NDArray[np.float64]
"""Coordinates in m, one row (x, y, z) a point."""


@dataclass(frozen=True)
class Face:
    """A plane face: its outer ring and its holes, not closed."""

    outer: Points3
    holes: tuple[Points3, ...] = ()

    def moved(self, matrix: Matrix) -> Face:
        """The face in another frame."""
        return Face(_moved(self.outer, matrix), tuple(_moved(hole, matrix) for hole in self.holes))


@dataclass(frozen=True)
class Body:
    """One item of a body."""

    faces: tuple[Face, ...]
    is_prism: bool = False
    """Then the first two faces are its ends, the second the first one moved along the sweep."""

    def moved(self, matrix: Matrix) -> Body:
        """The body in another frame."""
        return Body(tuple(face.moved(matrix) for face in self.faces), self.is_prism)

    def points(self) -> Points3:
        """The corners of all outer rings."""
        return np.concatenate([np.empty((0, 3)), *(face.outer for face in self.faces)])


def _moved(points: Points3, matrix: Matrix) -> Points3:
    moved: Points3 = points @ matrix[:3, :3].T + matrix[:3, 3]
    return moved


def prism(outer: Points3, holes: Sequence[Points3], sweep: NDArray[np.float64]) -> Body:
    """The body that a profile sweeps over along a vector."""
    base = Face(outer, tuple(holes))
    end = Face(outer + sweep, tuple(hole + sweep for hole in holes))
    sides = [side for ring in (outer, *holes) for side in _sides(ring, sweep)]
    return Body((base, end, *sides), is_prism=True)


def _sides(ring: Points3, sweep: NDArray[np.float64]) -> Iterable[Face]:
    following = np.roll(ring, -1, axis=0)
    for tail, head in zip(ring, following, strict=True):
        yield Face(np.array([tail, head, head + sweep, tail + sweep]))
