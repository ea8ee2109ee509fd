"""Lights in curved and branched rooms: an array for each part."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin

import numpy as np
import pytest
from shapely import LineString, Polygon, box

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.aim import aimed
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import holds
from plenum.ceiling.light.order.aligned import apart
from plenum.ceiling.light.order.alone import alone, even_m
from plenum.ceiling.light.order.alternatives import alternatives
from plenum.ceiling.light.order.choice import LONELY, Ordered, in_parts, ordered
from plenum.ceiling.light.order.finer import FinerGrid
from plenum.ceiling.light.order.stepped import APART, ranked, stepped
from plenum.ceiling.room.room import Room
from plenum.files.geometry.tiling import tile_floor

TILE_M = (0.6, 0.6)


def field_of(
    floor: Polygon,
    hanging: int = 0,
    tile_m: tuple[float, float] = TILE_M,
    room_type: str = "office_open",
) -> LightField:
    """An open office of this outline, with some lights that hang already."""
    tiling = tile_floor(floor, 0.0, tile_m, "/rooms")
    rows = tuple("\n".join(tiling.rows).replace(".", "L", hanging).split("\n"))
    room = Room("curved", rows, tile_m, 2.8, room_type, outline_m=tiling.outline_m)
    return LightField(room, brief_for(room, Settings()).light)


def quarter(radius_m: float, width_m: float) -> Polygon:
    """A quarter of a ring."""
    at = [k * pi / 80 for k in range(41)]
    line = LineString([(radius_m * cos(angle), radius_m * sin(angle)) for angle in at])
    return line.buffer(width_m / 2, cap_style="flat")


ARMS = box(0.0, 0.0, 1.8, 15.0).union(box(0.0, 0.0, 24.0, 1.8)).union(box(3.0, 0.0, 8.4, 6.0))
"""Two corridors and a lobby at their corner."""
HOOK = LineString([(0, 0), (20, 5), (30, 20), (20, 35)]).buffer(2.5, cap_style="flat", join_style="mitre")


@pytest.mark.slow
@pytest.mark.parametrize("floor", [quarter(30.0, 3.0), HOOK], ids=["quarter", "hook"])
def test_lights_of_a_curve_hold_the_rules_and_few_stand_alone(floor: Polygon) -> None:
    """None touches another, and most share both their lines."""
    field = aimed(field_of(floor))
    found = stepped(field)
    assert found is not None
    assert holds(field, field.at(found))
    assert alone(field, found) <= LONELY * len(found)
    for k, node in enumerate(found):
        assert apart(field.spots, np.delete(found, k))[node]


@pytest.mark.slow
def test_lights_along_narrow_arms_stand_in_one_row() -> None:
    """They have no neighbour across the arm, for which it has no room; and none stands beside the row."""
    field = field_of(ARMS, room_type="corridor")
    found = alternatives(field)
    assert found is not None
    spots = field.spots[found.balanced.nodes]
    assert alone(field, found.balanced.nodes) == 0
    for axis, long in ((1, spots[:, 0] > 14), (0, spots[:, 0] < 3)):
        assert len(np.unique(spots[long, axis])) == 1


def test_lights_by_parts_keep_half_a_pitch_apart_where_they_can() -> None:
    """In corridors; where a curve is dense they only do not touch."""
    field = aimed(field_of(ARMS, room_type="corridor"))
    found = stepped(field)
    assert found is not None
    away = np.abs(field.spots[found][:, None] - field.spots[found]).max(axis=2)
    np.fill_diagonal(away, 99)
    assert away.min() > int(APART * even_m(field) / TILE_M[0]) > 1


@pytest.mark.slow
@pytest.mark.parametrize(("radius_m", "width_m", "deep_m"), [(20.0, 2.6, 1.2), (25.0, 3.0, 0.6)])
def test_weak_lights_that_would_have_to_touch_are_no_order(
    radius_m: float, width_m: float, deep_m: float
) -> None:
    """No tile holds two either: a part has at most every second of its columns and rows."""
    field = aimed(field_of(quarter(radius_m, width_m), tile_m=(0.6, deep_m)))
    lumens = {1.2: 2160.0, 0.6: 1440.0}[deep_m]
    weak = replace(field.brief, luminaire=replace(field.brief.luminaire, lumens=lumens))
    field = LightField(field.room, weak)
    for nodes, _ in ranked(field):
        assert len(np.unique(nodes)) == len(nodes)
    found = stepped(field)
    assert found is None or all(apart(field.spots, np.delete(found, k))[at] for k, at in enumerate(found))


def test_lights_that_hang_already_are_left_to_others() -> None:
    """What is there stands on lines of its own."""
    assert stepped(field_of(quarter(30.0, 3.0), hanging=1)) is None


def test_an_array_of_the_whole_room_is_not_held_against_its_parts() -> None:
    """Nor is a layout in a room that fills its box."""
    field = field_of(box(0.0, 0.0, 12.0, 8.4))
    found = ordered(field, field.brief.margin)
    assert found is not None
    assert in_parts(field, FinerGrid(field), found.layouts[0]) is None


@pytest.mark.slow
def test_a_curve_without_an_array_is_in_order_by_its_parts() -> None:
    """All three alternatives are that layout."""
    field = field_of(quarter(30.0, 3.0))
    assert ordered(field, field.brief.margin) is None
    found = alternatives(field)
    assert found is not None
    assert found.dense is found.sparse is found.balanced
    assert holds(field, field.at(found.balanced.nodes))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("in_order", "lit", "taken"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_parts_replace_a_layout_that_is_worse(
    in_order: bool, lit: bool, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they are lit on the finer grid, and take no light more where the fewest are asked for."""
    field = field_of(quarter(24.0, 5.0))
    field = LightField(field.room, replace(field.brief, in_order=in_order))
    by_parts = stepped(aimed(field))
    assert by_parts is not None
    strewn = np.linspace(0, len(field.tiles) - 1, len(by_parts) - 1).astype(np.int64)
    worse = Ordered(strewn, 1.0, 0.6)
    finer = FinerGrid(field)
    monkeypatch.setattr(finer, "holds", lambda _: lit)
    assert (in_parts(field, finer, worse) is not None) is taken
