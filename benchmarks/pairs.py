"""Two sides in turn, A B A B …, compared with the neighbour: a machine's drift meets both alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from statistics import median
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Side(Generic[T]):
    """One of the two: what it is called, how it runs once, and what must be awake for it."""

    name: str
    run: Callable[[], T]
    awake: Callable[[], AbstractContextManager[object]] = field(default=nullcontext)


@dataclass(frozen=True)
class Pair(Generic[T]):
    """What both sides gave, run by run."""

    left: Side[T]
    right: Side[T]
    lefts: Sequence[T]
    rights: Sequence[T]

    def ratio(self, of: Callable[[T], float]) -> float:
        """The median over neighbours of left ÷ right."""
        return median(of(a) / of(b) for a, b in zip(self.lefts, self.rights, strict=True))

    def spread(self, of: Callable[[T], float]) -> tuple[float, float]:
        """The smallest and the largest of these ratios."""
        ratios = [of(a) / of(b) for a, b in zip(self.lefts, self.rights, strict=True)]
        return min(ratios), max(ratios)


def alternate(left: Side[T], right: Side[T], times: int) -> Pair[T]:
    """Run both sides in turn, `times` times each."""
    lefts: list[T] = []
    rights: list[T] = []
    for _ in range(times):
        for side, found in ((left, lefts), (right, rights)):
            with side.awake():
                found.append(side.run())
    return Pair(left, right, lefts, rights)
