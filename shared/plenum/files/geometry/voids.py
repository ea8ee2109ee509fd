"""Spaces above rooms that are no rooms: where one begins, the room below has its ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shapely import Polygon

from plenum.files.geometry.storey import LEVEL_M

SHARE: Final = 0.5
"""Of a room's floor that a void must cover to be the one above its ceiling."""
SLAB_M: Final = 0.3
"""A void this far above a room's top still begins there: models leave out the ceiling's thickness."""


@dataclass(frozen=True)
class Void:
    """A space that is no room, by its floor in plan and its level, m."""

    plan: Polygon
    level_m: float


def is_over(voids: Sequence[Void], plan: Polygon, top_m: float) -> bool:
    """Whether voids begin at a room's top and cover most of it."""
    near = [v.plan for v in voids if -LEVEL_M <= v.level_m - top_m <= SLAB_M]
    return bool(near) and sum(plan.intersection(void).area for void in near) >= SHARE * plan.area
