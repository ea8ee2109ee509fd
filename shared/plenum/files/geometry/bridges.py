"""Outlines that run along a cut to a hole and back, as formats without holes draw them."""

from __future__ import annotations

from collections.abc import Sequence

from plenum.ceiling.room.room import Point

Loop = list[Point]


def unbridged(points: Sequence[Point], digits: int = 5) -> list[Loop]:
    """The rings that a closed line consists of once every edge that is passed both ways is taken out.

    Largest first, as it is the outline of the others. Points are compared to so many digits (m).
    """
    rings: list[Loop] = []
    waiting: list[Loop] = [list(points)]
    while waiting:
        ring = waiting.pop()
        cut = _cut(ring, digits)
        if cut is None:
            rings.append(ring)
            continue
        i, j = cut
        inner, outer = ring[i + 1 : j], ring[j + 1 :] + ring[:i]
        waiting += [loop for loop in (inner, outer) if len(loop) > 2]
    return sorted(rings, key=_area, reverse=True)


def _cut(ring: Loop, digits: int) -> tuple[int, int] | None:
    """The numbers i < j of two edges that are one, there and back; each starts at its point."""
    keys = [(round(x, digits), round(y, digits)) for x, y in ring]
    seen: dict[tuple[Point, Point], int] = {}
    for j, start in enumerate(keys):
        end = keys[(j + 1) % len(keys)]
        i = seen.get((end, start))
        if i is not None and start != end:
            return i, j
        seen[start, end] = j
    return None


def _area(ring: Loop) -> float:
    """Twice the area, whatever way round."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)))
