"""Ordered lights: lines, lattices, their looks, and the choice among them."""

from __future__ import annotations

from dataclasses import replace
from math import pi, sin
from pathlib import Path

import numpy as np
import pytest
from shapely import Polygon

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.aim import aimed
from plenum.ceiling.light.calculation_grid import finer_points, points
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import NONE, densify, grow, holds, neighbours
from plenum.ceiling.light.looks import order_score
from plenum.ceiling.light.mirrors import images
from plenum.ceiling.light.order.aligned import aligned
from plenum.ceiling.light.order.alternatives import IRREGULAR, alternatives, placed, unordered
from plenum.ceiling.light.order.choice import ordered
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.light.order.lattices import LatticeSearch
from plenum.ceiling.light.outcome import layout
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.files.geometry.tiling import tile_floor
from plenum.files.read import read_building

EXAMPLE = Path(__file__).parents[5] / "examples" / "small_office.json"
OFFICE = Room("office", ("." * 16,) * 12, room_type="office_open")
L_SHAPE = Room(
    "l",
    ("." * 16,) * 8 + ("." * 8 + "#" * 8,) * 8,
    room_type="office_open",
    outline_m=((0.0, 0.0), (9.6, 0.0), (9.6, 4.8), (4.8, 4.8), (4.8, 9.6), (0.0, 9.6)),
)
SKEW = Room(
    "skew",
    tuple("." * (16 - y) + "#" * (y + 1) for y in range(12)),
    room_type="office_open",
    outline_m=((0.0, 0.0), (10.2, 0.0), (3.0, 7.2), (0.0, 7.2)),
)


def field_of(room: Room, **overrides: object) -> LightField:
    """The field of a room with nothing reserved."""
    return LightField(room, brief_for(room, Settings(overrides=overrides)).light)


def within(most: int) -> LightField:
    """The office's, where the building's power leaves it so many lights."""
    return LightField(OFFICE, replace(brief_for(OFFICE, Settings()).light, most_lights=most))


def tiles_of(field: LightField, nodes: np.ndarray) -> list[Tile]:
    """Where lights are."""
    return [field.tiles[node] for node in nodes]


def test_lattices_are_reckoned_as_the_field_reckons_them() -> None:
    """Counts and light of each are those of its tiles, columns first or tile by tile."""
    search = LatticeSearch(field_of(L_SHAPE), 0.02)
    lattices = search.lattices(True, 40)
    some = np.arange(0, len(lattices), max(1, len(lattices) // 20))
    for which, lit in zip(some, search.whole.lit(lattices, some), strict=True):
        nodes = search.nodes(lattices, int(which))
        assert len(nodes) == lattices.counts[which]
        assert np.allclose(lit, search.field.at(nodes))


@pytest.mark.parametrize("room", [OFFICE, L_SHAPE, SKEW], ids=lambda room: room.room_id)
def test_ordered_layouts_hold_the_rules_with_the_margin(room: Room) -> None:
    """All that are offered, whatever the room's shape."""
    field = field_of(room)
    found = ordered(field, 0.02)
    assert found is not None
    for each in found.layouts:
        lit = field.at(each.nodes)
        assert lit.mean() >= 1.02 * field.brief.em_lx
        assert lit.min() >= 1.02 * field.brief.u0 * lit.mean()


def test_a_rectangle_gets_a_full_array_in_mirror_image() -> None:
    """All crossings of its lines, and as many columns as have a mirror between them."""
    field = field_of(OFFICE)
    found = alternatives(field)
    assert found is not None
    tiles = set(tiles_of(field, found.balanced.nodes))
    columns, rows = {x for x, _ in tiles}, {y for _, y in tiles}
    assert len(tiles) == len(columns) * len(rows)
    assert {(15 - x, y) for x, y in tiles} == tiles


def test_what_hangs_there_is_part_of_the_array() -> None:
    """A light that was there stands on a column and on a row of the new ones."""
    rows = [list(row) for row in OFFICE.rows]
    rows[3][5] = "L"
    room = Room("had", tuple(map("".join, rows)), room_type="office_open", existing=frozenset({(5, 3)}))
    field = field_of(room)
    found = alternatives(field)
    assert found is not None
    tiles = tiles_of(field, found.balanced.nodes)
    assert any(x == 5 for x, _ in tiles)
    assert any(y == 3 for _, y in tiles)


def test_the_three_differ_as_their_names_say() -> None:
    """Sparse has the fewest, dense is evener than balanced."""
    found = alternatives(field_of(OFFICE))
    assert found is not None
    assert found.sparse.count <= found.balanced.count <= found.dense.count
    assert found.dense.evenness >= found.balanced.evenness


def test_the_sparse_layout_is_proven_the_fewest_in_order() -> None:
    """No array that stands evenly between the walls holds the rules with fewer."""
    field = field_of(OFFICE)
    found = alternatives(field)
    assert found is not None
    proof = placed(field, found, found.sparse).proof
    assert proof is not None
    assert proof.ordered_lower_bound == found.sparse.count
    search = LatticeSearch(field, field.brief.margin)
    lattices = search.lattices(True, found.sparse.count - 1, 0.0)
    assert len(lattices) > 0
    assert not search.holds(search.whole.lit(lattices, np.arange(len(lattices)))).any()


@pytest.mark.slow
def test_what_completes_a_lattice_is_searched_for_and_proves_nothing() -> None:
    """Where one has fewer lights than any array, no number is claimed."""
    rows = tuple("." * (28 - y) + "#" * y for y in range(18))
    outline = ((0.0, 0.0), (16.8, 0.0), (6.0, 10.8), (0.0, 10.8))
    field = field_of(Room("cut", rows, room_type="office_open", outline_m=outline))
    found = alternatives(field)
    assert found is not None
    assert found.fewest is None
    proof = placed(field, found, found.sparse).proof
    assert proof is not None
    assert proof.ordered_lower_bound is None


def test_where_order_is_free_others_stay_near_the_fewest() -> None:
    """At most 15 % over the fewest ordered."""
    found = alternatives(field_of(OFFICE, order="free"))
    assert found is not None
    assert found.balanced == found.sparse
    assert found.dense.count <= 1.15 * found.sparse.count


def test_the_share_of_the_buildings_power_bounds_all_three() -> None:
    """Where some ordered layout is within it; else the sparsest is told as being over it."""
    free = alternatives(field_of(OFFICE))
    assert free is not None
    assert not free.over_power
    assert free.dense.count > free.sparse.count
    for most in (free.dense.count - 1, free.sparse.count):
        found = alternatives(within(most))
        assert found is not None
        assert not found.over_power
        assert max(found.dense.count, found.balanced.count, found.sparse.count) <= most
    over = alternatives(within(2))
    assert over is not None
    assert over.over_power
    assert over.dense is over.balanced is over.sparse


def test_lights_out_of_order_say_that_power_is_the_reason_and_save_some() -> None:
    """Else the sparsest ordered layout is the answer, beyond the share as it is."""
    field = within(2)
    found = alternatives(field)
    assert found is not None
    nodes = found.sparse.nodes
    fewer = unordered(field, found, lambda _: Layout(Kind.LIGHT, (Terminal((0, 0)),)))
    assert len(fewer.terminals) == 1
    assert fewer.notes[-1].startswith("the lights are in no order")
    assert "with the 2 that the building's power leaves" in fewer.notes[-1]
    same = unordered(field, found, lambda asked: layout(asked, nodes))
    assert not same.notes
    assert len(same.terminals) == found.sparse.count


WINDING = Room(
    "winding",
    tuple(
        "".join("." if abs(y - 13 - round(8 * sin(2 * pi * x / 14))) <= 2 else "#" for x in range(40))
        for y in range(27)
    ),
    room_type="corridor",
)


@pytest.mark.slow
def test_a_winding_plan_is_lit_in_no_order_and_says_so() -> None:
    """A plan that winds through its box has no columns and rows; the rules hold all the same."""
    field = field_of(WINDING)
    assert alternatives(field) is None
    found = unordered(field)
    assert found.notes == (IRREGULAR,)
    lit = field.at(np.array([field.index[terminal.tile] for terminal in found.terminals]))
    assert lit.mean() >= field.brief.em_lx
    assert lit.min() >= field.brief.u0 * lit.mean()


def test_lights_in_no_order_are_drawn_onto_each_others_lines() -> None:
    """Fewer of them are alone on their column or row, and the rules hold as before."""
    field = aimed(field_of(WINDING))
    chosen, held = densify(field, grow(field, NONE, field.lower_bound), neighbours(field, 1))
    assert held
    drawn = aligned(field, chosen)
    assert len(set(drawn.tolist())) == len(chosen)
    assert holds(field, field.at(drawn))
    assert alone(field, drawn) < alone(field, chosen)
    fixed = len(chosen) // 2
    assert aligned(field, chosen, fixed)[:fixed].tolist() == chosen[:fixed].tolist()


def alone(field: LightField, nodes: np.ndarray) -> int:
    """Columns and rows with one light."""
    return sum(
        int((np.unique(field.spots[nodes][:, axis], return_counts=True)[1] == 1).sum()) for axis in (0, 1)
    )


def test_a_straight_diagonal_is_lit_evenly_along_it() -> None:
    """Where columns and rows that the room clips give even steps, they are the layout."""
    rows = tuple("#" * x + "..." + "#" * (24 - x) for x in range(24))
    corners = ((0.0, 0.0), (1.8, 0.0), (15.6, 13.8), (15.6, 14.4), (13.8, 14.4), (0.0, 0.6))
    field = field_of(Room("diagonal", rows, room_type="corridor", outline_m=corners))
    found = alternatives(field)
    assert found is not None
    steps = np.diff(field.spots[found.balanced.nodes], axis=0)
    assert np.ptp(steps, axis=0).max() <= 1


def test_power_that_leaves_few_lights_takes_the_margin_before_the_order() -> None:
    """Beyond the limits only lights in disorder are within the share: within the limits an array is."""
    small = Room("small", ("." * 9,) * 4, room_type="office_open")
    brief = replace(brief_for(small, Settings()).light, margin=0.1)
    field = LightField(small, replace(brief, most_lights=3))
    free, tight = alternatives(LightField(small, brief)), alternatives(field)
    assert free is not None
    assert tight is not None
    assert free.balanced.count > 3
    assert tight.balanced.count == 3
    across, along = np.diff(field.spots[tight.balanced.nodes], axis=0).T
    assert across[0] == across[1] > 0
    assert not along.any()


def test_what_hangs_already_is_extended_before_the_margin_is_kept() -> None:
    """The example's office with lights four tiles apart: with the margin none that hold stand on their lines
    at all, within the limits columns at their pitch do."""
    building = read_building(EXAMPLE)
    room = next(room for room in building.rooms if room.room_id == "office_8")
    field = LightField(room, brief_for(room, building.settings).light)
    there = {x for x, _ in field.existing}
    beyond = ordered(field, field.brief.margin)
    found = alternatives(field)
    assert beyond is not None
    assert found is not None
    assert there - {int(x) for x in field.spots[beyond.layouts[0].nodes, 0]}
    assert there <= {int(x) for x in field.spots[found.balanced.nodes, 0]}


def test_the_margin_is_kept_where_without_it_nothing_looks_better() -> None:
    """Two lights that hang askew: with the margin or without, no array takes them in."""
    rows = [["."] * 15 for _ in range(7)]
    rows[5][3] = rows[2][8] = "L"
    there = frozenset({(3, 5), (8, 2)})
    askew = Room("askew", tuple(map("".join, rows)), room_type="office_open", existing=there)
    field = field_of(askew)
    found = alternatives(field)
    assert found is not None
    lit = field.at(found.balanced.nodes)
    assert lit.min() / lit.mean() >= (1.0 + field.brief.margin) * field.brief.u0


def test_an_array_stands_where_walls_lean() -> None:
    """Two by two in a room of no right angle, though its box ends more than a pitch from the second row."""
    corners = [(0.87, 0.04), (4.74, 0.04), (4.29, 2.95), (1.57, 2.97), (0.06, 3.68)]
    tiling = tile_floor(Polygon(corners), 0.0, (0.6, 0.6), "/rooms")
    leaning = Room("leaning", tiling.rows, room_type="office_enclosed", outline_m=tiling.outline_m)
    field = field_of(leaning)
    found = alternatives(field)
    assert found is not None
    columns, rows = (np.unique(field.spots[found.balanced.nodes, axis]) for axis in (0, 1))
    assert len(columns) == len(rows) == 2
    assert found.balanced.count == 4


def test_what_is_dark_between_the_points_is_passed_over() -> None:
    """Of two layouts at nearly one price the one that holds on the finer grid is taken."""
    field = field_of(Room("cut", ("." * 16,) * 12, room_type="office_open"))
    finer = FinerGrid(field)
    found = alternatives(field)
    assert found is not None
    assert finer.holds(found.balanced.nodes)
    assert not finer.holds(found.balanced.nodes[:1])
    every = np.sort(found.balanced.nodes)
    assert np.allclose(finer.lit(every), finer.lit(every[:2]) + finer.lit(every[2:]) - finer.lit(every[:0]))


def test_a_zigzag_is_no_order() -> None:
    """LGT-12: an array is worth nearly 1, a zigzag less than a half of it."""
    array = [(x, y) for x in (2, 6, 9, 13) for y in (2, 5, 8)]
    zigzag = [(2 + 3 * (i % 2), 2 * i) for i in range(6)]
    assert order_score(OFFICE, array) > 2.0 * order_score(OFFICE, zigzag)
    assert order_score(OFFICE, zigzag) < 0.5


def test_mirror_images_are_worth_the_same() -> None:
    """Whichever way a room is looked at."""
    tiles = [(1, 1), (5, 1), (9, 1), (1, 6)]
    assert order_score(OFFICE, tiles) == pytest.approx(order_score(OFFICE, [(15 - x, y) for x, y in tiles]))


def test_a_room_has_the_symmetries_of_its_outline() -> None:
    """A rectangle all three, an L none."""
    assert {image[:2] for image in images(OFFICE)} == {(-1, 1), (1, -1), (-1, -1)}
    assert images(L_SHAPE) == ()


def test_the_finer_grid_has_the_points_and_those_between() -> None:
    """Nearly four times as many, no nearer to the walls."""
    fine, coarse = finer_points(OFFICE, 2.0), points(OFFICE, 2.0)
    assert np.allclose(np.abs(fine[:, None] - coarse[None]).max(axis=2).min(axis=0), 0.0)
    assert len(fine) > 3 * len(coarse)
    assert np.allclose([fine.min(axis=0), fine.max(axis=0)], [coarse.min(axis=0), coarse.max(axis=0)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "rows", "height_m", "what"),
    [(12, 10, 1.9, "low"), (30, 30, 1.9, "low and large"), (4, 4, 5.5, "small and high")],
)
def test_rooms_that_take_many_lights_have_them_in_an_array(
    columns: int, rows: int, height_m: float, what: str
) -> None:
    """Nearer to each other than is asked elsewhere, on neighbouring tiles if need be."""
    room = Room(what, ("." * columns,) * rows, ceiling_height_m=height_m, room_type="office_enclosed")
    field = field_of(room)
    found = alternatives(field)
    assert found is not None
    for each in (found.dense, found.sparse, found.balanced):
        assert holds(field, field.at(each.nodes))
        spots = field.spots[each.nodes]
        assert len(spots) == len(np.unique(spots[:, 0])) * len(np.unique(spots[:, 1]))


def test_a_room_with_a_cut_corner_is_not_held_to_mirrors_it_hardly_has() -> None:
    """It covers its mirror images to nine tenths, but lines that keep none cost less."""
    outline = ((0.0, 0.0), (36.0, 0.0), (36.0, 4.8), (5.4, 4.8))
    rows = tuple("#" * min(8, int(y * 9 / 8) + 1) + "." * (60 - min(8, int(y * 9 / 8) + 1)) for y in range(8))
    field = field_of(Room("cut", rows, room_type="office_enclosed", outline_m=outline))
    assert images(field.room)
    found = ordered(field, field.brief.margin)
    assert found is not None
    kept = [each for each in found.layouts if _mirrored(field, each.nodes)]
    assert kept
    assert found.layouts[0].price < min(each.price for each in kept)


def _mirrored(field: LightField, nodes: np.ndarray) -> bool:
    """Whether columns are the same read from both ends."""
    columns = np.unique(field.spots[nodes, 0])
    return bool((columns + columns[::-1] == columns[0] + columns[-1]).all())
