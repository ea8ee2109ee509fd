"""Reserved tiles: a detector cover and a return that no earlier stage can strand."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.air.air_rules import return_evidence, supply_evidence
from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence, broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.smoke.coverage import coverage
from plenum.ceiling.smoke.smoke_rules import smoke_evidence
from plenum.ceiling.whole.reserve import reserve, reserved
from services.air_return_model.model import place as place_return
from services.air_supply_model.model import place as place_supply
from services.smoke_detector_model.model import place as place_detector

TYPES = ("office_enclosed", "conference", "fume_lab", "corridor", "classroom", "storage")


def brief(room: Room, code: FireCode = FireCode.NFPA72) -> Brief:
    """The room's brief, nothing reserved yet."""
    return brief_for(room, Settings(code=code))


@pytest.mark.parametrize("code", list(FireCode))
def test_the_reserved_detector_tiles_cover_the_room(code: FireCode) -> None:
    """All that is reserved and not for the return covers every demand point."""
    for width, height in ((6, 5), (15, 10), (30, 8), (28, 25)):
        room = Room("r", ("." * width,) * height)
        kept = reserve(room, brief(room, code))
        found = coverage(room, sorted(kept.all - kept.for_return), brief(room, code).smoke)
        assert found.covers.any(axis=0).all(), (width, height)


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


@pytest.mark.parametrize("code", list(FireCode))
def test_crowded_random_rooms_end_with_every_hard_rule_held(code: FireCode) -> None:
    """With lights on 30 % of the tiles, anywhere but on reserved ones, the later stages succeed."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        width, height = int(rng.integers(5, 22)), int(rng.integers(4, 14))
        room = Room("r", ("." * width,) * height, room_type=TYPES[seed % len(TYPES)])
        found = _in_series(room, code, rng)
        assert not broken(found), (seed, width, height, room.room_type, broken(found))


def _in_series(room: Room, code: FireCode, rng: np.random.Generator) -> list[Evidence]:
    """Random lights, then supply, return and detectors, and their evidence."""
    asked = reserved(room, brief(room, code))
    open_tiles = [tile for tile in room.free() if tile not in asked.reserved]
    picks = rng.choice(len(open_tiles), int(0.3 * len(open_tiles)), replace=False)
    lights = tuple(Terminal(open_tiles[i]) for i in picks)
    room = room.with_layout(Layout(Kind.LIGHT, lights))
    for place in (place_supply, place_return, place_detector):
        room = room.with_layout(place(room, asked))
    return [
        *supply_evidence(room, asked),
        *return_evidence(room, asked),
        *smoke_evidence(room, asked),
    ]
