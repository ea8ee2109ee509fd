"""The figures of order on ceilings made by hand."""

from __future__ import annotations

import pytest

from benchmarks.order import arrays, mirrors, module, twins
from benchmarks.order.buildings import generated
from benchmarks.order.ceiling import Ceiling
from benchmarks.order.figures import figures
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Ring, Room


def ceiling(*rows: str, room_type: str = "office_open", outline: Ring = ()) -> Ceiling:
    """A room as drawn, y growing downwards in the text."""
    return Ceiling(Room("r", rows, room_type=room_type, outline_m=outline))


ARRAY = ceiling("......", ".L..L.", "......", "......", ".L..L.", "......")
ZIGZAG = ceiling(".L....", "...L..", ".L....", "...L..", ".L....", "......")


def test_an_array_is_all_crossings_of_its_lines() -> None:
    """L3 holds for two by two lights, not for a zigzag."""
    assert arrays.array_of(ARRAY, Kind.LIGHT) is True
    assert arrays.array_of(ZIGZAG, Kind.LIGHT) is False


def test_an_array_may_leave_out_what_the_room_cuts() -> None:
    """A crossing on an unusable tile is no gap; one on a free tile is."""
    assert arrays.array_of(ceiling("L..L", "....", "L..#"), Kind.LIGHT) is True
    assert arrays.array_of(ceiling("L..L", "....", "L..."), Kind.LIGHT) is False


def test_pitches_differ_by_a_tile_at_most() -> None:
    """Three and four tiles are even enough, two and four are not."""
    assert arrays.array_of(ceiling("L..L...L"), Kind.LIGHT) is True
    assert arrays.array_of(ceiling("L.L...L."), Kind.LIGHT) is False


def test_a_bent_room_may_have_lights_that_complete_its_array() -> None:
    """L3c takes away up to three lights in a room that fills little of its box, in no other."""
    rows = ("L..L..", "......", "L..L..", ".....L")
    corner: Ring = ((0.0, 0.0), (3.6, 0.0), (0.0, 2.4))
    assert arrays.completed_array(ceiling(*rows, outline=corner)) is True
    assert arrays.completed_array(ceiling(*rows)) is False


def test_lights_have_company_on_both_lines() -> None:
    """L5b and L9 see the light that is alone on its column."""
    lone = ceiling("L..L..", "......", "L..L.L")
    assert arrays.in_company(lone) == (4, 5)
    assert arrays.lonely(lone) is True
    assert arrays.lonely(ARRAY) is False
    assert arrays.in_company(ceiling("L.L.L")) is None


def test_outer_lines_stand_half_a_pitch_from_the_wall() -> None:
    """W counts each outer line of an axis with two lines or more."""
    assert arrays.wall_gaps(ARRAY) == (4, 4)
    assert arrays.wall_gaps(ceiling("L....L")) == (0, 2)


def test_symmetry_is_about_the_room_not_about_the_lights() -> None:
    """L8s and L8m: a row beside the middle keeps the other mirror alone."""
    off = ceiling(".L..L.", "......", "......", "......")
    assert mirrors.lights_symmetric(off) is True
    assert mirrors.every_mirror(off) is False
    assert mirrors.every_mirror(ARRAY) is True


def test_the_whole_ceiling_keeps_a_mirror_or_it_does_not() -> None:
    """A1m looks at every kind."""
    rows = [".L....L.", "........", "S......S", "........"]
    assert mirrors.whole_mirrored(ceiling(*rows)) is True
    assert mirrors.whole_mirrored(ceiling(*rows[:2], "S..S....", "R.......")) is False


def test_the_module_is_lines_and_what_lies_midway() -> None:
    """S5 wants a line or the exact middle in both axes, M also half a pitch beyond."""
    rows = ["........", ".L...L..", "........", "........", "........", ".L...L.S", "........"]
    assert module.strictly(ceiling(*rows[:3], "...S....", *rows[4:5], ".L...L..", "." * 8), Kind.SUPPLY) == (
        1,
        1,
    )
    assert module.strictly(ceiling(*rows), Kind.SUPPLY) == (0, 1)
    assert module.on_module(ceiling(*rows), Kind.SUPPLY) == (1, 1)


def test_what_touches_a_light_by_a_corner_touches_it() -> None:
    """T counts neighbours of eight; small rooms are not asked."""
    rows = ["......", ".L..L.", "S.....", "......", "......", "..D..."]
    assert module.touching(ceiling(*rows), Kind.SUPPLY) == (1, 1)
    assert module.touching(ceiling(*rows), Kind.DETECTOR) == (0, 1)
    assert module.touching(ceiling(*rows[:3]), Kind.SUPPLY) == (0, 0)


def test_corridors_have_a_middle_line() -> None:
    """C counts what stands within half a tile of it, in long corridors alone."""
    rows = ("..........", ".L..L..L..", "..........")
    assert module.on_middle_line(ceiling(*rows, room_type="corridor"), Kind.LIGHT) == (3, 3)
    assert module.on_middle_line(ceiling(*rows[::-1][1:], room_type="corridor"), Kind.LIGHT) == (3, 3)
    assert module.on_middle_line(ceiling(*rows), Kind.LIGHT) == (0, 0)


def test_turned_rooms_are_compared_turned() -> None:
    """X1: the quarter turn of a ceiling is the same one, another layout of the same room is not."""
    rows = ("L...", "....", "...L")
    turned = tuple("".join(column) for column in zip(*rows[::-1], strict=True))
    assert list(twins.congruent([ceiling(*rows), ceiling(*turned)])) == [True]
    assert list(twins.congruent([ceiling(*rows), ceiling("L..L", "....", "....")])) == [False]


def test_look_alikes_have_as_many_columns_and_rows() -> None:
    """X3 counts lines, whichever way round."""
    two, three = ceiling("L..L.", ".....", "....."), ceiling("L.L.L", ".....", ".....")
    assert list(twins.alike([two, three])) == [False]
    assert list(twins.alike([two, ceiling(".L..L", ".....", ".....")])) == [True]


def test_every_figure_is_there_for_a_room() -> None:
    """All names stand for an empty and for a full list."""
    assert figures([]).keys() == figures([ARRAY]).keys()
    assert figures([ARRAY])["L3"] == (1, 1)


@pytest.mark.slow
def test_more_than_a_hundred_rooms_are_generated() -> None:
    """So that no figure rests on a few; each has usable tiles."""
    rooms = [room for building in generated() for room in building.rooms]
    assert len(rooms) >= 100
    assert all(room.usable for room in rooms)
