"""Glare: the position index by its table, ratings by another program's tables, what cannot be rated."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from plenum.ceiling.asked.light_brief import LightBrief, light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.glare import observers, position_index, ratings, ugr
from plenum.ceiling.light.surfaces import surfaces
from plenum.ceiling.room.room import Room
from plenum.files.building.luminaires import with_luminaire_files
from plenum.files.read import read_building

TABLE = {0.0: 1.00, 0.2: 1.53, 0.4: 2.35, 0.5: 2.86, 0.6: 3.50, 0.8: 5.00, 1.0: 7.00, 1.2: 9.25, 1.5: 13.15}
"""CIE 117:1995, table 4.1, its first row: H/R and the index straight above the line of sight."""

PUBLISHED = (
    # File, luminous area in m², width and depth in m at H = 2 m, turn of the luminaire, UGR.
    ("sample4", 1.5 * 0.06, 8, 16, 0, 22.32),
    ("sample4", 1.5 * 0.06, 8, 16, 90, 22.37),
    ("sample4", 1.5 * 0.06, 4, 4, 0, 20.17),
    ("sample4", 1.5 * 0.06, 4, 4, 90, 19.87),
    ("sample7", 0.1 * 0.1, 8, 16, 90, 29.83),
    ("sample7", 0.1 * 0.1, 8, 16, 0, 29.52),
    ("sample7", 0.1 * 0.1, 4, 4, 0, 27.05),
    ("sample7", 0.1 * 0.1, 16, 8, 0, 29.46),
)
"""By eulumdat-ugr 1.0.2: 70/50/20, luminaires at a quarter of H, the observer at the wall along the width."""


def test_the_position_index_is_the_tables() -> None:
    """Within 2 %, straight above the line of sight."""
    up = np.array(list(TABLE))
    found = position_index(np.zeros_like(up), up)
    assert found == pytest.approx(np.array(list(TABLE.values())), rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("file", "area", "width", "depth", "turn", "published"), PUBLISHED)
def test_ratings_are_those_of_published_tables(
    file: str, area: float, width: int, depth: int, turn: int, published: float, test_data: Path
) -> None:
    """Makers' luminaires in the standard's rooms, at their true luminous area instead of a tile's."""
    lamp = {"photometry": {"file": f"{file}.ldt", "turn_deg": turn}}
    rows = ["L" * (2 * width)] * (2 * depth)
    room = {
        "room_id": "r",
        "room_type": "office_open",
        "tile_m": 0.5,
        "ceiling_height_m": 3.2,
        "luminaire": "X",
        "rows": rows,
    }
    source = {"schema": "plenum.building/1", "building_id": "b", "rule_set": "EU", "rooms": [room]}
    source["settings"] = {"luminaires": {"X": lamp}}
    read = read_building(with_luminaire_files(source, test_data / "real"))
    brief = light_brief(read.rooms[0], read.settings)
    found = ratings(read.rooms[0], brief, surfaces(read.rooms[0], brief))
    (value,) = (rating for (_, ahead), rating in found.items() if ahead[1] > 0.5)
    assert value - 8.0 * math.log10(area / 0.25) == pytest.approx(published, abs=0.35)


def lit(rows: tuple[str, ...], **more: object) -> tuple[Room, LightBrief]:
    """An office and what it asks for."""
    room = Room("r", rows, **more)  # type: ignore[arg-type]  # fields of the room, by name
    return room, light_brief(room, Settings())


def test_observers_sit_half_way_along_each_wall_and_look_in() -> None:
    """Whichever way round the outline runs; the short sides of a cut corner have nobody."""
    corners = ((0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.3, 4.0), (0.0, 3.7))
    room = Room("r", ("." * 10,) * 7, outline_m=corners)
    turned = Room("r", ("." * 10,) * 7, outline_m=corners[::-1])
    for found in (observers(room), observers(turned)):
        assert len(found) == 4
        for (x, y), (dx, dy) in found:
            assert 0.0 < x + dx < 6.0
            assert 0.0 < y + dy < 4.0
            assert math.hypot(dx, dy) == pytest.approx(1.0)


def test_twice_the_flux_glares_by_a_third_of_the_scale() -> None:
    """8·log10(2) = 2.4: luminance counts twice, the background once."""
    room, brief = lit(("......", ".L..L.", "......") * 3)
    (brighter,) = (Settings(overrides={"luminaires": {"B": {"lumens": 7200, "watts": 30}}}),)
    first, second = (ugr(room, b, surfaces(room, b)) for b in (brief, light_brief(room, brighter)))
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(8.0 * math.log10(2.0))


def test_where_nobody_sees_a_light_nothing_is_rated() -> None:
    """A room without lights, and one with its only light behind whoever could see it."""
    room, brief = lit(("......",) * 6)
    assert ugr(room, brief, surfaces(room, brief)) is None
    high, brief = lit(("...", ".L.", "..."), ceiling_height_m=12.0)
    assert ugr(high, brief, surfaces(high, brief)) is None
