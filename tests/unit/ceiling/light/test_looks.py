"""The price of a layout's looks."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.looks import (
    A_MIRROR,
    AT_WALL,
    CROWDED,
    NO_SYMMETRY,
    OFF_MIDDLE,
    SQUARISH,
    WALL_LOW,
    line_price,
    lone_line_price,
    looks,
    oblong_price,
    wall_price,
)
from plenum.ceiling.room.room import Room


def test_a_wall_a_centimetre_nearer_changes_no_price_at_once() -> None:
    """Rooms that differ by a few centimetres are priced alike at the limits of a wall gap."""
    near = wall_price(np.array([WALL_LOW - 0.004, WALL_LOW + 0.004]))
    assert near[0] - near[1] < 0.1 * AT_WALL
    assert wall_price(np.array([0.2]))[0] > AT_WALL


@pytest.mark.parametrize(("seen", "hardly"), [((2, 3), (5, 6)), ((2, 3), (3, 4)), ((3, 4), (4, 5))])
def test_pitches_that_differ_cost_more_the_shorter_they_are(
    seen: tuple[int, int], hardly: tuple[int, int]
) -> None:
    """2 and 3 tiles are seen to differ, 5 and 6 hardly."""

    def price(pitches: tuple[int, int]) -> float:
        line = np.array([0.0, pitches[0], sum(pitches)])
        half = sum(pitches) / 4
        return line_price(line, half, half)

    assert price(seen) > price(hardly) > 0.5


def test_three_rows_two_tiles_apart_cost_more_than_farther_ones() -> None:
    """Nothing hangs between them without touching lights; two such rows leave the floor outside of them."""
    assert line_price([1, 3, 5], 1.0, 1.0) == line_price([1, 4, 7], 1.5, 1.5) + CROWDED
    assert line_price([1, 3], 1.0, 1.0) == line_price([1, 4], 1.5, 1.5)


def test_rows_three_times_as_far_apart_as_their_lights_are_priced_in_metres() -> None:
    """Two columns of three lights close together are no array of a room that is longer than wide."""
    wide_m = np.array(7.2)
    short, long = np.array([1.2, 2.4, 1.2]), np.array([3.6, 2.4, 1.2 * SQUARISH])
    price = oblong_price((short, wide_m), (long, wide_m))
    assert (price == oblong_price((long, wide_m), (short, wide_m))).all()
    assert price[0] > 1.0
    assert not price[1:].any()
    wide = Room("wide", ("." * 12,) * 6, tile_m=(1.2, 0.6))
    square = Room("square", ("." * 12,) * 6, tile_m=(0.6, 0.6))
    tiles = np.array([(x, y) for x in (2, 6, 10) for y in (1, 4)])
    assert looks(wide, tiles) > looks(square, tiles)


@pytest.mark.parametrize(("rows", "priced"), [(2, False), (7, True)])
def test_a_lone_row_is_priced_in_a_room_that_is_wide_for_it(
    rows: int, priced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A corridor's is not, however far apart its lights are. Lattices and layouts are priced alike."""
    room = Room("room", ("." * 16,) * rows)
    lone, four = (np.array(0.0), np.array(rows * 0.6)), (np.array(4 * 0.6), np.array(16 * 0.6))
    price = float(oblong_price(four, lone))
    assert (price > 0.0) is priced
    tiles = np.array([(x, rows // 2) for x in (2, 6, 10, 14)])
    whole = looks(room, tiles)
    monkeypatch.setattr("plenum.ceiling.light.looks.OBLONG", 0.0)
    assert whole - looks(room, tiles) == pytest.approx(price)


def test_a_lone_line_off_the_middle_costs_more_than_its_distance() -> None:
    """Half a tile off is the grid's doing; a whole one is not."""
    on, half, off = lone_line_price(np.array([[2.0, 2.5, 3.0], [2.0, 1.5, 1.0]]))
    assert on == 0.0
    assert half < OFF_MIDDLE < off


@pytest.mark.parametrize("gone", [[], [(1, 1)]])
def test_mirrors_are_kept_by_arrays_and_by_what_is_none(gone: list[tuple[int, int]]) -> None:
    """Four lights in the middle of a square keep all; three keep none that runs along a side."""
    room = Room("square", ("." * 6,) * 6)
    tiles = [(x, y) for x in (1, 4) for y in (1, 4) if (x, y) not in gone]
    lines = 2.0 * line_price([1, 4], 1.5, 1.5)
    price = looks(room, np.array(tiles)) - lines
    assert price == 0.0 if not gone else price > NO_SYMMETRY + 2.0 * A_MIRROR


def test_an_array_off_the_middle_keeps_the_mirror_along_which_it_was_moved() -> None:
    """The other is lost, and the half-turn with it."""
    room = Room("square", ("." * 6,) * 6)
    tiles = np.array([(x, y) for x in (0, 3) for y in (1, 4)])
    lines = line_price([0, 3], 0.5, 2.5) + line_price([1, 4], 1.5, 1.5)
    assert looks(room, tiles) == pytest.approx(lines + A_MIRROR)


@pytest.mark.parametrize(("columns", "lost"), [((1, 4), 0.0), ((0, 3), A_MIRROR)])
def test_an_image_half_a_tile_off_is_one(columns: tuple[int, int], lost: float) -> None:
    """A room half a tile wider than its grid has its middle beside the lights'; farther off is none."""
    outline = ((0.0, 0.0), (3.9, 0.0), (3.9, 3.6), (0.0, 3.6))
    room = Room("wider", ("." * 6,) * 6, outline_m=outline)
    tiles = np.array([(x, y) for x in columns for y in (1, 4)])
    lines = line_price(columns, columns[0] + 0.5, 6.0 - columns[1]) + line_price([1, 4], 1.5, 1.5)
    assert looks(room, tiles) == pytest.approx(lines + lost)
