"""Lines of sight past a hall's columns, asked all at once and a few at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from plenum.ceiling.room.columns import FEW_COLUMNS, FEW_PAIRS, circles
from plenum.ceiling.room.geometry import hiding_walls, visible
from plenum.ceiling.room.pairs import ends
from plenum.ceiling.room.room import Room

TILES = 120
EDGE_M = 0.6 * TILES
AT = range(5, TILES, 10)


def hall(at: Sequence[int]) -> Room:
    """With a column a tile wide where these columns and rows of tiles meet."""
    return Room(
        "hall",
        tuple("".join("#" if x in at and y in at else "." for x in range(TILES)) for y in range(TILES)),
        outline_m=((0.0, 0.0), (EDGE_M, 0.0), (EDGE_M, EDGE_M), (0.0, EDGE_M)),
        holes_m=tuple(
            tuple(((x + dx) * 0.6, (y + dy) * 0.6) for dx, dy in ((0, 0), (0, 1), (1, 1), (1, 0)))
            for x in at
            for y in at
        ),
    )


HALL = hall(AT)
FEW = hall(AT[3:9:3])


def places(count: int, seed: int) -> np.ndarray:
    """So many tiles' centres beside the columns, some of them in line with each other."""
    tiles = np.random.default_rng(seed).integers(0, TILES, (4 * count, 2))
    beside = [tile for tile in tiles.tolist() if not (tile[0] in AT and tile[1] in AT)]
    return (np.array(beside[:count]) + 0.5) * 0.6


@pytest.mark.slow
@pytest.mark.parametrize("room", [HALL, FEW], ids=["many", "few"])
def test_many_lines_past_columns_are_judged_as_each_by_itself(room: Room) -> None:
    """Where a hall asks for many at once it finds many columns by direction, and few each by its wedge: no
    line is judged otherwise."""
    sources, points = places(300, 1), places(280, 2)
    assert len(FEW.holes_m) <= FEW_COLUMNS < len(HALL.holes_m)
    together = visible(room, sources, points)
    assert together.size > FEW_PAIRS
    assert np.array_equal(
        together, np.concatenate([visible(room, sources[k : k + 5], points) for k in range(0, 300, 5)])
    )
    assert 0 < np.count_nonzero(~together) < together.size


def test_a_wall_that_is_large_beside_what_looks_past_it_is_no_column() -> None:
    """Its circle would hold most of the lines: each of its sides is asked by itself."""
    low, high = ends(np.concatenate([places(300, 1), places(280, 2)]))
    walls, extent_m = hiding_walls(HALL), float((high - low).max())
    assert len(circles(walls, extent_m)) == len(HALL.holes_m)
    assert not circles(walls, extent_m / 40.0)
