"""Sets of tiles by their numbers."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.pattern.sets import distinct


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_each_set_is_kept_once_in_order(size: int) -> None:
    """Whether their numbers fit into one or not."""
    sets = np.sort(np.random.default_rng(size).integers(0, 9, (400, size)), axis=1)
    assert np.array_equal(distinct(sets, 9), np.unique(sets, axis=0))
    assert distinct(sets[:0], 9).shape == (0, size)
