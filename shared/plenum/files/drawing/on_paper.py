"""A room on paper: which scale and how large a sheet, and where its metres are in the sheet's millimetres.

Seen as the floor plan is seen, so that x runs to the right and y upwards; tile (0, 0) is at the
lower left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shapely import Polygon

from plenum.files.drawing.canvas import ring
from plenum.files.drawing.paper import STOCK, size_words
from plenum.files.units import Units

MARGIN: Final = 7.0
LEGIBLE_MM: Final = 2.4
"""A tile smaller than this asks for larger paper."""
Around = tuple[float, float, float, float]
"""Kept free of the room on the left, right, top and bottom, mm."""
SHEET: Final[Around] = (24.0, 89.0, 16.0, 34.0)
FIGURE: Final[Around] = (15.0, 2.0, 2.0, 22.0)
MAP: Final[Around] = (2.5, 2.5, 4.0, 24.0)
"""A figure without tile numbers and dimensions, with a legend below."""
NARROWEST: Final = 72.0
"""mm of a figure's width: the scale bar and the legend need some."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """The grid and the walls of a room of a building file or a result, in m."""

    rows: list[str]
    tile: Point
    outline: list[Point]
    holes: list[list[Point]]
    beams_m2: float = 0.0
    """Floor below beams, which are among the holes."""

    @classmethod
    def of(cls, room: Mapping[str, Any]) -> Shape:
        """The outline is the grid's rectangle where none was given."""
        rows: list[str] = list(room["rows"])
        tile = (float(room["tile_m"][0]), float(room["tile_m"][1]))
        outline = [(float(x), float(y)) for x, y in room.get("outline_m") or []]
        if not outline:
            width, height = len(rows[0]) * tile[0], len(rows) * tile[1]
            outline = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
        holes = [[(float(x), float(y)) for x, y in hole] for hole in room.get("holes_m") or []]
        return cls(rows, tile, outline, holes, room.get("beams_m2", 0.0))

    @property
    def bounds(self) -> tuple[Point, Point]:
        """The lower left and upper right corners of the box around the outline."""
        xs, ys = zip(*self.outline, strict=True)
        return (min(xs), min(ys)), (max(xs), max(ys))

    @property
    def area_m2(self) -> float:
        """Floor area."""
        return float(Polygon(self.outline, self.holes).area) + self.beams_m2


class OnPaper:
    """A shape at a scale on a sheet of a size, in an office's units."""

    def __init__(
        self, shape: Shape, scale: int, paper: Point, around: Around, units: Units, named: str = ""
    ) -> None:
        self.shape, self.scale, self.paper, self.units, self.named = shape, scale, paper, units, named
        self.k = 1e3 / scale
        """mm on the paper for each m."""
        self.low, self.high = shape.bounds
        width, height = self.high[0] - self.low[0], self.high[1] - self.low[1]
        left, right, top, bottom = around[0], paper[0] - around[1], around[2], paper[1] - around[3]
        self.left = (left + right - width * self.k) / 2
        self.bottom = (top + bottom + height * self.k) / 2
        self.tile_mm = (shape.tile[0] * self.k, shape.tile[1] * self.k)

    @classmethod
    def sheet(cls, shape: Shape, units: Units) -> OnPaper:
        """On the smallest paper, or as large a sheet as legible tiles need."""
        stock = STOCK[units]
        low, high = shape.bounds
        width, height = high[0] - low[0], high[1] - low[1]
        left, right, top, bottom = SHEET
        for _, across, up in stock.papers:
            scale = _scale((width, height), (across - left - right, up - top - bottom), stock.scales)
            if min(shape.tile) * 1e3 / scale >= LEGIBLE_MM or scale == stock.scales[0]:
                break
        # A long corridor takes a long sheet, not a large one.
        up = next(h for _, _, h in stock.papers if height * 1e3 / scale <= h - top - bottom or h >= up)
        named = {(w, h): name for name, w, h in stock.papers}
        words = named.get((across, up)) or size_words(across, up, units)
        return cls(shape, scale, (across, up), SHEET, units, words)

    @classmethod
    def figure(
        cls, shape: Shape, width: float, height: float, units: Units, around: Around = FIGURE
    ) -> OnPaper:
        """A figure in a document, no larger than this, and no larger than it must be."""
        low, high = shape.bounds
        size = (high[0] - low[0], high[1] - low[1])
        left, right, top, bottom = around
        scale = _scale(size, (width - left - right, height - top - bottom), STOCK[units].scales)
        paper = (
            max(NARROWEST, size[0] * 1e3 / scale + left + right),
            size[1] * 1e3 / scale + top + bottom,
        )
        return cls(shape, scale, paper, around, units)

    def at(self, point: Point) -> Point:
        """A point of the grid's frame (m) on the paper (mm); y is flipped."""
        return self.left + (point[0] - self.low[0]) * self.k, self.bottom - (point[1] - self.low[1]) * self.k

    def corner(self, x: int, y: int) -> Point:
        """The upper left corner of a tile on the paper."""
        return self.at((x * self.shape.tile[0], (y + 1) * self.shape.tile[1]))

    @property
    def walls(self) -> str:
        """The path of the outline and the holes."""
        return "".join(ring(self.at(p) for p in points) for points in (self.shape.outline, *self.shape.holes))


def _scale(size_m: Point, room_mm: Point, scales: tuple[int, ...]) -> int:
    """The largest scale that people use at which this fits."""
    (width, height), (across, up) = size_m, room_mm
    fitting = (s for s in scales if width * 1e3 / s <= across and height * 1e3 / s <= up)
    return next(fitting, scales[-1])
