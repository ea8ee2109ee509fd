"""Model C: aligned and symmetric, near the fewest, as its README says."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.regularity import regularity, symmetry
from plenum.ceiling.room.room import Room
from services.light_model_b_sparse import model as sparse
from services.light_model_c_balanced.model import place

ROOMS = [Room("r", ("." * width,) * height) for width, height in ((9, 7), (12, 8), (16, 5), (7, 7))]
every_room = pytest.mark.parametrize("room", ROOMS, ids=lambda r: f"{r.width}x{r.height}")


@every_room
def test_every_light_of_a_plain_room_has_its_mirror_image(room: Room) -> None:
    """Rows in line, too."""
    tiles = [terminal.tile for terminal in place(room, brief_for(room, Settings())).terminals]
    assert symmetry(tiles) == 1.0
    assert regularity(tiles) >= 0.85


@every_room
def test_order_costs_little_over_the_fewest(room: Room) -> None:
    """Model B's count is the fewest known."""
    brief = brief_for(room, Settings())
    fewest = len(sparse.place(room, brief).terminals)
    assert fewest <= len(place(room, brief).terminals) <= max(fewest + 1, 1.15 * fewest)
