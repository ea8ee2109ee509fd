"""Which of a room's mirrors a ceiling keeps where it cannot keep all."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.mirrors import WITHIN, Mirrors, mirrors
from plenum.ceiling.room.room import Room

LEANING = ((0.0, 0.0), (6.0, 0.0), (6.0, 3.4), (0.0, 4.2))
"""Its mirror across x covers less of it than the one across y."""


def test_the_clearest_mirror_is_the_cheapest_to_keep() -> None:
    """Keeping the fainter one alone costs more, and less than keeping none."""
    found = mirrors(canvas(Room("r", ("." * 10,) * 5 + ("#" * 10,) * 2, outline_m=LEANING)))
    assert len(set(found.faint)) > 1
    assert min(found.faint) == 0.0
    alone = np.zeros((len(found.room), found.count), dtype=bool)
    alone[:, len(found.exact) :] = np.eye(len(found.room), dtype=bool)
    prices = found.prices(alone)
    clearest, faintest = int(np.argmin(found.faint)), int(np.argmax(found.faint))
    assert prices[clearest] < prices[faintest]
    assert prices[clearest] < found.prices(np.zeros(found.count, dtype=bool))


@pytest.mark.parametrize("size", [1, 2, 4])
def test_sets_keep_the_mirrors_that_each_tile_says(size: int) -> None:
    """Exactly: the image is the set. The room's: each image is within a tile of one of the set."""
    rng = np.random.default_rng(size)
    exact = ((0, 5), (0, 6), (1, 4), (1, 5))
    own = ((0, 5.3), (1, 9.0))
    sets = rng.integers(0, 6, (300, size, 2))
    sets[:100, (size + 1) // 2 :] = [5, 0] + sets[:100, : size // 2] * [-1, 1]
    kept = Mirrors(exact, own, (0.0, 1.0)).kept(sets)
    assert kept[:, : len(exact)].any()
    for tiles, told in zip(sets, kept, strict=True):
        for (axis, total), keeps in zip((*exact, *own), told, strict=True):
            images = [(total - x, y) if axis == 0 else (x, total - y) for x, y in tiles.tolist()]
            within = 0.0 if isinstance(total, int) else WITHIN
            near = [
                any(abs(x - u) <= within and abs(y - v) <= within for u, v in tiles.tolist())
                for x, y in images
            ]
            same = sorted(images) == sorted(map(tuple, tiles.tolist()))
            assert keeps == (same if isinstance(total, int) else all(near))


def test_a_ceilings_price_is_told_by_the_mirrors_it_keeps() -> None:
    """By their number as by their names."""
    found = Mirrors(((0, 5), (1, 4)), ((0, 5.3), (1, 4.0)), (0.0, 1.0))
    kept = np.random.default_rng(1).random((50, 4)) < 0.5
    assert np.array_equal(found.priced[kept @ (1 << np.arange(4))], found.prices(kept))
