"""What a person changes in a ceiling: a component moves to a tile beside it, goes, or another one comes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from plenum.ceiling.room.grid import EMPTY, SYMBOLS, Tile, components


def edited(rows: Sequence[str], random: Random) -> list[str]:
    """The ceiling with one to three changes; as it is where there is nothing to change."""
    grid = [list(row) for row in rows]
    for _ in range(random.randint(1, 3)):
        _change(grid, random)
    return ["".join(row) for row in grid]


def _change(grid: list[list[str]], random: Random) -> None:
    placed = list(components(["".join(row) for row in grid]))
    free = [(x, y) for y, row in enumerate(grid) for x, tile in enumerate(row) if tile == EMPTY]
    chance = random.random()
    if placed and chance < 0.7:
        x, y = random.choice(placed)
        if beside := _beside(grid, (x, y)):
            to_x, to_y = random.choice(beside)
            grid[to_y][to_x], grid[y][x] = grid[y][x], EMPTY
    elif placed and chance < 0.85:
        x, y = random.choice(placed)
        grid[y][x] = EMPTY
    elif free:
        x, y = random.choice(free)
        grid[y][x] = random.choice(list(SYMBOLS.values()))


def _beside(grid: Sequence[Sequence[str]], tile: Tile) -> list[Tile]:
    """Empty tiles that touch it by an edge."""
    x, y = tile
    near = ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
    return [(x, y) for x, y in near if 0 <= y < len(grid) and 0 <= x < len(grid[y]) and grid[y][x] == EMPTY]
