"""Evidence for the smoke rules of one room under its fire code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.asked.smoke_brief import DIAGONAL, SmokeBrief
from plenum.ceiling.caches.once import cached_once
from plenum.ceiling.room.clearance import nearest
from plenum.ceiling.room.geometry import Points, corner_points, corners_inside, is_convex, tile_centres
from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Extent, Room
from plenum.ceiling.room.walls import wall_distance
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule_set import evidence
from plenum.ceiling.smoke.coverage import nearest_seen
from plenum.ceiling.smoke.farthest import Farthest, farthest
from plenum.ceiling.smoke.sight import ASIDE_M, left_out, sight_room

AROUND_M: Final = 7.0
"""How far around a detector corners of tiles are told of it: half as much again as an array needs."""
ROOMS: Final = 16
"""As they hang, whose evidence is remembered: the detectors' model asks before its stage does."""


def smoke_evidence(room: Room, brief: Brief) -> tuple[Evidence, ...]:
    """SMK-1 to SMK-12, those that the code has.

    Without a detector there is nothing to measure but that one is missing (SMK-9). Floor that no
    detector sees is SMK-3's; SMK-1 is about the rest, all of it, not samples.
    """
    return _evidence(_Asked(room.rows, room.extent, room.ceiling_height_m, brief.smoke, room))


@dataclass(frozen=True)
class _Asked:
    rows: tuple[str, ...]
    extent: Extent
    ceiling_height_m: float
    smoke: SmokeBrief
    room: Room = field(compare=False)


@cached_once(ROOMS)
def _evidence(asked: _Asked) -> tuple[Evidence, ...]:
    room, smoke = asked.room, asked.smoke
    detectors = room.of_kind(Kind.DETECTOR)
    need = 1 if smoke.protected else 0
    why = smoke.why if not smoke.protected else ""
    found = [evidence("SMK-9", len(detectors), need, detail=why)]
    if smoke.max_height_m is not None and smoke.protected:
        found.append(evidence("SMK-10", room.ceiling_height_m, smoke.max_height_m, code=smoke.code))
    if smoke.voids_m is not None:
        above, below = smoke.voids_m
        detail = f"above the ceiling {above:g} m, below the floor {below:g} m"
        found.append(evidence("SMK-11", max(smoke.voids_m), detail=detail))
    if detectors and smoke.protected:
        found += _covered(room, smoke, detectors)
    if detectors:
        found += _clearances(room, smoke, detectors)
    return tuple(found)


def _covered(room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...]) -> list[Evidence]:
    """SMK-1, SMK-2N, SMK-3, SMK-7, SMK-8, SMK-12."""
    points = corner_points(room)
    far = farthest(room, tile_centres(room, detectors), *_reached(room, smoke, detectors, points))
    found = [evidence("SMK-3", far.unseen_m2, detail=_out_of_sight(room, far))]
    if not smoke.by_axis:
        detail = _xy(far.at)
        found.append(evidence(smoke.radius_rule, far.distance_m, smoke.code_radius_m, detail=detail))
    if smoke.code is FireCode.NFPA72:
        found.append(_array(room, detectors, points))
    if smoke.corridor_spacing_m is not None:
        found.append(_corridor(room, smoke, detectors, points))
    if smoke.max_area_m2 is not None:
        # The table's area is a square spacing: it limits the mean area and the farthest point.
        area = max(smoke.area_m2 / len(detectors), (far.distance_m / DIAGONAL) ** 2)
        detail = f"{smoke.ach:.1f} air changes/h, {len(detectors)} detectors"
        found.append(evidence("SMK-8", area, smoke.max_area_m2, detail=detail))
    if smoke.share_m2 is not None:
        found.append(evidence("SMK-12", smoke.area_m2 / len(detectors), smoke.share_m2))
    return found


def _out_of_sight(room: Room, far: Farthest) -> str:
    """Where the first of the floor lies that nobody sees, and what of the walls was left out of account."""
    said = [f"first {_xy(far.unseen_at)}"] if far.unseen_at else []
    small = left_out(room).tolist()
    if small:
        x, y = min(small)
        said.append(f"{len(small)} of at most {ASIDE_M} m hide nothing, first {_xy((x, y))}")
    return ", ".join(said)


def _reached(
    room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...], points: Points
) -> tuple[float, tuple[float, float]]:
    """The corner of a tile, of those that are seen, with no detector nearer than that, seen or not.

    Where walls hide much, looking at floor beyond it alone is cheaper. Which of them sees a corner is not
    asked: points are hidden sooner than floor is.
    """
    if is_convex(sight_room(room)):
        return 0.0, (0.0, 0.0)
    seen = np.isfinite(nearest_seen(room, detectors, points, smoke.code_radius_m))
    away = np.full(len(points), np.inf)
    for centre in tile_centres(room, detectors):
        np.minimum(away, np.hypot(*(points - centre).T), out=away)
    away[~seen] = 0.0
    worst = int(away.argmax())
    x, y = points[worst].tolist()
    return float(away[worst]), (x, y)


def _array(room: Room, detectors: tuple[Tile, ...], points: Points) -> Evidence:
    """SMK-2N: the farthest point from a detector along the worse axis; 4.57 m in a 9.1 m array.

    Each detector tells the corners of tiles around it how near it is; what no detector told, and
    the points of walls, are held against all of them.
    """
    steps = [int(AROUND_M / tile) + 1 for tile in room.tile_m]
    (x, y) = (np.abs(np.arange(-n, n) + 0.5) * tile for n, tile in zip(steps, room.tile_m, strict=True))
    stamp = np.maximum(x[None], y[:, None])
    along = np.full((room.height + 1 + 2 * steps[1], room.width + 1 + 2 * steps[0]), np.inf)
    for column, row in detectors:
        around = along[row + 1 : row + 1 + 2 * steps[1], column + 1 : column + 1 + 2 * steps[0]]
        np.minimum(around, stamp, out=around)
    inner = along[steps[1] : -steps[1], steps[0] : -steps[0]][corners_inside(room)]
    told = np.isfinite(inner)
    left = np.concatenate([points[: len(inner)][~told], points[len(inner) :]])
    away = np.full(len(left), np.inf)
    for centre in tile_centres(room, detectors) if len(left) else ():
        np.minimum(away, np.abs(left - centre).max(axis=1), out=away)
    return evidence("SMK-2N", float(max(inner[told].max(initial=0.0), away.max(initial=0.0))))


def _corridor(room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...], points: Points) -> Evidence:
    """SMK-7: the largest gap along the axis; an end counts double, as half a gap."""
    axis = smoke.corridor_axis
    at = np.sort(tile_centres(room, detectors)[:, axis])
    low, high = points[:, axis].min(), points[:, axis].max()
    gaps = [*np.diff(at), 2 * (at[0] - low), 2 * (high - at[-1])]
    return evidence("SMK-7", float(max(gaps)), smoke.corridor_spacing_m)


def _clearances(room: Room, smoke: SmokeBrief, detectors: tuple[Tile, ...]) -> list[Evidence]:
    """SMK-4, SMK-5, SMK-6."""
    walls = wall_distance(room, tile_centres(room, detectors))
    found = [_least("SMK-4", smoke, detectors, walls, smoke.wall_m)]
    supplies, returns = room.of_kind(Kind.SUPPLY), room.of_kind(Kind.RETURN)
    if supplies:
        gaps = nearest(room, detectors, supplies, to_edge=smoke.to_edge)
        found.append(_least("SMK-5", smoke, detectors, gaps, smoke.supply_m))
    if returns:
        gaps = nearest(room, detectors, returns)
        found.append(_least("SMK-6", smoke, detectors, gaps, smoke.return_m))
    return found


def _least(rule: str, smoke: SmokeBrief, detectors: tuple[Tile, ...], gaps: Points, limit: float) -> Evidence:
    worst = int(np.argmin(gaps))
    x, y = detectors[worst]
    return evidence(rule, float(gaps[worst]), limit, code=smoke.code, detail=f"tile ({x}, {y})")


def _xy(point: tuple[float, float]) -> str:
    return f"at ({point[0]:.2f}, {point[1]:.2f}) m"
