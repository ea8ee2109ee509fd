"""A hall's diffusers and detectors stand in arrays, its grilles between lights; every hard rule holds."""

from __future__ import annotations

from collections import Counter

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.plan import leaves_room, plan
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from services.air_supply_model.model import place as air_supply

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


def test_detectors_stand_in_an_array_around_columns() -> None:
    """Columns of a tile hide nothing; a detector whose place one takes stands beside it."""
    taken = {(x, y) for x in range(5, 45, 11) for y in range(4, 40, 9)}
    rows = tuple(
        "".join("#" if (x, y) in taken else c for x, c in enumerate(row)) for y, row in enumerate(ROWS)
    )
    holes = tuple(
        tuple((t * 0.6 + dx, u * 0.6 + dy) for dx, dy in ((0, 0), (0, 0.6), (0.6, 0.6), (0.6, 0)))
        for t, u in taken
    )
    room = Room("hall", rows, room_type="office_open", holes_m=holes)
    brief = brief_for(room, Settings())
    found = plan(room, brief)
    assert found is not None
    columns, lines = (Counter(tile[axis] for tile in found.detectors) for axis in (0, 1))
    of_array = [tile for tile in found.detectors if columns[tile[0]] > 2 and lines[tile[1]] > 2]
    assert len(of_array) >= 0.8 * len(found.detectors)
    done = room.with_layout(Layout(Kind.DETECTOR, tuple(Terminal(tile) for tile in found.detectors)))
    assert [e.rule for e in broken(verify(done, brief, ("SMK",)))] == []


def test_a_halls_plan_is_found_again_by_the_stages_that_follow() -> None:
    """It has as many grilles as the diffusers' rounded flows ask for, so that nothing is planned anew."""
    room = Room("hall", ROWS, room_type="office_open")
    brief = brief_for(room, Settings())
    first = plan(room, brief)
    assert first is not None
    supplied = room.with_layout(air_supply(room, brief))
    second = plan(supplied, brief)
    assert second is not None
    assert (second.returns, second.detectors) == (first.returns, first.detectors)


def test_a_large_room_is_not_searched_where_tiles_are_free_everywhere() -> None:
    """What was a hall's answer is any large room's; a few lights in a row change nothing."""
    rows = tuple("".join("L" if x % 4 == y % 4 == 1 else "." for x in range(15)) for y in range(12))
    room = Room("r", rows, room_type="office_open")
    assert leaves_room(room, brief_for(room, Settings()))
    crowded = Room("r", ("L" * 15,) * 12, room_type="office_open")
    assert not leaves_room(crowded, brief_for(crowded, Settings()))
