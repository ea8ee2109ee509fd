"""Halls: the factored kernel and the hidden light against plain sums, and the models on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField, room_illuminance
from plenum.ceiling.light.hall import kernel
from plenum.ceiling.light.hall.field import HallField, hall_illuminance, is_hall
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from services.light_model_a_dense.model import place as dense
from services.light_model_b_sparse.hall import inset
from services.light_model_b_sparse.model import place as sparse
from services.light_model_c_balanced.model import place as balanced

Place = Callable[[Room, Brief], Layout]
SIDE = 60
PLAIN = Room("hall", tuple(["." * SIDE] * SIDE), room_type="office_open")
COLUMNS: tuple[Tile, ...] = ((12, 12), (12, 45), (30, 30), (45, 20))
"""Corners of shafts, 4 tiles wide."""


def around_shafts() -> Room:
    """The plain hall with four shafts, walled."""
    rows = [list(row) for row in PLAIN.rows]
    for x, y in COLUMNS:
        for row in rows[y : y + 4]:
            row[x : x + 4] = "####"
    holes = tuple(
        tuple(((x + dx) * 0.6, (y + dy) * 0.6) for dx, dy in ((0, 0), (4, 0), (4, 4), (0, 4)))
        for x, y in COLUMNS
    )
    return replace(PLAIN, rows=tuple("".join(row) for row in rows), holes_m=holes)


def comb() -> Room:
    """Arms of 7 tiles on a spine of 8, a wall of one between."""
    walls = [((8 * k - 1) * 0.6, 8 * k * 0.6) for k in range(7, 0, -1)]
    teeth = (corner for low, high in walls for corner in ((high, 36), (high, 4.8), (low, 4.8), (low, 36)))
    outline = ((0, 0), (36, 0), (36, 36), *teeth, (0, 36))
    ends = "".join("#" if x % 8 == 7 else "." for x in range(SIDE))
    rows = tuple("." * SIDE if y < 8 else ends for y in range(SIDE))
    return replace(PLAIN, rows=rows, outline_m=outline)


def net() -> Room:
    """Corridors of 4 tiles around blocks of 10."""
    block = [x % 14 >= 4 for x in range(SIDE)]
    rows = tuple("".join("#" if up and right else "." for right in block) for up in block)
    begins = [(4 + 14 * k) * 0.6 for k in range(4)]
    holes = tuple(((x, y), (x + 6, y), (x + 6, y + 6), (x, y + 6)) for x in begins for y in begins)
    return replace(PLAIN, rows=rows, holes_m=holes)


HALLS = {
    "plain": PLAIN,
    "bent": replace(
        PLAIN,
        rows=tuple("." * SIDE if y < 25 else "." * 25 + "#" * 35 for y in range(SIDE)),
        outline_m=((0, 0), (36, 0), (36, 15), (15, 15), (15, 36), (0, 36)),
    ),
    "around shafts": around_shafts(),
    "comb": comb(),
    "net": net(),
    "every fifth tile taken": replace(
        PLAIN,
        rows=tuple("".join("#" if (x + 2 * y) % 5 == 0 else "." for x in range(SIDE)) for y in range(SIDE)),
    ),
}
BLACK = (0.0, 0.0, 0.0)
every_hall = pytest.mark.parametrize("hall", HALLS.values(), ids=HALLS)


def with_lights(room: Room, luminaire: str) -> tuple[Room, LightBrief]:
    """A light on every fourth free tile both ways, and a few out of line."""
    rows = tuple(
        "".join(
            "L" if char == "." and ((x % 4 == 1 and y % 4 == 2) or (x * y) % 97 == 5) else char
            for x, char in enumerate(row)
        )
        for y, row in enumerate(room.rows)
    )
    lit = replace(room, rows=rows, luminaire=luminaire)
    return lit, light_brief(lit, Settings())


@pytest.mark.parametrize("n", [0.5, 1.0, 2.6, 8.0, 40.0])
def test_the_sum_of_gaussians_is_the_cosine_power(n: float) -> None:
    """To 1e-7 of the peak, from right below to a kilometre away."""
    rates, weights = kernel.terms(n)
    q = np.concatenate([[0.0], np.logspace(-4, 5, 200)])
    found = np.exp(-np.outer(q, rates)) @ weights
    assert np.abs(found - (1.0 + q) ** (-(n + 3.0) / 2.0)).max() < 1e-7


@every_hall
@pytest.mark.parametrize("luminaire", ["A", "B"])
def test_a_hall_sums_to_half_a_percent_of_all_pairs(hall: Room, luminaire: str) -> None:
    """Direct light: mean and darkest point, opal and narrow panels; exactly where no wall hides anything."""
    room, brief = with_lights(hall, luminaire)
    brief = replace(brief, reflectances=BLACK)
    exact, found = room_illuminance(room, brief), hall_illuminance(room, brief)
    close = 1e-6 if not (hall.outline_m or hall.holes_m) else 5e-3
    assert found.mean() == pytest.approx(exact.mean(), rel=close)
    assert found.min() == pytest.approx(exact.min(), rel=close)
    assert found == pytest.approx(exact, rel=2 * close)


@every_hall
def test_reflected_light_between_a_halls_nodes_is_a_rooms(hall: Room) -> None:
    """To two thousandths in the mean, a fiftieth where it is darkest, a 17th beside an inner corner."""
    room, brief = with_lights(hall, "A")
    exact, found = room_illuminance(room, brief), hall_illuminance(room, brief)
    assert found.mean() == pytest.approx(exact.mean(), rel=2e-3)
    assert found.min() == pytest.approx(exact.min(), rel=2e-2)
    assert found == pytest.approx(exact, rel=6e-2)


def test_a_hall_field_adds_up_as_a_rooms_does() -> None:
    """The same tiles, the same bound, the same direct light for the same choice."""
    room = replace(PLAIN, rows=("." * 30, *(["." * 30] * 19)))
    brief = replace(light_brief(room, Settings()), reflectances=BLACK)
    whole, factored = LightField(room, brief, {(3, 4)}), HallField(room, brief, {(3, 4)})
    assert whole.tiles == factored.tiles
    assert whole.lower_bound == factored.lower_bound
    assert factored.mean_gain == pytest.approx(whole.mean_gain, rel=1e-6)
    chosen = np.array([5, 77, 300, 301])
    assert factored.at(chosen) == pytest.approx(whole.at(chosen), rel=1e-6, abs=1e-6)


def test_lines_are_mirror_images_at_every_distance_from_the_ends() -> None:
    """Each line is symmetrical about the middle."""
    for line in inset(0, 30, 4):
        assert sorted(30 - x for x in line) == list(line)


@every_hall
@pytest.mark.parametrize(("place", "over"), [(dense, 1.3), (sparse, 1.2), (balanced, 1.3)])
def test_a_hall_is_lit_by_the_rules(hall: Room, place: Place, over: float) -> None:
    """Large enough for the factored kernel; every hard rule holds, with few lights over the bound."""
    brief = brief_for(hall, Settings())
    assert is_hall(hall, brief.light)
    layout = place(hall, brief)
    done = hall.with_layout(layout)
    assert not broken(verify(done, brief, ("GEO", "LGT")))
    assert layout.proof is not None
    if hall in (HALLS["comb"], HALLS["net"]):
        # The bound knows of no walls.
        over = 1.8
    assert len(layout.terminals) <= over * layout.proof.lower_bound


def test_a_hall_no_wider_than_a_fifth_of_its_height_is_lit_as_a_room() -> None:
    """240 m long, 20 m high."""
    shaft = replace(PLAIN, rows=("." * 400,) * 6, ceiling_height_m=20.0)
    room, brief = with_lights(shaft, "A")
    assert is_hall(room, brief)
    exact, found = room_illuminance(room, brief), hall_illuminance(room, brief)
    assert found.mean() == pytest.approx(exact.mean(), rel=2e-3)
    assert found.min() == pytest.approx(exact.min(), rel=2e-2)


def test_a_hall_that_cannot_be_lit_says_what_binds() -> None:
    """No tile in one third: the best is placed, the darkest point named, nothing claimed."""
    hall = replace(PLAIN, rows=tuple(["." * 40 + "#" * 20] * SIDE))
    brief = brief_for(hall, Settings())
    assert is_hall(hall, brief.light)
    layout = sparse(hall, brief)
    assert layout.infeasible is None
    assert any("LGT-2" in note for note in layout.notes)


def test_the_lights_of_a_hall_count_and_stay() -> None:
    """A quarter is lit already: fewer are placed, none on top."""
    rows = tuple(
        "".join("L" if x < 30 and y < 30 and x % 4 == 1 and y % 4 == 2 else "." for x in range(SIDE))
        for y in range(SIDE)
    )
    hall = replace(PLAIN, rows=rows)
    layout = balanced(hall, brief_for(hall, Settings()))
    assert len(layout.terminals) < len(balanced(PLAIN, brief_for(PLAIN, Settings())).terminals)
    assert not broken(verify(hall.with_layout(layout), brief_for(hall, Settings()), ("GEO", "LGT")))
