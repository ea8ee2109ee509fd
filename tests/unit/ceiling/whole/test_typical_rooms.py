"""Rooms that are nearly alike are placed as one typical room, each on its own grid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shapely

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.geometry import polygon
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.typical import Typical
from plenum.ceiling.whole.typical_rooms import typical_rooms
from plenum.files.building.building import Building
from plenum.files.geometry.tiling import tile_floor
from plenum.pipeline.runner import PipelineRunner


def room(name: str, length_m: float, width_m: float = 3.1, **more: Any) -> Room:
    """A rectangle whose first wall leans, on the grid that the rule gives it."""
    floor = shapely.Polygon([(0, 0), (length_m, 0), (length_m, width_m), (0.05, width_m)])
    tiling = tile_floor(floor, 0.0, (0.6, 0.6), "/rooms")
    return Room(name, tiling.rows, (0.6, 0.6), 2.8, outline_m=tiling.outline_m, **more)


def turned(room: Room) -> Room:
    """A quarter turn of it, mirrored: x for y."""
    rows = tuple(map("".join, zip(*room.rows, strict=True)))
    return replace(room, rows=rows, outline_m=tuple((y, x) for x, y in room.outline_m[::-1]))


def found(*rooms: Room, most: tuple[int | None, ...] | None = None, **settings: Any) -> dict[int, Typical]:
    """The typical rooms of these."""
    return typical_rooms(dict(enumerate(rooms)), Settings(overrides=settings), most or (None,) * len(rooms))


def test_all_are_placed_as_the_largest_on_the_tiles_that_all_have() -> None:
    """Centimetres apart, on grids of as many tiles."""
    small, large = room("a", 4.42), room("b", 4.46)
    got = found(small, large, most=(6, 5))
    assert set(got) == {0, 1}
    assert {typical.most_lights for typical in got.values()} == {5}
    for place, one in ((0, small), (1, large)):
        typical = got[place]
        assert [len(row) for row in typical.rows] == [len(row) for row in one.rows]
        both = zip("".join(typical.rows), "".join(one.rows), strict=True)
        assert all(has == "." for takes, has in both if takes == ".")
        shape = polygon(replace(one, outline_m=typical.outline_m))
        assert abs(shape.area - polygon(large).area) < 1e-3
        assert shapely.hausdorff_distance(shape.exterior, polygon(one).exterior) < 0.05


def test_a_room_turned_another_way_gets_the_typical_one_turned_so() -> None:
    """With the same tiles."""
    a, b = room("a", 4.42), turned(room("b", 4.46))
    got = found(a, b)
    assert "".join(got[0].rows).count(".") == "".join(got[1].rows).count(".")
    assert (
        shapely.hausdorff_distance(
            polygon(replace(b, outline_m=got[1].outline_m)).exterior, polygon(b).exterior
        )
        < 1e-6
    )


def test_rooms_with_another_number_of_tiles_stand_for_themselves() -> None:
    """One ceiling fits both grids half a tile beside the middle at best."""
    assert room("a", 4.77).width != room("b", 4.83).width
    assert not found(room("a", 4.77), room("b", 4.83))


def test_rooms_of_which_something_else_is_asked_stand_for_themselves() -> None:
    """Use, luminaire, detection, and air for one diffuser more."""
    a, b = room("a", 4.42), room("b", 4.46)
    assert found(a, b)
    assert not found(a, replace(b, room_type="conference"))
    assert not found(a, replace(b, luminaire="B"))
    # 67.6 and 68.2 L/s.
    assert not found(a, b, air={"supply_max_l_s": 68.0})


def test_blocked_tiles_and_what_hangs_already_keep_a_room_by_itself() -> None:
    """And no other room loses a tile for it."""
    a, b, c = room("a", 4.42), room("b", 4.46), room("c", 4.44)
    x, y = b.free()[0]
    row = b.rows[y]
    blocked = replace(b, rows=(*b.rows[:y], f"{row[:x]}#{row[x + 1 :]}", *b.rows[y + 1 :]))
    got = found(a, blocked, c)
    assert set(got) == {0, 2}
    assert got[0].rows == a.rows
    lit = b.with_layout(Layout(Kind.LIGHT, (Terminal((x, y)),)))
    assert set(found(a, replace(lit, existing=frozenset({(x, y)})), c)) == {0, 2}


def test_rooms_that_are_the_same_to_the_last_digit_need_no_typical_one() -> None:
    """They get the same ceiling anyway."""
    a = room("a", 4.42)
    assert not found(a, replace(a, room_id="b"))
    assert set(found(a, replace(a, room_id="b"), room("c", 4.46))) == {0, 1, 2}


def test_a_building_of_rooms_that_are_nearly_alike_gets_one_ceiling() -> None:
    """Each alone, some would get another: that is what a typical room is for."""
    lengths = [4.30 + 0.03 * n for n in range(8)]
    building = Building("row", "", Settings(), tuple(room(f"r{n}", m) for n, m in enumerate(lengths)))
    results = PipelineRunner().run_full_pipeline(building)["rooms"]
    assert {result["status"] for result in results} == {"complete"}
    assert len({tuple(result["rows"]) for result in results}) == 1
