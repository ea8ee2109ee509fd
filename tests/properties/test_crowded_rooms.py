"""Rooms full of lights: what was reserved lets the later stages succeed."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.air.air_rules import return_evidence, supply_evidence
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from plenum.ceiling.whole.reserve import reserved
from services.air_return_model.model import place as place_return
from services.air_supply_model.model import place as place_supply
from services.smoke_detector_model.model import place as place_detector

TYPES = ("office_enclosed", "conference", "fume_lab", "corridor", "classroom", "storage")


@pytest.mark.parametrize("code", list(FireCode))
def test_crowded_random_rooms_end_with_every_hard_rule_held(code: FireCode) -> None:
    """With lights on 30 % of the tiles, anywhere but on reserved ones, the later stages succeed."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        width, height = int(rng.integers(5, 22)), int(rng.integers(4, 14))
        room = Room("r", ("." * width,) * height, room_type=TYPES[seed % len(TYPES)])
        found = _in_series(room, code, rng)
        assert not broken(found), (seed, width, height, room.room_type, broken(found))


def _in_series(room: Room, code: FireCode, rng: np.random.Generator) -> list[Evidence]:
    """Random lights, then supply, return and detectors, and their evidence."""
    asked = reserved(room, brief_for(room, Settings(code=code)))
    open_tiles = [tile for tile in room.free() if tile not in asked.reserved]
    picks = rng.choice(len(open_tiles), int(0.3 * len(open_tiles)), replace=False)
    lights = tuple(Terminal(open_tiles[i]) for i in picks)
    room = room.with_layout(Layout(Kind.LIGHT, lights))
    for place in (place_supply, place_return, place_detector):
        room = room.with_layout(place(room, asked))
    return [
        *supply_evidence(room, asked),
        *return_evidence(room, asked),
        *smoke_evidence(room, asked),
    ]
