"""The building file, `plenum.building/1`, as pydantic models; the JSON Schema is made from them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from plenum.ceiling.room.grid import ALPHABET, COMPONENTS
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.files import limits
from plenum.files.building.source_model import SourceModelFields
from plenum.files.errors import quoted
from plenum.files.parsing.fields import (
    CeilingHeight,
    Count,
    Identifier,
    Name,
    Note,
    Number,
    Outline,
    Point3,
    Positive,
    Strict,
    TileSize,
    mistake,
)
from plenum.files.settings.schema import SettingsFields

_LEGEND: Final = ", ".join(f"{char} ({name.replace('_', ' ')})" for char, name in COMPONENTS.items())


def _rows(rows: Any) -> Any:
    """The rows of one grid: of one length, in the alphabet, not too many."""
    if not isinstance(rows, list):
        return rows
    if not 0 < len(rows) <= limits.MAX_SIDE:
        raise mistake(f"{len(rows)} rows", f"give 1 to {limits.MAX_SIDE}, row y = 0 first")
    for y, row in enumerate(rows):
        if not isinstance(row, str):
            raise mistake(f"row {y} is {quoted(row)}", "give each row as text, one character a tile")
        if len(row) != len(rows[0]):
            raise mistake(
                f"row {y} has {len(row)} tiles, row 0 has {len(rows[0])}", "make all rows equally long"
            )
        if not ALPHABET.issuperset(row):
            x = next(x for x, char in enumerate(row) if char not in ALPHABET)
            raise mistake(
                f"row {y} has {quoted(row[x])} at x = {x}",
                f"use {_LEGEND}",
            )
    if not 0 < len(rows[0]) <= limits.MAX_SIDE:
        raise mistake(f"rows of {len(rows[0])} tiles", f"give 1 to {limits.MAX_SIDE}")
    return rows


Rows = Annotated[
    list[Annotated[str, Field(pattern=f"^[{''.join(COMPONENTS)}]+$")]],
    Field(min_length=1, max_length=limits.MAX_SIDE, description="One character a tile, row y = 0 first."),
    BeforeValidator(_rows),
]


class FrameFields(Strict):
    """Where the grid stands on the site."""

    origin_m: Annotated[Point3, Field(description="Of the grid's corner (0, 0); z is the floor's.")]
    rotation_deg: Annotated[
        Number, Field(ge=-360, le=360, description="Of the x axis, counter-clockwise.")
    ] = 0.0


FlowFields = tuple[Count, Count, Annotated[Positive, Field(le=100_000)]]


class RoomFields(Strict):
    """One room. Only its id and its rows must be given; what else is missing is assumed and listed."""

    room_id: Identifier
    name: Name = ""
    room_type: Name | None = None
    story: Name = ""
    tile_m: TileSize | None = None
    ceiling_height_m: CeilingHeight | None = None
    rows: Rows
    outline_m: Outline | None = None
    holes_m: Annotated[
        list[Outline], Field(max_length=limits.MAX_HOLES, fail_fast=True, default_factory=list)
    ]
    beams_m2: Annotated[
        Number, Field(ge=0, description="Of the holes' area, what lies below beams: it counts as floor.")
    ] = 0.0
    frame: FrameFields | None = None
    luminaire: Identifier | None = None
    flows: Annotated[
        list[FlowFields],
        Field(
            max_length=limits.MAX_SIDE**2,
            fail_fast=True,
            default_factory=list,
            description="[x, y, L/s] of air terminals that are there already and whose flow is known.",
        ),
    ]
    previous_rows: Annotated[
        Rows | None,
        Field(description="An earlier layout of this room: what may stay where it was, stays."),
    ] = None
    assumptions: Annotated[
        list[Note],
        Field(
            max_length=limits.MAX_NOTES,
            default_factory=list,
            description="What was assumed when this file was made from another; shown with the result.",
        ),
    ]


class WaiverFields(Strict):
    """A rule that somebody takes the responsibility for in one room."""

    rule: Identifier
    room_id: Identifier
    reason: Annotated[Name, Field(min_length=1)]
    by: Annotated[Name, Field(min_length=1)]


class BuildingFields(Strict):
    """A building: its rooms as grids of ceiling tiles."""

    schema_: Annotated[Literal["plenum.building/1"], Field(alias="schema")]
    building_id: Identifier
    name: Name = ""
    rule_set: RuleSet = RuleSet.US
    code: Annotated[FireCode | None, Field(description="The fire code, if other than the rule set's.")] = None
    settings: SettingsFields | None = None
    waivers: Annotated[
        list[WaiverFields], Field(max_length=limits.MAX_WAIVERS, fail_fast=True, default_factory=list)
    ]
    left_out: Annotated[
        list[Note],
        Field(
            max_length=limits.MAX_ROOMS,
            fail_fast=True,
            default_factory=list,
            description="What another file, that this one was made from, calls a room and is none.",
        ),
    ]
    source_model: SourceModelFields | None = None
    rooms: Annotated[list[RoomFields], Field(min_length=1, max_length=limits.MAX_ROOMS, fail_fast=True)]
