"""Even rows of detectors about a room's middle, where no array on the lights' pattern does with so few."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.pattern.canvas import Canvas, canvas
from plenum.ceiling.pattern.even_rows import Seen, even_rows
from plenum.ceiling.pattern.plan import plan
from plenum.ceiling.room.room import Room

Tiles = frozenset[tuple[int, int]]


def lit(width: int, height: int, columns: range, rows: range) -> Room:
    """An open office with lights on all crossings."""
    grid = tuple(
        "".join("L" if x in columns and y in rows else "." for x in range(width)) for y in range(height)
    )
    return Room("r", grid, room_type="office_open")


def even(count: int, length: int) -> list[tuple[int, ...]]:
    """Lines that read the same both ways, each on the tile of its even place or the next one outwards."""
    near = (length - 1,) if count % 2 == 0 or length % 2 else (length - 2, length)
    found = []
    for lines in combinations(range(length), count):
        gaps = np.diff(lines)
        both = lines[0] + lines[-1]
        if both not in near or any(a + b != both for a, b in zip(lines, reversed(lines), strict=True)):
            continue
        pitch = (lines[-1] - lines[0]) / (count - 1) if count > 1 else float(length)
        if count > 1 and (gaps.max() - gaps.min() > 1 or pitch < 2):
            continue
        inwards = [lines[0] + pitch * k - line for k, line in enumerate(lines[: count // 2])]
        if any(not -1e-6 < by < 1.0 - 1e-6 for by in inwards):
            continue
        if lines[0] <= pitch and length - 1 - lines[-1] <= pitch:
            found.append(lines)
    return found


def one_by_one(on: Canvas, seen: Seen, size: int) -> set[Tiles]:
    """Every set of even rows of one length, or of two in turn, that sees everything."""
    height, width = on.cells.shape
    found = set()
    for turned, (along, across) in ((False, (width, height)), (True, (height, width))):
        for count in range(1, size + 1):
            for one, other in product(range(1, size + 1), repeat=2):
                if abs(one - other) > 1 or one * -(-count // 2) + other * (count // 2) != size:
                    continue
                for y, first, second in product(even(count, across), even(one, along), even(other, along)):
                    if one == other and first != second:
                        continue
                    places = [(x, row) for k, row in enumerate(y) for x in (second if k % 2 else first)]
                    places = [(v, u) for u, v in places] if turned else places
                    number = [int(seen.number[v, u]) for u, v in places]
                    if min(number) >= 0 and np.bitwise_or.reduce(seen.words[number]) == seen.full:
                        found.add(frozenset(places))
    return found


@pytest.mark.parametrize("size", [5, 6, 7])
@pytest.mark.parametrize("seed", range(4))
def test_sets_are_those_that_one_finds_one_by_one(size: int, seed: int) -> None:
    """Tiles that see half of a few points each, some of them taken."""
    dice = np.random.default_rng(seed)
    room = Room("r", ("." * (9 + seed % 2),) * (7 + seed // 2))
    on = canvas(room)
    number = np.where(dice.random(on.cells.shape) < 0.9, 1, -1)
    number[number > 0] = np.arange(np.count_nonzero(number > 0))
    words = dice.integers(0, 1 << 12, number.max() + 1, dtype=np.uint64)
    seen = Seen(number, words, np.uint64((1 << 12) - 1))
    tiles = {int(n): (int(x), int(y)) for (y, x), n in np.ndenumerate(number)}
    sets = np.concatenate([np.zeros((0, size), np.intp), *even_rows(on, seen, size)])
    found = {frozenset(tiles[n] for n in each) for each in sets.tolist()}
    assert found == one_by_one(on, seen, size)
    assert found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("room", "rows"),
    [
        (lit(39, 19, range(1, 39, 5), range(1, 19, 3)), {1: (4, 34), 9: (19,), 17: (4, 34)}),
        (lit(35, 28, range(2, 35, 5), range(1, 28, 5)), {8: (5, 17, 29), 19: (5, 17, 29)}),
    ],
    ids=["five", "six"],
)
def test_few_detectors_stand_in_even_rows(room: Room, rows: dict[int, tuple[int, ...]]) -> None:
    """As a greedy cover takes eight of them, or seven, in no order."""
    found = plan(room, brief_for(room, Settings()))
    assert found is not None
    assert set(found.detectors) == {(x, y) for y, along in rows.items() for x in along}
