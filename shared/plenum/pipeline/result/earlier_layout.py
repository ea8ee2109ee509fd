"""Where an earlier layout's components are in a room's grid of today.

The grid may have moved: a wall that was shifted shifts the grid's corner. A component is then on the
tile of today that its centre is in.
"""

from __future__ import annotations

from math import cos, floor, radians, sin

from plenum.ceiling.room.grid import EMPTY, SYMBOLS, components
from plenum.ceiling.room.room import Frame, Room
from plenum.files.completed.schema import RoomFields

_ROUNDING = 1e-6
"""Of a tile: a centre on the line between two tiles is always on the same one."""


def earlier_rows(room: Room, result: RoomFields) -> tuple[str, ...]:
    """What Plenum placed in the earlier result, as rows of today's grid; nothing else is in them.

    What was made a part of the ceiling since, as an occupied tile of the same kind, needs no staying.
    """
    frame = Frame(result.frame.origin_m, result.frame.rotation_deg)
    tx, ty = result.tile_m
    grid = [[EMPTY] * room.width for _ in range(room.height)]
    for (x, y), kind in components(result.rows).items():
        if (x, y) in (result.existing or ()):
            continue
        u, v = (x, y)
        if (frame, (tx, ty)) != (room.frame, room.tile_m):
            u, v = _tile_of(room, _on_site(frame, (x + 0.5) * tx, (y + 0.5) * ty))
        inside = 0 <= u < room.width and 0 <= v < room.height
        if inside and room.at((u, v)) != SYMBOLS[kind]:
            grid[v][u] = SYMBOLS[kind]
    return tuple("".join(row) for row in grid)


def _on_site(frame: Frame, x: float, y: float) -> tuple[float, float]:
    turn = radians(frame.rotation_deg)
    return (
        frame.origin_m[0] + x * cos(turn) - y * sin(turn),
        frame.origin_m[1] + x * sin(turn) + y * cos(turn),
    )


def _tile_of(room: Room, site: tuple[float, float]) -> tuple[int, int]:
    """The tile of the room's grid, or of its continuation, that a point of the site is in."""
    turn = radians(room.frame.rotation_deg)
    dx, dy = site[0] - room.frame.origin_m[0], site[1] - room.frame.origin_m[1]
    x, y = dx * cos(turn) + dy * sin(turn), dy * cos(turn) - dx * sin(turn)
    return floor(x / room.tile_m[0] + _ROUNDING), floor(y / room.tile_m[1] + _ROUNDING)
