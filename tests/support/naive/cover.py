"""How far a room's farthest point is from a detector that it sees: squares, cut in four where it matters.

Each square is judged by its corners and its middle; one that has none of them in the room holds at most
the tip of a corner, and corners are asked themselves. A distance grows by no more than the way walked, so
that a square whose worst point is far below the worst found so far can be left alone.
"""

from __future__ import annotations

import heapq
import math
from functools import cache

from tests.support.naive.meetings import MOST_LINES, beside_crossings, beside_meetings, moved_aside
from tests.support.naive.room import NaiveRoom, TileAt
from tests.support.naive.shape import (
    Point,
    box,
    convex,
    edges,
    hiding_corners,
    inside,
    stays_inside,
)
from tests.support.naive.sight import BESIDE_M, hiding, past, sees

FINE_M = 5e-4
"""A farthest point is not looked for more closely."""
COARSE_M = 0.3
HIDDEN_M = 0.1
RIM_M = 5e-3
ASKED = 5
"""Points of a square that are asked."""
SMALL_M = 0.02
"""Squares on the rim of floor that nobody sees are not cut further."""


class Cover:
    """One room's detectors, asked point by point."""

    def __init__(self, room: NaiveRoom, detectors: list[TileAt]) -> None:
        self.shape = room.shape
        self.centres = [room.centre(tile) for tile in detectors]
        self.walls = hiding(room.shape)
        self.open_room = convex(self.walls)
        self.near = cache(self._near)
        self.starts = _corners_of_tiles(room) + ([] if self.open_room else self._tips())

    def _tips(self) -> list[Point]:
        """Beside every point where walls and lines of sight meet, once in each sector between two of them.

        What one detector alone sees may end there in a tip that is narrower than any square. So may what is
        farther from a line of sight than floor beside it may be, where it meets a wall.
        """
        walls = list(edges(self.shape))
        sights = [
            (corner, end)
            for centre in self.centres
            for corner in hiding_corners(self.walls)
            if math.dist(centre, corner) and stays_inside(centre, corner, self.walls)
            for end in past(centre, corner, self.walls)
            if math.dist(corner, end)
        ]
        few = sights if len(walls) + len(sights) <= MOST_LINES else []
        aside = [moved_aside(sight, by) for sight in few for by in (-BESIDE_M, BESIDE_M)]
        tips = [at for line in aside for at in beside_crossings(line, walls)]
        return beside_meetings([*walls, *sights]) + tips

    def _near(self, point: Point) -> tuple[float, Point | None] | None:
        """To the nearest detector in sight and which it is, infinite if none is; None outside the room."""
        if not inside(point, self.shape):
            return None
        for gap, centre in sorted((math.dist(point, centre), centre) for centre in self.centres):
            if self.open_room or sees(centre, point, self.shape, self.walls):
                return gap, centre
        return math.inf, None

    def squares(self, size: float) -> list[tuple[float, float, float]]:
        """Least x, least y and side of squares that lie over the room."""
        x0, y0, x1, y1 = box(self.shape)
        columns, rows = (math.ceil((high - low) / size) for low, high in ((x0, x1), (y0, y1)))
        return [(x0 + i * size, y0 + j * size, size) for j in range(rows) for i in range(columns)]

    def samples(self, square: tuple[float, float, float]) -> list[tuple[float, Point | None]]:
        """Of a square's corners and middle, those in the room."""
        x, y, side = square
        at = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x + side / 2, y + side / 2)]
        return [near for near in map(self.near, at) if near is not None]

    def most(self, square: tuple[float, float, float]) -> tuple[float, float]:
        """The greatest distance seen in a square, and how great it could be somewhere in it.

        Where some of it is seen from elsewhere, or not at all, the rest may be as far from those
        detectors; that is followed to squares of half a centimetre.
        """
        samples = self.samples(square)
        seen = [gap for gap, _ in samples if gap < math.inf]
        if not seen:
            return 0.0, 0.0
        by = {centre for _, centre in samples}
        worst = max(seen)
        if len(by) > 1 and not self.open_room and square[2] > RIM_M:
            middle = (square[0] + square[2] / 2, square[1] + square[2] / 2)
            worst = max([worst, *(math.dist(middle, centre) for centre in by if centre)])
        return max(seen), worst + square[2] * math.sqrt(0.5)

    def farthest(self) -> float:
        """The greatest distance from a point that is seen to the nearest detector it sees."""
        known = [self.near(point) for point in self.starts]
        best = max((near[0] for near in known if near is not None and near[0] < math.inf), default=0.0)
        heap: list[tuple[float, tuple[float, float, float]]] = []
        fresh = self.squares(COARSE_M)
        while fresh or heap:
            for square in fresh:
                reached, possible = self.most(square)
                best = max(best, reached)
                heapq.heappush(heap, (-possible, square))
            fresh = []
            if heap:
                possible, square = heapq.heappop(heap)
                if -possible <= best + FINE_M:
                    break
                fresh = quarters(square)
        return best

    def unseen(self) -> float:
        """Floor that no detector sees, m²."""
        total = 0.0
        waiting = [] if self.open_room else self.squares(HIDDEN_M)
        while waiting:
            square = waiting.pop()
            gaps = [gap for gap, _ in self.samples(square)]
            hidden = sum(gap == math.inf for gap in gaps)
            if hidden == ASKED or (hidden and square[2] <= SMALL_M):
                total += square[2] ** 2 * hidden / ASKED
            elif hidden:
                waiting += quarters(square)
        return total


def quarters(square: tuple[float, float, float]) -> list[tuple[float, float, float]]:
    """A square cut in four."""
    x, y, side = square
    half = side / 2
    return [(x, y, half), (x + half, y, half), (x, y + half, half), (x + half, y + half, half)]


def _corners_of_tiles(room: NaiveRoom) -> list[Point]:
    """Of every tile, whole or cut: its own, those of walls, and where walls cross the tiles' lines."""
    (tx, ty), width, height = room.tile, len(room.rows[0]), len(room.rows)
    corners = [(x * tx, y * ty) for y in range(height + 1) for x in range(width + 1)]
    found = [p for p in corners if inside(p, room.shape)] + [p for ring in room.shape for p in ring]
    for wall in edges(room.shape):
        found += _crossed(wall, 0, [x * tx for x in range(width + 1)])
        found += _crossed(wall, 1, [y * ty for y in range(height + 1)])
    return list({(round(x, 3), round(y, 3)): (x, y) for x, y in found}.values())


def _crossed(wall: tuple[Point, Point], axis: int, lines: list[float]) -> list[Point]:
    """Where a wall crosses lines of equal x (axis 0) or y (axis 1)."""
    p, q = wall
    low, high = sorted((p[axis], q[axis]))
    shares = [(line - p[axis]) / (q[axis] - p[axis]) for line in lines if low < line < high]
    return [(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])) for t in shares]
