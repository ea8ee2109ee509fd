"""The typical room of several that are nearly alike, as plain data: it travels with each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plenum.ceiling.room.grid import INVALID, SYMBOLS, components
from plenum.ceiling.room.room import Ring, Room


@dataclass(frozen=True)
class Typical:
    """The room that stands for several which are nearly alike, on the grid of one of them.

    It has the largest one's walls and height, and the tiles that all of them have.
    """

    rows: tuple[str, ...]
    outline_m: Ring
    ceiling_height_m: float
    most_lights: int | None = None
    """The fewest that any of their shares of the power allow."""

    def room(self, room: Room) -> Room | None:
        """The typical room holding what `room` holds by now; None where that is on a tile which some of them
        lack."""
        rows = [list(row) for row in self.rows]
        for (x, y), kind in components(room.rows).items():
            if rows[y][x] == INVALID:
                return None
            rows[y][x] = SYMBOLS[kind]
        return replace(
            room,
            rows=tuple(map("".join, rows)),
            outline_m=self.outline_m,
            ceiling_height_m=self.ceiling_height_m,
            flows={},
        )
