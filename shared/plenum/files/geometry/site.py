"""Where rooms stand on the site, and where they are put when they do not say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.grid import KINDS
from plenum.ceiling.room.room import Frame
from plenum.files.geometry.tiling import to_site

Point = tuple[float, float]


@dataclass
class Placed:
    """One room with its corners in site coordinates, m."""

    room: Mapping[str, Any]
    frame: Frame
    outline: list[Point]
    holes: list[list[Point]]
    turned: bool = False

    def point(self, at: Point) -> Point:
        """A point of the room's grid on the site, or on the site turned clockwise by a right angle."""
        x, y = to_site(self.frame, at)
        return (y, -x) if self.turned else (x, y)

    def centres(self) -> Iterator[Point]:
        """The components' centres on the site."""
        tx, ty = self.room["tile_m"]
        for y, row in enumerate(self.room["rows"]):
            for x, char in enumerate(row):
                if char in KINDS:
                    yield self.point(((x + 0.5) * tx, (y + 0.5) * ty))

    @property
    def rings(self) -> list[list[Point]]:
        """Outline and holes on the site."""
        return [[self.point(p) for p in points] for points in (self.outline, *self.holes)]


def placed_rooms(rooms: list[Mapping[str, Any]]) -> tuple[list[Placed], bool]:
    """One storey's rooms on the site, or side by side where two share an origin."""
    placed: list[Placed] = []
    for room in rooms:
        tile = room["tile_m"]
        w, h = len(room["rows"][0]) * tile[0], len(room["rows"]) * tile[1]
        outline = [(x, y) for x, y in room.get("outline_m") or []] or [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
        holes = [[(x, y) for x, y in hole] for hole in room.get("holes_m") or []]
        frame = room.get("frame") or {"origin_m": (0.0, 0.0, 0.0), "rotation_deg": 0.0}
        ox, oy, oz = frame["origin_m"]
        placed.append(Placed(room, Frame((ox, oy, oz), frame["rotation_deg"]), outline, holes))
    if len({entry.frame for entry in placed}) == len(placed):
        return placed, True
    _side_by_side(placed)
    return placed, False


def _side_by_side(placed: list[Placed]) -> None:
    """Rows of rooms, about as wide as high."""
    sizes = []
    for entry in placed:
        xs, ys = zip(*entry.outline, strict=True)
        sizes.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    space = 1.5
    most = 1.5 * math.sqrt(sum((w + space) * (h + space) for _, _, w, h in sizes))
    x = y = deepest = 0.0
    for entry, (low_x, low_y, w, h) in zip(placed, sizes, strict=True):
        if x and x + w > most:
            x, y, deepest = 0.0, y - deepest - space, 0.0
        entry.frame = Frame((x - low_x, y - h - low_y, 0.0), 0.0)
        x += w + space
        deepest = max(deepest, h)


def bounds(floor: list[Placed]) -> tuple[Point, Point]:
    """The lower left and upper right corners of the box around some rooms."""
    points = [p for entry in floor for p in entry.rings[0]]
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys)), (max(xs), max(ys))
