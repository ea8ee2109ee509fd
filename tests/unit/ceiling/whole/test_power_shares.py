"""A building's lighting power is shared out so that its rule follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.building_power import building_evidence, power_allowance_w
from plenum.ceiling.whole.power_shares import apart, most_lights, own_share

TYPES = ("office_enclosed", "conference", "fume_lab", "corridor", "classroom", "storage")
OFFICE = Room("o", ("." * 9,) * 7, room_type="office_enclosed")
STORE = Room("s", ("." * 12,) * 10, room_type="storage")


def random_rooms(seed: int) -> list[Room]:
    """One to nine rectangles of several types, some with lights in them."""
    rng = np.random.default_rng(seed)
    rooms = []
    for n in range(int(rng.integers(1, 10))):
        width, height = int(rng.integers(3, 20)), int(rng.integers(3, 15))
        room = Room(f"r{n}", ("." * width,) * height, room_type=str(rng.choice(TYPES)))
        rooms.append(replace(room, rows=("L" + "." * (width - 1), *room.rows[1:])) if n % 3 == 2 else room)
    return rooms


@pytest.mark.parametrize("seed", range(30))
def test_rooms_within_their_shares_hold_the_buildings_rule(seed: int) -> None:
    """So many lights in each room take no more than the building may."""
    rooms, settings = random_rooms(seed), Settings()
    power = allowed = 0.0
    for room, most in zip(rooms, most_lights(rooms, settings), strict=True):
        brief = light_brief(room, settings)
        assert most is not None
        power += most * brief.luminaire.watts
        allowed += power_allowance_w(room, brief)
    assert power <= allowed + 1e-6


def test_a_room_whose_share_nobody_told_has_what_its_own_allowance_pays_for() -> None:
    """So rooms hold the rule together, though whoever planned the building shared nothing out."""
    assert own_share(OFFICE, Settings()) == 5
    assert own_share(OFFICE, Settings(overrides={"power": {"policy": "report"}})) is None
    assert own_share(replace(OFFICE, ceiling_height_m=0.5), Settings()) is None


def test_a_building_by_itself_may_have_what_its_allowance_pays_for() -> None:
    """161 W at 30 W a luminaire."""
    assert most_lights([OFFICE], Settings()) == (5,)


def test_a_room_takes_what_others_leave() -> None:
    """A store needs little of its allowance: an office beside it has more than its own."""
    shared = most_lights([OFFICE, STORE], Settings())
    assert shared[0] is not None
    assert shared[0] > 5


def test_equal_rooms_have_equal_shares_wherever_they_stand() -> None:
    """Whatever rounding leaves."""
    twin = replace(OFFICE, room_id="twin")
    for rooms in ([OFFICE, twin], [OFFICE, STORE, twin], [STORE, twin, OFFICE, twin]):
        shares = dict(zip([room.rows for room in rooms], most_lights(rooms, Settings()), strict=True))
        for room, share in zip(rooms, most_lights(rooms, Settings()), strict=True):
            assert share == shares[room.rows]


def test_lights_that_hang_there_are_needed() -> None:
    """A room full of them takes a greater part than it would empty."""
    full = replace(STORE, rows=("L" * 12, *STORE.rows[1:]))
    bare, crowded = most_lights([OFFICE, STORE], Settings()), most_lights([OFFICE, full], Settings())
    assert bare[1] is not None
    assert crowded[1] is not None
    assert crowded[1] > bare[1]


def test_where_power_is_only_reported_nobody_has_a_limit() -> None:
    """And a room that nothing can be asked of neither; the others share without it."""
    assert most_lights([OFFICE], Settings(overrides={"power": {"policy": "report"}})) == (None,)
    low = replace(OFFICE, room_id="low", ceiling_height_m=0.7)
    assert most_lights([low, OFFICE], Settings()) == (None, 5)


def test_a_part_of_a_building_has_what_the_others_leave() -> None:
    """What holds the rule beside others by itself holds it with them."""
    settings = Settings()
    lit = replace(STORE, rows=("LL" + "." * 10, *STORE.rows[1:]))
    alone = apart(settings, [(lit, 2)])
    (most,) = most_lights([OFFICE], alone)
    assert most is not None
    assert most > 5
    rows = ("L" * 9, *("L" * (most - 9) + "." * (18 - most),) * (most > 9), *OFFICE.rows)
    office = replace(OFFICE, rows=rows[: len(OFFICE.rows)])
    count = len(office.of_kind(Kind.LIGHT))
    (part,) = building_evidence([office], alone)
    (whole,) = building_evidence([office, lit], settings)
    assert part.passed == whole.passed
    assert part.margin == pytest.approx(whole.margin, abs=0.01)
    assert count > 5


def test_settings_of_no_others_are_the_buildings_own() -> None:
    """Nothing is written into them; nor where power is only reported."""
    assert apart(Settings(), []) == Settings()
    report = Settings(overrides={"power": {"policy": "report"}})
    assert apart(report, [(STORE, 2)]) == report
