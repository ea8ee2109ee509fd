"""Look-ups are counted by cache."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.caches import tally
from plenum.ceiling.caches.by_bytes import cached_by_bytes
from plenum.ceiling.caches.once import cached_once


@cached_once(10)
def doubled(number: int) -> int:
    """Remembered."""
    return number * 2


@cached_by_bytes(1)
def _row(length: int) -> np.ndarray:
    """Remembered by its bytes."""
    return np.zeros(length)


def test_what_is_remembered_is_a_hit_and_what_is_made_a_miss() -> None:
    """Of both kinds of cache, each under its function's name."""
    for number in (1, 1, 2, 1):
        doubled(number)
        _row(number)
    for name in ("doubled", "row"):
        found = tally.by_cache()[f"{__name__}.{name}"]
        assert (found.hits, found.misses) == (2, 2)


def test_the_rooms_that_models_remember_are_among_them() -> None:
    """By module and function."""
    import plenum.ceiling.light.illuminance  # noqa: F401 - its caches are known once it is loaded

    assert any(name.startswith("light.illuminance.") for name in tally.by_cache())
