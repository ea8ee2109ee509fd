"""A space's bodies seen from above: its floor's outline, its level and where its ceiling is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.outline import MIN_AREA_M2, mended_floor, outline, ring
from plenum.files.geometry.storey import LEVEL_M, Part, closed_union, floor_of, level_of, one_floor
from plenum.files.ifc.faces import Body, Face, Points3

UPRIGHT: Final = 0.02
"""Faces whose normal is this near the horizontal are walls: they have no outline in plan."""
NARROW: Final = 0.05
"""Ceilings of a smaller part of the floor than this are not the room's."""
PIT_SHARE: Final = 0.25
"""Of a floor: what is deeper than the rest in less than this is a pit in it."""
LEVEL_ENOUGH_M: Final = 1e-3
"""A prism whose base is this level, and whose sweep goes this little aside, stands upright."""


@dataclass(frozen=True)
class Plan:
    """A space in plan; m on the site."""

    floor: Polygon
    level_m: float
    top_m: float
    """The lowest point of its ceiling."""
    floor_slope_m: float
    ceiling_slope_m: float
    notes: tuple[str, ...] = ()
    """What had to be mended."""


def plan_of(bodies: Sequence[Body], at: str) -> Plan:
    """The plan of a space's bodies, in the site's frame. Raises InvalidBuilding, at `at`."""
    if not bodies:
        raise InvalidBuilding(at, "its body is empty", "export it with a body")
    plans = [_upright(body, at) or _faceted(body, at) for body in bodies]
    return plans[0] if len(plans) == 1 else _together(plans, at)


def _together(plans: Sequence[Plan], at: str) -> Plan:
    """Several bodies' plans as one space's."""
    over = [p for p in plans if not any(_carries(p, q) for q in plans)]
    standing = _standing(plans)
    floor = floor_of([Part(p.floor, p.level_m, p.level_m + p.floor_slope_m) for p in standing], at)
    whole, note = one_floor([floor.plan, *(p.floor for p in plans if p not in standing)], at)
    top = min(p.top_m for p in over)
    return Plan(
        floor=whole,
        level_m=floor.level_m,
        top_m=top,
        floor_slope_m=0.0,
        ceiling_slope_m=max(p.top_m + p.ceiling_slope_m for p in over) - top,
        notes=(*floor.notes, *_notes(plans), *filter(None, (note,))),
    )


def _standing(plans: Sequence[Plan]) -> Sequence[Plan]:
    """The bodies whose floors are the space's.

    Those that stand on others raise their ceiling, not the floor, unless what they stand on is a pit.
    """
    under = [p for p in plans if not _is_carried(p, plans)]
    covered = shapely.union_all([p.floor for p in plans]).area
    is_pit = sum(p.floor.area for p in under) < PIT_SHARE * covered
    return plans if is_pit else under


def _notes(plans: Sequence[Plan]) -> list[str]:
    return [note for plan in plans for note in plan.notes]


def _is_carried(upper: Plan, plans: Sequence[Plan]) -> bool:
    return any(_carries(lower, upper) for lower in plans)


def _carries(lower: Plan, upper: Plan) -> bool:
    """Whether one body stands on another."""
    if upper is lower or upper.level_m < lower.top_m - LEVEL_M or upper.level_m <= lower.level_m:
        return False
    return bool(upper.floor.intersection(lower.floor).area > MIN_AREA_M2)


def _upright(body: Body, at: str) -> Plan | None:
    """The plan of an upright prism, exactly as its profile has it; none for any other body."""
    if not body.is_prism:
        return None
    base, end = body.faces[:2]
    sweep = end.outer[0] - base.outer[0]
    rings = np.concatenate([base.outer, *base.holes])
    if np.ptp(rings[:, 2]) > LEVEL_ENOUGH_M or np.hypot(sweep[0], sweep[1]) > LEVEL_ENOUGH_M:
        return None
    floor, notes = mended_floor(_flat(base.outer), [_flat(hole) for hole in base.holes], at, at)
    low, high = sorted((float(base.outer[0, 2]), float(end.outer[0, 2])))
    return Plan(floor, low, high, 0.0, 0.0, notes)


def _flat(points: Points3) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y, _ in points]


def _faceted(body: Body, at: str) -> Plan:
    """The plan of any other body: all it covers from above, its floors and its ceilings."""
    lying = [(face, normal) for face in body.faces if abs((normal := _normal(face.outer))[2]) > UPRIGHT]
    shapes = [shape for face, _ in lying if (shape := _shape(face)) is not None]
    if not shapes:
        raise InvalidBuilding(at, "its body has no floor", "export it with a closed body")
    whole = _joined(shapes, at)
    heights = body.points()[:, 2]
    level, highest = float(heights.min()), float(heights.max())
    outwards = _outwards(body, lying, (level + highest) / 2)
    ceilings = _broad([face for (face, _), up in zip(lying, outwards, strict=True) if up > 0], whole.area)
    floors = [face for (face, _), up in zip(lying, outwards, strict=True) if up < 0]
    top = min((float(z.min()) for z in ceilings), default=highest)
    level, slope, steps = _floor_level(floors, level)
    return Plan(whole, level, top, slope, _highest(ceilings, top) - top, tuple(steps))


def _floor_level(floors: list[Face], lowest: float) -> tuple[float, float, list[str]]:
    """The floor's level, how much it slopes above it, and a note where it has steps.

    Of steps the largest counts, so that a pit moves no room; of a slope the lowest point.
    """
    heights = [face.outer[:, 2] for face in floors]
    slope = _highest(heights, lowest) - lowest
    if floors and all(np.ptp(z) <= LEVEL_M for z in heights):
        parts = [Part(Polygon(face.outer[:, :2]), float(face.outer[:, 2].min()), lowest) for face in floors]
        level, steps = level_of(parts)
        if steps:
            return level, 0.0, steps
    return lowest, slope, []


def _highest(heights: list[Points3], default: float) -> float:
    return max((float(z.max()) for z in heights), default=default)


def _broad(ceilings: list[Face], area: float) -> list[Points3]:
    """The heights of the ceiling's faces, but for the lowest ones that make no twentieth of it.

    Those are lintels of doors and windows, where the body fills the wall's openings.
    """
    lowest_first = sorted(ceilings, key=lambda face: float(face.outer[:, 2].min()))
    passed = 0.0
    for index, face in enumerate(lowest_first):
        passed += Polygon(face.outer[:, :2]).area
        if passed > NARROW * area:
            return [face.outer[:, 2] for face in lowest_first[index:]]
    return []


def _joined(shapes: list[Polygon], at: str) -> Polygon:
    parts = _large(shapely.union_all(shapes))
    if len(parts) > 1:
        parts = _large(closed_union(shapes))
    if not parts:
        raise InvalidBuilding(at, "its body covers no floor", "check the unit of length")
    if len(parts) > 1:
        raise InvalidBuilding(at, "its floor is in several parts", "make each part a space")
    # Slivers between facets that should meet are no holes.
    holes = [hole for hole in parts[0].interiors if Polygon(hole).area >= MIN_AREA_M2]
    boundary = ring(list(parts[0].exterior.coords), at)
    return Polygon(*outline(boundary, [ring(list(hole.coords), at) for hole in holes], at))


def _large(whole: BaseGeometry) -> list[Polygon]:
    return [part for part in getattr(whole, "geoms", [whole]) if part.area >= MIN_AREA_M2]


def _shape(face: Face) -> Polygon | None:
    """A face in plan, repaired; none where nothing is left of it."""
    shape = Polygon(face.outer[:, :2], [hole[:, :2] for hole in face.holes if len(hole) > 2])
    if not shape.is_valid:
        shape = shape.buffer(0.0)
    return None if shape.is_empty else shape


def _normal(points: Points3) -> Points3:
    """The unit normal of a ring (Newell), zero for one without area."""
    relative = points - points[0]
    normal = np.cross(relative, np.roll(relative, -1, axis=0)).sum(axis=0)
    length = float(np.linalg.norm(normal))
    return normal / length if length > 1e-12 else np.zeros(3)


def _outwards(body: Body, lying: list[tuple[Face, Points3]], middle: float) -> list[float]:
    """Of each lying face, whether it looks up out of the body (a ceiling's side) or down.

    A closed body's faces all look out or all look in, which the sign of its volume tells. Where they
    are not at one, a face above the middle counts as ceiling.
    """
    origin = body.points().mean(axis=0)
    volume = sum(_volume(face, origin) for face in body.faces)
    up = [float(np.sign(normal[2]) * np.sign(volume)) for _, normal in lying]
    areas = [Polygon(face.outer[:, :2]).area for face, _ in lying]
    looking_up = sum(area for area, sign in zip(areas, up, strict=True) if sign > 0)
    looking_down = sum(area for area, sign in zip(areas, up, strict=True) if sign < 0)
    if looking_up and abs(looking_up - looking_down) <= 0.05 * looking_up:
        return up
    return [1.0 if face.outer[:, 2].mean() > middle else -1.0 for face, _ in lying]


def _volume(face: Face, origin: Points3) -> float:
    relative = face.outer - origin
    twice_area = np.cross(relative, np.roll(relative, -1, axis=0)).sum(axis=0)
    return float(relative[0] @ twice_area) / 6
