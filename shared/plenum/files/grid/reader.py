"""Room grids of the first public version: `{grid_id, width, height, cells}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from plenum.ceiling.room.grid import COMPONENTS
from plenum.ceiling.room.room import Room
from plenum.files.assumption import Assumption
from plenum.files.building.building import Building
from plenum.files.building.reader import with_existing
from plenum.files.building.rooms import check_building
from plenum.files.errors import InvalidBuilding, pointer
from plenum.files.grid.schema import GridFields
from plenum.files.parsing.check import check
from plenum.files.settings.options import Assumed, ReadOptions, settings_of

CHARACTERS: Final = {component: char for char, component in COMPONENTS.items()}


def read_grid(data: Mapping[str, Any], options: ReadOptions) -> Building:
    """A building of one room from a grid's data. Raises InvalidBuilding."""
    grid = check(GridFields, data)
    settings, fields = settings_of(options)
    assumed = Assumed(options, fields.assume)
    blank = Room(
        room_id=grid.grid_id,
        rows=(),
        tile_m=assumed.tile_m,
        ceiling_height_m=assumed.ceiling_height_m,
        room_type=assumed.room_type,
    )
    notes = (
        assumed.tile_text(),
        Assumption.CEILING_OF_HOUSE.said(height=assumed.ceiling_height_m),
        f"room type {assumed.room_type}",
    )
    building = Building(
        building_id=grid.grid_id,
        name="",
        settings=settings,
        rooms=(with_existing(blank, _rows(grid)),),
        assumptions={grid.grid_id: notes},
        source_format="grid",
    )
    check_building(building, fields)
    return building


def _rows(grid: GridFields) -> tuple[str, ...]:
    """The cells as rows, each tile of the grid exactly once."""
    rows: list[list[str]] = [[""] * grid.width for _ in range(grid.height)]
    for index, cell in enumerate(grid.cells):
        if cell.x >= grid.width or cell.y >= grid.height:
            raise InvalidBuilding(
                pointer("cells", index),
                f"the cell ({cell.x}, {cell.y}) is outside a grid of {grid.width} × {grid.height}",
                "correct the cell, or width and height",
            )
        if rows[cell.y][cell.x]:
            raise InvalidBuilding(
                pointer("cells", index), f"the cell ({cell.x}, {cell.y}) is there twice", "keep one of them"
            )
        rows[cell.y][cell.x] = CHARACTERS[cell.component]
    for y, row in enumerate(rows):
        if "" in row:
            missing = grid.width * grid.height - len(grid.cells)
            raise InvalidBuilding(
                "/cells",
                f"the cell ({row.index('')}, {y}) is missing, one of {missing}",
                "give every tile; an unused one is 'empty' or 'invalid'",
            )
    return tuple("".join(row) for row in rows)
