"""A hall's diffusers and detectors stand in arrays, its grilles between lights; every hard rule holds."""

from __future__ import annotations

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.plan import leaves_room, plan
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify

ROWS = tuple("".join("L" if x % 4 == y % 4 == 1 else "." for x in range(45)) for y in range(40))


def test_a_halls_plan_holds_the_hard_rules_in_arrays() -> None:
    """Detectors and diffusers are all crossings of their own columns and rows."""
    room = Room("hall", ROWS, room_type="office_open")
    brief = brief_for(room, Settings())
    found = plan(room, brief)
    assert found is not None
    for kind, tiles in (
        (Kind.SUPPLY, found.supplies),
        (Kind.RETURN, found.returns),
        (Kind.DETECTOR, found.detectors),
    ):
        room = room.with_layout(Layout(kind, tuple(Terminal(tile) for tile in tiles)))
        if kind is not Kind.RETURN:
            columns, rows = {x for x, _ in tiles}, {y for _, y in tiles}
            assert len(tiles) == len(columns) * len(rows)
    assert [e.rule for e in broken(verify(room, brief, ("AIR_SUPPLY", "SMK")))] == []


def test_lights_that_leave_tiles_everywhere_leave_room() -> None:
    """No search is needed where half of the tiles are free and one is near to every place."""
    room = Room("hall", ROWS, room_type="office_open")
    assert leaves_room(room, brief_for(room, Settings()))


def test_lights_that_take_every_tile_do_not() -> None:
    """Nothing else finds a place."""
    room = Room("hall", ("L" * 45,) * 40, room_type="office_open")
    assert not leaves_room(room, brief_for(room, Settings()))
