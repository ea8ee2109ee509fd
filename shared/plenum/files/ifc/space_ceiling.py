"""The suspended ceiling of one space: as the caller, the space or the model's ceilings say, else its top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import shapely

from plenum.ceiling.room.grid import EMPTY, INVALID, Tile
from plenum.files.assumption import Assumption
from plenum.files.building.gathering import LeftOut
from plenum.files.errors import quoted
from plenum.files.geometry.storey import HEADROOM_M
from plenum.files.geometry.tiling import STEP_M, Tiling, to_site
from plenum.files.ifc.ceilings import Ceiling, Over, quoted_ceiling
from plenum.files.ifc.pattern import Pattern
from plenum.files.ifc.plan import Plan
from plenum.files.ifc.relations import definitions
from plenum.files.ifc.units import Units, factor
from plenum.files.limits import MAX_CEILING_M, MIN_CEILING_M
from plenum.files.settings.options import Assumed

_BEYOND_M: Final = 0.3
"""A tile whose middle is farther than this from a grid ceiling is under none; ceilings end at walls."""
_WHOLE: Final = 0.9
"""Of a floor that is covered where the rest is but the walls' thickness."""


@dataclass(frozen=True)
class SpaceCeiling:
    """Where a space's ceiling hangs, and what it is made of."""

    height_m: float
    """Over the floor."""
    notes: tuple[str, ...]
    pattern: Pattern = field(default_factory=Pattern)
    over: Over | None = None


def ceiling_of(space: Any, plan: Plan, over: Over | None, assumed: Assumed, units: Units) -> SpaceCeiling:
    """The ceiling, and how it was found. Raises LeftOut where it is none that a room has."""
    height, notes = _height(space, plan, over, assumed, units)
    if not MIN_CEILING_M <= height <= MAX_CEILING_M:
        raise LeftOut(f"a ceiling at {height:.4g} m is none of {MIN_CEILING_M:g} to {MAX_CEILING_M:g} m")
    if over is None:
        return SpaceCeiling(height, tuple(notes))
    pattern = over.main.pattern
    if pattern.closed:
        notes.append(
            f"no tile grid: {quoted_ceiling(over.main)} is closed ({quoted(pattern.said)}), the tiles are a"
            " layout alone"
        )
    notes += [
        f"{quoted_ceiling(other)} at {other.low_m - plan.level_m:.3g} m is over a part of the room"
        + (", which has no tile grid" if other.pattern.closed else "")
        for other in over.others
    ]
    return SpaceCeiling(height, tuple(notes), pattern, over)


def _height(
    space: Any, plan: Plan, over: Over | None, assumed: Assumed, units: Units
) -> tuple[float, list[str]]:
    """Over the floor in m; by rank the caller's, the space's own, the model's ceiling, the body's top."""
    if assumed.ceiling_is_set:
        height = assumed.ceiling_height_m
        return height, [Assumption.CEILING_AS_SET.said(height=height)]
    stated = _finish_height(definitions(space), units)
    if stated is not None:
        return round(stated, 4), _slope(plan)
    if over is not None:
        return _under(over.main, plan)
    return _top(plan, assumed)


def _under(ceiling: Ceiling, plan: Plan) -> tuple[float, list[str]]:
    height = round(ceiling.low_m - plan.level_m, 4)
    notes = [f"at {height:g} m hangs {quoted_ceiling(ceiling)}"]
    if ceiling.slope_m > STEP_M:
        notes.append(Assumption.LOWEST_CEILING.said(rise=ceiling.slope_m))
    return height, notes


def _top(plan: Plan, assumed: Assumed) -> tuple[float, list[str]]:
    """Of the body, less the drop where one is set that leaves room to stand in."""
    body = round(plan.top_m - plan.level_m, 4)
    height, how = body, "the top of the space's body"
    if assumed.drop_is_set and assumed.storey_drop_m:
        drop = f"{assumed.storey_drop_m:g} m"
        dropped = round(body - assumed.storey_drop_m, 4)
        low = dropped < MIN_CEILING_M and body >= HEADROOM_M
        height = body if low else dropped
        how += f", as {drop} less would leave {dropped:.4g} m" if low else f" less {drop}"
    return height, [Assumption.CEILING.said(height=height, how=how), *_slope(plan)]


def _slope(plan: Plan) -> list[str]:
    """Said where the space's top slopes, whatever its height is taken from."""
    if plan.ceiling_slope_m <= STEP_M:
        return []
    return [Assumption.FLAT_CEILING.said(rise=plan.ceiling_slope_m)]


def _finish_height(sets: Iterable[Any], units: Units) -> float | None:
    """`FinishCeilingHeight` of the space's quantities: the suspended ceiling over the floor, in m."""
    for quantities in sets:
        for quantity in getattr(quantities, "Quantities", None) or ():
            if quantity.Name == "FinishCeilingHeight" and quantity.is_a("IfcQuantityLength"):
                scale = factor(quantity.Unit) if quantity.Unit else units.length_m
                if quantity.LengthValue > 0:
                    return float(quantity.LengthValue * scale)
    return None


def under_grid(tiling: Tiling, tile_m: tuple[float, float], over: Over) -> tuple[Tiling, str]:
    """The tiles without those that a grid ceiling does not carry, and a note of them.

    Where the room's main ceiling is closed, all tiles are a layout alone and stay.
    """
    if over.main.pattern.closed or (over.elsewhere.is_empty and over.share >= _WHOLE):
        return tiling, ""
    gone = _not_carried(tiling, tile_m, over)
    if not gone or len(gone) == sum(row.count(EMPTY) for row in tiling.rows):
        return tiling, ""
    rows = tuple(
        "".join(INVALID if (x, y) in gone else char for x, char in enumerate(row))
        for y, row in enumerate(tiling.rows)
    )
    return replace(tiling, rows=rows), f"{len(gone)} tiles that {quoted_ceiling(over.main)} does not carry"


def _not_carried(tiling: Tiling, tile_m: tuple[float, float], over: Over) -> set[Tile]:
    """The empty tiles whose middle another ceiling covers, or that lie beyond this one."""
    tiles = [(x, y) for y, row in enumerate(tiling.rows) for x, char in enumerate(row) if char == EMPTY]
    middles = [to_site(tiling.frame, ((x + 0.5) * tile_m[0], (y + 0.5) * tile_m[1])) for x, y in tiles]
    points = shapely.points(np.array(middles).reshape(-1, 2))
    gone = shapely.intersects(over.elsewhere, points)
    if over.share < _WHOLE:
        gone |= shapely.distance(over.covered, points) > _BEYOND_M
    return {tile for tile, is_gone in zip(tiles, gone, strict=True) if is_gone}
