"""Which of a room's mirrors a ceiling keeps where it cannot keep all."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.mirrors import mirrors
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
