"""A cache bounded by what its arrays take."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.caches.by_bytes import MB, cached_by_bytes


def test_what_is_kept_is_not_made_again_and_cannot_be_changed() -> None:
    """The same array for the same arguments, read-only."""
    made = []

    @cached_by_bytes(1.0)
    def row(length: int) -> np.ndarray:
        made.append(length)
        return np.zeros(length)

    assert row(5) is row(5)
    assert made == [5]
    with pytest.raises(ValueError, match="read-only"):
        row(5)[0] = 1.0


def test_the_longest_unasked_goes_when_the_space_is_used_up() -> None:
    """Three arrays of 0.4 MB do not fit in 1 MB; one larger than all of it is handed out, not kept."""
    made = []

    @cached_by_bytes(1.0)
    def block(name: str, size: float) -> np.ndarray:
        made.append(name)
        return np.zeros(int(size * MB), dtype=np.uint8)

    block("a", 0.4), block("b", 0.4), block("a", 0.4)
    block("c", 0.4), block("a", 0.4), block("b", 0.4)
    assert made == ["a", "b", "c", "b"]
    assert block("large", 2.0).nbytes > MB
    block("large", 2.0)
    assert made[4:] == ["large", "large"]
