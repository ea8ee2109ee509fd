"""Detectors of an earlier layout stay as they are where they do, and where none of them is too many."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.standing_cover import standing_cover, stays_in_hall
from services.smoke_detector_model.model import place as placed

SIDE = 30
"""18 m: one detector sees 6.4 m around it."""
MIDDLE = (14, 14)
AROUND = tuple((x, y) for x in (4, 14, 25) for y in (4, 14, 25) if (x, y) != MIDDLE)


def cover(*tiles: Tile, there: Tile | None = None) -> tuple[Tile, ...] | None:
    """What of these stays in the hall, beside a detector that is there."""
    rows = [list("." * SIDE) for _ in range(SIDE)]
    if there:
        rows[there[1]][there[0]] = "D"
    room = Room("r", tuple(map("".join, rows)), existing=frozenset([there] if there else []))
    layout = standing_cover(room, brief_for(room, Settings()), tiles)
    if layout is None:
        return None
    assert layout.proof
    assert 0 < layout.proof.lower_bound <= layout.proof.count == len(tiles)
    return tuple(terminal.tile for terminal in layout.terminals)


def test_a_cover_that_holds_stays_as_it_is() -> None:
    """All eight of them; and seven beside one that was there."""
    assert cover(*AROUND) == AROUND
    assert cover(*AROUND[:-1], there=AROUND[-1]) == AROUND[:-1]


@pytest.mark.parametrize("gone", AROUND)
def test_one_that_leaves_floor_uncovered_does_not(gone: Tile) -> None:
    """Whichever is missing; nor does none at all."""
    assert cover() is None
    assert cover(*(tile for tile in AROUND if tile != gone)) is None


def test_one_of_which_a_detector_can_be_spared_does_not() -> None:
    """The ninth sees nothing that no other sees; nor does a whole cover beside one that was there."""
    assert cover(*AROUND, MIDDLE) is None
    assert cover(*AROUND, there=(4, 5)) is None


def test_a_hall_keeps_a_detector_more_than_it_had_where_none_can_be_spared() -> None:
    """A room of which the fewest are soon found does not, nor does a hall keep two more."""
    hall = Room("r", ("." * 48,) * 48)
    asked = brief_for(hall, Settings())
    cover = placed(hall, asked).terminals
    tiles = tuple(terminal.tile for terminal in cover)
    assert stays_in_hall(hall, asked, tiles, len(tiles) - 1)
    assert not stays_in_hall(hall, asked, tiles, len(tiles) - 2)
    assert not stays_in_hall(hall, asked, (*tiles, (0, 0)), len(tiles))
    room = Room("r", ("." * SIDE,) * SIDE)
    assert not stays_in_hall(room, brief_for(room, Settings()), AROUND, len(AROUND))
