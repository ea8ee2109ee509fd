"""What people see beside the working plane: glare, faces, walls and ceiling (LGT-14 to LGT-18, LGT-20).

Told by `verify` and the report. No model looks at it and no result holds it: the limits are unverified, and
it costs as much again as the rest of the evidence.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from plenum.ceiling.asked.light_brief import LightBrief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.glare import EYE_M, intensities, ugr
from plenum.ceiling.light.photometry import Matrix
from plenum.ceiling.light.surfaces import Surfaces, surfaces
from plenum.ceiling.light.wall_light import WallLight, wall_light
from plenum.ceiling.room.geometry import area_m2, tile_centres, visible
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import evidence

LIMITS_LX: Final = (
    (500.0, (150.0, 150.0, 100.0)),
    (300.0, (100.0, 100.0, 75.0)),
    (200.0, (75.0, 75.0, 50.0)),
)
"""From so many lux asked of the task: cylindrical, walls, ceiling (EN 12464-1:2021, its tables' pattern)."""
LEAST_LX: Final = (50.0, 50.0, 30.0)
"""Below."""
_BLOCK: Final = 400_000
"""Pairs of lights and points beyond which points are looked at a part at a time."""


def comfort_evidence(room: Room, brief: LightBrief) -> tuple[Evidence, ...]:
    """Of a room with lights below which people can sit; empty for others."""
    if not room.of_kind(Kind.LIGHT) or room.ceiling_height_m <= EYE_M:
        return ()
    lit = surfaces(room, brief)
    cylindrical, horizontal = at_eyes(room, brief, lit)
    asked = next((limits for least, limits in LIMITS_LX if brief.em_lx >= least), LEAST_LX)
    glare = ugr(room, brief, lit)
    return (
        *((evidence("LGT-14", glare, brief.ugr_limit),) if glare is not None else ()),
        evidence("LGT-15", cylindrical, asked[0]),
        evidence("LGT-16", lit.walls_lx, asked[1]),
        evidence("LGT-17", lit.ceiling_lx, asked[2]),
        *((evidence("LGT-18", cylindrical / horizontal),) if horizontal > 0.0 else ()),
        *_uniformity(wall_light(room, brief, lit)),
    )


def _uniformity(walls: WallLight | None) -> tuple[Evidence, ...]:
    """LGT-20, with the darkest place of all walls."""
    if walls is None or walls.mean_lx <= 0.0:
        return ()
    (x, y), lux = walls.at, walls.least_lx
    detail = f"least {lux:.0f} lx at ({x:.2f}, {y:.2f}) m, {walls.height_m:.2f} m high"
    return (evidence("LGT-20", lux / walls.mean_lx, detail=detail),)


def at_eyes(room: Room, brief: LightBrief, lit: Surfaces) -> tuple[float, float]:
    """Mean cylindrical and horizontal illuminance at the eyes' height, in lx, maintained.

    A source adds I·sin/(π·d²) to a small upright cylinder and I·cos/d² to a level plane. What surfaces send
    back is taken as even: ceiling and floor as discs of the room's area above and below, walls between.
    """
    at = points(room, brief.mounting_height_m)
    centres = tile_centres(room, room.of_kind(Kind.LIGHT))
    height = room.ceiling_height_m - EYE_M
    round_, level = 0.0, 0.0
    step = max(1, _BLOCK // len(centres))
    for start in range(0, len(at), step):
        part = at[start : start + step]
        dx = np.subtract.outer(-centres[:, 0], -part[:, 0])
        dy = np.subtract.outer(-centres[:, 1], -part[:, 1])
        seen = visible(room, centres, part)
        aside: Matrix = np.hypot(dx, dy)
        cubed = (aside**2 + height**2) ** 1.5
        candela = intensities(brief, dx, dy, height) * seen
        round_ += float((candela * aside / cubed).sum()) / math.pi
        level += float((candela * height / cubed).sum())
    maintained = brief.maintenance_factor / len(at)
    ceiling, walls, floor = lit.exitances
    radius = math.sqrt(area_m2(room) / math.pi)
    above, below = math.atan2(radius, height), math.atan2(radius, EYE_M)
    up, down = _round_share(above), _round_share(below)
    sent = up * ceiling + down * floor + (1.0 - up - down) * walls
    over = math.sin(above) ** 2
    return round_ * maintained + sent, level * maintained + over * ceiling + (1.0 - over) * walls


def _round_share(half_angle: float) -> float:
    """What a disc of this half angle, straight above, counts of even light on an upright cylinder."""
    return (half_angle - math.sin(half_angle) * math.cos(half_angle)) / math.pi
