"""Rooms are alike by their walls, whichever way they are turned, from like to like."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import numpy as np
import pytest
import shapely

from plenum.ceiling.room.geometry import TURNS, polygon
from plenum.ceiling.room.likeness import CORNERS, NEAR_M, NEXT, SMALLEST, Group, groups, shapes
from plenum.ceiling.room.room import Ring, Room

L_SHAPE: Ring = ((0.0, 0.0), (6.0, 0.0), (6.0, 2.4), (3.0, 2.4), (3.0, 4.2), (0.0, 4.2))


def room(name: str, outline: Iterable[tuple[float, float]], height_m: float = 2.8) -> Room:
    """A room by its outline alone."""
    return Room(name, ("." * 10,) * 7, outline_m=tuple(outline), ceiling_height_m=height_m)


def wide(by_m: float) -> Ring:
    """A rectangle of 5 m and so much."""
    return ((0.0, 0.0), (5.0 + by_m, 0.0), (5.0 + by_m, 3.0), (0.0, 3.0))


def turned(ring: Ring, turn: np.ndarray) -> Ring:
    """The corners about the origin, the same way round."""
    corners = np.array(ring) @ turn.T
    return tuple((float(x), float(y)) for x, y in (corners if np.linalg.det(turn) > 0 else corners[::-1]))


def found(*rooms: Room) -> list[Group]:
    """The groups of these rooms."""
    return list(groups(shapes(enumerate(rooms)), lambda *_: True))


def named(group: Group) -> list[str]:
    """Whose shapes a group has."""
    return [shape.room.room_id for shape, _ in group]


def test_rooms_whose_walls_differ_by_centimetres_are_alike_and_the_largest_comes_first() -> None:
    """And others are not."""
    (group,) = found(room("a", wide(0.0)), room("b", wide(0.04)), room("c", wide(0.5)))
    assert named(group) == ["b", "a"]


def test_rooms_are_alike_from_like_to_like() -> None:
    """The first of a row and the last differ by more than two neighbours may."""
    row = [room(str(n), wide(n * 0.07)) for n in range(9)]
    (group,) = found(*Random(3).sample(row, len(row)))
    assert named(group) == [str(n) for n in range(8, -1, -1)]


def test_rooms_under_other_ceilings_are_not_alike() -> None:
    """A centimetre is a builder's tolerance."""
    assert not found(room("a", wide(0.0)), room("b", wide(0.02), height_m=2.85))
    assert found(room("a", wide(0.0)), room("b", wide(0.02), height_m=2.805))


@pytest.mark.parametrize("turn", TURNS)
def test_a_group_tells_how_the_first_lies_on_each(turn: np.ndarray) -> None:
    """An L has eight images, and each is brought on the others by one turn alone."""
    larger = tuple((x * 1.002, y * 1.002) for x, y in L_SHAPE)
    (((first, _), (other, onto)),) = found(room("a", turned(L_SHAPE, turn)), room("b", larger))
    corners = shapely.get_coordinates(polygon(first.room).exterior) - first.middle
    there = shapely.LinearRing(corners @ onto.T + other.middle)
    assert shapely.hausdorff_distance(there, polygon(other.room).exterior) <= NEAR_M
    assert np.array_equal(onto, turn)


def test_the_turn_goes_through_the_rooms_between() -> None:
    """The last is like the middle one alone, which is turned."""
    quarter = TURNS[1]
    last, middle, first = (tuple((x * by, y * by) for x, y in L_SHAPE) for by in (1.0, 1.007, 1.014))
    ((one, two, three),) = found(room("c", last), room("b", turned(middle, quarter)), room("a", first))
    assert named([one, two, three]) == ["a", "b", "c"]
    assert np.array_equal(two[1], quarter)
    assert np.array_equal(three[1], TURNS[0])


def test_rooms_that_are_the_same_are_one_shape_at_several_places() -> None:
    """Storeys repeat them; alone they are no group."""
    (shape,) = shapes(enumerate([room("a", wide(0.0)), room("b", wide(0.0))]))
    assert shape.places == [0, 1]
    assert not found(room("a", wide(0.0)), room("b", wide(0.0)))


def test_who_asks_may_refuse_a_turn() -> None:
    """A rectangle lies on itself in four ways; where none is taken it is like no other."""
    some = shapes(enumerate([room("a", wide(0.0)), room("b", wide(0.02))]))
    assert not list(groups(some, lambda *_: False))
    ((_, (_, turn)),) = groups(some, lambda _one, _other, turn: bool(turn[0, 0] < 0))
    assert turn[0, 0] == -1


def test_corners_that_lie_on_each_other_and_are_joined_otherwise_are_other_walls() -> None:
    """A bay between two corners here, between two others there."""
    inner = (1.5, 1.5)
    one = ((0.0, 0.0), inner, (6.0, 0.0), (6.0, 6.0), (0.0, 6.0))
    other = ((0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (0.0, 6.0), inner)
    ((_, (_, turn)),) = found(room("a", one), room("b", other))
    assert np.abs(turn).tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_a_row_that_grows_far_is_several_groups() -> None:
    """The smallest has most of the largest one's floor."""
    row = [room(str(n), wide(n * 0.08)) for n in range(24)]
    parts = found(*row)
    assert len(parts) > 1
    for group in parts:
        areas = [shape.area for shape, _ in group]
        assert min(areas) >= SMALLEST * max(areas)


def test_groups_do_not_depend_on_the_order_of_the_rooms() -> None:
    """Of images of one room the same stands for all, whichever comes first."""
    quad = ((0.278, 0.168), (5.122, 0.224), (5.107, 5.232), (0.292, 5.133))
    rooms = [room(str(n), turned(quad, turn)) for n, turn in enumerate(TURNS)]
    told = set()
    for seed in range(6):
        some = Random(seed).sample(rooms, len(rooms))
        told.add(tuple(tuple(named(group)) for group in found(*some)))
    assert len(told) == 1


def test_outlines_of_many_corners_are_like_no_other() -> None:
    """Holding them against each other costs too much."""
    circle = [(3 * np.cos(a), 3 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, CORNERS + 1, endpoint=False)]
    assert not found(room("a", circle), room("b", [(x * 1.001, y) for x, y in circle]))
    assert found(room("a", circle[1:]), room("b", [(x * 1.001, y) for x, y in circle[1:]]))


def test_work_grows_with_the_number_of_rooms_alone() -> None:
    """Each is compared with so many others, however many are there."""
    asked = []

    def fits(*pair: object) -> bool:
        asked.append(pair)
        return True

    list(groups(shapes(enumerate(room(str(n), wide(n * 1e-5)) for n in range(80))), fits))
    assert len(asked) <= NEXT * 80
