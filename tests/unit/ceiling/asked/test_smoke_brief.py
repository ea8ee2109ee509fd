"""What the fire code asks of a room: radius, clearances, corridors, air changes, exemptions."""

from __future__ import annotations

import math

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.asked.smoke_brief import SmokeBrief, corridor_spacing_m, smoke_brief
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode

N, B, E = FireCode.NFPA72, FireCode.BS5839, FireCode.EN54_14_2018


def brief(room: Room, code: FireCode = N, **overrides: object) -> SmokeBrief:
    """The room's smoke brief under this code."""
    return smoke_brief(room, Settings(code=code, overrides=overrides))


@pytest.mark.parametrize(("code", "radius"), [(N, 6.4008), (B, 7.5), (E, 6.2)])
def test_each_code_has_its_radius(code: FireCode, radius: float) -> None:
    """21 ft, 7.5 m and, since 2018, 6.2 m."""
    assert brief(Room("r", ("." * 10,) * 10), code).radius_m == radius


@pytest.mark.parametrize(
    ("width", "spacing"),
    [(1.2, 15.0), (2.0, 15.0), (3, 14.70), (4, 14.46), (5, 14.14), (6, 13.75), (8, 12.69), (10.6, 10.61)],
)
def test_corridor_spacing_follows_the_table(width: float, spacing: float) -> None:
    """The installer's table is the formula (domain facts 2.2)."""
    assert corridor_spacing_m(width) == pytest.approx(spacing, abs=0.01)


def test_a_straight_corridor_has_a_spacing_along_its_axis() -> None:
    """Under BS and EN alone; NFPA 72 has no such rule."""
    along_y = Room("r", ("...",) * 30, room_type="corridor")
    found = brief(along_y, B)
    assert (found.corridor_spacing_m, found.corridor_axis) == (15.0, 1)
    assert brief(along_y, N).corridor_spacing_m is None


def test_a_corridor_that_bends_has_no_axis() -> None:
    """There the circle with sight decides alone."""
    outline = ((0, 0), (12, 0), (12, 12), (10.2, 12), (10.2, 1.8), (0, 1.8))
    room = Room("r", ("." * 20,) * 20, room_type="corridor", outline_m=outline)
    assert brief(room, B).corridor_spacing_m is None


@pytest.mark.parametrize(
    ("ach", "square_feet"), [(60, 125), (30, 250), (20, 375), (15, 500), (12, 625), (10, 750)]
)
def test_high_air_movement_shrinks_the_area_as_in_the_table(ach: float, square_feet: float) -> None:
    """Every row of NFPA 72's table is 7500 ft² over the air changes."""
    room = Room("r", ("." * 20,) * 20, room_type="fume_lab")
    found = brief(room, loads={"fume_lab": {"min_ach": ach}})
    assert found.max_area_m2 == pytest.approx(square_feet * 0.3048**2)
    assert found.radius_m == pytest.approx(min(6.4008, 0.7 * math.sqrt(square_feet) * 0.3048))
    assert "SMK-8" in found.why


def test_8_6_air_changes_are_not_yet_high() -> None:
    """A classroom at 8.5 keeps the full radius; the other codes know no such rule."""
    room = Room("r", ("." * 20,) * 20, room_type="classroom")
    found = brief(room)
    assert 8.4 < found.ach < 8.6
    assert found.max_area_m2 is None
    assert brief(Room("r", ("." * 20,) * 20, room_type="fume_lab"), B).max_area_m2 is None


@pytest.mark.parametrize("room_type", ["kitchen", "shower"])
def test_kitchens_and_showers_want_a_heat_detector(room_type: str) -> None:
    """None is placed, and the reason is said."""
    found = brief(Room("r", ("." * 10,) * 10, room_type=room_type))
    assert not found.protected
    assert "heat detector required" in found.why
    assert found.min_detectors == 0


def test_how_densely_heat_detectors_belong_goes_by_the_code() -> None:
    """5.3 m under BS 5839-1, 4.5 m under EN 54-14; NFPA 72 goes by each detector's listing."""
    garage = Room("r", ("." * 10,) * 10, room_type="parking")
    assert "within 5.3 m" in brief(garage, B).heat
    assert "within 4.5 m" in brief(garage, E).heat
    assert "as listed" in brief(garage, N).heat
    assert brief(Room("r", ("." * 10,) * 10), B).heat == ""


def test_no_heat_detector_belongs_where_the_category_covers_nothing() -> None:
    """Under L4 a kitchen off the escape route has neither."""
    kitchen = Room("r", ("." * 10,) * 10, room_type="kitchen")
    found = brief(kitchen, B, fire={"category": "L4"})
    assert (found.heat, found.why) == ("", "category L4 covers escape routes")


@pytest.mark.parametrize(("code", "highest"), [(N, None), (B, 10.5), (E, 12.0)])
def test_each_code_has_a_highest_ceiling_or_none(code: FireCode, highest: float | None) -> None:
    """Above it point detectors are not allowed."""
    assert brief(Room("r", ("." * 10,) * 10), code).max_height_m == highest


def test_voids_are_looked_at_where_they_are_told_and_detectors_belong() -> None:
    """Under codes that have a rule for them, in rooms that the category covers."""
    office = Room("r", ("." * 10,) * 10)
    told = {"voids": {"above_m": 0.9}}
    assert brief(office, B, fire=told).voids_m == (0.9, 0.0)
    assert brief(office, N, fire=told).voids_m is None
    assert brief(office, B).voids_m is None
    assert brief(office, B, fire={**told, "category": "L4"}).voids_m is None


@pytest.mark.parametrize(("tiles", "protected"), [(3, False), (4, True)])
def test_a_wc_is_protected_from_4_m2(tiles: int, protected: bool) -> None:
    """3 by 3 tiles are 3.24 m², 4 by 4 are 5.76 m²."""
    assert brief(Room("r", ("." * tiles,) * tiles, room_type="restroom")).protected is protected


def test_the_wall_distance_gives_way_to_the_most_central_tile() -> None:
    """In a corridor of one tile 0.3 m is all there is; a room with a tile at 0.9 m keeps 0.5 m."""
    assert brief(Room("r", ("." * 20,)), B).wall_m == pytest.approx(0.3)
    assert brief(Room("r", ("." * 20,) * 3), B).wall_m == 0.5
    assert brief(Room("r", ("." * 20,)), N).wall_m == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("side", "height_m", "radius", "share"),
    [(14, 2.8, 6.6, 80.0), (16, 2.8, 5.7, 60.0), (16, 6.0, 5.7, 60.0), (16, 6.1, 6.6, 80.0)],
)
def test_the_german_annex_goes_by_floor_and_height(
    side: int, height_m: float, radius: float, share: float
) -> None:
    """14 tiles make 70.6 m², 16 make 92.2; under other codes the annex says nothing."""
    room = Room("r", ("." * side,) * side, ceiling_height_m=height_m)
    found = brief(room, E, fire={"annex": "DE"})
    assert (found.radius_m, found.code_radius_m, found.share_m2) == (radius, radius, share)
    assert found.min_detectors == math.ceil((0.6 * side) ** 2 / share)
    assert brief(room, B, fire={"annex": "DE"}).share_m2 is None
