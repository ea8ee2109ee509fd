"""What tiles see of a room's demand points, and covers that leave no gap within a tile."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.watched import fewer, greedy, in_order, moved, packed, without_gaps
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


@pytest.mark.parametrize("shape", [(9, 30), (20, 200), (1, 3), (4, 0), (0, 5)])
def test_columns_are_ordered_by_their_rows_each_once(shape: tuple[int, int]) -> None:
    """As sorting them number by number would, however the array lies in memory."""
    covers = np.random.default_rng(3).random(shape) < 0.5
    plain = np.array(sorted({tuple(column) for column in covers.T.tolist()}), dtype=bool).T
    for lying in (covers, np.asfortranarray(covers)):
        found = in_order(lying)
        assert not covers.size or np.array_equal(found, plain)


@pytest.mark.parametrize("seed", range(6))
def test_each_detector_moves_to_the_cheapest_that_will_do(seed: int) -> None:
    """As trying all tiles for each detector finds it."""
    rng = np.random.default_rng(seed)
    covers, price = rng.random((40, 70)) < 0.3, rng.integers(0, 6, 40) / 2
    rows = greedy(packed(covers), price, 0.0)
    assert rows is not None
    chosen, before = rows.tolist(), []
    while chosen != before:
        before = list(chosen)
        for k, row in enumerate(before):
            others = chosen[:k] + chosen[k + 1 :]
            need = covers.any(axis=0) & ~covers[others].any(axis=0)
            able = [other for other in range(40) if other not in others and covers[other][need].all()]
            best = min(able, key=lambda other: price[other])
            chosen[k] = best if price[best] < price[row] else row
    assert moved(packed(covers), price, rows).tolist() == chosen
