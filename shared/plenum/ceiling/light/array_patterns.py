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


def shifted(low: int, high: int, largest_step: int) -> list[Line]:
    """Constant whole-tile spacings from one end to the other, with every start."""
    return [
        tuple(range(start, high + 1, step))
        for step in range(1, largest_step + 1)
        for start in range(low, min(low + step, high + 1))
    ]


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


@dataclass(frozen=True)
class Staggered:
    """Rows that take two lines of columns in turn, or columns that take two lines of rows."""

    count: int
    odd: Line
    """Where the lights of the first, third, ... line are."""
    even: Line
    lines: Line
    axis: int
    """0: the lines are rows."""

    @property
    def tiles(self) -> tuple[list[int], list[int]]:
        """The columns and rows of the lights."""
        nodes = [(at, line) for i, line in enumerate(self.lines) for at in (self.even if i % 2 else self.odd)]
        at, line = [at for at, _ in nodes], [line for _, line in nodes]
        return (at, line) if self.axis == 0 else (line, at)


Pattern = Regular | Fitted | Staggered
"""An array not yet built."""


def turns(low: int, high: int) -> list[tuple[Line, Line]]:
    """Pairs of lines that rows take in turn: one light fewer between those of the other, or its
    mirror image."""
    most = high - low + 1
    pairs = [(even(n, low, high), even(n + 1, low, high)) for n in range(1, most)]
    pairs += [(more, fewer) for fewer, more in pairs]
    for count in range(1, most // 2 + 1):
        step = most / count
        for share in (0.125, 0.25, 0.375):
            line = tuple(low + int((i + share) * step) for i in range(count))
            pairs.append((line, tuple(low + high - at for at in reversed(line))))
    return pairs
