"""What tiles see of a room's demand points, and covers that leave no gap within a tile."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.watched import fewer, greedy, moved, packed, without_gaps
from plenum.ceiling.room.room import Room
from plenum.ceiling.smoke.seen import gaps_between, seen_by

ROOM = Room("r", ("." * 18,) * 18)


def test_gaps_that_a_cover_leaves_within_tiles_are_closed() -> None:
    """By more detectors: where one cover of all corners leaves gaps, what is added covers all the floor."""
    smoke = brief_for(ROOM, Settings()).smoke
    spots = ROOM.free_spots()
    rows = greedy(packed(seen_by(ROOM, smoke, spots)), np.zeros(len(spots)), 0.0)
    assert rows is not None
    tiles = [(int(x), int(y)) for x, y in spots[rows]]
    assert len(gaps_between(ROOM, smoke, tiles))
    closed = without_gaps(ROOM, smoke, spots, rows)
    assert closed is not None
    assert set(rows) < set(closed)
    assert not len(gaps_between(ROOM, smoke, [(int(x), int(y)) for x, y in spots[closed]]))


def test_where_no_tile_closes_a_gap_there_is_no_cover() -> None:
    """Of two tiles in a corner none reaches the other one."""
    smoke = brief_for(ROOM, Settings()).smoke
    spots = np.array([[0, 0], [1, 0]])
    assert without_gaps(ROOM, smoke, spots, np.array([0, 1])) is None


def test_a_greedy_cover_takes_what_adds_most_and_nothing_needless() -> None:
    """Of equal rows the cheaper one; one that later rows cover goes."""
    covers = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], dtype=bool)
    price = np.array([1.0, 0.0, 0.0, 0.0])
    chosen = greedy(packed(covers), price, 0.1)
    assert chosen is not None
    assert sorted(chosen.tolist()) == [1, 3]
    assert greedy(packed(covers[:, :0]), price, 0.1) is not None


def test_detectors_of_a_cover_move_to_cheaper_tiles_that_cover_what_they_alone_did() -> None:
    """One whose points a cheaper tile covers moves there; one that is as cheap as any stays."""
    covers = np.array(
        [[1, 1, 0, 0, 0], [0, 0, 1, 1, 1], [1, 0, 0, 0, 0], [0, 1, 1, 1, 1], [0, 1, 0, 0, 0]], dtype=bool
    )
    price = np.array([1.0, 1.0, 0.0, 0.5, 0.0])
    words = packed(covers)
    assert sorted(moved(words, price, np.array([0, 1])).tolist()) == [2, 3]
    assert moved(words, price, np.array([2, 3])).tolist() == [2, 3]
    assert moved(words, np.zeros(5), np.array([0, 1])).tolist() == [0, 1]


def test_a_cover_is_made_smaller_by_leaving_one_out_and_moving_the_others() -> None:
    """Four in a row where three suffice, and no fewer than asked for."""
    at = np.arange(30)
    covers = np.abs(at[:, None] - at[None]) <= 5
    rows = np.array([3, 9, 17, 25])
    assert len(fewer(covers, rows, 1)) == 3
    assert covers[fewer(covers, rows, 1)].any(axis=0).all()
    assert len(fewer(covers, rows, 4)) == 4
