"""The ceiling grid that a space's own property set states, as Plenum writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from pydantic import ValidationError

from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.room import Room
from plenum.files.building.schema import Rows
from plenum.files.geometry.outline import rings_of
from plenum.files.geometry.tiling import Tiling
from plenum.files.ifc.placement import Matrix
from plenum.files.ifc.relations import properties
from plenum.files.ifc.site import frame_of
from plenum.files.parsing.fields import Strict, TileSize

GRID_SET: Final = "Plenum_CeilingGrid"
"""Tile edges and rows; the grid stands where the space's placement is."""
WITHIN_M: Final = 1e-3


class _GridFields(Strict):
    tile_m: TileSize
    rows: Rows


@dataclass(frozen=True)
class StatedGrid:
    """A grid in the frame of its space."""

    tile_m: tuple[float, float]
    rows: tuple[str, ...]


def stated_grid(space: Any, length_m: float) -> StatedGrid | None:
    """The grid that the space states; none where it states none, or none that can be one."""
    found = _stated(space)
    if not {"TileX", "TileY", "Rows"} <= found.keys():
        return None
    try:
        edges = [round(float(found[name]) * length_m, 6) for name in ("TileX", "TileY")]
        fields = _GridFields(tile_m=edges, rows=found["Rows"])
    except (ValidationError, ValueError, TypeError):
        return None
    # What hangs in the ceiling is in the file itself and may have been moved since.
    rows = tuple("".join(INVALID if char == INVALID else EMPTY for char in row) for row in fields.rows)
    return StatedGrid((edges[0], edges[1]), rows)


def _stated(space: Any) -> dict[str, Any]:
    """The values of the property set, by name."""
    found: dict[str, Any] = {}
    for owner, entry in properties(space):
        if owner != GRID_SET:
            continue
        if entry.is_a("IfcPropertySingleValue") and entry.NominalValue is not None:
            found[entry.Name] = entry.NominalValue.wrappedValue
        elif entry.is_a("IfcPropertyListValue"):
            found[entry.Name] = [value.wrappedValue for value in entry.ListValues or ()]
    return found


def tiling_of(grid: StatedGrid, floor: shapely.Polygon, level_m: float, placement: Matrix) -> Tiling | None:
    """The stated grid under this floor; none where the space was tilted or no longer fits on its grid."""
    frame = frame_of(placement)
    if frame is None or abs(frame.origin_m[2] - level_m) > WITHIN_M:
        return None
    to_grid = np.linalg.inv(placement)
    local = shapely.transform(floor, lambda points: points @ to_grid[:2, :2].T + to_grid[:2, 3])
    boundary, holes = rings_of(shapely.transform(local, lambda points: np.round(points, 4) + 0.0))
    width, height = len(grid.rows[0]) * grid.tile_m[0], len(grid.rows) * grid.tile_m[1]
    x0, y0, x1, y1 = local.bounds
    if min(x0, y0) < -WITHIN_M or x1 > width + WITHIN_M or y1 > height + WITHIN_M:
        return None
    blank = Room("", grid.rows, grid.tile_m, outline_m=boundary, holes_m=holes)
    inside = tiles_inside(blank)
    rows = tuple(
        "".join(char if inside[y, x] else INVALID for x, char in enumerate(row))
        for y, row in enumerate(grid.rows)
    )
    return Tiling(rows, boundary, holes, frame)
