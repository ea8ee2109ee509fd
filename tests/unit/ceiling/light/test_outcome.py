"""A certificate speaks of every layout, not only of those around what is kept for later stages."""

from __future__ import annotations

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.aim import aimed
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.outcome import certificate
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room

# Two of its three free tiles have to be lit.
ROOM = Room(
    "wc",
    ("#..#", ".###"),
    tile_m=(1.2, 0.6),
    room_type="shower",
    outline_m=((0.0, 0.0), (4.8, 0.0), (4.8, 0.48), (1.44, 1.2), (0.0, 1.2)),
)


def field(reserved: set[Tile]) -> LightField:
    """Its light field under default settings."""
    return LightField(ROOM, light_brief(ROOM, Settings()), reserved)


def test_a_target_missed_for_the_tiles_that_are_kept_is_not_called_impossible() -> None:
    """Others could be kept in their place."""
    for tile in ROOM.free():
        assert certificate(field(set(ROOM.free()) - {tile})) is None


def test_a_target_missed_with_every_free_tile_lit_is_impossible() -> None:
    """The certificate says how many tiles and what they give."""
    dark = Room("wc", ("#..#", ".###"), tile_m=(1.2, 0.6), room_type="exam", outline_m=ROOM.outline_m)
    found = certificate(LightField(dark, light_brief(dark, Settings())))
    assert found
    assert found.rule == "LGT-1"
    assert found.certificate.startswith("all 3 free tiles lit")


def test_that_limits_raised_by_the_margin_are_out_of_reach_proves_nothing() -> None:
    """The rules ask for less: what holds them may be found all the same."""
    dark = Room("wc", ("#..#", ".###"), tile_m=(1.2, 0.6), room_type="exam", outline_m=ROOM.outline_m)
    assert certificate(aimed(LightField(dark, light_brief(dark, Settings())))) is None
