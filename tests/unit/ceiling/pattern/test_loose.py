"""Tiles in no order are as many as are missing, however large the room is."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.pattern.canvas import canvas
from plenum.ceiling.pattern.loose import evenly_spread
from plenum.ceiling.pattern.tiles import on_pattern, spread, touching
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room


def lit(width: int, height: int, across: int, along: int) -> Room:
    """Lights every so many tiles."""
    rows = tuple(
        "".join("L" if x % across == across // 2 and y % along == along // 2 else "." for x in range(width))
        for y in range(height)
    )
    return Room("r", rows, room_type="classroom")


@pytest.mark.parametrize(
    ("room", "missing"), [(lit(400, 3, 6, 3), 47), (lit(325, 2, 5, 3), 51), (lit(35, 41, 3, 3), 7)]
)
def test_a_large_room_gets_no_more_than_are_missing(room: Room, missing: int) -> None:
    """Where each cannot be tried against each, an array of the ceiling would have several times as many."""
    on = canvas(room)
    price = on_pattern(on) + touching(on)
    tiles, cost = evenly_spread(on, on.free, price, missing, Kind.SUPPLY, 1.0)
    assert tiles.shape == (1, missing, 2)
    assert len({(x, y) for x, y in tiles[0].tolist()}) == missing
    assert np.isfinite(cost)
    assert spread(on, tiles, Kind.SUPPLY)[0] < 2.5


def test_where_nothing_can_hold_a_kind_there_is_no_set_at_any_price() -> None:
    """And no warning of a sum of nothing."""
    on = canvas(lit(12, 9, 4, 4))
    with np.errstate(all="raise"):
        tiles, cost = evenly_spread(on, np.zeros_like(on.free), on_pattern(on), 3, Kind.RETURN, 1.0)
    assert tiles.shape[1] == 0
    assert cost == np.inf
