"""Every layout of a small room, one by one: what nobody finds here does not exist."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.support.naive import air, light, smoke
from tests.support.naive.room import NaiveRoom, Verdicts
from tests.support.naive.verify import grid_verdicts


def any_layout(data: dict[str, Any], settings: dict[str, Any], code: str) -> list[str] | None:
    """Rows that complete this room and keep every hard rule, or None where there are none.

    All ways of filling the free tiles are tried: 5 to the power of their number. Terminals that are
    placed move what the room needs, in equal shares. What takes long is looked at once: smoke minds no
    lights, and light minds nothing else.
    """
    rows: list[str] = data["rows"]
    free = [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "."]
    lit: dict[tuple[tuple[int, int], ...], bool] = {}
    guarded: dict[str, bool] = {}
    for choice in product(".DSRL", repeat=len(free)):
        grid = [list(row) for row in rows]
        for (x, y), char in zip(free, choice, strict=True):
            grid[y][x] = char
        room = NaiveRoom({**data, "rows": ["".join(row) for row in grid]}, settings, code)
        if not (_hold(air.verdicts(room)) and _hold(grid_verdicts(room, rows))):
            continue
        but_for_lights = "".join(room.rows).replace("L", ".")
        if but_for_lights not in guarded:
            guarded[but_for_lights] = _hold(smoke.verdicts(room))
        if not guarded[but_for_lights]:
            continue
        lights = tuple(room.tiles("L"))
        if lights not in lit:
            lit[lights] = _hold(light.verdicts(room))
        if lit[lights]:
            return room.rows
    return None


def _hold(verdicts: Verdicts) -> bool:
    return all(passed for _, passed in verdicts.values())
