"""What a room lacks is planned together, on the pattern of its lights, and keeps every hard distance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.mirrors import mirrors
from plenum.ceiling.pattern.plan import Plan, plan
from plenum.ceiling.pattern.sets import choices
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.verify import verify


def lit(
    width: int, height: int, columns: tuple[int, ...], rows: tuple[int, ...], kind: str = "office_enclosed"
) -> Room:
    """A rectangle with lights on all crossings."""
    grid = tuple(
        "".join("L" if x in columns and y in rows else "." for x in range(width)) for y in range(height)
    )
    return Room("r", grid, room_type=kind)


def asked(room: Room, code: FireCode = FireCode.NFPA72) -> Brief:
    """The room's brief, nothing reserved."""
    return brief_for(room, Settings(code=code))


def done(room: Room, found: Plan) -> Room:
    """The room with a plan on its grid."""
    for kind, tiles in (
        (Kind.SUPPLY, found.supplies),
        (Kind.RETURN, found.returns),
        (Kind.DETECTOR, found.detectors),
    ):
        room = room.with_layout(Layout(kind, tuple(Terminal(tile) for tile in tiles)))
    return room


ROOMS = (
    lit(13, 9, (2, 6, 10), (2, 6)),
    lit(16, 12, (1, 5, 10, 14), (2, 6, 10)),
    lit(27, 20, (1, 5, 9, 13, 17, 21, 25), (2, 7, 12, 17)),
    lit(6, 5, (1, 4), (2,)),
)


@pytest.mark.slow
def test_a_room_crowded_with_lights_has_a_plan() -> None:
    """One of 1,400 tiles, every third of which each way holds one: sets in no order are asked for too."""
    room = lit(35, 41, tuple(range(1, 35, 3)), tuple(range(1, 41, 3)), kind="classroom")
    brief = asked(room)
    found = plan(room, brief)
    assert found is not None
    evidence = verify(done(room, found), brief, ("AIR_SUPPLY", "SMK"))
    assert [e.rule for e in broken(evidence)] == []


@pytest.mark.parametrize("code", list(FireCode))
@pytest.mark.parametrize("room", ROOMS)
def test_a_plan_holds_every_hard_rule_of_air_and_smoke(room: Room, code: FireCode) -> None:
    """By the verifier."""
    brief = asked(room, code)
    found = plan(room, brief)
    assert found is not None
    evidence = verify(done(room, found), brief, ("AIR_SUPPLY", "SMK"))
    assert [e.rule for e in broken(evidence)] == []


def test_diffusers_stand_on_lines_or_midway_and_on_both_sides() -> None:
    """Two rows of three lights: between the rows, as far from the one wall as from the other."""
    found = plan(ROOMS[0], asked(ROOMS[0]))
    assert found is not None
    (x, y), (u, v) = found.supplies
    assert y == v == 4
    assert x + u == 12
    assert x in (2, 4, 6)


def test_one_detector_more_stands_in_order() -> None:
    """Where three would do, in no order, four are an array."""
    room = lit(22, 20, (2, 6, 10, 14, 18), (2, 7, 12, 17), "office_open")
    found = plan(room, asked(room))
    assert found is not None
    columns, rows = ({tile[axis] for tile in found.detectors} for axis in (0, 1))
    assert len(found.detectors) == len(columns) * len(rows) == 4
    assert found.least_detectors == 3


def test_many_diffusers_touch_no_light_where_others_would_do() -> None:
    """A laboratory with columns of lights three tiles apart: they stand between the rows."""
    room = lit(12, 10, (1, 4, 7, 10), (1, 5, 9), kind="fume_lab")
    found = plan(room, asked(room))
    assert found is not None
    lights = room.of_kind(Kind.LIGHT)
    assert not any(max(abs(x - u), abs(y - v)) <= 1 for x, y in found.supplies for u, v in lights)


def test_a_set_that_leans_to_one_side_costs_more_by_itself() -> None:
    """By so much for each mirror of the room that it does not keep, whatever the other kinds do."""
    on = canvas(ROOMS[0])
    kept = mirrors(on)
    middle, aside = np.array([(4, 4), (8, 4)]), np.array([(3, 3), (5, 3)])
    sets, price = np.stack([middle, aside]), np.ones(2)
    found = choices(sets, price, np.zeros((0, 2), dtype=np.intp), kept, 2, own=0.5)
    assert found.sets.tolist() == sets.tolist()
    assert found.price.tolist() == [1.0, 2.0]


def test_the_rest_is_planned_alike_once_the_diffusers_hang() -> None:
    """The stages come one after the other and find each other's plan."""
    room = ROOMS[1]
    found = plan(room, asked(room))
    assert found is not None
    hung = room.with_layout(Layout(Kind.SUPPLY, tuple(Terminal(tile) for tile in found.supplies)))
    rest = plan(hung, asked(hung))
    assert rest is not None
    assert (rest.supplies, rest.returns, rest.detectors) == ((), found.returns, found.detectors)


@pytest.mark.parametrize("room", ROOMS)
def test_a_mirrored_room_gets_the_mirror_image(room: Room) -> None:
    """Without knowing of its twin."""
    image = replace(room, rows=tuple(row[::-1] for row in room.rows))
    found, other = plan(room, asked(room)), plan(image, asked(image))
    assert found is not None
    assert other is not None
    turned = done(image, other)
    mirrored = tuple(row[::-1] for row in done(room, found).rows)
    assert turned.rows in (mirrored, mirrored[::-1], done(room, found).rows, done(room, found).rows[::-1])


@pytest.mark.slow
def test_many_detectors_in_no_order_are_a_mirror_image_too() -> None:
    """Of arms of two widths: which cover is found does not hang on which way the room lies."""
    corners = ((0, 0), (58, 0), (58, 31), (45, 31), (45, 11), (16, 11), (16, 31), (0, 31))
    outline = tuple((x * 0.6, y * 0.6) for x, y in corners)
    rows = tuple(
        "".join(
            "#" if 16 <= x < 45 and y >= 11 else "L" if x % 4 == 1 and y % 4 == 1 else "." for x in range(58)
        )
        for y in range(31)
    )
    room = Room("u", rows, room_type="office_enclosed", outline_m=outline)
    over = tuple((x, 31 * 0.6 - y) for x, y in outline)
    image = replace(room, rows=rows[::-1], outline_m=over)
    found, other = plan(room, asked(room)), plan(image, asked(image))
    assert found is not None
    assert other is not None
    assert len(found.detectors) >= 3
    assert done(image, other).rows == done(room, found).rows[::-1]


def test_a_corridors_items_stand_on_its_middle_line() -> None:
    """Whatever else they could share a line with."""
    room = lit(30, 3, (3, 11, 18, 26), (1,), kind="corridor")
    found = plan(room, asked(room))
    assert found is not None
    assert {y for _, y in (*found.supplies, *found.detectors)} == {1}


def test_what_hangs_already_is_counted() -> None:
    """A room with its detector gets no other one, and its diffuser stays part of the array."""
    room = lit(13, 9, (2, 6, 10), (2, 6))
    rows = list(room.rows)
    rows[4] = "....S.D......"
    room = replace(room, rows=tuple(rows), existing=frozenset({(4, 4), (6, 4)}))
    found = plan(room, asked(room))
    assert found is not None
    assert found.detectors == ()
    ((x, y),) = found.supplies
    assert y == 4
    assert x in (8, 10)


@pytest.mark.parametrize("blocked", [(1, 3), (3, 3), (5, 3)])
def test_a_blocked_tile_brings_a_small_room_no_second_detector(blocked: tuple[int, int]) -> None:
    """Though on the tiles left one alone stands beside the row about which all three kinds were mirrored."""
    rows = ["#######", "#L...L#", "#.....#", "#.....#", "#L...L#", "#######"]
    leaning = ((0.5, 3.6), (0.1, 0.0), (3.7, 0.2), (4.1, 3.6))
    column, row = blocked
    rows[row] = rows[row][:column] + "#" + rows[row][column + 1 :]
    room = Room("r", tuple(rows), room_type="conference", outline_m=leaning)
    found = plan(room, asked(room))
    assert found is not None
    assert len(found.detectors) == 1


def test_a_room_without_tiles_enough_has_no_plan() -> None:
    """Three kinds on two tiles."""
    room = Room("r", ("..",))
    assert plan(room, asked(room)) is None
