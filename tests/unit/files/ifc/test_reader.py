"""The parts of the IFC reader that need no library: bodies in plan, frames, arcs, ids, tiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import Polygon

from plenum.ceiling.room.room import Frame, Room
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import to_site
from plenum.files.ids import Ids, identifier
from plenum.files.ifc.component import Component
from plenum.files.ifc.faces import Body, Face, prism
from plenum.files.ifc.on_grid import Overhead, on_grid
from plenum.files.ifc.placement import frame
from plenum.files.ifc.plan import plan_of
from plenum.files.ifc.reader import is_ifc
from plenum.files.ifc.site import frame_of, from_site
from plenum.files.parsing.json_text import load

SQUARE = np.array([(0, 0, 0), (6, 0, 0), (6, 6, 0), (0, 6, 0)], dtype=float)
UP = np.array([0.0, 0.0, 2.8])


def moved(x: float, y: float, z: float) -> np.ndarray:
    """A frame moved and not turned."""
    return frame((x, y, z), (0, 0, 1), (1, 0, 0))


def component(symbol: str, x: float, y: float, z: float = 2.8, flow: float | None = None) -> Component:
    """A small thing at a place."""
    return Component(symbol, f"{symbol} {x:g}", (x, y), z - 0.05, z, flow, None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"ISO-10303-21;\nHEADER;", True),
        (b"\xef\xbb\xbf\r\n ISO-10303-21;", True),
        ("iso-10303-21;", True),
        ("\ufeffISO-10303-21;", True),
        (b'{"name": "ISO-10303-21;"}', False),
        (b"\xff\xfe\x00", False),
        ("", False),
    ],
)
def test_step_text_is_told_by_how_it_begins(content: bytes | str, expected: bool) -> None:
    """Marks, white space and small letters do not matter."""
    assert is_ifc(content) is expected


def test_a_frame_takes_the_part_of_x_that_is_square_to_z() -> None:
    """And another axis where there is none."""
    slanted = frame((1, 2, 3), (0, 0, 2), (3, 0, 4))
    assert slanted == pytest.approx(moved(1, 2, 3))
    upright = frame((0, 0, 0), (1, 0, 0), (5, 0, 0))
    assert upright[:3, :3] @ upright[:3, :3].T == pytest.approx(np.eye(3))
    assert np.linalg.det(upright) == pytest.approx(1)
    with pytest.raises(ValueError, match="without length"):
        frame((0, 0, 0), (0, 0, 0), (1, 0, 0))


def test_the_site_and_the_grid_are_each_others_inverse() -> None:
    """For any turn; a frame that is tilted or mirrored is no grid's."""
    turned = Frame((10.0, -20.0, 3.0), 33.0)
    assert from_site(turned, to_site(turned, (1.2, 3.4))) == pytest.approx((1.2, 3.4))
    angle = math.radians(33)
    matrix = frame((10, -20, 3), (0, 0, 1), (math.cos(angle), math.sin(angle), 0))
    assert frame_of(matrix) == turned
    assert frame_of(frame((0, 0, 0), (0, 1, 1), (1, 0, 0))) is None
    assert frame_of(np.diag([1.0, -1.0, 1.0, 1.0])) is None


def test_an_upright_prism_keeps_its_profile_exactly() -> None:
    """Corner by corner, holes included, whichever way it is swept."""
    hole = SQUARE / 3 + np.array([2.0, 2.0, 0.0])
    for body in (prism(SQUARE, [hole], UP), prism(SQUARE + UP, [hole + UP], -UP)):
        plan = plan_of([body.moved(moved(100, 0, 5))], "/x")
        assert plan.floor.equals(Polygon(SQUARE[:, :2] + [100, 0], [hole[:, :2] + [100, 0]]))
        assert (plan.level_m, plan.top_m) == pytest.approx((5, 7.8))


def test_loose_faces_are_told_apart_by_their_height_where_they_do_not_agree() -> None:
    """Faces that look any way round: above the middle is ceiling."""
    body = Body(tuple(Face(ring) for ring in (SQUARE, SQUARE + UP)))
    plan = plan_of([body], "/x")
    assert (plan.level_m, plan.top_m) == (0, 2.8)
    assert plan.floor.area == pytest.approx(36)


def test_faces_that_almost_touch_are_one_floor() -> None:
    """A slanted cut whose corners differ by the last digit."""
    left = np.array([(0, 0, 0), (1.1, 0, 0), (4.7, 6, 0), (0, 6, 0)], dtype=float)
    right = np.array([(1.10003, 0, 0), (6, 0, 0), (6, 6, 0), (4.69998, 6, 0)], dtype=float)
    body = Body(tuple(Face(ring) for ring in (left, right, SQUARE + UP)))
    assert plan_of([body], "/x").floor.area == pytest.approx(36, abs=1e-3)


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ([], "empty"),
        ([Body((Face(SQUARE[[0, 1, 1]]),))], "no floor"),
        ([Body((Face(np.array([(0, 0, 0), (1, 0, 0), (1, 0, 3)], dtype=float)),))], "no floor"),
        ([Body((Face(SQUARE / 100), Face(SQUARE / 100 + UP)))], "covers no floor"),
        ([Body((Face(SQUARE), Face(SQUARE + np.array([9.0, 0.0, 0.0]))))], "several parts"),
    ],
)
def test_bodies_without_one_floor_are_refused(bodies: list[Body], words: str) -> None:
    """Nothing, a line, a wall, a speck, two islands."""
    with pytest.raises(InvalidBuilding) as caught:
        plan_of(bodies, "/x")
    assert words in caught.value.message
    assert caught.value.pointer == "/x"


def test_names_become_ids() -> None:
    """What an id may not hold becomes a space; what is taken gets a number, capitals set aside."""
    assert identifier("A/1  (north)", "space") == "A 1 north"
    assert identifier("../..", "space") == "space"
    assert identifier("x" * 300, "space") == "x" * 92
    ids = Ids()
    assert [ids.unlike(name) for name in ("A", "a", "A-2", "A")] == ["A", "a-2", "A-2-2", "A-3"]


def test_components_take_their_tiles_and_give_way_to_none() -> None:
    """Flows go with them; an obstacle never takes a tile from a component."""
    room = Room("a", ("....",) * 3, (0.6, 0.6), 2.8, outline_m=((0, 0), (2.4, 0), (2.4, 1.8), (0, 1.8)))
    hanging = [
        component("S", 0.9, 0.9, flow=40.0),
        component("L", 1.0, 0.9),
        component("#", 0.8, 0.8),
        component("L", 2.1, 0.9, z=1.0),
        component("D", 9.0, 0.9),
    ]
    placed = on_grid(room, hanging)
    assert placed.room.rows == ("....", ".SL.", "....")
    assert placed.room.flows == {(1, 1): 40.0}
    notes = " | ".join(placed.notes)
    assert "1.00 m over the floor" in notes
    assert "outside the room's outline" in notes


def test_an_element_is_found_in_the_room_it_hangs_over() -> None:
    """By place and by height: not in the room above, nor in one beside."""
    square = ((0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (0.0, 6.0))
    low, high = (
        Room(name, ("." * 10,) * 10, outline_m=square, frame=Frame((10.0, 0.0, z), 90.0))
        for name, z in (("low", 0.0), ("high", 4.5))
    )
    overhead = Overhead({1: low, 2: high})
    assert overhead.of(component("L", 7.0, 3.0, 2.8)) == 1
    assert overhead.of(component("L", 7.0, 3.0, 7.3)) == 2
    assert overhead.of(component("L", 12.0, 3.0, 2.8)) is None
    assert overhead.of(component("L", 7.0, 3.0, 12.0)) is None


def test_other_step_files_are_no_json() -> None:
    """What only resembles one falls through to the reader of JSON, which says so."""
    with pytest.raises(InvalidBuilding):
        load("ISO-10303-28;")
