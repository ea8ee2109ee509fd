"""Illuminance beside Radiance's recorded one: how far apart they are today, and no farther."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.radiance.table import Compared, compared

RECORDED = Path(__file__).parents[2] / "fixtures" / "radiance.json"
MEAN = 0.035
"""Of the mean: the product is at most so much brighter, and never darker by more than a seventh of it."""
EVEN = 0.08
"""Of the uniformity, either way."""
SETTINGS = 0.003
"""Between Radiance's two settings: more, and there is no reference."""


@pytest.fixture(scope="module")
def rooms() -> list[Compared]:
    """Every recorded room, computed anew."""
    return list(compared(RECORDED))


def test_the_reference_agrees_with_itself(rooms: list[Compared]) -> None:
    """Two of Radiance's settings differ by less than what is to be measured with it."""
    assert max(abs(one.settings_differ) for one in rooms) < SETTINGS


def test_mean_and_uniformity_are_as_near_to_radiance_as_the_page_says(rooms: list[Compared]) -> None:
    """docs/quality.md has the table, and why they differ."""
    for one in rooms:
        mean, even = one.differs
        assert -MEAN / 7 < mean < MEAN, one.room_id
        assert abs(even) < EVEN, one.room_id


def test_indirect_light_from_floor_to_ceiling_is_nearer(rooms: list[Compared]) -> None:
    """The prototype's mean is nearer to Radiance's in every room whose working plane is above its floor."""
    for one in rooms:
        here, full, there = one.here[0], one.full_height[0], one.there[0]
        assert abs(full - there) <= abs(here - there) + 1e-6 * there, one.room_id


def test_the_recorded_rooms_are_of_many_kinds(rooms: list[Compared]) -> None:
    """Offices, class rooms, corridors and a bent one; each has light."""
    kinds = {one.room_id.split("_")[0] for one in rooms}
    assert {"cell", "office", "class", "conference", "corridor", "l"} <= kinds
    assert all(one.there[0] > 50 for one in rooms)
