"""The naive verifier against printed figures: a judge needs a measure of its own."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.support.naive.bounces import DOWN, UP, Bounces, bounces
from tests.support.naive.light import from_one, grid, illuminances, pitch
from tests.support.naive.room import NaiveRoom
from tests.support.naive.shape import stays_inside
from tests.support.naive.table import beam

ELL = [[(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (1.0, 1.0), (1.0, 4.0), (0.0, 4.0)]]
OPAL = beam({"n": 1.0})
PANEL = {
    "targets": {"office_open": {"luminaire": "panel"}},
    "luminaires": {"panel": {"lumens": 3600, "n": 1.0}},
}


def room(width: int, height: int, **more: Any) -> NaiveRoom:
    """A rectangle of 0.6 m tiles, 2.05 m above its working plane, with opal panels of 3600 lm."""
    rows = more.pop("rows", ["." * width] * height)
    data = {"rows": rows, "tile_m": [0.6, 0.6], "room_type": "office_open", "ceiling_height_m": 2.8, **more}
    return NaiveRoom(data, PANEL, "NFPA72")


def around(of: NaiveRoom) -> Bounces:
    """What goes round in a room of the usual surfaces."""
    return bounces(tuple(tuple(ring) for ring in of.shape), of.ceiling, (0.7, 0.5, 0.2))


@pytest.mark.slow
def test_what_squares_send_is_what_they_receive_less_what_they_keep() -> None:
    """Light is neither made nor lost on its way round."""
    found = around(room(10, 8))
    sent = found.sent([(3.0, 2.4)], OPAL)
    kept = sum(s.area * m * (1 - s.back) / s.back for s, m in zip(found.squares, sent, strict=True))
    assert kept == pytest.approx(1.0, abs=0.01)


@pytest.mark.slow
def test_a_floor_under_an_even_ceiling_sees_the_exact_share_of_it() -> None:
    """Opposite faces of a cube: 0.1998."""
    cube = around(room(5, 5, ceiling_height_m=3.0))
    floor = [seen for s, seen in zip(cube.squares, cube.seen, strict=True) if s.facing == UP]
    above = [share for seen in floor for i, share in seen.items() if cube.squares[i].facing == DOWN]
    assert sum(above) / len(floor) == pytest.approx(0.1998, rel=0.01)


@pytest.mark.slow
def test_the_squares_of_an_l_are_its_floor_ceiling_and_walls() -> None:
    """Those that its walls cut count with the part inside; 7 m² under 3 m, 16 m of wall."""
    squares = Bounces(ELL, 3.0, (0.7, 0.5, 0.2)).squares
    for z, area in ((1.0, 7.0), (-1.0, 7.0), (0.0, 48.0)):
        assert sum(s.area for s in squares if s.facing[2] == z) == pytest.approx(area, rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("way", [(1.0, 0.0, 0.0), (-1.0, 0.0, 0.0)])
def test_a_ray_ends_on_the_wall_that_faces_it(way: tuple[float, float, float]) -> None:
    """Across the arm of an L, from the middle of it."""
    ell = Bounces(ELL, 3.0, (0.7, 0.5, 0.2))
    assert ell.squares[ell.met((0.5, 2.5, 1.5), way)].facing == (-way[0], 0.0, 0.0)


@pytest.mark.parametrize(("r_m", "lx"), [(0.0, 266.93), (1.2, 150.67), (2.05, 68.53)])
def test_one_panel_in_four_parts_gives_the_printed_illuminance(r_m: float, lx: float) -> None:
    """3600 lm, 2.05 m above the plane, n = 1."""
    assert from_one((0.0, 0.0), (r_m, 0.0), room(15, 10), 3600.0, OPAL) == pytest.approx(lx, abs=0.01)


def test_a_panel_lights_the_whole_plane_with_its_own_flux() -> None:
    """Illuminance over a plane without end, by rings: the lumens are all there."""
    step = 0.05
    rings = [(i + 0.5) * step for i in range(4000)]
    lumens = sum(from_one((0, 0), (r, 0), room(1, 1), 3600, OPAL) * 2 * math.pi * r * step for r in rings)
    assert lumens == pytest.approx(3600, rel=2e-3)


@pytest.mark.slow
def test_twelve_panels_in_a_regular_array_give_the_printed_mean() -> None:
    """9 x 6 m, 3 x 4 panels on tiles: 532.6 lx, U0 0.84, on a grid that need not be the printed one's."""
    rows = ["." * 15 for _ in range(10)]
    for y in (1, 5, 8):
        rows[y] = "".join("L" if x in (1, 5, 9, 13) else "." for x in range(15))
    lit = illuminances(room(15, 10, rows=rows))
    mean = sum(lit) / len(lit)
    assert mean == pytest.approx(532.6, rel=0.02)
    assert min(lit) / mean == pytest.approx(0.84, abs=0.04)


@pytest.mark.parametrize(("side_m", "pitch_m"), [(1, 0.2), (5, 0.616), (10, 1.0), (25, 1.897), (50, 3.080)])
def test_the_pitch_of_the_grid_is_the_printed_one(side_m: float, pitch_m: float) -> None:
    """Where the luminaires hang high enough not to ask for a finer one."""
    assert pitch(side_m, 20.0) == pytest.approx(pitch_m, abs=1e-3)


def test_the_grid_keeps_clear_of_the_walls() -> None:
    """Half a metre, and at least 9 points."""
    points = grid(room(15, 10))
    assert len(points) >= 9
    assert min(min(x, 9 - x, y, 6 - y) for x, y in points) >= 0.5


@pytest.mark.parametrize(
    ("head", "seen"),
    [((3.5, 0.5), False), ((0.5, 0.5), True), ((1.0, 1.0), True), ((1.5, 0.5), True), ((2.0, 0.5), False)],
)
def test_a_wall_hides_what_is_behind_it(head: tuple[float, float], seen: bool) -> None:
    """From (0.5, 1.5) in one arm of an L, past its inner corner; touching the corner is seeing."""
    assert stays_inside((0.5, 1.5), head, ELL) is seen
