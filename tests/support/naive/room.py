"""A room as plain data, and the few questions that every rule asks of it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from tests.support.naive import tables
from tests.support.naive.shape import Point, Shape, area, perimeter

TileAt = tuple[int, int]
Verdicts = dict[str, tuple[float, bool]]
"""Per rule id what was measured, and whether the rule holds."""

SLACK = 1e-9


def at_least(value: float, limit: float) -> tuple[float, bool]:
    """A verdict for a rule with a least value; the slack is for sums of floating-point numbers."""
    return value, value >= limit - SLACK * max(1.0, abs(limit))


def at_most(value: float, limit: float) -> tuple[float, bool]:
    """A verdict for a rule with a greatest value."""
    return value, value <= limit + SLACK * max(1.0, abs(limit))


class NaiveRoom:
    """One room's data with its building's settings and fire code."""

    def __init__(self, data: dict[str, Any], settings: dict[str, Any], code: str) -> None:
        self.id: str = data.get("room_id", "")
        self.rows: list[str] = data["rows"]
        self.tile: tuple[float, float] = (data["tile_m"][0], data["tile_m"][1])
        self.type: str = data["room_type"]
        self.ceiling: float = data["ceiling_height_m"]
        self.settings = settings
        self.code = code
        self.own_luminaire: str | None = data.get("luminaire")
        self.flows: dict[TileAt, float] = {(x, y): flow for x, y, flow in data.get("flows", [])}
        width, height = len(self.rows[0]) * self.tile[0], len(self.rows) * self.tile[1]
        outline = data.get("outline_m") or [[0, 0], [width, 0], [width, height], [0, height]]
        self.shape: Shape = [[(p[0], p[1]) for p in ring] for ring in [outline, *data.get("holes_m", [])]]
        self.below_beams: float = data.get("beams_m2", 0.0)

    @cached_property
    def area(self) -> float:
        """Floor area in m²: what beams hang over is floor too."""
        return area(self.shape) + self.below_beams

    @cached_property
    def light(self) -> tables.Light:
        """What the room asks of its light."""
        return tables.light(self.type, self.area, self.settings)

    @cached_property
    def luminaire(self) -> dict[str, float]:
        """The luminaire its lights are counted as."""
        return tables.luminaire(self.own_luminaire or self.light.luminaire, self.settings)

    @property
    def cavity(self) -> float:
        """Hm: from the working plane to the ceiling, m."""
        return self.ceiling - self.light.plane

    @cached_property
    def rcr(self) -> float:
        """RCR = 2.5·Hm·P/A."""
        return 2.5 * self.cavity * perimeter(self.shape) / self.area

    def equivalent_sides(self) -> tuple[float, float]:
        """The longer and shorter side of the rectangle with this area and perimeter, or of the square."""
        half, inside = perimeter(self.shape) / 2, area(self.shape)
        root = math.sqrt(max(0.0, half * half / 4 - inside))
        longer = max(half / 2 + root, math.sqrt(inside))
        return longer, inside / longer

    def tiles(self, symbols: str) -> list[TileAt]:
        """The tiles that hold one of these characters."""
        return [(x, y) for y, row in enumerate(self.rows) for x, char in enumerate(row) if char in symbols]

    def centre(self, tile: TileAt) -> Point:
        """A tile's centre."""
        return (tile[0] + 0.5) * self.tile[0], (tile[1] + 0.5) * self.tile[1]

    def corners(self, tile: TileAt) -> tuple[float, float, float, float]:
        """Least x, y and greatest x, y of a tile."""
        tx, ty = self.tile
        return tile[0] * tx, tile[1] * ty, (tile[0] + 1) * tx, (tile[1] + 1) * ty
