"""Where lights stand, kept up to date as they move."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.order.standing import Standing, steps
from plenum.ceiling.room.room import Room

ROWS = "..........###", ".....L.......", "..##.........", ".............", "#.........L..", "............."


def lines_alone(tiles: list[tuple[int, ...]]) -> int:
    """Columns and rows that hold one light."""
    return sum(count == 1 for axis in (0, 1) for count in Counter(tile[axis] for tile in tiles).values())


@pytest.mark.parametrize("apart", [1, 2])
def test_lights_that_moved_are_counted_as_if_they_had_always_stood_there(apart: int) -> None:
    """On lines with those that were there; around tiles the new ones alone."""
    room = Room("r", ROWS, room_type="office_open", existing=frozenset({(5, 1), (10, 4)}))
    field = LightField(room, brief_for(room, Settings()).light)
    rng = np.random.default_rng(4)
    nodes = rng.choice(len(field.tiles), 9, replace=False)
    stands, by = Standing(field, nodes, apart, 2), steps(2)
    for slot in range(9):
        stands.put(nodes[[slot]], -1)
        nodes[slot] = rng.choice(np.setdiff1d(np.arange(len(field.tiles)), nodes))
        stands.put(nodes[[slot]])
    away = np.abs(field.spots[:, None] - field.spots[nodes]).max(axis=2)
    assert stands.touched().tolist() == (away <= apart).sum(axis=1).tolist()
    own = (np.abs(by) <= apart).all(axis=1).astype(np.intp)
    to, free = stands.after(field.spots[nodes], by, own)
    more = stands.more_alone(field.spots[nodes], by)
    for slot, node in enumerate(nodes.tolist()):
        others = np.delete(nodes, slot)
        there = [*field.existing, *(field.tiles[other] for other in others)]
        for k, step in enumerate(by.tolist()):
            tile = tuple(int(at) for at in field.spots[node] + step)
            assert to[slot, k] == field.index.get(tile, -1)
            clear = tile in field.index and (np.abs(field.spots[others] - tile).max(axis=1) > apart).all()
            assert free[slot, k] == clear
            if clear:
                grown = lines_alone([*there, tile]) - lines_alone([*there, field.tiles[node]])
                assert more[slot, k] == grown
