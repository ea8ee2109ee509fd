"""Reserved tiles: a detector cover and a return that no earlier stage can strand."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.coverage import covered
from plenum.ceiling.whole import reserve as reserve_module
from plenum.ceiling.whole.reserve import reserve, reserved


def brief(room: Room, code: FireCode = FireCode.NFPA72) -> Brief:
    """The room's brief, nothing reserved yet."""
    return brief_for(room, Settings(code=code))


@pytest.mark.parametrize("code", list(FireCode))
def test_the_reserved_detector_tiles_cover_the_room(code: FireCode) -> None:
    """All that is reserved and not for the return covers every demand point."""
    for width, height in ((6, 5), (15, 10), (30, 8), (28, 25)):
        room = Room("r", ("." * width,) * height)
        kept = reserve(room, brief(room, code))
        found = covered(room, sorted(kept.all - kept.for_return), brief(room, code).smoke)
        assert found.any(axis=0).all(), (width, height)


def test_a_tile_is_kept_for_every_return_that_is_needed() -> None:
    """A large fume lab exhausts through several grilles."""
    room = Room("r", ("." * 25,) * 20, room_type="fume_lab")
    asked = brief(room)
    assert asked.air.min_returns > 2
    assert len(reserve(room, asked).for_return) == asked.air.min_returns


def test_reserved_tiles_were_free() -> None:
    """Nothing invalid or occupied is reserved."""
    room = Room("r", ("#.L..#", "......", "..S...", "#....#"), existing=frozenset({(2, 0), (2, 2)}))
    assert reserve(room, brief(room)).all <= set(room.free())


@pytest.mark.parametrize("rows", [("##", "##"), ("LL",), (".",)])
def test_a_room_with_hardly_a_tile_is_no_error(rows: tuple[str, ...]) -> None:
    """Zero tiles, no free tile, one tile."""
    room = Room("r", rows)
    kept = reserve(room, brief(room))
    assert kept.for_return <= kept.all <= set(room.free())


def test_kitchens_keep_no_detector_tile() -> None:
    """Only the exhaust's."""
    room = Room("r", ("." * 8,) * 8, room_type="kitchen")
    kept = reserve(room, brief(room))
    assert kept.all == kept.for_return


def test_existing_detectors_need_no_tile() -> None:
    """What they cover is covered."""
    room = Room("r", (".....", "..D..", "....."), existing=frozenset({(2, 1)}))
    kept = reserve(room, brief(room))
    assert kept.all == kept.for_return | kept.for_supply


@pytest.mark.parametrize("rows", [(".....",), (".", ".", ".", ".", "."), ("R...D",), (".#...",)])
def test_where_tiles_are_few_the_diffuser_has_its_own(rows: tuple[str, ...]) -> None:
    """Five tiles have room for one of each kind in a few orders alone: what is kept leaves the light one."""
    tiles = frozenset((x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char in "RD")
    room = Room("r", rows, room_type="storage", existing=tiles)
    kept = reserve(room, brief(room))
    assert len(kept.for_supply) == 1
    assert kept.for_supply < kept.all or rows == ("R...D",)
    assert set(room.free()) - kept.all


@pytest.mark.slow
def test_every_stage_gets_what_was_kept_as_the_room_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of a small room is solved once, whatever hangs when it is asked for again."""
    solved: list[Room] = []
    together = reserve_module.placed_together

    def counted(room: Room, *args: Any) -> Any:
        solved.append(room)
        return together(room, *args)

    monkeypatch.setattr(reserve_module, "placed_together", counted)
    came = Room("few", ("....", "...."), ceiling_height_m=2.71)
    kept = reserved(came, brief(came))
    tile = next(tile for tile in came.free() if tile not in kept.reserved)
    later = came.with_layout(Layout(Kind.LIGHT, (Terminal(tile),)))
    assert reserved(later, brief(later)).reserved == kept.reserved
    assert len(solved) == 1
