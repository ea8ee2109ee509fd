"""The part of a Honeybee model (HBJSON) that a ceiling needs; everything else in it is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from plenum.files import limits
from plenum.files.parsing.fields import Given, Label, Point3


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


Ring3 = Annotated[list[Point3], Field(min_length=3, max_length=limits.MAX_POINTS, fail_fast=True)]


class Face3D(_Open):
    """A planar face: its boundary and holes, in the model's units."""

    boundary: Ring3
    holes: Annotated[list[Ring3], Field(max_length=limits.MAX_HOLES, fail_fast=True)] | None = None


class Face(_Open):
    """A wall, floor, ceiling or air boundary of a room."""

    face_type: Literal["Floor", "RoofCeiling", "Wall", "AirBoundary"]
    geometry: Face3D


def _name_of(program: Any) -> Any:
    """What is not abridged has the program itself there."""
    return program.get("identifier") if isinstance(program, Mapping) else program


class Energy(_Open):
    """The room's use, by the name of its program."""

    program_type: Annotated[Label | None, BeforeValidator(_name_of)] = None


class RoomProperties(_Open):
    """Extension properties; only energy is looked at."""

    energy: Energy | None = None


class HoneybeeRoom(_Open):
    """A room by its faces."""

    identifier: Given
    display_name: Label | None = None
    story: Label | None = None
    properties: RoomProperties = RoomProperties()
    faces: Annotated[list[Face], Field(min_length=1, max_length=10_000, fail_fast=True)]


class HoneybeeModel(_Open):
    """A model by its rooms, each checked by itself as a HoneybeeRoom."""

    type: Literal["Model"]
    identifier: Given
    display_name: Label | None = None
    units: Literal["Meters", "Millimeters", "Feet", "Inches", "Centimeters"] = "Meters"
    rooms: Annotated[list[Any], Field(min_length=1, max_length=limits.MAX_ROOMS, fail_fast=True)]
