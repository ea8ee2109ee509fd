"""Diffusers in no order are spread over the ceiling all the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.mirrors import mirrors
from plenum.ceiling.pattern.supplies import supply_choices
from plenum.ceiling.pattern.tiles import spread
from plenum.ceiling.room.grid import INVALID
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner

ROOT = Path(__file__).resolve().parents[4]


def test_crowded_lights_do_not_push_diffusers_to_one_side() -> None:
    """Of those that touch none most lie along one wall, where they stand too close for an array."""
    dice = np.random.default_rng(5)
    rows = tuple(
        "".join(
            "L" if x < 26 and dice.random() < 0.6 else "#" if x > 26 and y % 7 > 3 else "." for x in range(30)
        )
        for y in range(25)
    )
    room = Room("r", rows, room_type="office_open")
    on = canvas(room)
    found = supply_choices(on, brief_for(room, Settings()), 23, mirrors(on))
    best = min(found, key=lambda some: float(some.price[0]))
    assert best.sets.shape[1] == 23
    assert spread(on, best.sets[:1], Kind.SUPPLY)[0] < 1.5


@pytest.mark.slow
def test_what_hangs_beside_lights_does_not_keep_the_others_from_an_array() -> None:
    """The example's laboratory: of two diffusers that were there one touches a light. All stand on crossings
    of columns and rows."""
    office = read_building(ROOT / "examples/small_office.json")
    (room,) = (room for room in office.rooms if room.room_id == "laboratory_2")
    completed = PipelineRunner().run_full_pipeline(replace(office, rooms=(room,)))
    tiles = set(Room.from_json({"existing": [], **completed["rooms"][0]}).of_kind(Kind.SUPPLY))
    columns, rows = ({tile[axis] for tile in tiles} for axis in (0, 1))
    assert tiles == {(x, y) for x in columns for y in rows if room.rows[y][x] != INVALID}
