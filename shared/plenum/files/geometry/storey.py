"""What models of whole storeys have in common: floors in several pieces, and ceilings that hang in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from plenum.ceiling.rules.table import FOOT_M
from plenum.files.assumption import Assumption
from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import STEP_M
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M
from plenum.files.settings.options import Assumed

METRES: Final = {"Meters": 1.0, "Centimeters": 0.01, "Millimeters": 0.001, "Feet": FOOT_M, "Inches": 0.0254}
LEVEL_M: Final = 0.05
"""Floor faces within this height belong to one floor; one face may slope by as much."""
GAPS_M: Final = (0.3, 0.65)
"""Parts of a floor this near are one room's, a wall or nothing between them; the first that will do."""
SLOPE_M: Final = 0.1
"""Ceilings that rise by more are told as sloped."""
SMALL_SHARE: Final = 0.1
"""Of a floor in parts, what may be left out besides the largest."""
WITHOUT_VOID_M: Final = 2.8
"""A room up to this high was drawn to its ceiling: there is no room for a void above one."""
HEADROOM_M: Final = 2.0
"""A space that is lower is no room unless somebody says so."""
LEAST_BELOW_VOID_M: Final = 2.4
"""A ceiling that nobody set does not hang lower than this where the storey is higher."""


@dataclass(frozen=True)
class Part:
    """A face of a floor in plan, and between which heights it lies, m."""

    plan: Polygon
    low_m: float
    high_m: float


@dataclass(frozen=True)
class Floor:
    """A room's floor, m."""

    plan: Polygon
    level_m: float
    notes: tuple[str, ...] = ()
    """What had to be mended or taken for granted."""


def floor_of(parts: Sequence[Part], at: str) -> Floor:
    """A room's floor from its faces.

    Raises InvalidBuilding, at `at`, where they are too far apart to be one room's.
    """
    level, steps = level_of(parts)
    slope = max(part.high_m - part.low_m for part in parts)
    notes = [Assumption.LOWEST_FLOOR.said(rise=slope)] if slope > STEP_M else []
    notes += steps
    plan, note = one_floor([part.plan for part in parts], at)
    return Floor(plan, level, (*notes, *([note] if note else [])))


def level_of(parts: Sequence[Part]) -> tuple[float, list[str]]:
    """The level of a floor's faces, of several that of the largest, and a note of the steps."""
    levels: dict[float, float] = {}
    for part in parts:
        key = next((known for known in levels if abs(known - part.low_m) <= LEVEL_M), part.low_m)
        levels[key] = levels.get(key, 0.0) + part.plan.area
    chosen = max(levels, key=lambda known: levels[known])
    level = min(part.low_m for part in parts if abs(part.low_m - chosen) <= LEVEL_M)
    steps = [Assumption.LARGEST_LEVEL.said(rise=max(levels) - min(levels))] if len(levels) > 1 else []
    return level, steps


def one_floor(parts: Sequence[Polygon], at: str) -> tuple[Polygon, str]:
    """A room's floor from its faces in plan, and what had to be mended.

    Raises InvalidBuilding, at `at`, where they do not touch, or nearly so.
    """
    if len(parts) == 1:
        return parts[0], ""
    whole = shapely.union_all(list(parts), grid_size=STEP_M)
    if not isinstance(whole, Polygon):
        # Rounding to a grid can part what touches: corners move, and edges with them.
        whole = closed_union(parts)
    if isinstance(whole, Polygon):
        return whole, ""
    for gap in GAPS_M:
        near = closed_union(parts, gap / 2)
        if isinstance(near, Polygon):
            return near, Assumption.GAPS_CLOSED.said(gap=gap)
    largest = max(whole.geoms, key=lambda part: part.area)
    rest = whole.area - largest.area
    if isinstance(largest, Polygon) and rest <= SMALL_SHARE * whole.area:
        return largest, Assumption.PARTS_LEFT_OUT.said(area=rest)
    raise InvalidBuilding(at, "its floor is in several parts", "make each part a room")


def closed_union(parts: Sequence[Polygon], by_m: float = STEP_M) -> BaseGeometry:
    """The union of parts whose corners agree to a tenth of a millimetre only, gaps of twice that closed."""
    wide = shapely.union_all([part.buffer(by_m, join_style="mitre") for part in parts])
    return wide.buffer(-by_m, join_style="mitre")


def suspended_ceiling(top_m: float, level_m: float, assumed: Assumed, at: str) -> tuple[float, str]:
    """The suspended ceiling's height over the floor in m, and how it was found (rule GEO-5).

    `top_m` is the storey's own ceiling. Raises InvalidBuilding, at `at`, where the height is none that
    a ceiling has.
    """
    if assumed.ceiling_is_set:
        return assumed.ceiling_height_m, Assumption.CEILING_AS_SET.said(height=assumed.ceiling_height_m)
    height, how = _below_void(top_m - level_m, assumed)
    height = round(height, 4)
    least = MIN_CEILING_M if assumed.drop_is_set else HEADROOM_M
    if not least <= height <= MAX_CEILING_M:
        raise InvalidBuilding(
            at,
            f"a ceiling at {height:.4g} m{'' if height > least else ', too low for a room'}: {how}",
            f"check the units; if it is a room, set --ceiling-height ({MIN_CEILING_M:g} to {MAX_CEILING_M:g})"
            " or --storey-drop",
        )
    return height, Assumption.CEILING.said(height=height, how=how)


def _below_void(whole_m: float, assumed: Assumed) -> tuple[float, str]:
    """Where the ceiling hangs in a storey this high, and why there."""
    dropped = whole_m - assumed.storey_drop_m
    if assumed.drop_is_set and dropped < MIN_CEILING_M and whole_m >= HEADROOM_M:
        return (
            whole_m,
            f"the top of the room, as {assumed.storey_drop_m:g} m less would leave {dropped:.4g} m",
        )
    if assumed.drop_is_set or dropped >= LEAST_BELOW_VOID_M:
        return dropped, f"the storey's {whole_m:.4g} m less {assumed.storey_drop_m:g} m"
    if whole_m <= WITHOUT_VOID_M:
        return whole_m, "the top of the room, which leaves no height for a void"
    return LEAST_BELOW_VOID_M, f"as low as it may hang in the storey's {whole_m:.4g} m"


def top_of_room(top_m: float, level_m: float, assumed: Assumed, at: str, why: str) -> tuple[float, str]:
    """The ceiling at a room's own top, where the file says why it is there.

    Raises InvalidBuilding, at `at`, where the height is none that a ceiling has.
    """
    if assumed.ceiling_is_set:
        return suspended_ceiling(top_m, level_m, assumed, at)
    height = round(top_m - level_m, 4)
    if not MIN_CEILING_M <= height <= MAX_CEILING_M:
        raise InvalidBuilding(
            at,
            f"a ceiling at {height:.4g} m: {why}",
            f"it should be {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m: check heights and units, or set"
            " --ceiling-height",
        )
    return height, Assumption.CEILING.said(height=height, how=why)
