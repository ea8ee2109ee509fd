"""Where a grid of tiles starts along an axis: centred by the rule, or through a joint that somebody chose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Centre = Literal["joint", "tile"]
OTHER: Final[Mapping[Centre, Centre]] = {"joint": "tile", "tile": "joint"}
SNAP_M: Final = 1e-3
"""A wall this near a joint of the grid is on it: files are no more exact than that."""


@dataclass(frozen=True)
class Wish:
    """What somebody chose of a grid; what is None follows the rule."""

    origin_m: tuple[float, float] | None = None
    """A joint's crossing, on the site."""
    rotation_deg: float | None = None
    centre: tuple[Centre | None, Centre | None] = (None, None)
    """What stands on the middle of x and of y: a joint or a tile."""


@dataclass(frozen=True)
class Axis:
    """A floor along one axis of its grid, in m: its box, and the walls that the grid lies between."""

    box: tuple[float, float]
    walls: tuple[float, float]
    tile: float


@dataclass(frozen=True)
class Start:
    """Where the first tile of an axis begins, in m, and how many tiles reach over the box."""

    at: float
    count: int


def through(axis: Axis, joint: float) -> Start:
    """The grid with a joint here."""
    low, high = axis.box
    first = math.floor((low - joint + SNAP_M / 2) / axis.tile)
    last = math.ceil((high - joint - SNAP_M / 2) / axis.tile)
    return Start(joint + first * axis.tile, max(1, last - first))


def centred(axis: Axis, centre: Centre) -> Start:
    """The grid with a joint or a tile on the middle between the walls."""
    middle = (axis.walls[0] + axis.walls[1]) / 2
    return through(axis, middle if centre == "joint" else middle - axis.tile / 2)


def border(axis: Axis, centre: Centre) -> float:
    """The strip that is left at both walls, in m; 0 where whole tiles fit."""
    half = (axis.walls[1] - axis.walls[0]) / 2 - (axis.tile / 2 if centre == "tile" else 0.0)
    left = half - math.floor((half + SNAP_M / 2) / axis.tile) * axis.tile
    return 0.0 if left <= SNAP_M / 2 else left


def by_rule(axis: Axis) -> Centre:
    """GEO-4: what fits exactly, else what leaves a strip of half a tile or more.

    One of the two does: the strips differ by half a tile. A wish may still take the other, which has an
    even or an odd number of lines where this one has not.
    """
    joint, tile = border(axis, "joint"), border(axis, "tile")
    if joint == 0.0 or tile == 0.0:
        return "joint" if joint == 0.0 else "tile"
    return "joint" if joint >= tile else "tile"
