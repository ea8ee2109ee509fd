"""What models of whole storeys have in common: floors in several pieces, and ceilings that hang in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from plenum.files.errors import InvalidBuilding
from plenum.files.geometry.tiling import STEP_M
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M
from plenum.files.settings.options import Assumed

METRES: Final = {"Meters": 1.0, "Centimeters": 0.01, "Millimeters": 0.001, "Feet": 0.3048, "Inches": 0.0254}
LEVEL_M: Final = 0.05
"""Floor faces within this height belong to one floor; one face may slope by as much."""


def one_floor(parts: Sequence[Polygon], lowest_m: float, highest_m: float, at: str) -> Polygon:
    """A room's floor from its faces in plan, which lie between these levels.

    Raises InvalidBuilding, at `at`, where they are on different levels or do not touch.
    """
    if len(parts) == 1:
        return parts[0]
    if highest_m - lowest_m > LEVEL_M:
        raise InvalidBuilding(
            at, f"its {len(parts)} floors are on different levels", "make each level a room"
        )
    whole = shapely.union_all(list(parts), grid_size=STEP_M)
    if not isinstance(whole, Polygon):
        # Rounding to a grid can part what touches: corners move, and edges with them.
        whole = closed_union(parts)
    if not isinstance(whole, Polygon):
        raise InvalidBuilding(at, "its floor is in several parts", "make each part a room")
    return whole


def closed_union(parts: Sequence[Polygon]) -> BaseGeometry:
    """The union of parts whose corners agree to a tenth of a millimetre only, gaps of that closed."""
    wide = shapely.union_all([part.buffer(STEP_M, join_style="mitre") for part in parts])
    return wide.buffer(-STEP_M, join_style="mitre")


def suspended_ceiling(top_m: float, level_m: float, assumed: Assumed, at: str) -> tuple[float, str]:
    """The suspended ceiling's height over the floor in m, and how it was found (rule GEO-5).

    `top_m` is the storey's own ceiling. Raises InvalidBuilding, at `at`, where the height is none that
    a ceiling has.
    """
    if assumed.ceiling_is_set:
        return assumed.ceiling_height_m, f"ceiling at {assumed.ceiling_height_m:g} m, as set for the building"
    height = round(top_m - level_m - assumed.storey_drop_m, 4)
    how = f"the storey's {top_m - level_m:.4g} m less {assumed.storey_drop_m:g} m"
    if not MIN_CEILING_M <= height <= MAX_CEILING_M:
        raise InvalidBuilding(
            at,
            f"a ceiling at {height:.4g} m: {how}",
            f"set storey_drop_m or ceiling_height_m so that it is {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m,"
            " or check the units",
        )
    return height, f"ceiling at {height:g} m: {how}"
