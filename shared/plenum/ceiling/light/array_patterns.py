"""Regular arrays on a tile grid before they are built: lines of tiles, and what is put together from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

Line = tuple[int, ...]
"""Column or row numbers, in tiles."""


@lru_cache(maxsize=4096)
def even(count: int, low: int, high: int) -> Line:
    """`count` tiles over low..high at equal spacing, half a spacing from the ends, snapped."""
    span = high - low + 1
    return tuple(low + int((i + 0.5) * span / count) for i in range(count))


def evens(low: int, high: int) -> list[Line]:
    """`even` for every count that fits."""
    return [even(count, low, high) for count in range(1, high - low + 2)]


def centred(low: int, high: int, largest_step: int) -> list[Line]:
    """Constant whole-tile spacings, in the middle between the ends, half a tile off if need be."""
    lines: dict[Line, None] = {}
    for step in range(1, largest_step + 1):
        for count in range(1, (high - low) // step + 2):
            slack = high - low - (count - 1) * step
            if slack <= 2 * largest_step:
                for start in (low + slack // 2, low + (slack + 1) // 2):
                    lines[tuple(range(start, start + count * step, step))] = None
    return list(lines)


@dataclass(frozen=True)
class Regular:
    """An array not yet built: at most how many lights, and where."""

    count: int
    xs: Line
    ys: Line


@dataclass(frozen=True)
class Fitted:
    """Rows that follow the room, not yet built: how many lights in each run of usable tiles."""

    count: int
    runs: tuple[tuple[int, int, int], ...]
    """The run's line, first and last tile."""
    counts: tuple[int, ...]
    axis: int
    """0: the lines are rows."""

    @property
    def tiles(self) -> tuple[list[int], list[int]]:
        """The columns and rows of the lights."""
        at = [p for (_, low, high), n in zip(self.runs, self.counts, strict=True) for p in even(n, low, high)]
        line = [line for (line, _, _), n in zip(self.runs, self.counts, strict=True) for _ in range(n)]
        return (at, line) if self.axis == 0 else (line, at)


Pattern = Regular | Fitted
"""An array not yet built."""
