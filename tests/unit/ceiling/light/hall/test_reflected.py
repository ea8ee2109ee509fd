"""Reflected light between the nodes of a convex hall."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.hall import reflected
from plenum.ceiling.room.room import Room


@pytest.mark.parametrize("seed", range(4))
def test_a_quarter_of_a_rectangle_says_all(seed: int) -> None:
    """As each node by itself: of odd and of even numbers of lines, wherever the rectangle lies. Of lengths in
    tenths of a millimetre: others are rounded to those, and the walls are no longer where they were."""
    rng = np.random.default_rng(seed)
    (x, y), (wide, deep) = (rng.uniform(low, high, 2).round(4) for low, high in ((0.0, 3.0), (5.0, 40.0)))
    outline = ((x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep))
    room = Room("hall", ("." * 80,) * 80, outline_m=outline, room_type="office_open")
    brief = light_brief(room, Settings())
    lines = [
        reflected._lines(low, low + span, brief.ceiling_height_m) for low, span in ((x, wide), (y, deep))
    ]
    found, plain = (gains(room, brief, *lines) for gains in (reflected._mirrored, reflected._every))
    assert found == pytest.approx(plain, abs=2e-6)
