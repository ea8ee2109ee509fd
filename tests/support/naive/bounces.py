"""Light that surfaces send on: floor, ceiling and walls in squares, each a disc to the others' middles.

A disc of area A, seen from a point at the distance r, takes cos·cos'·A/(pi·r² + A) of what is seen; what a
point sees is 1 altogether. Light goes round until a millionth is left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul

from tests.support.naive.room import NaiveRoom
from tests.support.naive.shape import Point, box, convex, edges, inside, stays_inside
from tests.support.naive.table import Beam

ACROSS = 6
"""Squares along the shorter way across a room, at most; along the longer"""
ALONG = 22
HIGH = 5
"""Along a wall's height; more, and this many at most, where the room is high for its width."""
HIGHEST = 12
ASIDE_M = 0.02
"""From a wall to where it is looked from."""
LEFT = 1e-6

Spot = tuple[float, float, float]


@dataclass(frozen=True)
class Square:
    """A piece of a surface: its middle, which way it faces, its area in m², what it sends back."""

    at: Spot
    facing: Spot
    area: float
    back: float


class Bounces:
    """The squares of a room and what each sends to the others."""

    def __init__(self, room: NaiveRoom, reflectances: tuple[float, float, float]) -> None:
        self.room = room
        self.clear = convex(room.shape)
        self._known: dict[tuple[Point, Point], bool] = {}
        self.squares = [*_level(room, reflectances), *_upright(room, reflectances[1])]
        self.shares = [self._seen(square.at, square.facing) for square in self.squares]

    def sent(self, lights: list[Point], shine: Beam) -> list[float]:
        """What each square sends in the end, in lm/m², for lights of one lumen."""
        first = [0.0] * len(self.squares)
        for light in lights:
            lit = [self._straight(light, square, shine) for square in self.squares]
            low = sum(lx * s.area for lx, s in zip(lit, self.squares, strict=True) if s.facing[2] > 0)
            high = sum(lx * s.area for lx, s in zip(lit, self.squares, strict=True) if s.facing[2] == 0)
            onto_walls = max(0.0, 1 - low) / high
            for i, square in enumerate(self.squares):
                first[i] += lit[i] / max(1.0, low) if square.facing[2] else lit[i] * onto_walls
        sent, newly = [0.0] * len(first), [s.back * lx for s, lx in zip(self.squares, first, strict=True)]
        while max(newly) > LEFT * max(first):
            sent = [a + b for a, b in zip(sent, newly, strict=True)]
            newly = [
                square.back * sum(map(mul, share, newly))
                for square, share in zip(self.squares, self.shares, strict=True)
            ]
        return sent

    def reaching(self, point: Point, sent: list[float]) -> float:
        """Illuminance in lx on the working plane of what the squares send."""
        return sum(map(mul, self._seen((*point, self.room.light.plane), (0.0, 0.0, 1.0)), sent))

    def _seen(self, at: Spot, facing: Spot) -> list[float]:
        """The share of each square in all that is seen from here."""
        shares = []
        for square in self.squares:
            share = _disc(at, facing, square)
            shares.append(share if share and self._sees(at, square.at) else 0.0)
        whole = sum(shares)
        return [share / whole for share in shares]

    def _straight(self, light: Point, square: Square, shine: Beam) -> float:
        """Illuminance in lx of one light of a lumen on a square."""
        top = self.room.ceiling
        dx, dy, h = square.at[0] - light[0], square.at[1] - light[1], top - square.at[2]
        distance2 = dx * dx + dy * dy + h * h
        if h <= 0:
            return 0.0
        towards = -(dx * square.facing[0] + dy * square.facing[1] - h * square.facing[2])
        if towards <= 0 or not self._sees((*light, top), square.at):
            return 0.0
        return shine.candela(dx, dy, h) * towards / distance2**1.5

    def _sees(self, a: Spot, b: Spot) -> bool:
        if self.clear:
            return True
        key = (a[0], a[1]), (b[0], b[1])
        if key not in self._known:
            self._known[key] = self._known[key[::-1]] = stays_inside(*key, self.room.shape)
        return self._known[key]


def _disc(at: Spot, facing: Spot, square: Square) -> float:
    dx, dy, dz = (b - a for a, b in zip(at, square.at, strict=True))
    here = dx * facing[0] + dy * facing[1] + dz * facing[2]
    there = -(dx * square.facing[0] + dy * square.facing[1] + dz * square.facing[2])
    if here <= 1e-9 or there <= 1e-9:
        return 0.0
    distance2 = dx * dx + dy * dy + dz * dz
    return here * there / distance2 * square.area / (math.pi * distance2 + square.area)


def _side(room: NaiveRoom) -> float:
    longer, shorter = room.equivalent_sides()
    return max(shorter / ACROSS, longer / ALONG, room.ceiling / 12)


def _level(room: NaiveRoom, reflectances: tuple[float, float, float]) -> Iterator[Square]:
    """Floor and ceiling: the squares whose middles lie inside, all of one size, together the room's area."""
    x0, y0, x1, y1 = box(room.shape)
    side = _side(room)
    nx, ny = math.ceil((x1 - x0) / side), math.ceil((y1 - y0) / side)
    middles = [
        (x0 + (i + 0.5) * (x1 - x0) / nx, y0 + (j + 0.5) * (y1 - y0) / ny)
        for j in range(ny)
        for i in range(nx)
    ]
    middles = [middle for middle in middles if inside(middle, room.shape)]
    area = room.area / len(middles)
    for middle in middles:
        yield Square((*middle, 0.0), (0.0, 0.0, 1.0), area, reflectances[2])
        yield Square((*middle, room.ceiling), (0.0, 0.0, -1.0), area, reflectances[0])


def _upright(room: NaiveRoom, back: float) -> Iterator[Square]:
    """The walls, cut at the working plane's height too."""
    plane, top = room.light.plane, room.ceiling
    high = min(HIGHEST, max(HIGH, round(top / _side(room))))
    below = max(1, round(high * plane / top)) if plane > 0 else 0
    above = high - below
    heights = [(i + 0.5) * plane / below for i in range(below)]
    heights += [plane + (i + 0.5) * (top - plane) / above for i in range(above)]
    tall = [plane / below if z < plane else (top - plane) / above for z in heights]
    for p, q in edges(room.shape):
        length = math.dist(p, q)
        if not length:
            continue
        normal = (-(q[1] - p[1]) / length, (q[0] - p[0]) / length)
        probe = (p[0] + q[0]) / 2 + ASIDE_M * normal[0], (p[1] + q[1]) / 2 + ASIDE_M * normal[1]
        if not inside(probe, room.shape):
            normal = (-normal[0], -normal[1])
        count = math.ceil(length / _side(room))
        for i in range(count):
            t = (i + 0.5) / count
            x = p[0] + t * (q[0] - p[0]) + ASIDE_M * normal[0]
            y = p[1] + t * (q[1] - p[1]) + ASIDE_M * normal[1]
            for z, size in zip(heights, tall, strict=True):
                yield Square((x, y, z), (*normal, 0.0), length / count * size, back)
