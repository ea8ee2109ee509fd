"""From a floor's outline on the site to a grid of ceiling tiles (rules GEO-2, GEO-3 and GEO-4).

The grid turns with the outline's longest edge and is centred between the longest walls of each axis, on a
joint or on a tile, so that the cut tiles at both are equal and at least half a tile. It covers the
whole box, so that the cut tiles along the walls are there too, as `invalid`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from plenum.ceiling.room.borders import walls_across
from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.room import Frame, Ring, Room
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.grid_start import OTHER, SNAP_M, Axis, Start, Wish, by_rule, centred, through
from plenum.files.geometry.outline import rings_of
from plenum.files.limits import MAX_COORDINATE_M, MAX_SIDE

STEP_M: Final = 1e-4
"""Coordinates in a grid's frame are rounded to 0.1 mm, a whole fraction of an inch and of a foot."""
FEW: Final = 9
"""Where the rule leaves fewer whole tiles than this, the start that leaves most of them is taken: a light, a
supply, a return and a detector must find their distances."""
STRAIGHT_M: Final = 1e-3
"""Corners this near the line between their neighbours are dropped."""


BY_RULE: Final = Wish()


@dataclass(frozen=True)
class Tiling:
    """A floor as a grid: the parts of a room that come from its outline."""

    rows: tuple[str, ...]
    outline_m: Ring
    holes_m: tuple[Ring, ...]
    frame: Frame


def longest_edge_deg(floor: Polygon) -> float:
    """Direction of the outline's longest edge in degrees, over -90 up to 90."""
    points = shapely.get_coordinates(floor.exterior)
    edges = np.diff(points, axis=0)
    # Rounded lengths: of two edges that are equally long but for noise, always the first.
    dx, dy = edges[int(np.argmax(np.round(np.hypot(edges[:, 0], edges[:, 1]), 3)))]
    degrees = round(math.degrees(math.atan2(dy, dx)) % 180, 6)
    return degrees if degrees <= 90 else round(degrees - 180, 6)


def to_site(frame: Frame, point: tuple[float, float]) -> tuple[float, float]:
    """A point of the grid's frame on the site, in m: turned counter-clockwise, then moved."""
    angle = math.radians(frame.rotation_deg)
    c, s = math.cos(angle), math.sin(angle)
    ox, oy, _ = frame.origin_m
    return ox + c * point[0] - s * point[1], oy + s * point[0] + c * point[1]


def tile_floor(
    floor: Polygon, level_m: float, tile_m: tuple[float, float], at: str, wish: Wish = BY_RULE
) -> Tiling:
    """The grid of a floor given in site coordinates (m); `level_m` is the floor's height on the site.

    Raises InvalidBuilding, at `at`, where the grid would be too large, too far away, or the floor falls
    apart.
    """
    farthest = max(map(abs, (*floor.bounds, level_m)))
    if farthest > 0.99 * MAX_COORDINATE_M:
        raise InvalidBuilding(at, f"the floor is {farthest:.4g} m from the origin", "check the units")
    floor = shapely.orient_polygons(shapely.simplify(floor, STRAIGHT_M))
    angle = longest_edge_deg(floor) if wish.rotation_deg is None else wish.rotation_deg
    turned = shapely.transform(floor, lambda p: p @ _turn(-angle).T)
    x0, y0, x1, y1 = turned.bounds
    axes = [Axis(box, walls_across(turned, k), tile_m[k]) for k, box in enumerate(((x0, x1), (y0, y1)))]
    starts = [_starts(axis, k, angle, wish) for k, axis in enumerate(axes)]
    if max(start.count for either in starts for start in either) > MAX_SIDE:
        raise InvalidBuilding(
            at,
            f"the floor is {x1 - x0:.6g} m × {y1 - y0:.6g} m, more than {MAX_SIDE} tiles along a side",
            "check the units, use larger tiles, or split the room",
        )
    laid = _Floor(floor, angle, level_m, tile_m, at)
    first, *others = (_tiling(laid, (x.at, y.at), (x.count, y.count)) for x, y in product(*starts))
    if _whole(first) >= FEW:
        return first
    return max((first, *others), key=_whole)


def _starts(axis: Axis, number: int, angle_deg: float, wish: Wish) -> tuple[Start, ...]:
    """Where the grid starts along this axis: as it was wished, or by the rule and then the other way."""
    if wish.origin_m is not None:
        return (through(axis, float((_turn(-angle_deg) @ np.array(wish.origin_m))[number])),)
    if (centre := wish.centre[number]) is not None:
        return (centred(axis, centre),)
    ruled = by_rule(axis)
    return centred(axis, ruled), centred(axis, OTHER[ruled])


def _whole(tiling: Tiling) -> int:
    return sum(row.count(EMPTY) for row in tiling.rows)


def _turn(degrees: float) -> NDArray[np.float64]:
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s], [s, c]])


@dataclass(frozen=True)
class _Floor:
    """What all candidates lay their grid on."""

    outline: Polygon
    """On the site, m."""
    angle_deg: float
    level_m: float
    tile_m: tuple[float, float]
    at: str


def _tiling(floor: _Floor, start: tuple[float, float], size: tuple[int, int]) -> Tiling:
    """One candidate. The origin is rounded first, so that the frame and the outline agree exactly."""
    origin = np.round(_turn(floor.angle_deg) @ np.array(start), 4)
    tile = np.array(floor.tile_m)

    def to_grid(points: NDArray[np.float64]) -> NDArray[np.float64]:
        local = (points - origin) @ _turn(-floor.angle_deg).T
        joints = np.round(local / tile) * tile
        snapped: NDArray[np.float64] = np.where(np.abs(local - joints) <= SNAP_M, joints, local)
        return np.round(snapped, 4) + 0.0

    # As it is written it is read again: corners that rounding makes one are one, crossings are rounded too.
    local = shapely.remove_repeated_points(shapely.transform(floor.outline, to_grid))
    if not local.is_valid:
        crossed = shapely.transform(local.buffer(0.0), lambda points: np.round(points, 6))
        local = shapely.remove_repeated_points(crossed)
    if not isinstance(local, Polygon) or local.is_empty:
        raise InvalidBuilding(floor.at, "the floor is thinner than 1 mm somewhere", "clean its outline up")
    boundary, holes = rings_of(local)
    width, height = size
    frame = Frame((float(origin[0]), float(origin[1]), round(floor.level_m, 4)), floor.angle_deg)
    blank = Room("", (EMPTY * width,) * height, floor.tile_m, outline_m=boundary, holes_m=holes)
    inside = tiles_inside(blank)
    rows = tuple("".join(EMPTY if whole else INVALID for whole in row) for row in inside)
    return Tiling(rows, boundary, holes, frame)
