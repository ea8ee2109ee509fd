"""Reductions along an axis of two."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.room.pairs import both, either, ends, square


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_reduced_as_numpy_does(seed: int) -> None:
    """To the bit, whatever is around the last axis."""
    rng = np.random.default_rng(seed)
    points, steps = rng.normal(size=(17, 2)), rng.normal(size=(5, 4, 2))
    low, high = ends(points)
    assert (low == points.min(axis=0)).all()
    assert (high == points.max(axis=0)).all()
    assert (square(steps) == (steps**2).sum(axis=-1)).all()
    assert (both(steps > 0) == (steps > 0).all(axis=-1)).all()
    assert (either(steps > 0) == (steps > 0).any(axis=-1)).all()


def test_tiles_stay_whole_numbers() -> None:
    """The ends of an array of tiles are tiles."""
    low, high = ends(np.array([[3, 1], [2, 7]]))
    assert (low.tolist(), high.tolist()) == ([2, 1], [3, 7])
    assert low.dtype == high.dtype == np.int64
