"""Where whole tiles fill an axis, the grid starts as suits the lights."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.light.order.least_price import least_price
from plenum.ceiling.room.borders import border_cuts
from plenum.ceiling.room.room import Room
from plenum.files.building import suited
from plenum.files.building.building import Building
from plenum.files.building.suited import suited_to_lights
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building, read_model
from tests.support.honeybee import box, model, rectangle

BY_RULE = {"settings": {"grid": {"centre": ["rule", "rule"]}}}
HALF = (0.3, 0.3)
WHOLE = (0.0, 0.0)


def listed(*sides: tuple[float, float], **options: Any) -> Building:
    """Open offices of these lengths and widths in m."""
    lines = [f"R{n},open office,{length},{width},2.8" for n, (length, width) in enumerate(sides)]
    return read_building("\n".join(("name,type,length,width,height", *lines)), options=options or None)


def price(room: Room, building: Building) -> float:
    """Of its best ordered layout."""
    found = least_price(room, brief_for(room, building.settings).light)
    assert found is not None
    return found


def test_strips_of_half_a_tile_are_taken_where_lights_stand_better_so() -> None:
    """9.6 m are 16 tiles: five columns stand evenly on 17 alone. What is given up is told."""
    read, ruled = listed((9.6, 4.8)), listed((9.6, 4.8), **BY_RULE)
    (room,), (whole,) = read.rooms, ruled.rooms
    assert border_cuts(whole) == (WHOLE, WHOLE)
    assert border_cuts(room) == (HALF, WHOLE)
    assert price(room, read) + suited.CUT * 2 * room.height < price(whole, ruled)
    assert any("half a tile at the walls of x, where whole" in note for note in read.assumptions["R0"])


def test_rooms_that_are_alike_start_alike() -> None:
    """Turned on the site or not, and whatever else is in the building."""
    sides = rectangle(9.6, 4.8)
    turned = [[-y + 30.0, x] for x, y in sides]
    read = read_building(model(box("a", sides), box("b", rectangle(6.1, 4.0)), box("c", turned)))
    a, _, c = read.rooms
    assert a.rows == c.rows
    assert border_cuts(a) == border_cuts(c)


def test_there_is_no_choice_where_a_strip_would_be_narrower() -> None:
    """GEO-4 leaves one start where whole tiles do not fit, and lights are not looked at."""
    read = listed((9.8, 5.0))
    assert read.rooms[0].rows == listed((9.8, 5.0), **BY_RULE).rooms[0].rows
    assert not any("strips" in note for note in read.assumptions["R0"])


def test_a_grid_that_was_set_stays() -> None:
    """By an origin, by the rule asked for, or as that of rooms which share it."""
    for grid in ({"origin_m": [0.0, 0.0]}, {"centre": ["rule", "rule"]}, {"shared": [["R0", "R1"]]}):
        read = listed((9.6, 4.8), (9.6, 4.8), settings={"grid": grid})
        assert border_cuts(read.rooms[0]) == (WHOLE, WHOLE)


def test_what_its_author_drew_stays() -> None:
    """A building file's grid, read again, is the one that was written, by whatever rule it was laid."""
    drawn = read_model("name,type,length,width,height\nR0,open office,9.6,4.8,2.8")
    assert border_cuts(drawn.rooms[0]) == (WHOLE, WHOLE)
    assert read_building(building_to_json(drawn)).rooms == drawn.rooms


def test_a_ceiling_in_which_something_hangs_stays() -> None:
    """Its tiles are there already."""
    blank = read_model("name,type,length,width,height\nR0,open office,9.6,4.8,2.8")
    (room,) = blank.rooms
    rows = ("L" + room.rows[0][1:], *room.rows[1:])
    hung = replace(blank, rooms=(replace(room, rows=rows, existing=frozenset({(0, 0)})),))
    assert suited_to_lights(hung).rooms == hung.rooms


def test_a_large_building_is_read_in_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest rooms are looked at first, in whatever order they come; what is like them follows."""
    monkeypatch.setattr(suited, "WORK", 1_000)
    sides = ((12.0, 12.0), (9.6, 4.8), (9.6, 4.8))
    large, small, alike = listed(*sides).rooms
    assert border_cuts(large) == (WHOLE, WHOLE)
    assert border_cuts(small) == border_cuts(alike) == (HALF, WHOLE)
    assert [border_cuts(room) for room in listed(*sides[::-1]).rooms] == [(HALF, WHOLE)] * 2 + [
        (WHOLE, WHOLE)
    ]


def test_a_small_room_keeps_its_tiles() -> None:
    """Ten tiles are enough for all four kinds, four are not."""
    for sides in ((3.0, 1.2), (2.4, 1.2), (3.0, 2.4)):
        assert border_cuts(listed(sides).rooms[0]) == (WHOLE, WHOLE)


@pytest.mark.slow
@pytest.mark.parametrize("niche", [0.3, 0.6])
def test_a_niche_does_not_hide_the_choice(niche: float) -> None:
    """The walls that the grid lies between decide what fits, not the box."""
    deep = 9.6 + niche
    outline = [(0, 0), (9.6, 0), (9.6, 2), (deep, 2), (deep, 2.8), (9.6, 2.8), (9.6, 4.8), (0, 4.8)]
    (room,) = read_building(model(box("a", [[float(x), float(y)] for x, y in outline]))).rooms
    (plain,) = read_building(model(box("a", rectangle(9.6, 4.8)))).rooms
    assert border_cuts(room) == border_cuts(plain) != (WHOLE, WHOLE)


@pytest.mark.slow
def test_noise_of_corners_decides_nothing() -> None:
    """Four tenths of a millimetre either way leave the start where it was."""
    dice = Random(4)
    starts = set()
    for _ in range(8):
        noisy = [[at + dice.uniform(-0.0004, 0.0004) for at in corner] for corner in rectangle(9.6, 4.8)]
        starts.add(border_cuts(read_building(model(box("a", noisy))).rooms[0]))
    assert starts == {(HALF, WHOLE)}


def test_the_note_names_the_axes_that_whole_tiles_fill() -> None:
    """Strips that the rule asks for are told by nobody."""
    (note,) = [note for note in listed((9.6, 5.0)).assumptions["R0"] if "strips" in note]
    assert "walls of x, where whole" in note


def test_a_tile_of_ones_own_leaves_the_start_to_the_lights() -> None:
    """It is no start, however it is asked for."""
    for options in ({"tile_m": 0.6}, {"settings": {"grid": {"tile_m": 0.6}}}):
        assert border_cuts(listed((9.6, 4.8), **options).rooms[0]) == (HALF, WHOLE)


def test_beams_are_in_the_frame_of_the_grid_that_is_told() -> None:
    """Measured on what was read before."""
    before = listed((9.6, 4.8))
    beam = {"from_m": [5.1, 0.0], "to_m": [5.1, 9.0], "depth_m": 0.5, "width_m": 0.3}
    read = listed((9.6, 4.8), settings={"beams": {"R0": [beam]}})
    (room,), (hole,) = read.rooms, read.rooms[0].holes_m
    assert room.frame == before.rooms[0].frame
    assert {round(x, 3) for x, _ in hole} == {4.95, 5.25}


def test_what_is_asked_of_the_lights_by_then_counts() -> None:
    """What was added to a model since its file was read."""
    blank = read_model("name,type,length,width,height\nR0,open office,9.6,4.8,2.8")
    bright = blank.settings.having(targets={"office_open": {"em_lx": 750.0}})
    assert border_cuts(suited_to_lights(blank).rooms[0]) == (HALF, WHOLE)
    assert border_cuts(suited_to_lights(replace(blank, settings=bright)).rooms[0]) == (HALF, HALF)
