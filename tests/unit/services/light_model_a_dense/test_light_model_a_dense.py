"""Model A: generous and even, as its README says."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import Nodes, holds
from plenum.ceiling.light.order.alternatives import DENSE, DENSE_FEW, alternatives
from plenum.ceiling.room.room import Room
from services.light_model_a_dense.model import place

ROOMS = [Room("r", ("." * width,) * height) for width, height in ((9, 7), (12, 8), (16, 5))]
every_room = pytest.mark.parametrize("room", ROOMS, ids=lambda r: f"{r.width}x{r.height}")


def evenness(field: LightField, chosen: Nodes) -> float:
    """U0 as these lights give it."""
    lit = field.at(chosen)
    return float(lit.min() / lit.mean())


@every_room
def test_more_lights_than_the_balanced_layout_has_are_spent_on_evenness(room: Room) -> None:
    """At most a quarter more, or two, and never less even for it."""
    brief = brief_for(room, Settings())
    field = LightField(room, brief.light)
    found = alternatives(field)
    assert found is not None
    tiles, balanced = list(field.tiles), found.balanced
    chosen = [tiles.index(terminal.tile) for terminal in place(room, brief).terminals]
    assert holds(field, field.at(chosen))
    assert balanced.count <= len(chosen) <= max(DENSE * balanced.count, balanced.count + DENSE_FEW)
    assert evenness(field, chosen) >= evenness(field, balanced.nodes) - 1e-9
