"""A bound from a few points is never above the size of a smallest cover."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from plenum.ceiling.smoke.cover_bound import cover_bound


def smallest(covers: np.ndarray) -> int:
    """By trying."""
    return next(
        size
        for size in range(len(covers) + 1)
        if any(covers[list(some)].any(axis=0).all() for some in combinations(range(len(covers)), size))
    )


@pytest.mark.parametrize("seed", range(8))
def test_it_is_never_above_the_smallest_cover(seed: int) -> None:
    """Of random matrices with many points."""
    dice = np.random.default_rng(seed)
    covers = dice.random((9, 400)) < 0.5
    covers[seed % 9] |= ~covers.any(axis=0)
    assert 1 <= cover_bound(covers, 9) <= smallest(covers)


def test_points_apart_need_a_row_each() -> None:
    """The bound is the size of the cover there."""
    assert cover_bound(np.eye(4, dtype=bool), 4) == 4


def test_no_points_need_nothing() -> None:
    """An empty room."""
    assert cover_bound(np.zeros((3, 0), dtype=bool), 0) == 0
