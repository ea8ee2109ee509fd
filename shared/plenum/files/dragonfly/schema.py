"""The part of a Dragonfly model (DFJSON) that a ceiling needs; everything else in it is left alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from plenum.files import limits
from plenum.files.honeybee.schema import RoomProperties
from plenum.files.parsing.fields import Given, Label, mistake

Figure = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e10, le=1e10)]
"""In the model's units: 10,000 km in mm."""
Point2 = Annotated[list[Figure], Field(min_length=2, max_length=2)]
Ring2 = Annotated[list[Point2], Field(min_length=3, max_length=limits.MAX_POINTS, fail_fast=True)]
Depth = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e7)]


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Autocalculate(_Open):
    """A height that follows from the rooms."""

    type: Literal["Autocalculate"]


class Room2D(_Open):
    """A room by its floor, in the model's units."""

    identifier: Given
    display_name: Label | None = None
    floor_boundary: Ring2
    floor_holes: Annotated[list[Ring2], Field(max_length=limits.MAX_HOLES, fail_fast=True)] | None = None
    floor_height: Figure
    floor_to_ceiling_height: Depth
    """0: as its storey, as nobody set it."""
    ceiling_plenum_depth: Depth = 0.0
    floor_plenum_depth: Depth = 0.0
    properties: RoomProperties = RoomProperties()


class Story(_Open):
    """A storey, which may stand for several that are alike; its rooms are checked one by one as Room2D."""

    identifier: Given
    display_name: Label | None = None
    room_2ds: Annotated[list[Any], Field(max_length=limits.MAX_ROOMS, fail_fast=True)]
    floor_to_floor_height: Depth | Autocalculate | None = None
    """0 is what Dragonfly writes where nobody set it."""
    multiplier: Annotated[int, Field(strict=True, ge=1, le=limits.MAX_ROOMS)] = 1
    story_type: Literal["Standard", "CeilingPlenum", "FloorPlenum"] = "Standard"


class DragonflyBuilding(_Open):
    """A building by its storeys; rooms modelled in three dimensions are Honeybee's, checked one by one."""

    identifier: Given
    display_name: Label | None = None
    unique_stories: Annotated[list[Story], Field(max_length=limits.MAX_ROOMS, fail_fast=True)] = []
    room_3ds: Annotated[list[Any], Field(max_length=limits.MAX_ROOMS, fail_fast=True)] | None = None

    @model_validator(mode="after")
    def _has_rooms(self) -> Self:
        if not {"unique_stories", "room_3ds"} & self.model_fields_set:
            raise mistake("neither unique_stories nor room_3ds", "give the building its storeys")
        return self


class DragonflyModel(_Open):
    """A model by its buildings."""

    type: Literal["Model"]
    identifier: Given
    display_name: Label | None = None
    units: Literal["Meters", "Millimeters", "Feet", "Inches", "Centimeters"] = "Meters"
    buildings: Annotated[
        list[DragonflyBuilding], Field(min_length=1, max_length=limits.MAX_ROOMS, fail_fast=True)
    ]
