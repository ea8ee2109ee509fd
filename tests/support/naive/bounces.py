"""Light that surfaces send on, by rays: floor, ceiling and walls in squares, and the square that a ray meets.

Squares and points look along rays as dense as the cosine has it, each square from all over itself: what they
receive is the mean of what they see. A luminaire's lumens go along rays too, so that all of them arrive.
Light goes round until a ten thousandth is left.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tests.support.naive.shape import Point, Shape, box, edges_round, strictly_inside
from tests.support.naive.table import Beam

ACROSS = 7
"""Squares along the shorter way across a room, at most; along the longer"""
ALONG = 30
HIGH, HIGHEST = 5, 15
"""Along a wall's height, at least; at most, where a wall is much higher than squares are wide."""
FROM_SQUARE, FROM_POINT, FROM_LIGHT = 128, 1024, 4096
"""Rays. Beside 16,384 from each point a room's mean differs by a ten thousandth, its uniformity by a
thousandth: a tenth at most of what the verifiers may differ by."""
TURNS = 64
"""Ways in which a bundle of rays lies."""
LEFT = 1e-4
APART_M = 1e-9
"""From where a ray begins to what it can meet."""
GOLDEN, FIRST, SECOND = 0.6180339887, 0.7548776662, 0.5698402910
"""Whose multiples lie evenly between whole numbers: the first alone, the others as pairs."""
UP, DOWN = (0.0, 0.0, 1.0), (0.0, 0.0, -1.0)

Spot = tuple[float, float, float]
Seen = Mapping[int, float]
"""By square the share of rays that meet it."""


class Square(NamedTuple):
    """A piece of a surface: where its rays begin, which way it faces, its area in m², what it sends back."""

    starts: list[Spot]
    facing: Spot
    area: float
    back: float


@lru_cache(maxsize=24)
def bounces(rings: tuple[tuple[Point, ...], ...], top: float, back: tuple[float, float, float]) -> Bounces:
    """Those of a room of this plan and ceiling height, whatever hangs in it; `back`: what ceiling, walls and
    floor send back of what they receive."""
    return Bounces([list(ring) for ring in rings], top, back)


class Bounces:
    """The squares of a room, floor first, then ceiling, then walls; and which of them each sees."""

    def __init__(self, shape: Shape, top: float, back: tuple[float, float, float]) -> None:
        self.top, self.box = top, box(shape)
        x0, y0, x1, y1 = self.box
        side = max(min(x1 - x0, y1 - y0) / ACROSS, max(x1 - x0, y1 - y0) / ALONG)
        self.across = math.ceil((x1 - x0) / side), math.ceil((y1 - y0) / side)
        self.high = min(HIGHEST, max(HIGH, math.ceil(top / side / 2)))
        self.walls = [(p, (q[0] - p[0], q[1] - p[1])) for p, q in edges_round(shape) if p != q]
        self.pieces = [math.ceil(math.hypot(*along) / side) for _, along in self.walls]
        self.first = [2 * math.prod(self.across)]
        """Each wall's first square."""
        for count in self.pieces:
            self.first.append(self.first[-1] + self.high * count)
        self.dice = random.Random(1)
        floor = list(self._floor(shape, back[2]))
        self.squares = [
            *floor,
            *(Square([(x, y, top) for x, y, _ in s.starts], DOWN, s.area, back[0]) for s in floor),
            *self._upright(back[1]),
        ]
        self.seen = [self._look(square.starts, square.facing) for square in self.squares]
        self._from_points: dict[Spot, Seen] = {}
        self._from_lights: dict[tuple[Point, Beam], list[float]] = {}
        self._sent: dict[tuple[tuple[Point, ...], Beam], list[float]] = {}

    def sent(self, lights: Sequence[Point], shine: Beam) -> list[float]:
        """What each square sends in the end, in lm/m², for lights of one lumen."""
        key = tuple(lights), shine
        if key not in self._sent:
            self._sent[key] = self._gone_round([self._from_one(light, shine) for light in lights])
        return self._sent[key]

    def _gone_round(self, each: Sequence[Sequence[float]]) -> list[float]:
        first = [sum(lx) for lx in zip(*each, strict=True)] or [0.0] * len(self.squares)
        sent, newly = [0.0] * len(first), [s.back * lx for s, lx in zip(self.squares, first, strict=True)]
        while max(newly) > LEFT * max(first):
            sent = [a + b for a, b in zip(sent, newly, strict=True)]
            newly = [s.back * _mean(newly, seen) for s, seen in zip(self.squares, self.seen, strict=True)]
        return sent

    def reaching(self, point: Spot, sent: Sequence[float]) -> float:
        """Illuminance in lx on a level plane at this point of what the squares send."""
        if point not in self._from_points:
            self._from_points[point] = self._look([point] * FROM_POINT, UP)
        return _mean(sent, self._from_points[point])

    def _from_one(self, light: Point, shine: Beam) -> list[float]:
        """Illuminance in lx of one light of a lumen on each square."""
        if (light, shine) not in self._from_lights:
            self._from_lights[light, shine] = self._straight(light, shine)
        return self._from_lights[light, shine]

    def _straight(self, light: Point, shine: Beam) -> list[float]:
        lit = [0.0] * len(self.squares)
        for way, share in _beams(shine, hash(light) % TURNS):
            met = self.met((*light, self.top), way)
            lit[met] += share / self.squares[met].area
        return lit

    def _look(self, starts: Sequence[Spot], facing: Spot) -> Seen:
        """The squares that rays from here meet."""
        ways = _ways(facing, len(starts), hash(tuple(starts[:1])) % TURNS)
        met = Counter(map(self.met, starts, ways))
        return {square: rays / len(starts) for square, rays in met.items()}

    def met(self, start: Spot, way: Spot) -> int:
        """The number of the square that a ray meets first."""
        (x, y, z), (wx, wy, wz) = start, way
        far = (self.top - z) / wz if wz > 0 else -z / wz if wz < 0 else math.inf
        wall, beside = -1, 0.0
        for i, ((px, py), (ex, ey)) in enumerate(self.walls):
            towards = wx * ey - wy * ex
            if towards > 0:
                t = ((px - x) * ey - (py - y) * ex) / towards
                if APART_M < t < far:
                    u = ((px - x) * wy - (py - y) * wx) / towards
                    if 0 <= u <= 1:
                        far, wall, beside = t, i, u
        if wall < 0:
            return self._level_at(x + far * wx, y + far * wy, above=wz > 0)
        piece = min(self.pieces[wall] - 1, int(beside * self.pieces[wall]))
        band = min(self.high - 1, max(0, int((z + far * wz) / self.top * self.high)))
        return self.first[wall] + piece * self.high + band

    def _level_at(self, x: float, y: float, *, above: bool) -> int:
        x0, y0, x1, y1 = self.box
        nx, ny = self.across
        i = min(nx - 1, max(0, int((x - x0) / (x1 - x0) * nx)))
        j = min(ny - 1, max(0, int((y - y0) / (y1 - y0) * ny)))
        return (above * ny + j) * nx + i

    def _floor(self, shape: Shape, back: float) -> Iterator[Square]:
        """Of a square that walls cut the part inside."""
        x0, y0, x1, y1 = self.box
        nx, ny = self.across
        w, d = (x1 - x0) / nx, (y1 - y0) / ny
        for j in range(ny):
            for i in range(nx):
                spots = [(x0 + (i + a) * w, y0 + (j + b) * d) for a, b in self._shares()]
                starts = [(*spot, 0.0) for spot in spots if strictly_inside(spot, shape)]
                yield Square(starts, UP, w * d * max(1, len(starts)) / FROM_SQUARE, back)

    def _upright(self, back: float) -> Iterator[Square]:
        for ((px, py), (ex, ey)), count in zip(self.walls, self.pieces, strict=True):
            length = math.hypot(ex, ey)
            for i in range(count):
                for band in range(self.high):
                    shares = [((i + a) / count, (band + b) / self.high) for a, b in self._shares()]
                    starts = [(px + a * ex, py + a * ey, b * self.top) for a, b in shares]
                    area = length / count * self.top / self.high
                    yield Square(starts, (-ey / length, ex / length, 0.0), area, back)

    def _shares(self) -> Iterator[tuple[float, float]]:
        """Of a square's sides, evenly all over it, otherwise than in the last one."""
        a, b = self.dice.random(), self.dice.random()
        return (((a + i * FIRST) % 1, (b + i * SECOND) % 1) for i in range(FROM_SQUARE))


def _mean(values: Sequence[float], seen: Seen) -> float:
    """Of the values of what is seen."""
    return sum(values[square] * share for square, share in seen.items())


@lru_cache(maxsize=64)
def _beams(shine: Beam, turn: int) -> list[tuple[Spot, float]]:
    """Directions from a light, each with its share of the lumens."""
    ways = _ways(DOWN, FROM_LIGHT, turn)
    strong = [shine.candela(x, y, -z) / -z for x, y, z in ways]
    whole = sum(strong)
    return [(way, strength / whole) for way, strength in zip(ways, strong, strict=True)]


@lru_cache(maxsize=512)
def _ways(facing: Spot, rays: int, turn: int) -> list[Spot]:
    """Directions around one, as dense as the cosine of the angle to it."""
    nx, ny, nz = facing
    found: list[Spot] = []
    for i in range(rays):
        aside, angle = (i + 0.5) / rays, 2 * math.pi * (turn / TURNS + i * GOLDEN)
        a, b, c = math.sqrt(aside) * math.cos(angle), math.sqrt(aside) * math.sin(angle), math.sqrt(1 - aside)
        found.append((a, b, c * nz) if nz else (c * nx - a * ny, c * ny + a * nx, b))
    return found
